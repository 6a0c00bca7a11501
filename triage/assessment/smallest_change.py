"""Part of *explain*: the smallest changes of what is known that would lead to another route."""

from collections.abc import Iterator
from itertools import combinations, product

from triage.assessment.ask_next import answers_to
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.rule import Facts, FactValue
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import RouteChange
from triage.vocabulary import Route

MOST_CHANGES = 3
MOST_FACTS = 2  # nobody reads "if three things were otherwise"


def smallest_changes(outcome: Outcome, adviser: RouteAdviser, index: RuleIndex) -> tuple[RouteChange, ...]:
    """At most three changes, each to another route: of one fact, and of two only where no single one does.

    A change answers an unknown fact or contradicts a known one; police-only facts are left alone. What is worth asking
    comes first, then what the rows nearest to the deciding one look at. Empty where a person must decide anyway, and
    where the words themselves raise the danger: that only a person can clear.
    """
    advice = outcome.advice
    if advice.recommended is None or (advice.blocked and adviser.advise({}).advice.blocked):
        return ()
    facts = _facts_in_order(outcome, adviser, index)
    for count in range(1, MOST_FACTS + 1):
        found: dict[Route, RouteChange] = {}
        for change in _changes(combinations(facts, count), outcome, adviser, index):
            found.setdefault(change.leads_to, change)
            if len(found) == MOST_CHANGES:
                break
        if found:
            return tuple(found.values())
    return ()


def _facts_in_order(outcome: Outcome, adviser: RouteAdviser, index: RuleIndex) -> list[str]:
    asked = outcome.open_facts
    last_row = {fact: number for number, facts in enumerate(adviser.facts_by_row) for fact in facts}
    open_to_all = (fact for fact in last_row if not index.rulebook.facts[fact].police_only)
    return sorted(open_to_all, key=lambda fact: (fact not in asked, -last_row[fact], fact))


def _changes(
    groups: Iterator[tuple[str, ...]], outcome: Outcome, adviser: RouteAdviser, index: RuleIndex
) -> Iterator[RouteChange]:
    known = outcome.situation.facts
    for facts in groups:
        for values in product(*(_other_values(fact, known, index) for fact in facts)):
            change = dict(zip(facts, values, strict=True))
            if _route_after(change, outcome, adviser) in (None, outcome.advice.recommended):
                continue
            advice = adviser.advise({**known, **change}).advice
            if advice.recommended is not None:
                yield RouteChange(change, advice.recommended, advice.rows[0] if advice.rows else None)


def _route_after(change: Facts, outcome: Outcome, adviser: RouteAdviser) -> Route | None:
    if len(change) == 1:
        ((fact, value),) = change.items()
        return adviser.suppose(outcome, fact, value).recommended
    return adviser.advise({**outcome.situation.facts, **change}).advice.recommended


def _other_values(fact: str, known: Facts, index: RuleIndex) -> list[FactValue]:
    thresholds = index.table.thresholds.get(fact, (1,))
    values = (value for _, value in answers_to(index.rulebook.facts[fact], thresholds))
    return [value for value in values if value != known.get(fact)]
