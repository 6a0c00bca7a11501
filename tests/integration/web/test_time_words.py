"""Times in words: what an officer reads beside a deadline."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.casework.deadlines import end_of_day
from triage.web.time_words import due_shown, due_words, local_time

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in China
LONG_AGO = NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("days", "words", "state"),
    [(3, "还剩 3 天", "urgent"), (1, "还剩 1 天", "urgent"), (0, "今天到期", "urgent"), (-1, "逾期 1 天", "overdue"),
     (-2, "逾期 2 天", "overdue"), (60, "还剩 60 天", "in_time"), (20, "还剩 20 天", "half_gone")],
)  # fmt: skip
def test_a_clock_of_days_counts_local_days(days: int, words: str, state: str) -> None:
    due = due_words(end_of_day((NOW + timedelta(days=days)).date()), NOW, LONG_AGO)
    assert (due.text, due.state) == (words, state)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=5, minutes=30), "还剩 5 小时"),
        (timedelta(minutes=40), "还剩 40 分钟"),
        (timedelta(minutes=-20), "逾期 20 分钟"),
        (timedelta(hours=-3), "逾期 3 小时"),
    ],
)
def test_a_clock_of_hours_counts_hours(left: timedelta, words: str) -> None:
    assert due_words(NOW + left, NOW, LONG_AGO).text == words


def test_every_state_has_a_shape_of_its_own() -> None:
    shapes = {due_words(end_of_day((NOW + timedelta(days=day)).date()), NOW, LONG_AGO).icon for day in (60, 20, 1, -1)}
    assert len(shapes) == 4


def test_a_clock_of_days_shows_its_last_day_and_one_of_hours_its_minute() -> None:
    assert due_shown(end_of_day(NOW.date())) == "2026-11-23"
    assert due_shown(NOW) == "2026-11-23 10:00"


def test_times_are_shown_in_local_time() -> None:
    assert local_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "2027-01-01 00:05"
