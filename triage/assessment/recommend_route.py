"""Step *recommend_route*: the decision table in three-valued logic.

Rows are tried in order. A true row decides; an unknown one adds its route to what is still possible; a false one is
passed over. Danger blocks whatever the table says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from triage.assessment.fact_signals import fact_triggers
from triage.assessment.grade_risk import LIKELY
from triage.assessment.route_table import TableRow
from triage.assessment.rule import Facts, FactValue, RouteRow
from triage.assessment.rule_index import RuleIndex
from triage.assessment.three_valued import Situation, Truth
from triage.assessment.types import ExclusionCheck, RiskGrade, RouteAdvice, TypeTags
from triage.vocabulary import Route

BLOCKING_FACT = "protection_order"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the table leads in one situation, and the rows before the deciding one that unknown facts leave open."""

    advice: RouteAdvice
    open_rows: tuple[TableRow, ...]
    situation: Situation


class RouteAdviser:
    """Applies the decision table to one report, also to facts that are only supposed (``ask_next``)."""

    def __init__(self, tags: TypeTags, risk: RiskGrade, people: int, index: RuleIndex, on: date) -> None:
        self._tags = tags
        self._people = people
        self._rulebook = index.rulebook
        self._exclusions = index.table.exclusions
        self._rows = tuple(row for row in index.table.rows if row.row.is_live(on))
        self._base = _situation(tags, risk)
        self._is_for_a_person = tags.abstained or tags.is_dispute is False
        self._remembered: dict[int, Truth] = {}
        self._remembered_for: Situation | None = None

    def advise(self, facts: Facts) -> Outcome:
        """The route for ``facts``, and the rows that unknown facts leave open."""
        situation = self._situation_with(facts)
        self._remembered, self._remembered_for = {}, situation
        return self._outcome(situation, changed=None)

    def people_in(self, facts: Facts) -> int:
        """The number of people given, else the number read from the text."""
        given = facts.get("people_count")
        return given if isinstance(given, int) else self._people

    def suppose(self, fact: str, value: FactValue) -> Outcome:
        """The route if ``fact`` were also known, compared with the facts of the last ``advise``."""
        base = self._remembered_for
        if base is None:
            raise ValueError("suppose() needs the facts of an advise() before it")
        situation = self._situation_with({**base.facts, fact: value})
        is_only_the_fact = situation.triggers == base.triggers and situation.blocked == base.blocked
        return self._outcome(situation, changed=fact if is_only_the_fact else "")

    def _situation_with(self, facts: Facts) -> Situation:
        triggers = self._base.triggers.union(
            trigger for trigger, _ in fact_triggers(facts, self._base.triggers, self.people_in(facts))
        )
        known = self._rulebook.triggers
        return Situation(
            facts=facts,
            triggers=triggers,
            checks=self._base.checks,
            indicators=self._base.indicators,
            primary_type=self._base.primary_type,
            likely_types=self._base.likely_types,
            level=self._base.level,
            blocked=any(known[trigger].blocks for trigger in triggers if trigger in known),
        )

    def _outcome(self, situation: Situation, changed: str | None) -> Outcome:
        open_rows: list[TableRow] = []
        decided = None
        for number, row in enumerate(self._rows):
            truth = self._truth(number, row, situation, changed)
            if truth is True:
                decided = row.row
                break
            if truth is None:
                open_rows.append(row)
        exclusions = tuple(ExclusionCheck(exclusion.id, holds(situation)) for exclusion, holds in self._exclusions)
        advice = self._advice(situation, decided, open_rows, exclusions)
        return Outcome(advice, () if advice.blocked else tuple(open_rows), situation)

    def _truth(self, number: int, row: TableRow, situation: Situation, changed: str | None) -> Truth:
        """``changed``: None = remember, a fact = only rows about it are worked out anew, "" = all are."""
        if changed is None:
            self._remembered[number] = truth = row.holds(situation)
            return truth
        if changed and changed not in row.facts and number in self._remembered:
            return self._remembered[number]
        return row.holds(situation)

    def _advice(
        self,
        situation: Situation,
        decided: RouteRow | None,
        open_rows: list[TableRow],
        exclusions: tuple[ExclusionCheck, ...],
    ) -> RouteAdvice:
        route, then = self._route_of(decided)
        sources = () if decided is None else (decided.source_id,)
        if route is Route.BLOCK or situation.blocked or situation.facts.get(BLOCKING_FACT) is True:
            is_decided_by_row = route is Route.BLOCK
            then = then if is_decided_by_row else tuple(dict.fromkeys(part for part in (route, *then) if part is not None))
            after = tuple(part for part in then or self._default_routes() if part is not Route.BLOCK)
            return RouteAdvice(Route.BLOCK, after, (Route.BLOCK,), True, exclusions, sources if is_decided_by_row else ())
        possible = tuple(dict.fromkeys(self._possible(route, open_rows)))
        sources += tuple(row.row.source_id for row in open_rows)
        if self._is_for_a_person:
            return RouteAdvice(None, (), () if self._tags.is_dispute is False else possible, False, exclusions, sources)
        return RouteAdvice(route, then, possible, False, exclusions, sources)

    def _possible(self, route: Route | None, open_rows: list[TableRow]) -> Iterator[Route]:
        for candidate in (route, *(self._route_of(row.row)[0] for row in open_rows)):
            if candidate is not None:
                yield candidate

    def _route_of(self, row: RouteRow | None) -> tuple[Route | None, tuple[Route, ...]]:
        """The route of a row and what follows it; a row without a route takes the default order of the first type."""
        if row is None:
            return None, ()
        if row.route is not None:
            return row.route, row.then
        routes = self._default_routes()
        return (routes[0], row.then or routes[1:]) if routes else (None, ())

    def _default_routes(self) -> tuple[Route, ...]:
        primary = self._rulebook.dispute_types.get(self._tags.primary or "")
        return primary.routes if primary is not None else ()


def _situation(tags: TypeTags, risk: RiskGrade) -> Situation:
    return Situation(
        triggers=frozenset(trigger.id for trigger in risk.triggers if trigger.span is not None),
        checks=frozenset(check.id for check in risk.to_check),
        indicators=frozenset(indicator.id for indicator in risk.indicators),
        primary_type=None if tags.abstained else tags.primary,
        likely_types=frozenset(tag.code for tag in tags.ranked if tag.probability >= LIKELY),
        level=risk.level,
    )
