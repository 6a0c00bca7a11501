"""Step *ask_next*: the unknown facts whose answers would settle most, the most telling first."""

from collections.abc import Iterator
from dataclasses import dataclass

from triage.assessment.fact_signals import worth_asking
from triage.assessment.recommend_route import Outcome, RouteAdviser, Supposed
from triage.assessment.rule import FactDefinition, FactValue
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Question
from triage.vocabulary import Route

MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question with what its answers would leave open; compared by ``rank``, smallest first."""

    question: Question
    rank: tuple[float, ...]
    settles: bool


def ask_next(outcome: Outcome, adviser: RouteAdviser, index: RuleIndex) -> tuple[Question, ...]:
    """At most five questions about facts that are unknown.

    A question counts if an answer changes the route or raises a trigger, or leaves fewer routes possible. What could
    reveal danger is asked first, which also ends the conversation soonest; then what leaves the fewest routes on
    average.
    """
    situation = outcome.situation
    facts = index.rulebook.facts
    order = {fact: number for number, fact in enumerate(facts)}
    asked = outcome.open_facts.union(worth_asking(situation, adviser.people_in(situation.facts)))
    candidates = [
        _candidate(facts[fact], order[fact], outcome, adviser, index.table.thresholds.get(fact, (1,)))
        for fact in asked
        if fact in order and (fact not in situation.facts or fact in outcome.presumed)
    ]
    ranked = sorted((one for one in candidates if one.settles), key=lambda one: one.rank)
    return tuple(one.question for one in ranked[:MOST_QUESTIONS])


def _candidate(
    fact: FactDefinition, order: int, outcome: Outcome, adviser: RouteAdviser, thresholds: tuple[int, ...]
) -> _Candidate:
    would_change: dict[str, str | None] = {}
    all_supposed: list[Supposed] = []
    for answer, value in answers_to(fact, thresholds):
        supposed = adviser.suppose(outcome, fact.id, value)
        would_change[answer] = _change(outcome, supposed)
        all_supposed.append(supposed)
    left_open = [supposed.possible_count for supposed in all_supposed]
    is_telling = any(change is not None for change in would_change.values())
    danger_first = (
        not any(supposed.triggers - outcome.situation.triggers for supposed in all_supposed),
        fact.id in outcome.open_facts,  # what a sign in the text points to comes before what the table asks
        not any(supposed.recommended is Route.BLOCK for supposed in all_supposed),
    )
    rank = (not is_telling, *danger_first, sum(left_open) / len(left_open), max(left_open), order)
    settles = is_telling or min(left_open) < len(outcome.advice.possible)
    return _Candidate(Question(fact.id, fact.ask, would_change), rank, settles)


def _change(now: Outcome, supposed: Supposed) -> str | None:
    """The new route, else the first new trigger, else None."""
    if supposed.recommended is not None and supposed.recommended is not now.advice.recommended:
        return supposed.recommended.value
    return min(supposed.triggers - now.situation.triggers, default=None)


def answers_to(fact: FactDefinition, thresholds: tuple[int, ...]) -> Iterator[tuple[str, FactValue]]:
    """Every answer with a value that stands for it; counts by the bands that the table tells apart (0, 1-2, 3+)."""
    if fact.kind == "boolean":
        yield from (("true", True), ("false", False))
    elif fact.kind == "choice":
        yield from ((choice, choice) for choice in fact.choices)
    else:
        lows = sorted({0, *thresholds})
        for low, next_low in zip(lows, (*lows[1:], None), strict=True):
            yield _band(low, next_low), low


def _band(low: int, next_low: int | None) -> str:
    if next_low is None:
        return f"{low}+"
    return str(low) if next_low == low + 1 else f"{low}-{next_low - 1}"
