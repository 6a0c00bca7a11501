"""The smallest changes of facts that lead to another route."""

from typing import Any

from tests.unit.assessment.books import TODAY, fact_is, make_index, make_row
from triage.assessment.recommend_route import RouteAdviser
from triage.assessment.rule import Condition, FactValue, RouteRow
from triage.assessment.smallest_change import smallest_changes
from triage.assessment.types import RiskGrade, RouteChange, TriggerHit, TypeTag, TypeTags
from triage.vocabulary import RiskLevel, Route

LOAN = TypeTags((TypeTag("loan_debt", 0.8, ("rule",)),), abstained=False, is_dispute=True)
UNSURE = TypeTags(LOAN.ranked, abstained=True, is_dispute=True)
REFUSED = make_row("refused", fact_is("party_refused", True), Route.COURT)
BOTH = make_row(
    "both", Condition(all=(fact_is("agreement_defaulted", True), fact_is("gathered", False))), Route.PETITION
)
DEFAULT = make_row("default", route=None)


def _changes(*rows: RouteRow, tags: TypeTags = LOAN, triggers: tuple[str, ...] = (), **facts: FactValue) -> Any:
    index = make_index(routes=rows)
    hits = tuple(TriggerHit(one, (0, 1), "") for one in triggers)
    adviser = RouteAdviser(tags, RiskGrade(RiskLevel.BLUE, 0, "score", hits, (), ()), 0, index, TODAY)
    return smallest_changes(adviser.advise(facts), adviser, index)


def test_one_fact_that_changes_the_route_is_named_with_its_row() -> None:
    assert _changes(REFUSED, DEFAULT) == (RouteChange({"party_refused": True}, Route.COURT, "route.refused@1"),)


def test_a_known_fact_is_contradicted() -> None:
    (change,) = _changes(REFUSED, DEFAULT, party_refused=True)
    assert (change.facts, change.leads_to) == ({"party_refused": False}, Route.PEOPLE)


def test_two_facts_are_named_only_where_no_single_one_changes_anything() -> None:
    (change,) = _changes(BOTH, DEFAULT)
    assert change.facts == {"agreement_defaulted": True, "gathered": False}
    assert all(len(one.facts) == 1 for one in _changes(REFUSED, BOTH, DEFAULT))


def test_nothing_is_named_where_danger_in_the_words_blocks() -> None:
    assert _changes(REFUSED, DEFAULT, triggers=("T03",)) == ()


def test_nothing_is_named_where_a_person_must_decide() -> None:
    assert _changes(REFUSED, DEFAULT, tags=UNSURE) == ()


def test_police_only_facts_are_left_alone() -> None:
    rows = (
        make_row("penalised", Condition(fact="prior_penalties_12m", test="at_least", value=1), Route.PENALTY),
        DEFAULT,
    )
    assert _changes(*rows) == ()
