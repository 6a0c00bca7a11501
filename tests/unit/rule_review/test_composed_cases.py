"""Composed cases: a sentence of the rule's own with one word in another's place proves that word."""

import pytest

from tests.unit.assessment.books import near, type_rule
from tests.unit.rule_review.written import book_of, weapon, written
from triage.rule_review.composed_cases import WordCase, compose
from triage.rule_review.mutation import mutation_scores
from triage.rule_review.trial import without_rules
from triage.rule_review.written_rule import Case, WrittenRule
from triage.vocabulary import HitContext


def composed(rule: WrittenRule) -> list[WordCase]:
    (score, *_) = mutation_scores([rule], book_of(rule))
    return compose(rule, score.survivors, without_rules(book_of(rule)))


def test_the_sentence_of_an_own_case_is_used_first() -> None:
    rule = written(weapon(any=("匕首", "砍刀")), ("他拿着匕首", "match"))
    assert composed(rule) == [WordCase("他拿着{}", "match", ("砍刀",))]


def test_a_word_case_stands_for_one_case_per_word_with_the_word_in_the_hit() -> None:
    assert list(WordCase("他拿着{}", "match", ("砍刀", "铁棍")).cases()) == [
        Case("他拿着砍刀", "match", ("砍刀",)),
        Case("他拿着铁棍", "match", ("铁棍",)),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        weapon(near=(near(("拿着", "举着"), ("斧头", "锤子"), within=6),)),
        weapon(near=(near(("拿着", "举着"), ("斧头", "锤子"), within=12, ordered=True),)),
        weapon(any=("捅人",), doubtful=("菜刀", "剪刀")),
        weapon(any=("砍人",), context_in=("砍人气", "砍人头"), doubtful_in=frozenset({HitContext.IDIOM})),
        type_rule("loan_debt", "欠钱", unless=("工资", "物业")),
    ],
)
def test_what_is_composed_leaves_no_fault_unnoticed(rule: object) -> None:
    bare = written(rule, ("他今天没有来", "no_match"))  # type: ignore[arg-type]
    more = tuple(case for word_case in composed(bare) for case in word_case.cases())
    full = written(rule, *bare.cases, *more)  # type: ignore[arg-type]
    (score, *_) = mutation_scores([full], book_of(full))
    assert (score.survivors, score.failing) == ((), ())


def test_a_word_that_can_prove_nothing_gets_no_case() -> None:
    rule = written(weapon(any=("砍",), context_in=("砍价",)), ("他要砍价", "to_check"))
    assert all("砍价" not in case.each for case in composed(rule))
