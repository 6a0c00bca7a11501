"""Clocks of a track, and the one that keeps watch over it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.casework.deadlines import ClockRule, Due
from triage.db.records import ClockRecord, TrackRecord
from triage.db.types import new_id
from triage.errors import ActionNotAllowedError
from triage.vocabulary import ClockStatus


class ClockRepository:
    """Starts and stops clocks so that an open track is never without a live one."""

    def __init__(self, orm: Session) -> None:
        self._orm = orm

    def add(
        self, track: TrackRecord, rule: ClockRule, ends: Due, *, started_by: str, started_at: datetime, calendar: str
    ) -> ClockRecord:
        """Start one clock; call ``watch`` when all clocks of the action are started."""
        clock = ClockRecord(
            id=new_id(),
            track_id=track.id,
            rule_id=rule.id,
            rule_version=rule.version,
            started_by=started_by,
            started_at=started_at,
            due_at=ends.due_at,
            due_on=ends.due_on,
            is_provisional=ends.provisional,
            calendar=calendar,
            status=ClockStatus.RUNNING,
        )
        self._orm.add(clock)
        return clock

    def live(self, track_id: UUID) -> list[ClockRecord]:
        """Running and held clocks of a track, earliest due first."""
        statement = (
            select(ClockRecord)
            .where(ClockRecord.track_id == track_id, ClockRecord.stopped_at.is_(None))
            .order_by(ClockRecord.due_at, ClockRecord.id)
        )
        return list(self._orm.scalars(statement))

    def watch(self, track: TrackRecord, *, except_clocks: frozenset[UUID] = frozenset()) -> None:
        """Let the earliest live clock guard the track.

        Raises:
            ActionNotAllowedError: no live clock is left for an open track.
        """
        live = [clock for clock in self.live(track.id) if clock.id not in except_clocks]
        if not live:
            raise ActionNotAllowedError("track_without_clock")
        track.guard_clock_id, track.next_due_at = live[0].id, live[0].due_at
        self._orm.flush()

    def stop(self, track: TrackRecord, clock_ids: frozenset[UUID], *, status: ClockStatus, at: datetime) -> None:
        """Stop live clocks of an open track; another one must be left to guard it."""
        stopping = [clock for clock in self.live(track.id) if clock.id in clock_ids]
        if stopping:
            self.watch(track, except_clocks=clock_ids)
            self._end(stopping, status, at)

    def stop_all(self, track: TrackRecord, *, status: ClockStatus, at: datetime) -> None:
        """Stop every clock of a track that has just been closed."""
        self._orm.flush()  # the closing must reach the database before its guard clock stops
        self._end(self.live(track.id), status, at)

    def _end(self, clocks: list[ClockRecord], status: ClockStatus, at: datetime) -> None:
        for clock in clocks:
            clock.status, clock.stopped_at, clock.wake_on = status, at, None
        self._orm.flush()
