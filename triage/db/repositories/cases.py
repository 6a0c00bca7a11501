"""Cases and what belongs to them, fetched in the name of an actor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from triage.assessment.types import TriggerHit
from triage.db.insert_missing import insert_missing
from triage.db.records import (
    AlarmRecord,
    AreaRecord,
    AssessmentRecord,
    CaseAccessRecord,
    CaseNumberRecord,
    CaseRecord,
    CustodyEntryRecord,
    HandOffRecord,
    OutcomeRecord,
    TaskRecord,
    TrackRecord,
    UnitRecord,
)
from triage.db.types import new_id
from triage.errors import NotFoundError, StaleCaseError
from triage.vocabulary import Actor, HandOffStatus, Role, TrackKind

OVERSEEING = frozenset({Role.SUPERVISOR, Role.COMMUNITY_OFFICER})
CASE_ROLES = frozenset(Role) - {Role.RULE_REVIEWER, Role.ADMINISTRATOR, Role.SYSTEM}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition over ``CaseRecord`` that lets an actor see a case; it denies by default.

    A unit sees the cases it registered, was offered or holds, for as long as its access lasts; supervisors and
    community officers also see their area and everything below it.
    """
    if actor.role is Role.SYSTEM:
        return true()
    if actor.role not in CASE_ROLES:
        return false()
    # asked row by row: PostgreSQL would turn an EXISTS into a join with every case the unit ever had
    access = select(true()).where(
        CaseAccessRecord.case_id == CaseRecord.id,
        CaseAccessRecord.unit_id == actor.unit_id,
        CaseAccessRecord.until.is_(None),
    )
    has_access = func.coalesce(access.limit(1).scalar_subquery(), false())
    if actor.role not in OVERSEEING:
        return has_access
    return or_(has_access, CaseRecord.area_id.in_(_own_areas(actor)))


def addressed_to(unit_id: InstrumentedAttribute[UUID], actor: Actor) -> ColumnElement[bool]:
    """The condition that an alarm or task is for the actor's unit, or for a unit of the area they oversee.

    Seeing a case is not enough: what one duty desk must look at, a unit that only mediates cannot tick off.
    """
    if actor.role not in OVERSEEING:
        return unit_id == actor.unit_id
    below = select(UnitRecord.id).where(UnitRecord.area_id.in_(_own_areas(actor)))
    return or_(unit_id == actor.unit_id, unit_id.in_(below))


def _own_areas(actor: Actor) -> Select[int]:
    return select(AreaRecord.id).where(AreaRecord.path.startswith(actor.area_path, autoescape=True))


