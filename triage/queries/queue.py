"""Page *my work*: the open tracks of a unit or person, most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from triage.db.records import CaseRecord, ClockRecord, PersonRecord, TrackRecord, UnitRecord
from triage.db.repositories.cases import visible_to
from triage.errors import InputError
from triage.queries.masking import mask_text
from triage.queries.scope import OVERSEEING, in_scope
from triage.vocabulary import Actor, RiskLevel, TrackKind, TrackStatus

PAGE_ROWS = 50
EXCERPT_CHARS = 40
SCOPES = ("unit", "mine", "area")


@dataclass(frozen=True, slots=True)
class QueueRow:
    track_id: UUID
    case_id: UUID
    case_code: str
    risk_level: RiskLevel
    dispute_type: str | None
    excerpt: str
    place: str
    track_kind: TrackKind
    status: TrackStatus
    holder_unit: str
    holder_person: str
    clock_rule: str
    clock_started_at: datetime
    due_at: datetime
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """``after`` is where the next page starts; None on the last one."""

    rows: tuple[QueueRow, ...]
    scope: str
    scopes: tuple[str, ...]
    after: str | None


def queue_page(orm: Session, *, actor: Actor, scope: str, after: str | None) -> QueuePage:
    """One page of open tracks, ordered by (urgency, next due, id).

    Args:
        scope: one of ``SCOPES``; anything else, or an area for someone who oversees none, reads as the own unit.
        after: the ``after`` of the page before.
    Raises:
        InputError: ``after`` is not one of ours.
    """
    scopes = SCOPES if actor.role in OVERSEEING else SCOPES[:2]
    scope = scope if scope in scopes else "unit"
    statement = _rows(actor, scope)
    if after:
        statement = statement.where(_later_than(after))
    found = orm.execute(statement.limit(PAGE_ROWS + 1)).all()
    shown = found[:PAGE_ROWS]
    last = shown[-1].TrackRecord if len(found) > PAGE_ROWS else None
    return QueuePage(tuple(_row(one) for one in shown), scope, scopes, _cursor(last) if last else None)


def _rows(actor: Actor, scope: str) -> Select[*tuple[Any, ...]]:
    unit, person = aliased(UnitRecord), aliased(PersonRecord)
    statement = (
        select(TrackRecord, CaseRecord, ClockRecord, unit.short_name, person.name)
        .join(CaseRecord, CaseRecord.id == TrackRecord.case_id)
        .join(ClockRecord, ClockRecord.id == TrackRecord.guard_clock_id)
        .join(unit, unit.id == TrackRecord.holder_unit_id)
        .outerjoin(person, person.id == TrackRecord.holder_person_id)
        .where(TrackRecord.closed_at.is_(None), visible_to(actor), _of_scope(actor, scope))
    )
    return statement.order_by(TrackRecord.urgency, TrackRecord.next_due_at, TrackRecord.id)


def _of_scope(actor: Actor, scope: str) -> ColumnElement[bool]:
    if scope == "mine":
        return TrackRecord.holder_person_id == actor.person_id
    return (
        in_scope(TrackRecord.holder_unit_id, actor) if scope == "area" else TrackRecord.holder_unit_id == actor.unit_id
    )


def _cursor(track: TrackRecord) -> str:
    return f"{track.urgency}_{track.next_due_at.isoformat()}_{track.id.hex}"


def _later_than(after: str) -> ColumnElement[bool]:
    try:
        urgency, due_at, track_id = after.split("_")
        last = (int(urgency), datetime.fromisoformat(due_at), UUID(track_id))
        if last[1].tzinfo is None:
            raise ValueError(due_at)
    except ValueError as error:
        raise InputError("bad_page_mark") from error
    columns = (TrackRecord.urgency, TrackRecord.next_due_at, TrackRecord.id)
    values = [literal(value, column.type) for value, column in zip(last, columns, strict=True)]
    return tuple_(*columns) > tuple_(*values)


def _row(found: Any) -> QueueRow:
    track, case, clock, unit_name, person_name = found
    return QueueRow(
        track_id=track.id,
        case_id=case.id,
        case_code=case.case_code,
        risk_level=case.risk_level,
        dispute_type=case.dispute_type,
        excerpt=excerpt(case.narrative),
        place=case.place,
        track_kind=track.kind,
        status=track.status,
        holder_unit=unit_name,
        holder_person=person_name or "",
        clock_rule=clock.rule_id,
        clock_started_at=clock.started_at,
        due_at=clock.due_at,
        is_provisional=clock.is_provisional,
    )


def excerpt(narrative: str) -> str:
    """The beginning of a report on one line, masked first so that no number is cut open."""
    line = " ".join(mask_text(narrative).split())
    return line if len(line) <= EXCERPT_CHARS else line[:EXCERPT_CHARS] + "…"
