"""The route table line by line: reviewed, the same as the law read a second time, and within what may never happen."""

import random
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from tests.route_by_law import route_by_law
from tests.route_table import CHECKOUT, TABLE, Combination, combinations, decide, written
from triage.assessment.rule import FactDefinition, FactValue
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import RouteAdvice
from triage.rulebook.load import load_rulebook
from triage.vocabulary import Route

LEAST_LINES = 10_000
DRAWN = 4_000  # combinations of any facts at all, beside those of the file
MEDIATION = {Route.PEOPLE, Route.POLICE}
DANGERS = ("weapon_present", "protection_order", "gathered", "hired_assault", "crime_suspected")
BLOCKING = {f"T{number:02}" for number in (*range(1, 15), 17, 18)}

Line = tuple[Combination, RouteAdvice]


@pytest.fixture(scope="module")
def index() -> RuleIndex:
    return RuleIndex.of(load_rulebook(CHECKOUT / "rules").rulebook)


@pytest.fixture(scope="module")
def table(index: RuleIndex) -> list[Line]:
    return [(one, decide(one, index)) for one in combinations(index.rulebook)]


def _drawn(index: RuleIndex) -> Iterator[Combination]:
    dice = random.Random(20261122)
    definitions = [index.rulebook.facts[fact] for fact in sorted(frozenset().union(*_facts_of_rows(index)))]
    for _ in range(DRAWN):
        facts = {one.id: _answer(one, dice) for one in dice.sample(definitions, dice.randint(1, 6))}
        signals = dice.choice(((), (), ("R31",), ("T16",)))
        on = dice.choice((date(2025, 6, 1), date(2026, 5, 1), date(2026, 11, 22)))
        yield Combination(on, dice.choice(sorted(index.rulebook.dispute_types)), signals, facts)


def _facts_of_rows(index: RuleIndex) -> Iterator[frozenset[str]]:
    return (row.facts.difference(DANGERS) for row in index.table.rows)


def _answer(fact: FactDefinition, dice: random.Random) -> FactValue:
    if fact.kind == "boolean":
        return dice.random() < 0.5
    return dice.choice((0, 1, 2, 11)) if fact.kind == "count" else dice.choice(fact.choices)


def _by_law(one: Combination) -> str | None:
    return route_by_law(one.dispute_type, frozenset(one.signals), one.facts, one.on)


def _is_dangerous(one: Combination) -> bool:
    hurt = one.facts.get("injury_level") in {"light_injury", "serious_injury"}
    return hurt or bool(BLOCKING & set(one.signals)) or any(one.facts.get(danger) is True for danger in DANGERS)


def _is_refused(one: Combination) -> bool:
    return one.facts.get("party_refused") is True or one.facts.get("both_willing") is False


def _is_named_act(one: Combination) -> bool:
    named = ("offence_suspected", "gang_or_provocation", "new_act_in_mediation", "suspect_fled", "case_opened")
    return any(one.facts.get(fact) is True for fact in named) or "act_kind" in one.facts


def _breaches(table: list[Line], is_met: Callable[[Combination, RouteAdvice], bool]) -> list[tuple[str, ...]]:
    return [(*one.key(), str(advice.recommended)) for one, advice in table if is_met(one, advice)]


def test_the_reviewed_file_holds_what_the_table_says_today(index: RuleIndex) -> None:
    is_current = TABLE.read_text(encoding="utf-8") == written(index)
    assert is_current, "routes changed: review `python -m tests.route_table --write` and its difference"


def test_it_covers_ten_thousand_combinations(table: list[Line]) -> None:
    assert len(table) >= LEAST_LINES


def test_every_line_agrees_with_the_law_read_a_second_time(table: list[Line]) -> None:
    assert _breaches(table, lambda one, advice: advice.recommended != _by_law(one)) == []


def test_combinations_drawn_by_lot_agree_too(index: RuleIndex) -> None:
    drawn = [(one, decide(one, index)) for one in _drawn(index)]
    assert _breaches(drawn, lambda one, advice: advice.recommended != _by_law(one)) == []


def test_every_row_of_the_table_decides_some_line(index: RuleIndex, table: list[Line]) -> None:
    deciding = {advice.rows[0] for _, advice in table if advice.recommended and advice.rows}
    left_open = {row for _, advice in table for row in advice.rows}
    assert set(index.table.row_of_source) - deciding - left_open == set()


def test_danger_and_possible_crime_leave_nothing_but_the_block(table: list[Line]) -> None:
    assert _breaches(table, lambda one, advice: _is_dangerous(one) and advice.possible != (Route.BLOCK,)) == []


def test_after_a_refusal_no_mediation_is_advised_or_possible(table: list[Line]) -> None:
    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        is_over = one.facts.get("agreement_performed") is True  # PSAPL 9(4): mediated and performed before
        return _is_refused(one) and not is_over and bool(MEDIATION & set(advice.possible))

    assert _breaches(table, is_breach) == []


def test_police_mediation_is_never_advised_while_an_exclusion_holds(table: list[Line]) -> None:
    def is_breach(_: Combination, advice: RouteAdvice) -> bool:
        return advice.recommended is Route.POLICE and any(check.holds for check in advice.exclusions)

    assert _breaches(table, is_breach) == []


def test_ownership_is_for_the_government_a_department_or_the_court(table: list[Line]) -> None:
    may = {Route.GOVERNMENT, Route.ADMINISTRATIVE, Route.COURT, Route.BLOCK}

    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        is_disputed = one.facts.get("ownership_disputed") is True and not _is_named_act(one)
        return is_disputed and (advice.recommended not in may or Route.PEOPLE in advice.possible)

    assert _breaches(table, is_breach) == []


def test_a_matter_before_the_court_is_not_mediated(table: list[Line]) -> None:
    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        return one.facts.get("court_accepted") is True and bool(MEDIATION & set(advice.possible))

    assert _breaches(table, is_breach) == []


def test_an_act_that_is_not_minor_is_never_mediated_by_the_police(table: list[Line]) -> None:
    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        return one.facts.get("offence_minor") is False and Route.POLICE in advice.possible

    assert _breaches(table, is_breach) == []


def test_an_act_somebody_named_stays_with_the_police_unless_it_is_settled(table: list[Line]) -> None:
    kept = {Route.POLICE, Route.PENALTY, Route.BLOCK}
    settled = ("penalty_decided", "agreement_performed")

    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        is_settled = any(one.facts.get(fact) is True for fact in settled)
        unhurt_fight = one.dispute_type == "fight_injury" and one.facts.get("injury_level") == "none"
        free = is_settled or unhurt_fight or one.dispute_type == "throw_objects"
        return _is_named_act(one) and not free and advice.recommended not in kept

    assert _breaches(table, is_breach) == []


def test_noise_was_no_police_matter_before_2026(table: list[Line]) -> None:
    def is_breach(one: Combination, advice: RouteAdvice) -> bool:
        is_noise = one.dispute_type == "neighbour_noise" and one.on < date(2026, 1, 1)
        return is_noise and advice.recommended is Route.PENALTY

    assert _breaches(table, is_breach) == []


def test_only_an_unclear_type_is_left_to_a_person(table: list[Line]) -> None:
    assert _breaches(table, lambda one, advice: advice.recommended is None and one.dispute_type != "other") == []


def test_what_is_advised_is_always_possible(table: list[Line]) -> None:
    def is_breach(_: Combination, advice: RouteAdvice) -> bool:
        return advice.recommended is not None and advice.recommended not in advice.possible

    assert _breaches(table, is_breach) == []
