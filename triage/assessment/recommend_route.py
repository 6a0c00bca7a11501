"""Step *recommend_route*: the decision table in three-valued logic.

Rows are tried in order. A true row decides; an unknown one adds its route to what is still possible; a false one is
passed over. Danger blocks whatever the table says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from triage.assessment.fact_signals import (
    CROWD,
    POINTING_CHECKS,
    POINTING_INDICATORS,
    TRIGGER_FACTS,
    fact_triggers,
)
from triage.assessment.grade_risk import LIKELY
from triage.assessment.route_table import TableRow
from triage.assessment.rule import Facts, FactValue, RouteRow
from triage.assessment.rule_index import RuleIndex
from triage.assessment.three_valued import Situation
from triage.assessment.types import ExclusionCheck, RiskGrade, RouteAdvice, TypeTags
from triage.vocabulary import Route

BLOCKING_FACT = "protection_order"
NOTHING: Facts = {}


@dataclass(frozen=True, slots=True)
class Walk:
    """One pass over the table: the number of the row that decides, and of the rows before it that stay open."""

    decided: int | None
    open_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The advice in one situation, and the facts whose answers could still change it."""

    advice: RouteAdvice
    situation: Situation
    walk: Walk
    open_facts: frozenset[str]
    presumed: frozenset[str] = frozenset()  # facts that rest on words alone: still to be asked


@dataclass(frozen=True, slots=True)
class Supposed:
    """What one answer would lead to."""

    recommended: Route | None
    possible_count: int
    triggers: frozenset[str]


