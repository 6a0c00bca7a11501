"""Which days are working days."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from triage.casework.working_calendar import CalendarYear, WorkingCalendar


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_published_year_agrees_with_the_public_package(calendar: WorkingCalendar, year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(366)]
    differing = [day for day in days if day.year == year and calendar.is_working_day(day) != _published(day)]
    assert differing == []


def _published(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def test_2026_has_248_working_days(calendar: WorkingCalendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert sum(calendar.is_working_day(day) for day in days) == 248


def test_a_makeup_saturday_is_a_working_day(calendar: WorkingCalendar) -> None:
    assert (date(2026, 10, 10).weekday(), calendar.is_working_day(date(2026, 10, 10))) == (5, True)


def test_the_reason_for_a_rest_day_tells_weekend_from_holiday(calendar: WorkingCalendar) -> None:
    kinds = [calendar.day_kind(date(2026, 10, day)) for day in (1, 8, 10, 11)]
    assert kinds == ["public_holiday", "working_day", "makeup_workday", "weekend"]


def test_a_year_without_notice_is_uncertain_and_knows_weekends_only(calendar: WorkingCalendar) -> None:
    new_year = date(2027, 1, 1)  # a Friday and surely a holiday, but nothing was published
    assert (calendar.is_certain(new_year), calendar.is_working_day(new_year)) == (False, True)


def test_a_year_marked_provisional_stays_uncertain() -> None:
    guessed = CalendarYear(2027, frozenset({date(2027, 1, 1)}), frozenset(), is_official=False)
    calendar = WorkingCalendar([guessed])
    assert (calendar.is_certain(date(2027, 1, 4)), calendar.is_working_day(date(2027, 1, 1))) == (False, False)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 8), date(2026, 10, 8)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 2, 24)),
    ],
)
def test_the_next_working_day_may_be_the_day_itself(calendar: WorkingCalendar, day: date, expected: date) -> None:
    assert calendar.next_working_day(day) == expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 9, 18), 7, date(2026, 9, 29)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
    ],
)
def test_the_start_day_is_never_counted(calendar: WorkingCalendar, start: date, count: int, expected: date) -> None:
    assert calendar.add_working_days(start, count) == expected
