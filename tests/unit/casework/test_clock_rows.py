"""The rows of ``rules/deadlines`` against the table of the law they stand for."""

from datetime import datetime

import pytest

from triage.casework.deadlines import SHANGHAI, ClockRule, ClockUnit, Extension, due
from triage.casework.working_calendar import WorkingCalendar
from triage.errors import ActionNotAllowedError

EXPECTED = {  # id: kind, length, unit, verification, holds, extensions at most
    "PM-01": ("R", 1, "mo", "V2", (), None),
    "PM-06": ("D", 3, "wd", "D", (), 0),
    "PM-07": ("D", 7, "wd", "D", (), 0),
    "PM-09": ("D", 30, "cd", "D", (), 0),
    "PM-10": ("S", 30, "cd", "V", ("travel_or_post",), 0),
    "HO-01": ("D", 24, "h", "D", (), 0),
    "HO-02": ("D", 24, "h", "D", (), 0),
    "HO-05": ("D", 24, "h", "D", (), 0),
    "POL-01": ("S", 0, "h", "V", (), 0),
    "POL-02": ("R", 24, "h", "V", (), 0),
    "POL-04": ("S", 30, "cd", "V", ("appraisal", "hearing"), 2),
    "POL-05": ("R", 30, "cd", "V", ("appraisal", "hearing"), 2),
    "POL-08": ("R", 7, "wd", "V", (), 0),
    "DV-01": ("S", 0, "h", "V", (), 0),
    "DV-02": ("S", 0, "h", "V", (), 0),
    "MIN-01": ("S", 0, "h", "V", (), 0),
    "CON-01": ("S", 7, "wd", "V", (), 0),
    "CON-02": ("R", 60, "cd", "V2", (), 0),
    "LAB-01": ("S", 15, "cd", "V", (), 0),
    "LAB-03": ("S", 45, "cd", "V", (), 1),
    "MED-01": ("S", 30, "wd", "V", ("appraisal",), None),
    "CT-01": ("R", 30, "cd", "V", ("appraisal",), None),
    "CT-03": ("R", 7, "cd", "V", (), None),
    "TR-02": ("R", 10, "cd", "V", (), 0),
    "PET-03": ("R", 60, "cd", "V", (), 1),
}


@pytest.mark.parametrize("rule_id", sorted(EXPECTED))
def test_a_row_says_what_the_law_says(clock_rules: dict[str, ClockRule], rule_id: str) -> None:
    rule = clock_rules[rule_id]
    at_most = rule.extension.at_most if rule.extension else 0
    row = (rule.kind, rule.length, str(rule.unit), rule.verification, rule.holds, at_most)
    assert row == EXPECTED[rule_id]


def test_local_and_default_rows_are_settings_of_the_region(clock_rules: dict[str, ClockRule]) -> None:
    assert {rule.id for rule in clock_rules.values() if rule.region_setting != (rule.kind in {"L", "D"})} == set()


def test_a_default_of_the_product_is_never_shown_as_law(clock_rules: dict[str, ClockRule]) -> None:
    assert [rule.id for rule in clock_rules.values() if rule.kind == "D" and rule.verification != "D"] == []


def test_every_national_row_names_its_law(clock_rules: dict[str, ClockRule]) -> None:
    assert [rule.id for rule in clock_rules.values() if rule.kind in {"S", "R"} and not rule.legal_basis] == []


def test_only_agreed_or_ordered_dates_have_no_length(clock_rules: dict[str, ClockRule]) -> None:
    assert {rule.id for rule in clock_rules.values() if rule.length is None} == {"PM-08", "POL-12", "POL-17"}


def test_promptly_is_never_a_long_timer(clock_rules: dict[str, ClockRule]) -> None:
    at_once = ("POL-01", "POL-03", "PM-05", "DV-01", "DV-02", "MIN-01", "MEN-01", "NOI-01", "DAT-03")
    assert {(clock_rules[rule_id].length, clock_rules[rule_id].unit) for rule_id in at_once} == {(0, ClockUnit.HOURS)}


def test_the_case_period_cannot_be_extended_a_third_time(
    clock_rules: dict[str, ClockRule], calendar: WorkingCalendar
) -> None:
    opened_at, granted = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI), [Extension("a"), Extension("b"), Extension("c")]
    assert due(clock_rules["POL-04"], opened_at, calendar, (), granted[:2]).due_on.isoformat() == "2026-06-01"
    with pytest.raises(ActionNotAllowedError):
        due(clock_rules["POL-04"], opened_at, calendar, (), granted)


def test_the_consumer_limit_changed_on_15_april_2026(clock_rules: dict[str, ClockRule]) -> None:
    days = [datetime(2026, 4, day, tzinfo=SHANGHAI).date() for day in (14, 15)]
    live = [[rule_id for rule_id in ("CON-02", "CON-03") if clock_rules[rule_id].is_live(day)] for day in days]
    assert live == [["CON-03"], ["CON-02"]]
