"""The case page: everything on one case that this person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from triage.assessment.rule import FactValue
from triage.db.records import AlarmRecord, AssessmentRecord, CaseRecord, ReportingPersonRecord, TaskRecord
from triage.db.repositories.cases import visible_to
from triage.errors import NotFoundError
from triage.queries.answers import answer_for
from triage.queries.assessment_view import AssessmentView, ReasonView, SignView, assessment_view, reason_view
from triage.queries.case_actions import Doable, case_wide, doable_on
from triage.queries.case_journal import JournalViews, journal_rows, journal_views
from triage.queries.case_tracks import TrackView, track_rows, track_views
from triage.queries.masking import mask_name, mask_phone, mask_text
from triage.queries.people import Names, names_of
from triage.queries.waiting import AlarmView, TaskView, alarm_views, task_views
from triage.vocabulary import Actor, CaseAction, CaseStatus, IntakeChannel, RiskLevel, Route


@dataclass(frozen=True, slots=True)
class PartyView:
    side: str
    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class ReporterView:
    """Empty name and phone when this person may not know who reported."""

    name: str
    phone: str
    is_secret: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PeopleView:
    """Names are in full for a unit that holds a track, else masked; phone numbers are always masked."""

    parties: tuple[PartyView, ...]
    are_named: bool
    reporter: ReporterView


@dataclass(frozen=True, slots=True)
class RestrictedView:
    """What police-only facts add (PSAPL 136); only built for police roles."""

    indicators: tuple[SignView, ...]
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The case itself, without what hangs on it."""

    id: UUID
    code: str
    version: int
    status: CaseStatus
    narrative: str
    place: str
    intake_channel: IntakeChannel
    external: str
    reported_at: datetime
    registered_at: datetime
    registered_by: str
    unit: str
    risk_level: RiskLevel
    dispute_type: str | None
    route: Route | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    case: CaseHead
    people: PeopleView
    assessment: AssessmentView
    assessment_number: int
    restricted: RestrictedView | None
    facts: tuple[tuple[str, FactValue], ...]
    alarms: tuple[AlarmView, ...]
    tasks: tuple[TaskView, ...]
    tracks: tuple[TrackView, ...]
    journal: JournalViews
    case_actions: frozenset[CaseAction]
    doable: tuple[Doable, ...]

    @property
    def open_alarms(self) -> tuple[AlarmView, ...]:
        return tuple(alarm for alarm in self.alarms if alarm.cleared_at is None)

    @property
    def open_tasks(self) -> tuple[TaskView, ...]:
        return tuple(task for task in self.tasks if task.done_at is None)

    @property
    def is_latest(self) -> bool:
        return self.assessment_number == self.journal.assessments[0].number


def case_page(
    orm: Session,
    case_id: UUID,
    *,
    actor: Actor,
    police_only_facts: frozenset[str],
    assessment_number: int | None = None,
) -> CasePage:
    """The page of one case.

    Args:
        police_only_facts: fact ids that only police roles may see.
        assessment_number: an earlier assessment to show instead of the latest.
    Raises:
        NotFoundError: no such case or assessment, or not theirs.
    """
    case, stored = _case(orm, case_id, actor), _stored(orm, case_id, assessment_number)
    rows, journal = track_rows(orm, case_id), journal_rows(orm, case_id)
    persons: Iterable[UUID | None] = [case.registered_by_id, *rows.person_ids(), *journal.person_ids()]
    names = names_of(orm, persons, [case.unit_id, *rows.unit_ids(), *journal.unit_ids()])
    hidden = frozenset() if actor.is_police else police_only_facts
    tracks = track_views(rows, names, case.lead_track_id)
    alarms = alarm_views(orm, [(alarm, case) for alarm in _alarms(orm, case_id)])
    tasks = task_views(orm, [(task, case) for task in _tasks(orm, case_id)])
    return CasePage(
        case=_head(case, names),
        people=_people(orm, case, actor, tracks),
        assessment=assessment_view(answer_for(stored, actor), hidden_facts=hidden),
        assessment_number=stored.number,
        restricted=_restricted(stored) if actor.is_police else None,
        facts=_facts(stored, hidden),
        alarms=alarms,
        tasks=tasks,
        tracks=tracks,
        journal=journal_views(journal, names, hidden),
        case_actions=case_wide(CaseStatus(case.status), actor),
        doable=doable_on(tracks, _route(case), actor, may_close=_may_close(alarms, tasks)),
    )


