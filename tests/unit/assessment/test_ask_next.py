"""Step *ask_next* on the shipped table: conversations are short, and end with one route."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from tests.question_trees import (
    SIGNS,
    Tree,
    adviser_for,
    asking_in_order,
    asking_next,
    grow,
    in_table_order,
    least_mean,
    values_of,
)
from triage.assessment.rule import FactValue
from triage.assessment.rule_index import RuleIndex
from triage.rulebook.load import load_rulebook
from triage.settings import Settings

ON = date(2026, 11, 22)
WORST_EXTRA = 1
Pair = tuple[Tree, Tree]


@pytest.fixture(scope="module")
def index() -> RuleIndex:
    return RuleIndex.of(load_rulebook(Settings.from_environment().rules_folder).rulebook)


def _pairs(index: RuleIndex, starts: list[Mapping[str, FactValue]]) -> Iterator[Pair]:
    """The tree of ``ask_next`` beside that of asking in table order, for every type, sign and start."""
    next_best, in_order = asking_next(index), asking_in_order(index, in_table_order(index))
    for code in index.rulebook.dispute_types:
        for signs in SIGNS:
            adviser = adviser_for(index, code, ON, **signs)
            for facts in starts:
                yield grow(adviser, index, next_best, facts), grow(adviser, index, in_order, facts)


def _check(pairs: list[Pair]) -> None:
    # equal where the rows themselves stand in the best order: only facts that a row waits for are open
    assert sum(ours.mean for ours, _ in pairs) <= sum(plain.mean for _, plain in pairs)
    assert max(ours.worst - plain.worst for ours, plain in pairs) <= WORST_EXTRA
    assert not any(ours.left_open for ours, _ in pairs)


def test_fewer_questions_than_in_table_order_and_one_route_at_the_end(index: RuleIndex) -> None:
    _check(list(_pairs(index, [{}])))


@pytest.mark.slow
def test_the_same_from_every_fact_already_known(index: RuleIndex) -> None:
    asked_about = sorted({fact for row in index.table.rows for fact in row.facts})
    _check(list(_pairs(index, [{fact: value} for fact in asked_about for value in values_of(fact, index)])))


@pytest.mark.slow
def test_no_order_of_questions_is_shorter_and_that_of_the_facts_file_is_longer(index: RuleIndex) -> None:
    in_file = asking_in_order(index, {fact: number for number, fact in enumerate(index.rulebook.facts)})
    ours = best = plain = 0.0
    for code in index.rulebook.dispute_types:
        for signs in SIGNS:
            adviser = adviser_for(index, code, ON, **signs)
            ours += grow(adviser, index, asking_next(index), {}).mean
            best += least_mean(adviser, index, {})
            plain += grow(adviser, index, in_file, {}).mean
    assert ours == pytest.approx(best)
    assert ours < plain


def test_what_a_sign_points_to_is_asked_before_what_only_the_table_asks(index: RuleIndex) -> None:
    adviser = adviser_for(index, "fight_injury", ON, checks=("T01",))
    assert asking_next(index)(adviser.advise({}), adviser) == "weapon_present"