class RouteAdviser:
    """Applies the decision table to one report, also to answers that are only supposed (``ask_next``)."""

    def __init__(
        self, tags: TypeTags, risk: RiskGrade, people: int, index: RuleIndex, on: date, presumed: Facts = NOTHING
    ) -> None:
        self._tags = tags
        self._presumed = presumed
        self._people = people
        self._on = on
        self._mentioned = index.table.mentioned
        self._rulebook = index.rulebook
        self._exclusions = tuple(pair for pair in index.table.exclusions if pair[0].is_live(on))
        self._about: dict[str, tuple[int, ...]] = {}
        self._base = _situation(tags, risk)
        self._rows: tuple[TableRow, ...] = index.table.rows_for(self._base.primary_type, on)
        primary = index.rulebook.dispute_types.get(tags.primary or "")
        self._default_routes = primary.routes if primary is not None else ()
        self._is_for_a_person = tags.abstained or tags.is_dispute is False

    @property
    def signature(self) -> tuple[object, ...]:
        """All of the report that can bear on the route, the questions or the changes, facts apart."""
        base, mentioned = self._base, self._mentioned
        return (
            self._on,
            base.triggers,
            frozenset(one for one in base.checks if f"check:{one}" in mentioned or one in POINTING_CHECKS),
            frozenset(one for one in base.indicators if f"indicator:{one}" in mentioned or one in POINTING_INDICATORS),
            base.primary_type,
            base.likely_types & mentioned,
            base.level,
            self._default_routes,
            self._is_for_a_person,
            self._tags.is_dispute,
            self._people >= CROWD,
            tuple(self._presumed.items()),
        )

    @property
    def facts_by_row(self) -> Iterator[frozenset[str]]:
        """The facts each row of the table looks at, in order of decision."""
        return (row.facts for row in self._rows)

    def people_in(self, facts: Facts) -> int:
        """The number of people given, else the number read from the text."""
        given = facts.get("people_count")
        return given if isinstance(given, int) else self._people

    def advise(self, facts: Facts) -> Outcome:
        """The route for ``facts``, what may follow it, and what is still possible.

        What the words let one presume may choose the route; it never blocks, never clears a block, and leaves every
        route possible that is possible without it.
        """
        sure = self._advise_on(facts)
        presumed = {fact: value for fact, value in self._presumed.items() if fact not in facts}
        if not presumed or sure.advice.blocked:
            return sure
        likely = self._advise_on({**facts, **presumed})
        if likely.advice.blocked:
            return sure
        advice = replace(
            likely.advice,
            possible=tuple(dict.fromkeys((*likely.advice.possible, *sure.advice.possible))),
            exclusions=sure.advice.exclusions,
            rows=tuple(dict.fromkeys((*likely.advice.rows, *sure.advice.rows))),
        )
        open_facts = likely.open_facts | sure.open_facts | presumed.keys()
        return Outcome(advice, likely.situation, likely.walk, open_facts, frozenset(presumed))

    def _advise_on(self, facts: Facts) -> Outcome:
        situation = self._with_triggers(replace(self._base, facts=facts))
        walk = self._walk(situation)
        exclusions = tuple(ExclusionCheck(exclusion.id, holds(situation)) for exclusion, holds in self._exclusions)
        if self._is_blocked(situation, walk):
            return Outcome(self._block(walk, exclusions), situation, walk, frozenset())
        open_facts = frozenset().union(*(self._rows[number].asks for number in walk.open_rows))
        return Outcome(self._free_advice(walk, exclusions), situation, walk, open_facts)

    def suppose(self, outcome: Outcome, fact: str, value: FactValue) -> Supposed:
        """Where ``outcome`` would move if ``fact`` were known to be ``value``."""
        now = outcome.situation
        situation = now.supposing(fact, value)
        if fact in TRIGGER_FACTS:
            situation = self._with_triggers(situation)
        is_same_danger = situation.triggers == now.triggers
        walk = self._walk_again(outcome.walk, situation, fact) if is_same_danger else self._walk(situation)
        if self._is_blocked(situation, walk):
            return Supposed(Route.BLOCK, 1, situation.triggers)
        if walk is outcome.walk and not outcome.presumed:
            return Supposed(outcome.advice.recommended, len(outcome.advice.possible), situation.triggers)
        recommended = None if self._is_for_a_person else self._route_of(walk.decided)
        return Supposed(recommended, len(self._possible(walk)), situation.triggers)

    def _with_triggers(self, situation: Situation) -> Situation:
        """Add the triggers that the facts raise, and say whether one of all blocks."""
        facts, known = situation.facts, self._rulebook.triggers
        raised = (trigger for trigger, _ in fact_triggers(facts, self._base.triggers, self.people_in(facts)))
        triggers = self._base.triggers.union(raised)
        blocked = any(known[trigger].blocks for trigger in triggers if trigger in known)
        return replace(situation, triggers=triggers, blocked=blocked)

    def _walk(self, situation: Situation) -> Walk:
        open_rows: list[int] = []
        for number, row in enumerate(self._rows):
            truth = row.holds(situation)
            if truth:
                return Walk(number, tuple(open_rows))
            if truth is None:
                open_rows.append(number)
        return Walk(None, tuple(open_rows))

    def _walk_again(self, walk: Walk, situation: Situation, fact: str) -> Walk:
        """As ``_walk``, when only ``fact`` is new: other rows stay as they are. Gives ``walk`` itself if all do."""
        last = len(self._rows) if walk.decided is None else walk.decided + 1
        truths = {number: self._rows[number].holds(situation) for number in self._rows_about(fact) if number < last}
        if walk.decided in truths and not truths[walk.decided]:
            return self._walk(situation)
        decided = min((number for number, truth in truths.items() if truth), default=walk.decided)
        still_open = {number for number in walk.open_rows if number not in truths}
        still_open.update(number for number, truth in truths.items() if truth is None)
        open_rows = tuple(sorted(number for number in still_open if decided is None or number < decided))
        return walk if (decided, open_rows) == (walk.decided, walk.open_rows) else Walk(decided, open_rows)

    def _rows_about(self, fact: str) -> tuple[int, ...]:
        if fact not in self._about:
            self._about[fact] = tuple(number for number, row in enumerate(self._rows) if fact in row.facts)
        return self._about[fact]

    def _is_blocked(self, situation: Situation, walk: Walk) -> bool:
        """By danger, by a protection order, or by the row that decides."""
        if situation.blocked or situation.facts.get(BLOCKING_FACT) is True:
            return True
        return self._route_of(walk.decided) is Route.BLOCK

    def _block(self, walk: Walk, exclusions: tuple[ExclusionCheck, ...]) -> RouteAdvice:
        """``then`` is what may follow once a person has cleared the danger."""
        row = self._row(walk.decided)
        is_by_row = row is not None and self._route_of(walk.decided) is Route.BLOCK
        follow = row.then if row is not None and is_by_row else ()
        then = tuple(route for route in follow or self._default_routes if route is not Route.BLOCK)
        sources = (row.source_id,) if row is not None and is_by_row else ()
        return RouteAdvice(Route.BLOCK, then, (Route.BLOCK,), True, exclusions, sources)

    def _free_advice(self, walk: Walk, exclusions: tuple[ExclusionCheck, ...]) -> RouteAdvice:
        rows = [row for row in map(self._row, (walk.decided, *walk.open_rows)) if row is not None]
        sources = tuple(row.source_id for row in rows)
        if self._is_for_a_person:
            possible = () if self._tags.is_dispute is False else self._possible(walk)
            return RouteAdvice(None, (), possible, False, exclusions, sources)
        return RouteAdvice(
            self._route_of(walk.decided), self._then(walk.decided), self._possible(walk), False, exclusions, sources
        )

    def _possible(self, walk: Walk) -> tuple[Route, ...]:
        """The routes of the deciding and the open rows, each once, the deciding one first."""
        routes = map(self._route_of, (walk.decided, *walk.open_rows))
        return tuple(dict.fromkeys(route for route in routes if route is not None))

    def _row(self, number: int | None) -> RouteRow | None:
        return None if number is None else self._rows[number].row

    def _route_of(self, number: int | None) -> Route | None:
        """A row without a route takes the default of the first type."""
        if number is None:
            return None
        return self._rows[number].row.route or (self._default_routes[0] if self._default_routes else None)

    def _then(self, number: int | None) -> tuple[Route, ...]:
        row = self._row(number)
        if row is None or row.route is not None or row.then:
            return () if row is None else row.then
        return self._default_routes[1:]


def _situation(tags: TypeTags, risk: RiskGrade) -> Situation:
    """What the text alone says; facts and the triggers they raise are added per question."""
    return Situation(
        triggers=frozenset(trigger.id for trigger in risk.triggers if trigger.span is not None),
        checks=frozenset(check.id for check in risk.to_check),
        indicators=frozenset(indicator.id for indicator in risk.indicators),
        primary_type=None if tags.abstained else tags.primary,
        likely_types=frozenset(tag.code for tag in tags.ranked if tag.probability >= LIKELY),
        level=risk.level,
    )