def case_contacts(orm: Session, case_id: UUID, *, actor: Actor) -> tuple[PartyView, ...]:
    """Names and phone numbers in full, for the unit that holds a track of the case.

    Raises:
        NotFoundError: no such case, not theirs, or held by another unit.
    """
    case = _case(orm, case_id, actor)
    rows = track_rows(orm, case_id)
    if not any(track.holder_unit_id == actor.unit_id for track in rows.tracks):
        raise NotFoundError("case_not_found")
    return tuple(PartyView(one.side, one.name, one.phone, one.address) for one in case.parties)


def _case(orm: Session, case_id: UUID, actor: Actor) -> CaseRecord:
    statement = (
        select(CaseRecord).options(selectinload(CaseRecord.parties)).where(CaseRecord.id == case_id, visible_to(actor))
    )
    case = orm.scalars(statement).one_or_none()
    if case is None:
        raise NotFoundError("case_not_found")
    return case


def _stored(orm: Session, case_id: UUID, number: int | None) -> AssessmentRecord:
    statement = select(AssessmentRecord).where(AssessmentRecord.case_id == case_id)
    if number is not None:
        statement = statement.where(AssessmentRecord.number == number)
    stored = orm.scalars(statement.order_by(AssessmentRecord.number.desc()).limit(1)).one_or_none()
    if stored is None:
        raise NotFoundError("assessment_not_found")
    return stored


def _alarms(orm: Session, case_id: UUID) -> Iterable[AlarmRecord]:
    statement = select(AlarmRecord).where(AlarmRecord.case_id == case_id)
    order = (AlarmRecord.cleared_at.is_not(None), AlarmRecord.blocks.desc(), AlarmRecord.trigger, AlarmRecord.id)
    return orm.scalars(statement.order_by(*order))


def _tasks(orm: Session, case_id: UUID) -> Iterable[TaskRecord]:
    statement = select(TaskRecord).where(TaskRecord.case_id == case_id)
    return orm.scalars(statement.order_by(TaskRecord.done_at.is_not(None), TaskRecord.due_at, TaskRecord.id))


def _head(case: CaseRecord, names: Names) -> CaseHead:
    return CaseHead(
        id=case.id,
        code=case.case_code,
        version=case.version,
        status=CaseStatus(case.status),
        narrative=mask_text(case.narrative),
        place=case.place,
        intake_channel=IntakeChannel(case.intake_channel),
        external=" ".join(part for part in (case.external_source, case.external_number) if part),
        reported_at=case.reported_at,
        registered_at=case.registered_at,
        registered_by=names.person(case.registered_by_id),
        unit=names.unit(case.unit_id),
        risk_level=RiskLevel(case.risk_level),
        dispute_type=case.dispute_type,
        route=_route(case),
        closed_at=case.closed_at,
    )


def _people(orm: Session, case: CaseRecord, actor: Actor, tracks: Iterable[TrackView]) -> PeopleView:
    is_holder = any(track.holder_unit_id == actor.unit_id for track in tracks)
    return PeopleView(_parties(case, is_named=is_holder), is_holder, _reporter(orm, case, actor))


def _parties(case: CaseRecord, *, is_named: bool) -> tuple[PartyView, ...]:
    return tuple(
        PartyView(
            side=one.side,
            name=one.name if is_named else mask_name(one.name),
            phone=mask_phone(one.phone),
            address=one.address if is_named else "",
        )
        for one in case.parties
    )


def _reporter(orm: Session, case: CaseRecord, actor: Actor) -> ReporterView:
    record = orm.get(ReportingPersonRecord, case.id)
    if record is None:
        return ReporterView("", "", is_secret=False, is_shown=False)
    if not (actor.is_police and actor.unit_id == case.unit_id):
        return ReporterView("", "", is_secret=record.is_secret, is_shown=False)
    return ReporterView(record.name, mask_phone(record.phone), is_secret=record.is_secret, is_shown=True)


def _restricted(stored: AssessmentRecord) -> RestrictedView | None:
    part = stored.restricted or {}
    if "route" not in part:  # nothing that police-only facts would change
        return None
    return RestrictedView(
        indicators=tuple(SignView(one["id"], None, one["weight"]) for one in part["indicators"]),
        reasons=tuple(reason_view(one) for one in part["reasons"]),
    )


def _facts(stored: AssessmentRecord, hidden: frozenset[str]) -> tuple[tuple[str, FactValue], ...]:
    known = {**stored.report["facts"], **(stored.restricted or {}).get("facts", {})}
    return tuple((fact, value) for fact, value in sorted(known.items()) if fact not in hidden)


def _route(case: CaseRecord) -> Route | None:
    return Route(case.route) if case.route else None


def _may_close(alarms: Iterable[AlarmView], tasks: Iterable[TaskView]) -> bool:
    is_safe = not any(alarm.blocks and alarm.cleared_at is None for alarm in alarms)
    return is_safe and all(task.done_at is not None for task in tasks)
