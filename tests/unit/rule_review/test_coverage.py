"""Gaps in what the rules cover."""

from collections.abc import Mapping
from datetime import date

import pytest

from tests.unit.assessment.books import INDICATORS, TODAY, TRIGGERS, TYPES, make_book, make_rule, near, type_rule
from triage.assessment.rule import Rule
from triage.rule_review.coverage import Gap, days_without_rule, without_rule, words_not_sought

ALL_TARGETS: Mapping[str, Rule] = {
    **{code: type_rule(code, "词") for code in TYPES},
    **{code: make_rule(f"risk.{code.lower()}", trigger=code, any=("词",)) for code in TRIGGERS},
    **{code: make_rule(f"risk.{code.lower()}", indicator=code, any=("词",)) for code in INDICATORS},
}


def gaps_without(*codes: str) -> list[Gap]:
    rules = (rule for code, rule in ALL_TARGETS.items() if code not in codes)
    return list(without_rule(make_book(*rules), TODAY))


def test_a_rulebook_with_a_rule_for_everything_has_no_gap() -> None:
    assert gaps_without() == []


@pytest.mark.parametrize(
    ("code", "gap"),
    [("loan_debt", "type_without_rule"), ("T03", "trigger_without_rule"), ("R02", "indicator_without_rule")],
)
def test_what_no_rule_raises_is_told(code: str, gap: str) -> None:
    assert gaps_without(code) == [Gap(gap, code)]


@pytest.mark.parametrize("code", ["T08", "T17", "R06", "R08", "R09", "R13"])
def test_what_facts_raise_needs_no_rule(code: str) -> None:
    assert gaps_without(code) == []


def test_a_rule_that_has_ended_leaves_a_gap() -> None:
    ended = make_rule(trigger="T03", any=("跳楼",), valid_to=date(2026, 1, 1))
    rules = [rule for code, rule in ALL_TARGETS.items() if code != "T03"]
    assert list(without_rule(make_book(*rules, ended), TODAY)) == [Gap("trigger_without_rule", "T03")]


def _dated(rule_id: str, starts: date, ends: date | None, word: str = "跳楼") -> Rule:
    return make_rule(rule_id, trigger="T03", any=(word,), valid_from=starts, valid_to=ends)


def test_days_between_a_rule_and_its_successor_are_told() -> None:
    old = _dated("risk.old", date(2020, 1, 1), date(2026, 12, 30))
    late = _dated("risk.late", date(2027, 1, 3), None)
    days = (date(2026, 12, 31), date(2027, 1, 2))
    assert list(days_without_rule([old, late])) == [Gap("days_without_rule", "T03", "risk.old", days)]


@pytest.mark.parametrize(
    "other",
    [
        _dated("risk.next", date(2026, 12, 31), None),
        _dated("risk.beside", date(2020, 1, 1), None),
        _dated("risk.other_word", date(2027, 1, 3), None, "割腕"),
    ],
    ids=["the next day", "beside it", "of other words"],
)
def test_no_days_are_missing_where_another_rule_stands_in(other: Rule) -> None:
    assert list(days_without_rule([_dated("risk.old", date(2020, 1, 1), date(2026, 12, 30)), other])) == []


def test_expected_words_are_sought_whole_in_part_or_around_a_part() -> None:
    rule = make_rule(trigger="T03", any=("要跳楼",), near=(near(("喝",), ("农药",)),))
    expected = {"T03": ("跳楼", "喝农药", "割腕"), "T01": ("刀",)}
    gaps = list(words_not_sought(expected, make_book(rule), TODAY))
    assert gaps == [Gap("words_not_sought", "T03", words=("割腕",)), Gap("words_not_sought", "T01", words=("刀",))]
