"""Pages *alarms*, *tasks* and *hand-off inbox*: what waits for an answer of my unit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from triage.db.records import AlarmRecord, CaseRecord, HandOffRecord, TaskRecord
from triage.db.repositories.cases import visible_to
from triage.errors import NotFoundError
from triage.queries.masking import mask_text
from triage.queries.people import names_of
from triage.queries.queue import excerpt
from triage.queries.scope import in_scope
from triage.vocabulary import Actor, HandOffStatus, RiskLevel, TaskKind

LISTED_AT_MOST = 200  # oldest first; what is beyond appears as those before it are dealt with


@dataclass(frozen=True, slots=True)
class AlarmView:
    """``said`` is the passage that raised it, "" when a fact did."""

    id: UUID
    case_id: UUID
    case_code: str
    trigger: str
    blocks: bool
    said: str
    excerpt: str
    place: str
    unit: str
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    cleared_at: datetime | None
    cleared_by: str
    clear_reason: str | None
    clear_note: str


@dataclass(frozen=True, slots=True)
class TaskView:
    id: UUID
    case_id: UUID
    case_code: str
    kind: TaskKind
    subject: str
    says: str
    excerpt: str
    unit: str
    due_at: datetime
    opened_at: datetime
    done_at: datetime | None
    done_by: str
    finding: str | None
    receipt: str


@dataclass(frozen=True, slots=True)
class OfferView:
    id: UUID
    case_id: UUID
    case_code: str
    risk_level: RiskLevel
    dispute_type: str | None
    summary: str
    from_unit: str
    from_person: str
    to_unit: str
    hop: int
    offered_at: datetime
    due_at: datetime


def open_alarms(orm: Session, *, actor: Actor, at_most: int = LISTED_AT_MOST) -> tuple[AlarmView, ...]:
    """Open alarms of the actor's units: those nobody has acknowledged first, then the oldest."""
    statement = (
        select(AlarmRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == AlarmRecord.case_id)
        .where(in_scope(AlarmRecord.unit_id, actor), AlarmRecord.cleared_at.is_(None), visible_to(actor))
        .order_by(AlarmRecord.acknowledged_at.is_not(None), AlarmRecord.raised_at, AlarmRecord.id)
        .limit(at_most)
    )
    return alarm_views(orm, [(row.AlarmRecord, row.CaseRecord) for row in orm.execute(statement)])


def one_alarm(orm: Session, alarm_id: UUID, *, actor: Actor) -> AlarmView:
    """An alarm of a case the actor may see.

    Raises:
        NotFoundError: no such alarm, or not theirs.
    """
    statement = (
        select(AlarmRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == AlarmRecord.case_id)
        .where(AlarmRecord.id == alarm_id, visible_to(actor))
    )
    found = alarm_views(orm, [(row.AlarmRecord, row.CaseRecord) for row in orm.execute(statement)])
    if not found:
        raise NotFoundError("alarm_not_found")
    return found[0]


def open_tasks(orm: Session, *, actor: Actor, at_most: int = LISTED_AT_MOST) -> tuple[TaskView, ...]:
    """Open tasks of the actor's units, longest due first."""
    statement = (
        select(TaskRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == TaskRecord.case_id)
        .where(in_scope(TaskRecord.unit_id, actor), TaskRecord.done_at.is_(None), visible_to(actor))
        .order_by(TaskRecord.due_at, TaskRecord.id)
        .limit(at_most)
    )
    return task_views(orm, [(row.TaskRecord, row.CaseRecord) for row in orm.execute(statement)])


def one_task(orm: Session, task_id: UUID, *, actor: Actor) -> TaskView:
    """A task of a case the actor may see.

    Raises:
        NotFoundError: no such task, or not theirs.
    """
    statement = (
        select(TaskRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == TaskRecord.case_id)
        .where(TaskRecord.id == task_id, visible_to(actor))
    )
    found = task_views(orm, [(row.TaskRecord, row.CaseRecord) for row in orm.execute(statement)])
    if not found:
        raise NotFoundError("task_not_found")
    return found[0]


