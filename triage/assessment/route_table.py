"""The decision table and the exclusions, compiled once per rulebook."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from triage.assessment.rule import Condition, Exclusion, RouteRow, Rulebook
from triage.assessment.three_valued import Predicate, asked_by, atoms_of, compiled, facts_of, may_hold, thresholds_of

MOST_KEPT = 2000  # selections of rows by type and day: a back-test over years stays below, and memory bounded


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its condition compiled and the facts that can change it."""

    row: RouteRow
    holds: Predicate
    facts: frozenset[str]
    asks: frozenset[str]  # those it waits for while it is open


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Rows in order of decision; ``thresholds`` are the values that count facts are compared with."""

    rows: tuple[TableRow, ...]
    exclusions: tuple[tuple[Exclusion, Predicate], ...]
    thresholds: Mapping[str, tuple[int, ...]]
    row_of_source: Mapping[str, RouteRow]
    mentioned: frozenset[str]  # atoms, and the types that conditions name
    # answers by situation, kept by ``route_memo``
    remembered: dict[tuple[object, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    _of_type: dict[tuple[str | None, date], tuple[TableRow, ...]] = field(default_factory=dict, compare=False)

    def rows_for(self, primary_type: str | None, on: date) -> tuple[TableRow, ...]:
        """The rows live on ``on`` that may hold for a first type; the others are false whatever the facts."""
        key = (primary_type, on)
        rows = self._of_type.get(key)
        if rows is None:
            live = (one for one in self.rows if one.row.is_live(on))
            rows = tuple(one for one in live if may_hold(one.row.when, primary_type) is not False)
            if len(self._of_type) >= MOST_KEPT:
                self._of_type.clear()
            self._of_type[key] = rows
        return rows

    @classmethod
    def of(cls, rulebook: Rulebook) -> "RouteTable":
        """Compile the table of ``rulebook``."""
        thresholds: defaultdict[str, set[int]] = defaultdict(set)
        for row in rulebook.routes:
            for fact, value in thresholds_of(row.when):
                thresholds[fact].add(value)
        known: dict[Condition, Predicate] = {}
        conditions = [*(row.when for row in rulebook.routes), *(one.when for one in rulebook.exclusions)]
        return cls(
            rows=tuple(
                TableRow(row, compiled(row.when, known), facts_of(row.when), asked_by(row.when))
                for row in rulebook.routes
            ),
            exclusions=tuple((exclusion, compiled(exclusion.when, known)) for exclusion in rulebook.exclusions),
            thresholds={fact: tuple(sorted(values)) for fact, values in sorted(thresholds.items())},
            mentioned=frozenset[str]().union(*map(atoms_of, conditions)),
            row_of_source={row.source_id: row for row in rulebook.routes},
        )
