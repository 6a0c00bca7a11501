"""Rows of the decision table that never decide, contradict each other, or leave a type or some days out."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import TODAY, fact_at_least, fact_is, make_book, make_row
from triage.assessment.rule import Condition, RouteRow
from triage.assessment.three_valued import Situation, compiled
from triage.rule_review.route_review import TableOnDay, review_table
from triage.rule_review.situations import TYPE, Aim, Domains
from triage.vocabulary import Route

ALWAYS = make_row("always", route=None)
REFUSED, WILLING = fact_is("party_refused", True), fact_is("both_willing", True)


def both(*conditions: Condition) -> Condition:
    return Condition(all=conditions)


def either(*conditions: Condition) -> Condition:
    return Condition(any=conditions)


def none_of(*conditions: Condition) -> Condition:
    return Condition(none=conditions)


def type_in(*codes: str) -> Condition:
    return Condition(atom="type_in", value=codes)


def found(*rows: RouteRow) -> list[tuple[str, str, tuple[str, ...]]]:
    findings = review_table(make_book(routes=rows), TODAY)
    return [(finding.code, finding.row, finding.others) for finding in findings]


def test_a_table_whose_rows_all_decide_has_no_findings() -> None:
    assert found(make_row("refused", REFUSED, Route.COURT), ALWAYS) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (REFUSED, both(REFUSED, WILLING)),
        (Condition(), REFUSED),
        (either(REFUSED, WILLING), WILLING),
        (fact_at_least("mediation_failed", 1), fact_at_least("mediation_failed", 2)),
        (type_in("loan_debt", "consumer"), both(type_in("consumer"), REFUSED)),
        (none_of(REFUSED), both(fact_is("party_refused", False), WILLING)),
        (Condition(atom="blocking_trigger"), Condition(atom="trigger:T01")),
        (Condition(atom="trigger:T08"), fact_is("injury_level", "light_injury")),  # the fact raises the trigger
    ],
)
def test_a_row_behind_one_that_is_always_true_with_it_never_decides(first: Condition, second: Condition) -> None:
    rows = make_row("first", first, Route.BLOCK), make_row("second", second, Route.BLOCK), ALWAYS
    assert ("row_never_decides", "route.second", ("route.first",)) in found(*rows)


def test_a_row_covered_by_two_others_together_never_decides() -> None:
    rows = (
        make_row("yes", REFUSED),
        make_row("no", fact_is("party_refused", False)),
        make_row("known", either(both(WILLING, REFUSED), both(WILLING, fact_is("party_refused", False)))),
    )
    never = [finding for finding in found(*rows, ALWAYS) if finding[0] == "row_never_decides"]
    assert never == [("row_never_decides", "route.known", ("route.yes", "route.no"))]


def test_a_row_that_no_facts_can_meet_never_decides() -> None:
    impossible = make_row("impossible", both(REFUSED, fact_is("party_refused", False)))
    assert found(impossible, ALWAYS) == [("row_never_decides", "route.impossible", ())]


def test_a_row_that_only_danger_reaches_decides_nothing_unless_it_blocks() -> None:
    danger = Condition(atom="trigger:T01")
    assert found(make_row("danger", danger, Route.BLOCK), ALWAYS) == []
    assert found(make_row("danger", danger, Route.PEOPLE), ALWAYS) == [("row_never_decides", "route.danger", ())]


def test_a_row_is_judged_among_the_rows_of_its_own_days() -> None:
    last = date(2025, 12, 31)
    old = make_row("old", REFUSED, Route.COURT, valid_to=last)
    new = make_row("new", REFUSED, Route.PENALTY, valid_from=last + timedelta(days=1))
    assert found(old, new, ALWAYS) == []


def test_rows_that_ask_the_same_and_overlap_contradict_each_other() -> None:
    one = make_row("one", either(REFUSED, WILLING), Route.COURT)
    other = make_row("other", either(WILLING, fact_is("party_refused", False)), Route.PEOPLE)
    (finding,) = review_table(make_book(routes=(one, other, ALWAYS)), TODAY)
    assert (finding.code, finding.row, finding.others) == ("rows_contradict", "route.other", ("route.one",))
    assert finding.witness is not None
    assert compiled(one.when)(finding.witness) is compiled(other.when)(finding.witness) is True


@pytest.mark.parametrize(
    "rows",
    [
        (make_row("exception", both(REFUSED, WILLING), Route.COURT), make_row("rule", either(REFUSED, WILLING))),
        (
            make_row("danger", either(REFUSED, WILLING), Route.BLOCK),
            make_row("other", either(WILLING, fact_is("party_refused", False))),
        ),
        (make_row("one", REFUSED, Route.COURT), make_row("other", WILLING)),
        (
            make_row("one", either(REFUSED, WILLING)),
            make_row("other", either(WILLING, fact_is("party_refused", False))),
        ),
    ],
    ids=["exception before its rule", "danger first", "other questions", "same route"],
)
def test_order_that_is_meant_is_no_contradiction(rows: tuple[RouteRow, ...]) -> None:
    assert "rows_contradict" not in [code for code, _, _ in found(*rows, ALWAYS)]


def test_a_type_that_no_row_gives_a_route_is_told() -> None:
    codes = sorted(make_book().dispute_types)
    rows = (make_row("some", type_in(*codes[1:])), make_row("danger", Condition(atom="check:T01"), Route.COURT))
    assert [finding[:2] for finding in found(*rows)] == []
    assert [finding[:2] for finding in found(rows[0])] == [("type_without_route", codes[0])]


def test_days_between_a_row_and_the_one_that_follows_are_told() -> None:
    old = make_row("old", REFUSED, Route.COURT, valid_to=date(2026, 12, 31))
    new = make_row("new", REFUSED, Route.COURT, valid_from=date(2027, 1, 3))
    (finding,) = review_table(make_book(routes=(old, new, ALWAYS)), TODAY)
    assert (finding.code, finding.row, finding.on) == ("days_without_row", "route.old", date(2027, 1, 1))
    assert found(old, make_row("new", REFUSED, Route.COURT, valid_from=date(2027, 1, 1)), ALWAYS) == []


LEAVES = st.one_of(
    st.sampled_from([REFUSED, fact_is("party_refused", False), WILLING, fact_at_least("mediation_failed", 2)]),
    st.sampled_from([Condition(fact="both_willing", test="is_known", value=False), Condition(atom="check:T01")]),
    st.sampled_from([type_in("loan_debt"), Condition(atom="blocking_trigger"), Condition(atom="trigger:T15")]),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.builds(
        lambda combine, some: combine(*some),
        st.sampled_from([both, either, none_of]),
        st.lists(parts, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
FACTS = {"party_refused": (None, True, False), "both_willing": (None, True, False), "mediation_failed": (None, 1, 2)}


def all_situations() -> list[Situation]:
    return [
        Situation(
            facts={fact: value for fact, value in zip(FACTS, values, strict=True) if value is not None},
            triggers=frozenset(triggers),
            checks=frozenset(checks),
            primary_type=code,
            likely_types=frozenset((code,)),
            blocked="T01" in triggers,
        )
        for *values, triggers, checks, code in product(
            *FACTS.values(), ((), ("T01",), ("T15",)), ((), ("T01",)), ("loan_debt", "consumer")
        )
    ]


@given(CONDITIONS, st.sampled_from(Aim))
def test_ways_are_found_exactly_where_a_situation_exists(condition: Condition, aim: Aim) -> None:
    fitting = {Aim.TRUE: {True}, Aim.FALSE: {False}, Aim.NOT_TRUE: {False, None}, Aim.NOT_FALSE: {True, None}}[aim]
    holds = compiled(condition)
    book = make_book(routes=(make_row("row", fact_at_least("mediation_failed", 2)),))
    table, domains = TableOnDay(book, TODAY), Domains.of(book)
    known = {TYPE: frozenset(book.dispute_types)}
    found = [table.situation_of(way) for way in domains.ways(condition, aim, known)]
    assert all(holds(situation) in fitting for situation in found if situation is not None)
    assert bool(found) == any(holds(situation) in fitting for situation in all_situations())


@given(st.lists(CONDITIONS, min_size=1, max_size=4))
def test_a_row_is_said_never_to_decide_only_if_no_situation_shows_it(conditions: list[Condition]) -> None:
    rows = tuple(make_row(f"row_{number}", when, Route.BLOCK) for number, when in enumerate(conditions))
    never = {row for code, row, _ in found(*rows) if code == "row_never_decides"}
    table = TableOnDay(make_book(routes=rows), TODAY)
    decided = {rows[number].id for situation in all_situations() if (number := table.decides(situation)) is not None}
    assert never == {row.id for row in rows} - decided
