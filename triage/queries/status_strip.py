"""The strip on top of every page: what waits for my unit now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import AlarmRecord, CaseRecord, HandOffRecord
from triage.db.repositories.cases import visible_to
from triage.queries.scope import in_scope
from triage.vocabulary import Actor, HandOffStatus

COUNTED_AT_MOST = 100  # a count that stops: beyond it the strip says 99+


@dataclass(frozen=True, slots=True)
class StatusStrip:
    """Counts up to ``COUNTED_AT_MOST``; ``unseen`` are the open alarms nobody has acknowledged."""

    open_alarms: int
    unseen: int
    offers: int
    oldest_unseen_at: datetime | None


def status_strip(orm: Session, *, actor: Actor) -> StatusStrip:
    """Read from the two partial indexes of open alarms and open offers only."""
    alarms = (
        select(AlarmRecord.acknowledged_at, AlarmRecord.raised_at)
        .join(CaseRecord, CaseRecord.id == AlarmRecord.case_id)
        .where(in_scope(AlarmRecord.unit_id, actor), AlarmRecord.cleared_at.is_(None), visible_to(actor))
        .order_by(AlarmRecord.raised_at, AlarmRecord.id)
        .limit(COUNTED_AT_MOST)
    )
    offers = (
        select(HandOffRecord.id)
        .where(HandOffRecord.to_unit_id == actor.unit_id, HandOffRecord.status == HandOffStatus.OFFERED)
        .limit(COUNTED_AT_MOST)
    )
    rows = orm.execute(alarms).all()
    unseen = [row.raised_at for row in rows if row.acknowledged_at is None]
    return StatusStrip(len(rows), len(unseen), len(orm.execute(offers).all()), unseen[0] if unseen else None)
