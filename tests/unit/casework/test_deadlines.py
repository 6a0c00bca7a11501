"""When a period ends, and why on that day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from triage.casework.deadlines import (
    SHANGHAI,
    ClockRule,
    ClockUnit,
    DayStep,
    Extension,
    ExtensionRule,
    Hold,
    TimeLeft,
    TimeState,
    add_months,
    due,
    end_of_day,
    time_left,
)
from triage.casework.working_calendar import WorkingCalendar
from triage.errors import ActionNotAllowedError, InputError
from triage.vocabulary import RiskLevel

CD, WD, MO, H = ClockUnit.CALENDAR_DAYS, ClockUnit.WORKING_DAYS, ClockUnit.MONTHS, ClockUnit.HOURS
TWICE_30_DAYS = ExtensionRule(30, CD, 2, "next higher organ")


def make_rule(length: int | None, unit: ClockUnit, extension: ExtensionRule | None = None) -> ClockRule:
    return ClockRule(
        id="X-01",
        version=1,
        title="",
        starts_on="register",
        length=length,
        unit=unit,
        owner="mediator",
        on_expiry="",
        kind="S",
        legal_basis=(),
        verification="V",
        valid_from=date(2026, 1, 1),
        extension=extension,
    )


def at(day: str, clock: str = "09:00") -> datetime:
    """A moment in China."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "length", "unit", "expected"),
    [
        ("2026-02-13", 7, WD, "2026-03-02"),
        ("2026-04-30", 5, WD, "2026-05-11"),
        ("2026-09-18", 7, WD, "2026-09-29"),
        ("2026-09-30", 3, WD, "2026-10-10"),  # a make-up Saturday
        ("2026-09-03", 30, CD, "2026-10-08"),  # 10-03 is off
        ("2026-09-30", 10, CD, "2026-10-10"),  # Saturday, but working: no roll
        ("2026-01-31", 1, MO, "2026-02-28"),  # working Saturday: no roll
    ],
)
def test_the_published_test_vectors(
    calendar: WorkingCalendar, start: str, length: int, unit: ClockUnit, expected: str
) -> None:
    end = due(make_rule(length, unit), at(start), calendar)
    assert (end.due_on, end.provisional) == (date.fromisoformat(expected), False)


def test_a_period_that_enters_an_unpublished_year_is_provisional(calendar: WorkingCalendar) -> None:
    assert due(make_rule(7, WD), at("2026-12-25"), calendar).provisional


def test_a_calendar_period_is_provisional_when_only_its_last_day_is_unknown(calendar: WorkingCalendar) -> None:
    rule = make_rule(30, CD)
    assert [due(rule, at(day), calendar).provisional for day in ("2026-12-01", "2026-12-02")] == [False, True]


def test_a_day_period_ends_at_24_00_in_china(calendar: WorkingCalendar) -> None:
    end = due(make_rule(3, WD), at("2026-03-02", "23:59"), calendar)
    assert (end.due_on, end.due_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 16, tzinfo=UTC))


def test_the_start_day_is_the_day_in_china_not_in_utc(calendar: WorkingCalendar) -> None:
    started_at = datetime(2026, 3, 1, 17, tzinfo=UTC)  # 01:00 on 2 March in China
    assert due(make_rule(1, WD), started_at, calendar).due_on == date(2026, 3, 3)


def test_hours_run_through_holidays(calendar: WorkingCalendar) -> None:
    end = due(make_rule(72, H), at("2026-09-30", "18:00"), calendar)
    assert (end.due_at, end.due_on) == (at("2026-10-03", "18:00"), date(2026, 10, 3))


def test_at_once_is_due_at_the_moment_it_starts(calendar: WorkingCalendar) -> None:
    assert due(make_rule(0, H), at("2026-10-01", "03:20"), calendar).due_at == at("2026-10-01", "03:20")


@pytest.mark.parametrize(("unit", "expected"), [(CD, date(2026, 3, 17)), (WD, date(2026, 3, 19))])
def test_a_hold_lengthens_by_the_days_it_lasts(calendar: WorkingCalendar, unit: ClockUnit, expected: date) -> None:
    hold = Hold(date(2026, 3, 4), date(2026, 3, 9), "appraisal")  # Wednesday to Sunday held, Monday counts
    plain, held = (due(make_rule(10, unit), at("2026-03-02"), calendar, holds) for holds in ((), (hold,)))
    lasted = 5 if unit is CD else 3  # two of the five were a weekend anyway
    assert (held.due_on, (held.due_on - plain.due_on).days) == (expected, lasted)


def test_a_hold_is_half_open(calendar: WorkingCalendar) -> None:
    hold = Hold(date(2026, 3, 4), date(2026, 3, 5), "hearing")
    steps = due(make_rule(2, CD), at("2026-03-03"), calendar, [hold]).steps
    assert steps == (
        DayStep(date(2026, 3, 3), False, "start_day"),
        DayStep(date(2026, 3, 4), False, "held"),
        DayStep(date(2026, 3, 5), True, "calendar_day"),
        DayStep(date(2026, 3, 6), True, "calendar_day"),
    )


def test_a_hold_stops_an_hour_clock_from_midnight_to_midnight(calendar: WorkingCalendar) -> None:
    hold = Hold(date(2026, 3, 4), date(2026, 3, 6), "appraisal")
    end = due(make_rule(24, H), at("2026-03-03", "18:00"), calendar, [hold])
    assert end.due_at == at("2026-03-06", "18:00")