def open_offers(orm: Session, *, actor: Actor, at_most: int = LISTED_AT_MOST) -> tuple[OfferView, ...]:
    """Offers that the actor's unit must answer, the earliest due first."""
    statement = (
        _offers(actor)
        .where(HandOffRecord.to_unit_id == actor.unit_id)
        .order_by(HandOffRecord.due_at, HandOffRecord.id)
        .limit(at_most)
    )
    return _offer_views(orm, [(row.HandOffRecord, row.CaseRecord) for row in orm.execute(statement)])


def one_offer(orm: Session, hand_off_id: UUID, *, actor: Actor) -> OfferView:
    """An unanswered offer that the actor's unit made or received.

    Raises:
        NotFoundError: no such offer, not theirs, or answered already.
    """
    concerned = or_(HandOffRecord.to_unit_id == actor.unit_id, HandOffRecord.from_unit_id == actor.unit_id)
    statement = _offers(actor).where(HandOffRecord.id == hand_off_id, concerned)
    found = _offer_views(orm, [(row.HandOffRecord, row.CaseRecord) for row in orm.execute(statement)])
    if not found:
        raise NotFoundError("offer_not_open")
    return found[0]


def _offers(actor: Actor) -> Select[HandOffRecord, CaseRecord]:
    return (
        select(HandOffRecord, CaseRecord)
        .join(CaseRecord, CaseRecord.id == HandOffRecord.case_id)
        .where(HandOffRecord.status == HandOffStatus.OFFERED, visible_to(actor))
    )


def _offer_views(orm: Session, rows: list[tuple[HandOffRecord, CaseRecord]]) -> tuple[OfferView, ...]:
    units = [unit for offer, _ in rows for unit in (offer.from_unit_id, offer.to_unit_id)]
    names = names_of(orm, [offer.from_person_id for offer, _ in rows], units)
    return tuple(
        OfferView(
            id=offer.id,
            case_id=case.id,
            case_code=case.case_code,
            risk_level=case.risk_level,
            dispute_type=case.dispute_type,
            summary=mask_text(offer.summary),
            from_unit=names.unit(offer.from_unit_id),
            from_person=names.person(offer.from_person_id),
            to_unit=names.unit(offer.to_unit_id),
            hop=offer.hop,
            offered_at=offer.offered_at,
            due_at=offer.due_at,
        )
        for offer, case in rows
    )


def alarm_views(orm: Session, rows: list[tuple[AlarmRecord, CaseRecord]]) -> tuple[AlarmView, ...]:
    """Alarms with their case and the names they mention."""
    persons = [person for alarm, _ in rows for person in (alarm.acknowledged_by_id, alarm.cleared_by_id)]
    names = names_of(orm, persons, [alarm.unit_id for alarm, _ in rows])
    return tuple(
        AlarmView(
            id=alarm.id,
            case_id=case.id,
            case_code=case.case_code,
            trigger=alarm.trigger,
            blocks=alarm.blocks,
            said=_said(alarm, case),
            excerpt=excerpt(case.narrative),
            place=case.place,
            unit=names.unit(alarm.unit_id),
            raised_at=alarm.raised_at,
            acknowledged_at=alarm.acknowledged_at,
            acknowledged_by=names.person(alarm.acknowledged_by_id),
            cleared_at=alarm.cleared_at,
            cleared_by=names.person(alarm.cleared_by_id),
            clear_reason=alarm.clear_reason,
            clear_note=mask_text(alarm.clear_note),
        )
        for alarm, case in rows
    )


def task_views(orm: Session, rows: list[tuple[TaskRecord, CaseRecord]]) -> tuple[TaskView, ...]:
    """Tasks with their case and the names they mention."""
    names = names_of(orm, [task.done_by_id for task, _ in rows], [task.unit_id for task, _ in rows])
    return tuple(
        TaskView(
            id=task.id,
            case_id=case.id,
            case_code=case.case_code,
            kind=task.kind,
            subject=task.subject,
            says=task.says,
            excerpt=excerpt(case.narrative),
            unit=names.unit(task.unit_id),
            due_at=task.due_at,
            opened_at=task.opened_at,
            done_at=task.done_at,
            done_by=names.person(task.done_by_id),
            finding=task.finding,
            receipt=task.receipt,
        )
        for task, case in rows
    )


def _said(alarm: AlarmRecord, case: CaseRecord) -> str:
    if alarm.span_start is None or alarm.span_end is None:
        return ""
    return mask_text(case.narrative)[alarm.span_start : alarm.span_end]