class CaseRepository:
    """Every function takes the actor, so nobody opens another unit's case by typing its address."""

    def __init__(self, orm: Session) -> None:
        self._orm = orm

    def get(self, case_id: UUID, *, seen_by: Actor, seen_version: int | None = None) -> CaseRecord:
        """The case, locked for change.

        Args:
            seen_version: the version the person had on screen; None when it does not matter.
        Raises:
            NotFoundError: no such case, or not theirs.
            StaleCaseError: it has changed since they looked; carries who and when.
        """
        statement = (
            select(CaseRecord)
            .options(selectinload(CaseRecord.parties))
            .where(CaseRecord.id == case_id, visible_to(seen_by))
            .with_for_update(of=CaseRecord)
        )
        case = self._orm.scalars(statement).one_or_none()
        if case is None:
            raise NotFoundError("case_not_found")
        if seen_version is not None and case.version != seen_version:
            raise StaleCaseError("stale_case", changed_by_id=case.changed_by_id, changed_at=case.changed_at)
        return case

    def track(self, case_id: UUID, kind: TrackKind) -> TrackRecord | None:
        """The open track of a kind, or None."""
        statement = select(TrackRecord).where(
            TrackRecord.case_id == case_id, TrackRecord.kind == kind, TrackRecord.closed_at.is_(None)
        )
        return self._orm.scalars(statement).one_or_none()

    def open_tracks(self, case_id: UUID) -> list[TrackRecord]:
        statement = select(TrackRecord).where(TrackRecord.case_id == case_id, TrackRecord.closed_at.is_(None))
        return list(self._orm.scalars(statement.order_by(TrackRecord.opened_at, TrackRecord.id)))

    def track_by_id(self, track_id: UUID, case_id: UUID) -> TrackRecord:
        statement = select(TrackRecord).where(TrackRecord.id == track_id, TrackRecord.case_id == case_id)
        track = self._orm.scalars(statement).one_or_none()
        if track is None:
            raise NotFoundError("track_not_found")
        return track

    def latest_assessment(self, case_id: UUID) -> AssessmentRecord:
        statement = select(AssessmentRecord).where(AssessmentRecord.case_id == case_id)
        return self._orm.scalars(statement.order_by(AssessmentRecord.number.desc()).limit(1)).one()

    def hand_off(self, hand_off_id: UUID, *, seen_by: Actor) -> HandOffRecord:
        """An offer that the actor's unit made or received; not locked: lock its case first, then ``lock`` it."""
        concerned = or_(HandOffRecord.from_unit_id == seen_by.unit_id, HandOffRecord.to_unit_id == seen_by.unit_id)
        statement = select(HandOffRecord).where(HandOffRecord.id == hand_off_id, concerned)
        hand_off = self._orm.scalars(statement).one_or_none()
        if hand_off is None:
            raise NotFoundError("hand_off_not_found")
        return hand_off

    def hand_off_by_id(self, hand_off_id: UUID) -> HandOffRecord:
        """An offer for the sweep, which acts for no unit; not locked."""
        return self._orm.scalars(select(HandOffRecord).where(HandOffRecord.id == hand_off_id)).one()

    def lock(self, hand_off: HandOffRecord) -> None:
        """Read an offer again as it stands now, and let nobody else change it."""
        self._orm.refresh(hand_off, with_for_update=True)

    def open_offer(self, track_id: UUID) -> HandOffRecord | None:
        statement = select(HandOffRecord).where(
            HandOffRecord.track_id == track_id, HandOffRecord.status == HandOffStatus.OFFERED
        )
        return self._orm.scalars(statement).one_or_none()

    def hops(self, track_id: UUID) -> int:
        """How many times the track has been offered so far."""
        statement = select(func.count()).select_from(HandOffRecord).where(HandOffRecord.track_id == track_id)
        return self._orm.scalars(statement).one()

    def alarm(self, alarm_id: UUID, *, seen_by: Actor) -> AlarmRecord:
        statement = (
            select(AlarmRecord)
            .join(CaseRecord, CaseRecord.id == AlarmRecord.case_id)
            .where(AlarmRecord.id == alarm_id, visible_to(seen_by), addressed_to(AlarmRecord.unit_id, seen_by))
            .with_for_update(of=AlarmRecord)
        )
        alarm = self._orm.scalars(statement).one_or_none()
        if alarm is None:
            raise NotFoundError("alarm_not_found")
        return alarm

    def open_alarms(self, case_id: UUID) -> list[AlarmRecord]:
        statement = select(AlarmRecord).where(AlarmRecord.case_id == case_id, AlarmRecord.cleared_at.is_(None))
        return list(self._orm.scalars(statement.order_by(AlarmRecord.trigger)))

    def task(self, task_id: UUID, *, seen_by: Actor) -> TaskRecord:
        statement = (
            select(TaskRecord)
            .join(CaseRecord, CaseRecord.id == TaskRecord.case_id)
            .where(TaskRecord.id == task_id, visible_to(seen_by), addressed_to(TaskRecord.unit_id, seen_by))
            .with_for_update(of=TaskRecord)
        )
        task = self._orm.scalars(statement).one_or_none()
        if task is None:
            raise NotFoundError("task_not_found")
        return task

    def was_cleared(self, case_id: UUID, hit: TriggerHit) -> bool:
        """True when a person cleared the same trigger on the same words or, without words, from the same source."""
        start, end = hit.span or (None, None)
        cleared = select(AlarmRecord.id).where(
            AlarmRecord.case_id == case_id,
            AlarmRecord.trigger == hit.id,
            AlarmRecord.cleared_at.is_not(None),
            AlarmRecord.span_start.is_not_distinct_from(start),
            AlarmRecord.span_end.is_not_distinct_from(end),
        )
        if hit.span is None:
            cleared = cleared.where(AlarmRecord.source_id == hit.source_id)
        return self._orm.scalars(select(cleared.exists())).one()

    def has_had_track(self, case_id: UUID, kind: TrackKind) -> bool:
        """True when a track of the kind was ever opened."""
        ever = select(TrackRecord.id).where(TrackRecord.case_id == case_id, TrackRecord.kind == kind)
        return self._orm.scalars(select(ever.exists())).one()

    def tasks(self, case_id: UUID) -> list[TaskRecord]:
        return list(self._orm.scalars(select(TaskRecord).where(TaskRecord.case_id == case_id)))

    def latest_outcome(self, track_id: UUID) -> OutcomeRecord | None:
        statement = select(OutcomeRecord).where(OutcomeRecord.track_id == track_id)
        return self._orm.scalars(statement.order_by(OutcomeRecord.number.desc()).limit(1)).one_or_none()

    def next_outcome_number(self, track_id: UUID) -> int:
        last = select(func.max(OutcomeRecord.number)).where(OutcomeRecord.track_id == track_id)
        return (self._orm.scalars(last).one() or 0) + 1

    def next_number(self, unit_id: UUID, year: int) -> int:
        """The next case number of a unit and year; the row stays locked until the transaction ends."""
        insert_missing(self._orm, CaseNumberRecord, unit_id=unit_id, year=year, last=0)
        key = (CaseNumberRecord.unit_id == unit_id, CaseNumberRecord.year == year)
        locked = select(CaseNumberRecord).where(*key).with_for_update()
        counter = self._orm.scalars(locked.execution_options(populate_existing=True)).one()
        counter.last += 1
        return counter.last

    def move_holder(
        self,
        track: TrackRecord,
        *,
        unit_id: UUID,
        person_id: UUID | None,
        reason: str,
        at: datetime,
        hand_off_id: UUID | None = None,
    ) -> None:
        """Change the accountable holder and write the chain of custody; never without a holder in between."""
        track.holder_unit_id, track.holder_person_id = unit_id, person_id
        last = self._orm.scalars(
            select(func.max(CustodyEntryRecord.number)).where(CustodyEntryRecord.track_id == track.id)
        ).one()
        self._orm.add(
            CustodyEntryRecord(
                track_id=track.id,
                number=(last or 0) + 1,
                unit_id=unit_id,
                person_id=person_id,
                reason=reason,
                hand_off_id=hand_off_id,
                at=at,
            )
        )

    def grant_access(self, case_id: UUID, unit_id: UUID, *, reason: str, at: datetime) -> None:
        """Let a unit see the case; nothing happens when it already may."""
        if self._access(case_id, unit_id) is None:
            self._orm.add(
                CaseAccessRecord(id=new_id(), case_id=case_id, unit_id=unit_id, reason=reason, since=at, until=None)
            )
            self._orm.flush()

    def end_access(self, case: CaseRecord, unit_id: UUID, *, at: datetime) -> None:
        """A unit that declined, lost or never answered no longer sees the case, unless the case is its own work."""
        access = self._access(case.id, unit_id)
        holds_it = any(track.holder_unit_id == unit_id for track in self.open_tracks(case.id))
        if access is not None and unit_id != case.unit_id and not holds_it:
            access.until = at

    def _access(self, case_id: UUID, unit_id: UUID) -> CaseAccessRecord | None:
        statement = select(CaseAccessRecord).where(
            and_(
                CaseAccessRecord.case_id == case_id,
                CaseAccessRecord.unit_id == unit_id,
                CaseAccessRecord.until.is_(None),
            )
        )
        return self._orm.scalars(statement).one_or_none()
