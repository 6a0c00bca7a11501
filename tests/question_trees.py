"""Every way a conversation of questions can go: the tree of answers, asked by a chooser until nothing would change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from triage.assessment.ask_next import answers_to, ask_next
from triage.assessment.fact_signals import worth_asking
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.rule import FactValue
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import IndicatorHit, RiskGrade, ToCheck, TriggerHit, TypeTag, TypeTags
from triage.vocabulary import HitContext, RiskLevel

Chooser = Callable[[Outcome, RouteAdviser], str | None]

DEEPEST = 12  # a conversation longer than this does not end
SIGNS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {},
    {"indicators": ("R31",)},
    {"indicators": ("R01",)},
    {"checks": ("T01",)},
    {"triggers": ("T16",)},
)


@dataclass(frozen=True, slots=True)
class Tree:
    """Questions asked on the mean over all answers taken as equally likely, at most, and conversations left open."""

    mean: float
    worst: int
    left_open: int


def adviser_for(
    index: RuleIndex,
    dispute_type: str,
    on: date,
    *,
    indicators: tuple[str, ...] = (),
    checks: tuple[str, ...] = (),
    triggers: tuple[str, ...] = (),
) -> RouteAdviser:
    """The adviser for a report of one type with the signs named."""
    place = (0, 1)
    risk = RiskGrade(
        RiskLevel.BLUE,
        0,
        "score",
        tuple(TriggerHit(one, place, "") for one in triggers),
        tuple(ToCheck(one, place, HitContext.WEAK_WORD, "", "") for one in checks),
        tuple(IndicatorHit(one, place, 0, "") for one in indicators),
    )
    tags = TypeTags((TypeTag(dispute_type, 0.9, ("rule",)),), abstained=False, is_dispute=True)
    return RouteAdviser(tags, risk, 0, index, on)


def asking_next(index: RuleIndex) -> Chooser:
    """Ask what ``ask_next`` puts first."""

    def choose(outcome: Outcome, adviser: RouteAdviser) -> str | None:
        questions = ask_next(outcome, adviser, index)
        return questions[0].fact if questions else None

    return choose


def asking_in_order(index: RuleIndex, order: Mapping[str, int]) -> Chooser:
    """Ask what is open, and what danger points to, in a fixed order of facts.

    It goes on as long as an answer could change anything, so that both ways end knowing the same.
    """

    def choose(outcome: Outcome, adviser: RouteAdviser) -> str | None:
        return min(_open(outcome, adviser, index), key=lambda fact: order.get(fact, len(order)), default=None)

    return choose


def in_table_order(index: RuleIndex) -> Mapping[str, int]:
    """The facts as the rows of the table name them."""
    order: dict[str, int] = {}
    for row in index.table.rows:
        for fact in sorted(row.facts):
            order.setdefault(fact, len(order))
    return order


def least_mean(adviser: RouteAdviser, index: RuleIndex, facts: Mapping[str, FactValue]) -> float:
    """The mean of the best tree there is, found by trying every order."""
    outcome = adviser.advise(facts)
    means = []
    for fact in _open(outcome, adviser, index):
        branches = [least_mean(adviser, index, {**facts, fact: value}) for value in values_of(fact, index)]
        means.append(1 + sum(branches) / len(branches))
    return min(means, default=0.0)


def _open(outcome: Outcome, adviser: RouteAdviser, index: RuleIndex) -> list[str]:
    if not ask_next(outcome, adviser, index):
        return []
    known = outcome.situation.facts
    pointed_at = worth_asking(outcome.situation, adviser.people_in(known))
    return [fact for fact in {*outcome.open_facts, *pointed_at} if fact not in known]


def grow(adviser: RouteAdviser, index: RuleIndex, choose: Chooser, facts: Mapping[str, FactValue]) -> Tree:
    """The tree of all conversations that start from ``facts``."""
    outcome = adviser.advise(facts)
    fact = choose(outcome, adviser)
    if fact is None:
        return Tree(0.0, 0, int(len(outcome.advice.possible) > 1))
    assert len(facts) < DEEPEST, facts
    branches = [grow(adviser, index, choose, {**facts, fact: value}) for value in values_of(fact, index)]
    return Tree(
        mean=1 + sum(branch.mean for branch in branches) / len(branches),
        worst=1 + max(branch.worst for branch in branches),
        left_open=sum(branch.left_open for branch in branches),
    )


def values_of(fact: str, index: RuleIndex) -> Iterator[FactValue]:
    """A value for every answer that the table tells apart."""
    answers = answers_to(index.rulebook.facts[fact], index.table.thresholds.get(fact, (1,)))
    return (value for _, value in answers)
