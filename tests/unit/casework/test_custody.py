"""Every open track has one holder and a live clock."""

from datetime import date
from uuid import UUID

import pytest

from triage.casework.custody import Fault, HeldTrack, TrackClock, custody_faults
from triage.vocabulary import ClockStatus, TrackStatus

TRACK_ID, OTHER_ID, UNIT_ID = UUID(int=1), UUID(int=2), UUID(int=3)
TRACK = HeldTrack(TRACK_ID, TrackStatus.ROUTED, UNIT_ID)
RUNNING = TrackClock(TRACK_ID, ClockStatus.RUNNING)
# a second track in order: what is wrong with one must not be excused or caused by the other
NOISE = HeldTrack(OTHER_ID, TrackStatus.ROUTED, UNIT_ID)
NOISE_CLOCK = TrackClock(OTHER_ID, ClockStatus.RUNNING)


def faults(track: HeldTrack, *clocks: TrackClock) -> list[str]:
    found = custody_faults([NOISE, track], [NOISE_CLOCK, *clocks])
    assert {fault.track_id for fault in found} <= {TRACK_ID}
    return [fault.code for fault in found]


def test_a_held_track_with_a_running_clock_is_in_order() -> None:
    assert faults(TRACK, RUNNING) == []


def test_a_clock_held_until_a_known_day_is_live() -> None:
    assert faults(TRACK, TrackClock(TRACK_ID, ClockStatus.HELD, date(2026, 12, 1))) == []


def test_a_track_without_unit_is_a_fault() -> None:
    assert faults(HeldTrack(TRACK_ID, TrackStatus.REGISTERED, None), RUNNING) == ["holder_missing"]


def test_a_track_without_clock_is_a_fault() -> None:
    assert faults(TRACK) == ["clock_missing"]


@pytest.mark.parametrize("status", [ClockStatus.MET, ClockStatus.CANCELLED])
def test_a_clock_that_ended_is_not_live(status: ClockStatus) -> None:
    assert faults(TRACK, TrackClock(TRACK_ID, status)) == ["clock_missing"]


def test_a_hold_without_wake_date_is_a_fault_even_beside_a_live_clock() -> None:
    assert faults(TRACK, RUNNING, TrackClock(TRACK_ID, ClockStatus.HELD)) == ["held_without_wake_date"]


def test_a_closed_track_needs_nobody() -> None:
    assert faults(HeldTrack(TRACK_ID, TrackStatus.CLOSED, None)) == []


def test_two_rows_for_one_track_are_two_holders() -> None:
    assert custody_faults([TRACK, TRACK], [RUNNING]) == [Fault(TRACK_ID, "track_twice")]
