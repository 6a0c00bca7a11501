"""Page *my work*: the open tracks of a unit or person, most urgent first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from triage.db.records import CaseRecord, ClockRecord, PersonRecord, TrackRecord, UnitRecord
from triage.db.repositories.cases import visible_to
from triage.errors import InputError
from triage.queries.masking import mask_text
from triage.queries.scope import OVERSEEING, in_scope
from triage.vocabulary import Actor, RiskLevel, TrackKind, TrackStatus

PAGE_ROWS = 50
HOLDERS_AT_ONCE = 100  # SQLite joins at most 500 selects
EXCERPT_CHARS = 40
SCOPES = ("unit", "mine", "area")
ORDER = (TrackRecord.urgency, TrackRecord.next_due_at, TrackRecord.id)


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
    listed = _first_ids(orm, _holders(orm, actor, scope), actor, after)
    found = orm.execute(_rows_of(listed)).all()
    shown = found[:PAGE_ROWS]
    last = shown[-1].TrackRecord if len(found) > PAGE_ROWS else None
    return QueuePage(tuple(_row(one) for one in shown), scope, scopes, _cursor(last) if last else None)


def _holders(orm: Session, actor: Actor, scope: str) -> list[ColumnElement[bool]]:
    """Whose tracks are listed, one condition for each holder, so that each reads from its own stretch of the index."""
    if scope == "mine":
        return [TrackRecord.holder_person_id == actor.person_id]
    if scope == "unit":
        return [TrackRecord.holder_unit_id == actor.unit_id]
    units = orm.scalars(select(UnitRecord.id).where(in_scope(UnitRecord.id, actor)).order_by(UnitRecord.id))
    return [TrackRecord.holder_unit_id == unit for unit in units]


def _first_ids(orm: Session, holders: list[ColumnElement[bool]], actor: Actor, after: str | None) -> list[UUID]:
    """The ids of the page: of every holder only the first rows are read, then the first of all are kept."""
    later = [_later_than(after)] if after else []
    first_of_each = [
        select(*ORDER)
        .join(CaseRecord, CaseRecord.id == TrackRecord.case_id)
        .where(holder, TrackRecord.closed_at.is_(None), visible_to(actor), *later)
        .order_by(*ORDER)
        .limit(PAGE_ROWS + 1)
        .subquery()
        for holder in holders
    ]
    candidates: list[tuple[int, datetime, UUID]] = []
    for start in range(0, len(first_of_each), HOLDERS_AT_ONCE):
        part = first_of_each[start : start + HOLDERS_AT_ONCE]
        candidates += [tuple(row) for row in orm.execute(union_all(*(select(one) for one in part)))]
    return [track_id for _urgency, _due_at, track_id in sorted(candidates)[: PAGE_ROWS + 1]]


def _rows_of(listed: list[UUID]) -> Select[*tuple[Any, ...]]:
    unit, person = aliased(UnitRecord), aliased(PersonRecord)
    return (
        select(TrackRecord, CaseRecord, ClockRecord, unit.short_name, person.name)
        .join(CaseRecord, CaseRecord.id == TrackRecord.case_id)
        .join(ClockRecord, ClockRecord.id == TrackRecord.guard_clock_id)
        .join(unit, unit.id == TrackRecord.holder_unit_id)
        .outerjoin(person, person.id == TrackRecord.holder_person_id)
        .where(TrackRecord.id.in_(listed))
        .order_by(*ORDER)
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
    values = [literal(value, column.type) for value, column in zip(last, ORDER, strict=True)]
    return tuple_(*ORDER) > tuple_(*values)


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
