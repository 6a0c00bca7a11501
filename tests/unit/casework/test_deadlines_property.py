"""The day count against an independent simulator that marks days in a list instead of walking a period."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.casework.test_deadlines import make_rule
from triage.casework.deadlines import SHANGHAI, ClockUnit, Hold, due
from triage.casework.working_calendar import WorkingCalendar

ONE_DAY = timedelta(days=1)
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 8, 31)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
HOLDS = st.lists(
    st.builds(
        lambda first, days: Hold(first, first + days * ONE_DAY, "appraisal"),
        st.dates(date(2024, 1, 1), date(2026, 8, 31)),
        st.integers(1, 20),
    ),
    max_size=3,
)


def _rest(day: date) -> bool:
    # ends may reach 2027, where the package refuses to answer and the product knows weekends only
    return day.weekday() >= 5 if day.year > 2026 else not chinese_calendar.is_workday(day)


def _nth(first: date, count: int, counts: Callable[[date], bool]) -> date:
    """The ``count``-th day that counts, from ``first`` on."""
    days = [first + offset * ONE_DAY for offset in range(1500)]
    return [day for day in days if counts(day)][count - 1]


def _simulated(start: date, length: int, unit: ClockUnit, holds: list[Hold]) -> date:
    held = {hold.from_on + offset * ONE_DAY for hold in holds for offset in range((hold.to_on - hold.from_on).days)}  # type: ignore[operator]
    if unit is ClockUnit.WORKING_DAYS:
        last = _nth(start + ONE_DAY, length, lambda day: day not in held and not _rest(day))
    else:
        if unit is ClockUnit.MONTHS:
            year, month = start.year + (start.month + length - 1) // 12, (start.month + length - 1) % 12 + 1
            length = (date(year, month, min(start.day, monthrange(year, month)[1])) - start).days
        last = _nth(start + ONE_DAY, length, lambda day: day not in held)
    while _rest(last):
        last += ONE_DAY
    return last


@given(STARTS, st.integers(1, 90), st.sampled_from([ClockUnit.CALENDAR_DAYS, ClockUnit.WORKING_DAYS]), HOLDS)
def test_days_end_where_the_simulator_says(
    calendar: WorkingCalendar, started_at: datetime, length: int, unit: ClockUnit, holds: list[Hold]
) -> None:
    assert due(make_rule(length, unit), started_at, calendar, holds).due_on == _simulated(
        started_at.date(), length, unit, holds
    )


@given(STARTS, st.integers(1, 12), HOLDS)
def test_months_end_where_the_simulator_says(
    calendar: WorkingCalendar, started_at: datetime, length: int, holds: list[Hold]
) -> None:
    rule = make_rule(length, ClockUnit.MONTHS)
    expected = _simulated(started_at.date(), length, ClockUnit.MONTHS, holds)
    assert due(rule, started_at, calendar, holds).due_on == expected


@given(STARTS, st.integers(1, 90), HOLDS)
def test_the_explanation_counts_as_many_days_as_the_rule(
    calendar: WorkingCalendar, started_at: datetime, length: int, holds: list[Hold]
) -> None:
    end = due(make_rule(length, ClockUnit.WORKING_DAYS), started_at, calendar, holds)
    days = [step.day for step in end.steps]
    assert sum(step.counted for step in end.steps) == length
    assert days == [days[0] + offset * ONE_DAY for offset in range(len(days))]  # no day is missing


@given(STARTS, st.integers(0, 240), HOLDS)
def test_an_hour_clock_runs_exactly_its_hours_outside_held_days(
    calendar: WorkingCalendar, started_at: datetime, hours: int, holds: list[Hold]
) -> None:
    end = due(make_rule(hours, ClockUnit.HOURS), started_at, calendar, holds)
    minutes, moment = 0, started_at
    while moment < end.due_at:
        is_held = any(hold.from_on <= moment.date() < (hold.to_on or date.max) for hold in holds)
        midnight = datetime(moment.year, moment.month, moment.day, tzinfo=SHANGHAI) + ONE_DAY
        until = min(midnight, end.due_at.astimezone(SHANGHAI))
        minutes += 0 if is_held else (until - moment) // timedelta(microseconds=1)
        moment = until
    assert minutes == timedelta(hours=hours) // timedelta(microseconds=1)
