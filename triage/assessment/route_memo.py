"""Route, questions and changes of one situation, worked out once.

Reports that differ in nothing the decision table asks about get the same answer.
"""

from typing import NamedTuple

from triage.assessment.ask_next import ask_next
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.rule import Facts
from triage.assessment.rule_index import RuleIndex
from triage.assessment.smallest_change import smallest_changes
from triage.assessment.types import Question, RouteChange

MOST_KEPT = 4000  # situations; a day's work knows a few hundred


class Routed(NamedTuple):
    """What the table says of a situation, what to ask, and what would change it."""

    outcome: Outcome
    questions: tuple[Question, ...]
    changes: tuple[RouteChange, ...]


def routed(adviser: RouteAdviser, facts: Facts, index: RuleIndex) -> Routed:
    """The answer for ``facts``; remembered by all that bears on it (``RouteAdviser.signature``)."""
    key, memo = (adviser.signature, tuple(facts.items())), index.table.remembered
    known = memo.get(key)
    if known is None:
        outcome = adviser.advise(facts)
        known = Routed(outcome, ask_next(outcome, adviser, index), smallest_changes(outcome, adviser, index))
        if len(memo) >= MOST_KEPT:
            memo.clear()
        memo[key] = known
    answer: Routed = known
    return answer
