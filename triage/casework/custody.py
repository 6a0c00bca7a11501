"""Nobody drops the ball: every open track has one holder and a live clock (design.md 2, promise 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from triage.vocabulary import ClockStatus, TrackStatus


@dataclass(frozen=True, slots=True)
class HeldTrack:
    """A track as custody sees it. ``person_id`` None = the unit's duty desk answers."""

    id: UUID
    status: TrackStatus
    holder_unit_id: UUID | None
    holder_person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TrackClock:
    """A clock as custody sees it; an overdue clock is still RUNNING."""

    track_id: UUID
    status: ClockStatus
    wake_on: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """``code``: holder_missing, track_twice, clock_missing or held_without_wake_date."""

    track_id: UUID
    code: str


def custody_faults(tracks: Sequence[HeldTrack], clocks: Iterable[TrackClock]) -> list[Fault]:
    """Every breach of the promise, in the order of the tracks; an empty list means it holds."""
    by_track: dict[UUID, list[TrackClock]] = {}
    for clock in clocks:
        by_track.setdefault(clock.track_id, []).append(clock)
    seen: set[UUID] = set()
    faults = []
    for track in tracks:
        if track.id in seen:  # two rows for one track would be two holders
            faults.append(Fault(track.id, "track_twice"))
        seen.add(track.id)
        faults += [Fault(track.id, code) for code in _track_faults(track, by_track.get(track.id, []))]
    return faults


def is_live(clock: TrackClock) -> bool:
    """True while somebody will be reminded: running (also overdue), or held until a known day."""
    return clock.status is ClockStatus.RUNNING or (clock.status is ClockStatus.HELD and clock.wake_on is not None)


def _track_faults(track: HeldTrack, clocks: Sequence[TrackClock]) -> list[str]:
    if track.status is TrackStatus.CLOSED:
        return []
    faults = [] if track.holder_unit_id is not None else ["holder_missing"]
    if any(clock.status is ClockStatus.HELD and clock.wake_on is None for clock in clocks):
        faults.append("held_without_wake_date")
    if not any(is_live(clock) for clock in clocks):
        faults.append("clock_missing")
    return faults
