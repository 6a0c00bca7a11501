"""Words and patterns that can never matter are found, and none that can."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import CUES, hits_of, near
from tests.unit.rule_review.written import weapon, written
from triage.assessment.rule import NearPattern, Rule
from triage.rule_review.dead_patterns import covers, dead_patterns
from triage.rule_review.dead_words import DeadWords, Why
from triage.rule_review.own_cases import verdict_of
from triage.rule_review.written_rule import Slot, without_word


def dead(rule: Rule, **fields: object) -> list[tuple[str, Why, str]]:
    found = DeadWords(written(rule, **fields), CUES).all()  # type: ignore[arg-type]
    return [(word.word, word.why, word.other) for word in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (weapon(any=("砍人", "要砍人")), [("要砍人", Why.CONTAINS, "砍人")]),
        (weapon(doubtful=("刀", "菜刀")), [("菜刀", Why.CONTAINS, "刀")]),
        (weapon(near=(near(("拿", "拿着"), ("刀",)),)), [("拿着", Why.CONTAINS, "拿")]),
        (weapon(any=("砍人",), near=(near(("他砍人", "追"), ("刀",)),)), [("他砍人", Why.FIRES_ALONE, "砍人")]),
        (weapon(any=("砍",), context_in=("砍价", "下雨")), [("下雨", Why.ENCLOSES_NOTHING, "")]),
        (weapon(any=("砍",), context_in=("砍价", "去砍价")), [("去砍价", Why.CONTAINS, "砍价")]),
    ],
    ids=["any", "doubtful", "near", "fires alone", "encloses nothing", "whole in whole"],
)
def test_a_word_that_another_always_stands_in_for_is_dead(rule: Rule, expected: list[tuple[str, Why, str]]) -> None:
    assert dead(rule) == expected


@pytest.mark.parametrize(
    "rule",
    [
        weapon(any=("想活", "不想活")),  # the short one is denied by the 不 of the long one
        weapon(any=("刀架", "刀架在脖子"), context_in=("刀架",)),  # the short one alone is harmless
        weapon(any=("砍", "捅"), context_in=("砍价", "捅娄子要砍价"), near=()),  # the longer covers another word
        weapon(any=("刀",), doubtful=("菜板",)),
        weapon(near=(near(("#crowd",), ("刀",)),), context_in=("三十人",)),
        weapon(any=("刀", "切菜刀"), other_sense=("切菜",)),  # 切菜 beside 刀 makes it doubtful, within it does not
    ],
    ids=["denied", "idiom", "whole around more", "different", "quantity", "other sense"],
)
def test_a_word_that_can_read_otherwise_lives(rule: Rule) -> None:
    assert dead(rule) == []


def test_a_word_that_stands_twice_or_in_a_word_set_of_the_list_is_dead() -> None:
    rule = weapon(any=("砍人", "捅人"))
    assert dead(rule, sets={Slot("any"): {"acts": ("追打",)}}) == []
    sets = {Slot("any"): {"acts": ("捅人",)}}
    twice = replace(written(rule, sets=sets), own={Slot("any"): ("砍人", "砍人", "捅人")})
    found = [(word.word, word.why) for word in DeadWords(twice, CUES).all()]
    assert found == [("砍人", Why.REPEATED), ("捅人", Why.REPEATED)]


WORDS = st.text("砍刀人不想", min_size=1, max_size=3)


@given(
    st.lists(WORDS, unique=True, max_size=4),
    st.lists(WORDS, unique=True, max_size=4),
    st.lists(WORDS, unique=True, max_size=2),
    st.text("砍刀人不想，", min_size=1, max_size=10),
)
def test_no_text_tells_a_rule_without_its_dead_words_apart(
    firm: list[str], doubtful: list[str], wholes: list[str], text: str
) -> None:
    rule = weapon(any=tuple(firm), doubtful=tuple(doubtful), context_in=tuple(wholes))
    rid = rule
    for word in DeadWords(written(rule), CUES).all():
        rid = without_word(rid, word.slot, word.word)
    assert verdict_of(hits_of(rid, text)) == verdict_of(hits_of(rule, text))


@pytest.mark.parametrize(
    ("wider", "pattern", "is_covered"),
    [
        (near(("拿", "举"), ("刀",), within=10), near(("拿",), ("刀",), within=8), True),
        (near(("拿",), ("刀",), within=10), near(("刀",), ("拿",), ("人",), within=8), True),
        (near(("拿",), ("刀",), within=7), near(("拿",), ("刀",), within=8), False),
        (near(("拿",), ("刀",)), near(("拿", "举"), ("刀",)), False),
        (near(("拿",), ("刀",), ordered=True), near(("拿",), ("刀",)), False),
        (near(("拿",), ("刀",), ordered=True), near(("刀",), ("拿",), ordered=True), False),
        (near(("拿",), ("刀",)), near(("拿",), ("刀",), sentences=2), False),
        (near(("拿",), ("刀",), ("人",)), near(("拿",), ("刀",)), False),
    ],
)
def test_a_pattern_is_covered_by_one_that_asks_less(wider: NearPattern, pattern: NearPattern, is_covered: bool) -> None:
    assert covers(wider, pattern) is is_covered


def test_of_two_equal_patterns_one_is_dead() -> None:
    pattern = near(("拿",), ("刀",))
    assert list(dead_patterns(weapon(near=(pattern, pattern)))) == [(0, 1)]


def test_a_pattern_with_a_group_that_fires_alone_is_dead() -> None:
    assert list(dead_patterns(weapon(any=("捅人",), near=(near(("捅人",), ("刀",)),)))) == [(0, None)]
    assert list(dead_patterns(weapon(any=("捅人",), near=(near(("捅人", "刺"), ("刀",)),)))) == []
