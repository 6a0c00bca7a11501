"""Case page: tracks with holder and clocks, hand-offs, sessions and outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from triage.db.records import (
    ClockRecord,
    HandOffItemRecord,
    HandOffRecord,
    MediationSessionRecord,
    OutcomeRecord,
    TrackRecord,
    UnitRecord,
)
from triage.queries.masking import mask_text
from triage.queries.people import Names
from triage.vocabulary import ClockStatus, HandOffStatus, OutcomeKind, TrackKind, TrackStatus


@dataclass(frozen=True, slots=True)
class ClockView:
    rule: str
    started_at: datetime
    due_at: datetime
    status: ClockStatus
    is_live: bool
    is_provisional: bool
    wake_on: date | None


@dataclass(frozen=True, slots=True)
class SessionView:
    number: int
    held_at: datetime
    place: str
    participants: str
    is_consented: bool
    refused_by: str | None
    account: str
    chaired_by: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    number: int
    kind: OutcomeKind
    agreed: str
    effective_on: date | None
    perform_by_on: date | None
    performed_on: date | None
    failure_reason: str | None
    note: str
    is_escalation_prevented: bool
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class HandOffView:
    id: UUID
    status: HandOffStatus
    from_unit: str
    from_unit_id: UUID
    from_person: str
    to_unit: str
    to_unit_id: UUID
    hop: int
    summary: str
    consent: tuple[tuple[str, str], ...]
    legal_basis: str
    offered_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    decline_reason: str | None
    note: str
    seal: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackView:
    id: UUID
    kind: TrackKind
    status: TrackStatus
    is_open: bool
    is_lead: bool
    holder_unit_id: UUID
    holder_unit: str
    holder_person: str
    holder_phone: str
    opened_at: datetime
    closed_at: datetime | None
    closed_as: str | None
    clocks: tuple[ClockView, ...]
    hand_offs: tuple[HandOffView, ...]
    sessions: tuple[SessionView, ...]
    outcomes: tuple[OutcomeView, ...]

    @property
    def is_awaiting_performance(self) -> bool:
        """True while the last agreement promises something that has not been recorded as done."""
        last = self.outcomes[-1] if self.outcomes else None  # a failure after an agreement promises nothing
        return last is not None and last.perform_by_on is not None and last.performed_on is None

    @property
    def open_offer(self) -> HandOffView | None:
        return next((one for one in self.hand_offs if one.answered_at is None), None)


@dataclass(frozen=True, slots=True)
class TrackRows:
    """What belongs to the tracks of one case, as records."""

    tracks: tuple[TrackRecord, ...]
    hand_offs: tuple[HandOffRecord, ...]
    items: tuple[HandOffItemRecord, ...]
    sessions: tuple[MediationSessionRecord, ...]
    outcomes: tuple[OutcomeRecord, ...]
    phones: dict[UUID, str]  # duty phone by unit

    def person_ids(self) -> Iterable[UUID | None]:
        yield from (track.holder_person_id for track in self.tracks)
        yield from (one.from_person_id for one in self.hand_offs)
        yield from (one.answered_by_id for one in self.hand_offs)
        yield from (one.chaired_by_id for one in self.sessions)
        yield from (one.recorded_by_id for one in self.outcomes)

    def unit_ids(self) -> Iterable[UUID | None]:
        yield from (track.holder_unit_id for track in self.tracks)
        yield from (unit for one in self.hand_offs for unit in (one.from_unit_id, one.to_unit_id))


def track_rows(orm: Session, case_id: UUID) -> TrackRows:
    """Everything on the tracks of a case, in a fixed number of statements."""
    tracks = tuple(
        orm.scalars(
            select(TrackRecord)
            .options(selectinload(TrackRecord.clocks))
            .where(TrackRecord.case_id == case_id)
            .order_by(TrackRecord.opened_at, TrackRecord.id)
        )
    )
    ids = [track.id for track in tracks]
    hand_offs = tuple(
        orm.scalars(
            select(HandOffRecord)
            .where(HandOffRecord.case_id == case_id)
            .order_by(HandOffRecord.offered_at, HandOffRecord.id)
        )
    )
    items = select(HandOffItemRecord).where(HandOffItemRecord.hand_off_id.in_([one.id for one in hand_offs]))
    sessions = select(MediationSessionRecord).where(MediationSessionRecord.track_id.in_(ids))
    outcomes = select(OutcomeRecord).where(OutcomeRecord.track_id.in_(ids))
    units = select(UnitRecord.id, UnitRecord.duty_phone).where(
        UnitRecord.id.in_([one.holder_unit_id for one in tracks])
    )
    return TrackRows(
        tracks=tracks,
        hand_offs=hand_offs,
        items=tuple(orm.scalars(items.order_by(HandOffItemRecord.hand_off_id, HandOffItemRecord.position))),
        sessions=tuple(orm.scalars(sessions.order_by(MediationSessionRecord.held_at, MediationSessionRecord.id))),
        outcomes=tuple(orm.scalars(outcomes.order_by(OutcomeRecord.recorded_at, OutcomeRecord.id))),
        phones={row.id: row.duty_phone for row in orm.execute(units)},
    )


def track_views(rows: TrackRows, names: Names, lead_track_id: UUID) -> tuple[TrackView, ...]:
    """The tracks of a case, the leading one first, then the open ones."""
    ordered = sorted(rows.tracks, key=lambda one: (one.id != lead_track_id, one.closed_at is not None, one.opened_at))
    return tuple(_track(track, rows, names, is_lead=track.id == lead_track_id) for track in ordered)


def _track(track: TrackRecord, rows: TrackRows, names: Names, *, is_lead: bool) -> TrackView:
    return TrackView(
        id=track.id,
        kind=track.kind,
        status=track.status,
        is_open=track.closed_at is None,
        is_lead=is_lead,
        holder_unit_id=track.holder_unit_id,
        holder_unit=names.unit(track.holder_unit_id),
        holder_person=names.person(track.holder_person_id),
        holder_phone=rows.phones.get(track.holder_unit_id, ""),
        opened_at=track.opened_at,
        closed_at=track.closed_at,
        closed_as=track.closed_as,
        clocks=_clocks(track.clocks),
        hand_offs=tuple(_hand_off(one, rows, names) for one in rows.hand_offs if one.track_id == track.id),
        sessions=tuple(_session(one, names) for one in rows.sessions if one.track_id == track.id),
        outcomes=tuple(_outcome(one, names) for one in rows.outcomes if one.track_id == track.id),
    )


def _clocks(clocks: Iterable[ClockRecord]) -> tuple[ClockView, ...]:
    """Live clocks first, the earliest due on top; then those that have stopped."""
    ordered = sorted(clocks, key=lambda one: (one.stopped_at is not None, one.due_at, one.id))
    return tuple(
        ClockView(
            rule=one.rule_id,
            started_at=one.started_at,
            due_at=one.due_at,
            status=one.status,
            is_live=one.stopped_at is None,
            is_provisional=one.is_provisional,
            wake_on=one.wake_on,
        )
        for one in ordered
    )


def _hand_off(one: HandOffRecord, rows: TrackRows, names: Names) -> HandOffView:
    return HandOffView(
        id=one.id,
        status=one.status,
        from_unit=names.unit(one.from_unit_id),
        from_unit_id=one.from_unit_id,
        from_person=names.person(one.from_person_id),
        to_unit=names.unit(one.to_unit_id),
        to_unit_id=one.to_unit_id,
        hop=one.hop,
        summary=mask_text(one.summary),
        consent=tuple(sorted(one.consent.items())),
        legal_basis=one.legal_basis,
        offered_at=one.offered_at,
        due_at=one.due_at,
        answered_at=one.answered_at,
        answered_by=names.person(one.answered_by_id),
        decline_reason=one.decline_reason,
        note=mask_text(one.note),
        seal=one.seal,
        items=tuple(item.code for item in rows.items if item.hand_off_id == one.id),
    )


def _session(one: MediationSessionRecord, names: Names) -> SessionView:
    return SessionView(
        number=one.number,
        held_at=one.held_at,
        place=one.place,
        participants=mask_text(one.participants),
        is_consented=one.is_consented,
        refused_by=one.refused_by,
        account=mask_text(one.account),
        chaired_by=names.person(one.chaired_by_id),
    )


def _outcome(one: OutcomeRecord, names: Names) -> OutcomeView:
    return OutcomeView(
        number=one.number,
        kind=one.kind,
        agreed=mask_text(one.agreed),
        effective_on=one.effective_on,
        perform_by_on=one.perform_by_on,
        performed_on=one.performed_on,
        failure_reason=one.failure_reason,
        note=mask_text(one.note),
        is_escalation_prevented=one.is_escalation_prevented,
        recorded_at=one.recorded_at,
        recorded_by=names.person(one.recorded_by_id),
    )