def test_an_open_hold_gives_the_earliest_date_and_says_so(calendar: WorkingCalendar) -> None:
    end = due(make_rule(5, CD), at("2026-03-02"), calendar, [Hold(date(2026, 3, 4), None, "appraisal")])
    assert (end.due_on, end.provisional) == (date(2026, 3, 9), True)  # one held day moves 7 to 8 March, a Sunday


def test_overlapping_holds_count_once(calendar: WorkingCalendar) -> None:
    one = Hold(date(2026, 3, 4), date(2026, 3, 6), "appraisal")
    other = Hold(date(2026, 3, 5), date(2026, 3, 7), "hearing")
    assert due(make_rule(10, CD), at("2026-03-02"), calendar, [one, other]).due_on == date(2026, 3, 16)


def test_every_rolled_day_is_explained(calendar: WorkingCalendar) -> None:
    steps = due(make_rule(1, CD), at("2026-09-30"), calendar).steps
    assert [(step.day.day, step.counted, step.why) for step in steps[-3:]] == [
        (6, False, "rolled_public_holiday"),
        (7, False, "rolled_public_holiday"),
        (8, True, "rolled_working_day"),
    ]


def test_a_period_rolls_only_after_its_extensions(calendar: WorkingCalendar) -> None:
    # 30 days end on 3 October, a holiday; 60 days end on 2 November, a Monday
    rule = make_rule(30, CD, TWICE_30_DAYS)
    assert due(rule, at("2026-09-03"), calendar, (), [Extension("doc-1")]).due_on == date(2026, 11, 2)


def test_a_third_extension_is_refused_where_the_law_allows_two(calendar: WorkingCalendar) -> None:
    rule = make_rule(30, CD, TWICE_30_DAYS)
    granted = [Extension(f"doc-{number}") for number in (1, 2, 3)]
    assert due(rule, at("2026-03-02"), calendar, (), granted[:2]).due_on == date(2026, 6, 1)  # 31 May is a Sunday
    with pytest.raises(ActionNotAllowedError):
        due(rule, at("2026-03-02"), calendar, (), granted)


def test_an_extension_needs_a_document(calendar: WorkingCalendar) -> None:
    with pytest.raises(ActionNotAllowedError):
        due(make_rule(30, CD, TWICE_30_DAYS), at("2026-03-02"), calendar, (), [Extension("")])


def test_a_rule_without_extension_refuses_one(calendar: WorkingCalendar) -> None:
    with pytest.raises(ActionNotAllowedError):
        due(make_rule(7, WD), at("2026-03-02"), calendar, (), [Extension("doc-1")])


def test_an_extension_by_agreement_names_its_length(calendar: WorkingCalendar) -> None:
    rule = make_rule(1, MO, ExtensionRule(None, CD, None, "both sides"))
    assert due(rule, at("2026-03-02"), calendar, (), [Extension("doc-1", 10)]).due_on == date(2026, 4, 13)
    with pytest.raises(InputError):
        due(rule, at("2026-03-02"), calendar, (), [Extension("doc-1")])


def test_an_agreed_date_stands_as_it_is(calendar: WorkingCalendar) -> None:
    end = due(make_rule(None, CD), at("2026-03-02"), calendar, agreed_on=date(2026, 10, 1))
    assert (end.due_on, end.due_at) == (date(2026, 10, 1), end_of_day(date(2026, 10, 1)))


def test_a_rule_by_agreement_needs_the_date(calendar: WorkingCalendar) -> None:
    with pytest.raises(InputError):
        due(make_rule(None, CD), at("2026-03-02"), calendar)


def test_a_higher_risk_level_may_shorten_a_clock(calendar: WorkingCalendar) -> None:
    rule = replace(make_rule(30, CD), length_by_level=((RiskLevel.RED, 7),))
    ends = [
        due(rule, at("2026-03-02"), calendar, level=level).due_on for level in (None, RiskLevel.BLUE, RiskLevel.RED)
    ]
    assert ends == [date(2026, 4, 1), date(2026, 4, 1), date(2026, 3, 9)]


def test_a_moment_without_zone_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(InputError):
        due(make_rule(1, WD), datetime(2026, 3, 2, 9), calendar)  # noqa: DTZ001 — the fault under test


def test_a_hold_that_ends_before_it_begins_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(InputError):
        due(make_rule(1, WD), at("2026-03-02"), calendar, [Hold(date(2026, 3, 4), date(2026, 3, 4), "appraisal")])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("hours_gone", "expected"),
    [
        (49, TimeLeft(2, TimeState.IN_TIME)),
        (50, TimeLeft(2, TimeState.HALF_GONE)),
        (79, TimeLeft(0, TimeState.HALF_GONE)),
        (80, TimeLeft(0, TimeState.URGENT)),
        (100, TimeLeft(0, TimeState.OVERDUE)),
        (101, TimeLeft(-1, TimeState.OVERDUE)),
    ],
)
def test_warning_levels(hours_gone: int, expected: TimeLeft) -> None:
    started_at = at("2026-03-02")
    due_at, now = started_at + timedelta(hours=100), started_at + timedelta(hours=hours_gone)
    assert time_left(due_at, now, started_at) == expected
