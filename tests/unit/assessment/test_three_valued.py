"""Three-valued logic: unknown is never taken for false."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import fact_at_least, fact_is
from triage.assessment.rule import Condition
from triage.assessment.three_valued import Situation, all_of, any_of, compiled, facts_of, negated, thresholds_of
from triage.vocabulary import RiskLevel

TRUTHS = st.sampled_from((True, False, None))
LISTS = st.lists(TRUTHS, max_size=5)


@given(LISTS)
def test_all_is_the_weakest_and_any_the_strongest(truths: list[bool | None]) -> None:
    order = {False: 0, None: 1, True: 2}
    assert order[all_of(truths)] == min((order[truth] for truth in truths), default=2)
    assert order[any_of(truths)] == max((order[truth] for truth in truths), default=0)


@given(LISTS)
def test_de_morgan_holds(truths: list[bool | None]) -> None:
    assert negated(all_of(truths)) is any_of(map(negated, truths))


@given(LISTS, st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_settled_answer_survives_any_later_knowledge(truths: list[bool | None], answers: list[bool]) -> None:
    known = [answer if truth is None else truth for truth, answer in zip(truths, answers, strict=False)]
    for combine in (all_of, any_of):
        settled = combine(truths)
        assert settled is None or settled is combine(known)


@pytest.mark.parametrize(
    ("test", "value", "known", "unknown_gives"),
    [
        ("is", True, [(True, True), (False, False)], None),
        ("at_least", 2, [(1, False), (2, True)], None),
        ("one_of", ("a", "b"), [("a", True), ("c", False)], None),
        ("is_known", True, [(True, True), (False, False)], False),
        ("at_least_known", 2, [(1, False), (2, True)], False),
        ("one_of_known", ("a",), [("a", True), ("c", False)], False),
    ],
)
def test_a_test_of_a_fact(
    test: str, value: bool | int, known: list[tuple[bool | int, bool]], unknown_gives: bool | None
) -> None:
    holds = compiled(Condition(fact="f", test=test, value=value))
    assert [holds(Situation(facts={"f": given})) for given, _ in known] == [expected for _, expected in known]
    assert holds(Situation()) is unknown_gives


@pytest.mark.parametrize(
    ("atom", "value", "situation", "expected"),
    [
        ("blocking_trigger", None, Situation(blocked=True), True),
        ("trigger:T10", None, Situation(triggers=frozenset({"T10"})), True),
        ("trigger:T10", None, Situation(checks=frozenset({"T10"})), False),
        ("check:T10", None, Situation(checks=frozenset({"T10"})), True),
        ("indicator:R07", None, Situation(indicators=frozenset({"R07"})), True),
        ("type_in", ("a", "b"), Situation(primary_type="a"), True),
        ("type_in", ("a", "b"), Situation(primary_type="c"), False),
        ("type_in", ("a", "b"), Situation(), None),
        ("any_type_in", ("a",), Situation(primary_type="c", likely_types=frozenset({"c", "a"})), True),
        ("any_type_in", ("a",), Situation(primary_type="c"), False),
        ("any_type_in", ("a",), Situation(), None),
        ("level_at_least", "orange", Situation(level=RiskLevel.RED), True),
        ("level_at_least", "orange", Situation(level=RiskLevel.YELLOW), False),
    ],
)
def test_an_atom(atom: str, value: tuple[str, ...] | str | None, situation: Situation, expected: bool | None) -> None:
    assert compiled(Condition(atom=atom, value=value))(situation) is expected


def test_conditions_combine() -> None:
    a, b = fact_is("a", True), fact_at_least("b", 1)
    situation = Situation(facts={"a": True})
    assert compiled(Condition(all=(a, b)))(situation) is None
    assert compiled(Condition(any=(a, b)))(situation) is True
    assert compiled(Condition(none=(a, b)))(situation) is False
    assert compiled(Condition(none=(b,)))(situation) is None


def test_a_condition_without_parts_is_always_true() -> None:
    assert compiled(Condition())(Situation()) is True


@pytest.mark.parametrize("condition", [Condition(atom="weather"), Condition(fact="a", test="is_not", value=True)])
def test_a_condition_nobody_understands_is_refused(condition: Condition) -> None:
    with pytest.raises(ValueError, match="no such"):
        compiled(condition)


def test_the_facts_and_thresholds_of_a_condition_are_known() -> None:
    nested = Condition(
        all=(fact_is("a", True), Condition(none=(fact_at_least("b", 3), Condition(atom="blocking_trigger"))))
    )
    assert facts_of(nested) == {"a", "b"}
    assert thresholds_of(nested) == {("b", 3)}
