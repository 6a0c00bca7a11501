"""Review of the decision table: rows that never decide, rows that contradict each other, types and days left out."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta

from triage.assessment.fact_signals import fact_triggers
from triage.assessment.rule import Condition, RouteRow, Rulebook
from triage.assessment.three_valued import Situation, compiled
from triage.rule_review.situations import LEVEL, TYPE, YES_NO, Aim, Domains, Narrowing, Value, Variable
from triage.vocabulary import RiskLevel, Route

MOST_TRIES = 3000  # situations looked at per row before the question is left open
BLOCKING_FACT = "protection_order"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RowFinding:
    """``code`` says what is odd about ``row`` on the day ``on``; ``others`` are rows involved, ``witness`` shows it."""

    code: str
    row: str
    others: tuple[str, ...] = ()
    witness: Situation | None = None
    on: date | None = None


class TableOnDay:
    """The rows that are live on one day, in order of decision."""

    def __init__(self, rulebook: Rulebook, on: date) -> None:
        self.on = on
        self.rows = tuple(row for row in rulebook.routes if row.is_live(on))
        self.domains = Domains.of(rulebook)
        self._holds = tuple(compiled(row.when) for row in self.rows)
        self._rulebook = rulebook
        self._known_types = {TYPE: frozenset[Value](rulebook.dispute_types)}

    def decides(self, situation: Situation) -> int | None:
        """The number of the first row that is true."""
        return next((number for number, holds in enumerate(self._holds) if holds(situation)), None)

    def situation_of(self, narrowing: Narrowing) -> Situation | None:
        """The plainest situation that ``narrowing`` allows: what it leaves free is unknown or absent.

        None where the facts raise a trigger that must not be there.
        """
        values = {variable: _plainest(variable, allowed) for variable, allowed in narrowing.items()}
        signs: dict[str, set[str]] = {"trigger": set(), "check": set(), "indicator": set()}
        for (kind, name), value in values.items():
            if kind in signs and value is True:
                signs[kind].add(name)
        facts = {name: value for (kind, name), value in values.items() if kind == "fact" and value is not None}
        people = facts.get("people_count", 0)
        raised = {
            trigger for trigger, _ in fact_triggers(facts, signs["trigger"], people if type(people) is int else 0)
        }
        if any(True not in narrowing.get(("trigger", trigger), YES_NO) for trigger in raised):
            return None
        triggers = frozenset(signs["trigger"] | raised)
        return Situation(
            facts=facts,
            triggers=triggers,
            checks=frozenset(signs["check"]),
            indicators=frozenset(signs["indicator"]),
            primary_type=str(values[TYPE]),
            likely_types=frozenset((str(values[TYPE]),)),
            level=RiskLevel(str(values.get(LEVEL, RiskLevel.BLUE))),
            blocked=not triggers.isdisjoint(self.domains.blocking),
        )

    def where_decides(self, number: int, given: Narrowing | None = None) -> "Search":
        """Look for a situation, within ``given``, in which row ``number`` is the one that decides."""
        search = Search(self, number)
        start = {**self._known_types, **(given or {})}
        search.witness = next(search.situations(self.rows[number].when, Aim.TRUE, start), None)
        return search

    def where(self, first: int, second: int, aim: Aim) -> Situation | None:
        """A situation in which row ``first`` is true and row ``second`` is as aimed at."""
        one, other = self.rows[first].when, self.rows[second].when
        for narrowed in self.domains.ways(one, Aim.TRUE, self._known_types):
            for both in self.domains.ways(other, aim, narrowed):
                situation = self.situation_of(both)
                if situation is not None:
                    return situation
        return None


class Search:
    """One search: ``witness`` when it found something; ``is_open`` when it gave up; ``by`` are the rows in its way."""

    def __init__(self, table: TableOnDay, number: int) -> None:
        self.witness: Situation | None = None
        self.by: dict[str, None] = {}
        self._table = table
        self._number = number
        self._tries_left = MOST_TRIES

    @property
    def is_open(self) -> bool:
        return self._tries_left <= 0

    def situations(self, condition: Condition, aim: Aim, given: Narrowing) -> Iterator[Situation]:
        """Situations in which the row decides; an earlier row that stands in the way is made not to be true."""
        table = self._table
        for narrowed in table.domains.ways(condition, aim, given):
            self._tries_left -= 1
            if self.is_open:
                return
            situation = table.situation_of(narrowed)
            if situation is None:
                continue
            decided = table.decides(situation)
            if decided == self._number:
                if not self._is_moot(situation):
                    yield situation
            elif decided is not None and decided < self._number:
                self.by[table.rows[decided].id] = None
                yield from self.situations(table.rows[decided].when, Aim.NOT_TRUE, narrowed)

    def _is_moot(self, situation: Situation) -> bool:
        """Danger blocks, whatever row decides."""
        is_danger = situation.blocked or situation.facts.get(BLOCKING_FACT) is True
        return is_danger and self._table.rows[self._number].route is not Route.BLOCK


def review_table(rulebook: Rulebook, today: date) -> Iterator[RowFinding]:
    """Every finding on the table as it stands today, and as it stood or will stand on other days that matter.

    A row is judged today, or on its last day where that is past, or on its first where that is to come.
    """
    live = TableOnDay(rulebook, today)
    yield from _contradictions(live)
    days = {_day_of(row, today) for row in rulebook.routes} | {today}
    for table in (TableOnDay(rulebook, day) for day in sorted(days)):
        wanted = {row.id for row in table.rows if _day_of(row, today) == table.on}
        yield from _never_deciding(table, wanted)
        if table.on >= today and table.rows:
            yield from _types_without_route(table, rulebook)
    yield from _days_without_row(rulebook)


def _day_of(row: RouteRow, today: date) -> date:
    return max(row.valid_from, min(today, row.valid_to or today))


def _never_deciding(table: TableOnDay, wanted: Set[str]) -> Iterator[RowFinding]:
    for number, row in enumerate(table.rows):
        if row.id in wanted:
            search = table.where_decides(number)
            if search.witness is None and not search.is_open:
                yield RowFinding("row_never_decides", row.id, tuple(search.by), on=table.on)


def _types_without_route(table: TableOnDay, rulebook: Rulebook) -> Iterator[RowFinding]:
    """Types for which no row can decide, whatever the facts."""
    for code in rulebook.dispute_types:
        given: Narrowing = {TYPE: frozenset((code,))}
        situation = table.situation_of(given)
        if situation is not None and table.decides(situation) is None:
            searches = (table.where_decides(number, given) for number in range(len(table.rows)))
            if not any(search.witness is not None for search in searches):
                yield RowFinding("type_without_route", code, witness=situation, on=table.on)


def _contradictions(table: TableOnDay) -> Iterator[RowFinding]:
    """Two rows that ask the very same things, are true together and lead elsewhere: order decides silently.

    An exception that stands before its rule is no contradiction, one behind it never decides (told apart from this),
    and danger comes first on purpose.
    """
    asked = [_variables(row.when) for row in table.rows]
    for second, row in enumerate(table.rows):
        for first in range(second):
            earlier = table.rows[first]
            if earlier.route in (row.route, Route.BLOCK) or asked[first] != asked[second]:
                continue
            witness = table.where(first, second, Aim.TRUE)
            is_apart = table.where(first, second, Aim.NOT_TRUE) and table.where(second, first, Aim.NOT_TRUE)
            if witness is not None and is_apart:
                yield RowFinding("rows_contradict", row.id, (earlier.id,), witness, table.on)


def _days_without_row(rulebook: Rulebook) -> Iterator[RowFinding]:
    """A row ends, and the row that follows it begins more than a day later."""
    for row in rulebook.routes:
        if row.valid_to is None:
            continue
        table = TableOnDay(rulebook, row.valid_to)
        witness = table.where_decides(table.rows.index(row)).witness
        later = [other for other in rulebook.routes if other.valid_from > row.valid_to]
        following = [other for other in later if witness is not None and compiled(other.when)(witness)]
        first = min(following, key=lambda other: other.valid_from, default=None)
        if first is not None and first.valid_from > row.valid_to + ONE_DAY:
            yield RowFinding("days_without_row", row.id, (first.id,), witness, row.valid_to + ONE_DAY)


def _variables(condition: Condition) -> frozenset[str]:
    """What the condition asks about: facts and atoms by name."""
    own = {name for name in (condition.fact, condition.atom) if name is not None}
    parts = (*condition.all, *condition.any, *condition.none)
    return frozenset(own.union(*(_variables(part) for part in parts)))


def _plainest(variable: Variable, allowed: frozenset[Value]) -> Value:
    kind = variable[0]
    wished: Value = {"fact": None, "type": "other", "level": RiskLevel.BLUE}.get(kind, False)
    return wished if wished in allowed else min(allowed, key=lambda value: (str(type(value)), str(value)))
