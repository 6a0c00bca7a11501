"""A word on which rules contradict each other is told, with the word as witness."""

import pytest

from tests.unit.assessment.books import TODAY, make_rule, type_rule
from tests.unit.rule_review.written import book_of, weapon, written
from triage.assessment.rule import Rule
from triage.rule_review.conflicts import WordReview


def findings(*rules: Rule) -> list[tuple[str, str, str, tuple[str, ...]]]:
    laid_out = [written(rule) for rule in rules]
    found = WordReview(laid_out, book_of(*laid_out), TODAY).findings()
    return [(conflict.code, conflict.rule_id, conflict.word, conflict.others) for conflict in found]


def test_what_one_rule_takes_for_harmless_another_of_the_trigger_may_not_report() -> None:
    calm = weapon(rule_id="risk.calm", any=("砍",), context_in=("砍价",))
    loud = weapon(rule_id="risk.loud", any=("砍价",))
    assert findings(calm, loud) == [("harmless_is_firm", "risk.calm", "砍价", ("risk.loud",))]


def test_what_one_rule_only_asks_about_another_of_the_trigger_may_not_report() -> None:
    calm = weapon(rule_id="risk.calm", any=("砍人",), doubtful=("菜刀",))
    loud = weapon(rule_id="risk.loud", any=("菜刀",))
    assert findings(calm, loud) == [("weak_is_firm", "risk.calm", "菜刀", ("risk.loud",))]


def test_rules_of_different_triggers_may_differ() -> None:
    calm = weapon(rule_id="risk.calm", any=("砍",), context_in=("砍价",))
    assert findings(calm, make_rule("risk.other", trigger="T03", any=("砍价",))) == []


@pytest.mark.parametrize(
    "rule",
    [
        weapon(any=("刀架", "砍人"), context_in=("刀架",)),
        type_rule("loan_debt", "刀架", "砍人", unless=("架",)),
    ],
    ids=["context_in", "unless"],
)
def test_a_word_that_its_own_rule_takes_back_is_told(rule: Rule) -> None:
    assert findings(rule) == [("never_firm", rule.id, "刀架", ())]


def test_a_word_that_says_two_types_equally_loudly_is_told_once() -> None:
    loan, consumer = type_rule("loan_debt", "退钱"), type_rule("consumer", "退钱")
    assert findings(loan, consumer) == [("types_tie", consumer.id, "退钱", (loan.id,))]


def test_a_word_that_says_one_type_more_loudly_is_no_tie() -> None:
    assert findings(type_rule("loan_debt", "退钱", weight=3.0), type_rule("consumer", "退钱", weight=1.0)) == []


def test_rules_that_agree_have_no_conflict() -> None:
    assert findings(weapon(rule_id="risk.a", any=("砍人",)), weapon(rule_id="risk.b", any=("砍人",))) == []
