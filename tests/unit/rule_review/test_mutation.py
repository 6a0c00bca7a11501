"""A fault put into a rule is noticed by its cases or survives, and the score says how many were noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import near, type_rule
from tests.unit.rule_review.written import book_of, weapon, written
from triage.rule_review.mutants import Fault, Mutant, narrowed, widened
from triage.rule_review.mutation import MutationScore, mutation_scores, total_of
from triage.rule_review.written_rule import Case, Slot, WrittenRule
from triage.vocabulary import HitContext

WEAPONS = ("匕首", "砍刀", "铁棍")


def survivors(rule: WrittenRule) -> list[tuple[Fault, str]]:
    (score, *_) = mutation_scores([rule], book_of(rule))
    return [(mutant.fault, mutant.word) for mutant in score.survivors]


def test_a_word_that_a_case_needs_is_killed_and_one_without_a_case_survives() -> None:
    rule = written(weapon(any=("匕首", "砍刀")), ("他拿着匕首", "match"), ("他在吵架", "no_match"))
    assert survivors(rule) == [(Fault.WORD, "砍刀")]


def test_two_words_in_one_text_prove_neither() -> None:
    rule = written(weapon(any=("匕首", "砍刀")), ("匕首和砍刀都有", "match"))
    assert survivors(rule) == [(Fault.WORD, "匕首"), (Fault.WORD, "砍刀")]


def test_words_named_as_found_are_proved_together() -> None:
    rule = written(weapon(any=("匕首", "砍刀")), Case("匕首和砍刀都有", "match", ("匕首", "砍刀")))
    assert survivors(rule) == []


def test_a_doubtful_word_is_proved_by_a_case_to_check() -> None:
    rule = written(weapon(any=("捅人",), doubtful=("菜刀",)), ("他捅人", "match"), ("桌上有菜刀", "to_check"))
    assert survivors(rule) == []


def test_a_harmless_whole_is_proved_by_a_case_that_turns_firm_without_it() -> None:
    cases = [("他要砍价", "to_check"), ("他要砍", "match")]
    assert survivors(written(weapon(any=("砍",), context_in=("砍价",)), *cases)) == []
    assert survivors(written(weapon(any=("砍",), context_in=("砍价",)), *cases[1:])) == [(Fault.WORD, "砍价")]


def test_a_silencing_word_is_proved_by_a_case_that_must_not_match() -> None:
    rule = written(type_rule("loan_debt", "欠钱", unless=("工资",)), ("欠钱", "match"), ("欠钱不发工资", "no_match"))
    assert survivors(rule) == []


def test_a_word_of_another_sense_is_proved_by_a_case_to_check() -> None:
    rule = weapon(any=("砍刀",), other_sense=("切西瓜",), doubtful_in=frozenset({HitContext.OTHER_SENSE}))
    cases = [("拿砍刀", "match"), ("砍刀切西瓜", "to_check")]
    assert survivors(written(rule, *cases)) == []
    assert survivors(written(rule, *cases[:1])) == [(Fault.WORD, "切西瓜")]


def near_rule(**fields: object) -> WrittenRule:
    pattern = near(("拿着", "举着"), ("刀", "棍"), within=8, ordered=True)
    return written(weapon(near=(pattern,)), *fields.pop("cases"), **fields)  # type: ignore[misc]


ALL_NEAR_CASES = (
    ("他拿着刀", "match"),
    ("他举着刀", "match"),
    ("他拿着棍", "match"),
    ("他拿着一二三四五刀", "match"),
    ("他拿着一二三四五六七刀", "no_match"),
    ("刀他拿着", "no_match"),
)


@pytest.mark.parametrize(
    ("left_out", "survivor"),
    [
        (1, (Fault.WORD, "举着")),
        (2, (Fault.WORD, "棍")),
        (3, (Fault.NARROWER, "")),
        (4, (Fault.WIDER, "")),
        (5, (Fault.UNORDERED, "")),
    ],
)
def test_each_part_of_a_near_pattern_needs_its_case(left_out: int, survivor: tuple[Fault, str]) -> None:
    assert survivors(near_rule(cases=ALL_NEAR_CASES)) == []
    kept = [case for number, case in enumerate(ALL_NEAR_CASES) if number != left_out]
    assert survivors(near_rule(cases=kept)) == [survivor]


def test_a_pattern_that_another_part_always_doubles_survives() -> None:
    pattern = near(("拿着",), ("刀",), within=8)
    rule = written(weapon(any=("捅人",), near=(pattern,)), ("拿着刀捅人", "match"))
    assert (Fault.PATTERN, "") in survivors(rule)


def test_reaching_into_the_next_sentence_needs_a_case() -> None:
    rule = weapon(near=(near(("拿着",), ("刀",), within=20, sentences=2),))
    apart, close = ("他拿着东西。是刀", "match"), ("他拿着刀", "match")
    assert (Fault.ONE_SENTENCE, "") in survivors(written(rule, close))
    assert (Fault.ONE_SENTENCE, "") not in survivors(written(rule, close, apart))


def test_a_context_as_written_needs_a_case_and_a_default_one_does_not() -> None:
    rule = weapon(any=("匕首",))
    matched, denied = ("他有匕首", "match"), ("他没有匕首", "to_check")
    asked = frozenset({HitContext.NEGATED})
    assert survivors(written(rule, matched)) == []
    assert survivors(written(rule, matched, contexts=asked)) == [(Fault.CONTEXT, "negated")]
    assert survivors(written(rule, matched, denied, contexts=asked)) == []


def test_a_case_that_fails_already_proves_nothing() -> None:
    rule = written(weapon(any=("匕首",)), ("他拿着匕首", "no_match"))
    assert survivors(rule) == [(Fault.WORD, "匕首")]


def test_a_word_of_a_word_set_is_proved_by_any_rule_that_uses_it() -> None:
    sets = {Slot("any"): {"blades": ("匕首", "砍刀")}}
    first = written(weapon(rule_id="risk.a", any=("匕首", "砍刀")), ("他拿匕首", "match"), sets=sets)
    second = written(weapon(rule_id="risk.b", any=("匕首", "砍刀")), ("他拿砍刀", "match"), sets=sets)
    *_, blades = mutation_scores([first, second], book_of(first, second))
    assert (blades.subject, blades.killed, blades.survivors) == ("elements.blades", 2, ())
    *_, alone = mutation_scores([first], book_of(first))
    assert [mutant.word for mutant in alone.survivors] == ["砍刀"]


def test_a_dead_word_is_no_fault_worth_trying() -> None:
    rule = written(weapon(any=("砍人", "要砍人")), ("他砍人", "match"))
    (score,) = mutation_scores([rule], book_of(rule))
    assert (score.tried, score.killed) == (1, 1)


def test_a_quantity_is_never_dropped_and_still_counts() -> None:
    rule = weapon(near=(near(("#crowd", "大家"), ("拿刀",), within=20),))
    cases = [("六十余名业主拿刀", "match"), ("大家拿刀", "match"), ("他拿刀", "no_match")]
    assert [fault for fault, _ in survivors(written(rule, *cases)) if fault is Fault.WORD] == []


def test_the_total_adds_up_and_nothing_to_try_is_enough() -> None:
    lost = Mutant("risk.a", Fault.WORD, (Slot("any"),), "刀")
    total = total_of([MutationScore("risk.a", 3, (lost,)), MutationScore("risk.b", 0, ())])
    assert (total.killed, total.tried, total.share, total.is_enough) == (3, 4, 0.75, False)
    assert MutationScore("risk.b", 0, ()).is_enough


@given(st.integers(min_value=2, max_value=200))
def test_a_window_is_moved_far_enough_to_be_noticed(within: int) -> None:
    assert 1 <= narrowed(within) <= within - 1
    assert widened(within) >= within + 6


@given(st.lists(st.sampled_from(WEAPONS), unique=True, min_size=1), st.lists(st.sampled_from(WEAPONS), unique=True))
def test_a_word_that_no_case_holds_always_survives(sought: list[str], told: list[str]) -> None:
    cases = [(f"他有{word}", "match" if word in sought else "no_match") for word in told]
    rule = written(weapon(any=tuple(sought)), *cases)
    assert [word for _, word in survivors(rule)] == [word for word in sought if word not in told]
