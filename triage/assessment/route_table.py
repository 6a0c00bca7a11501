"""The decision table and the exclusions, compiled once per rulebook."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from triage.assessment.rule import Exclusion, RouteRow, Rulebook
from triage.assessment.three_valued import Predicate, compiled, facts_of, thresholds_of


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its condition compiled and the facts that can change it."""

    row: RouteRow
    holds: Predicate
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Rows in order of decision; ``thresholds`` are the values that count facts are compared with."""

    rows: tuple[TableRow, ...]
    exclusions: tuple[tuple[Exclusion, Predicate], ...]
    thresholds: Mapping[str, tuple[int, ...]]
    row_of_source: Mapping[str, RouteRow]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "RouteTable":
        """Compile the table of ``rulebook``."""
        thresholds: defaultdict[str, set[int]] = defaultdict(set)
        for row in rulebook.routes:
            for fact, value in thresholds_of(row.when):
                thresholds[fact].add(value)
        return cls(
            rows=tuple(TableRow(row, compiled(row.when), facts_of(row.when)) for row in rulebook.routes),
            exclusions=tuple((exclusion, compiled(exclusion.when)) for exclusion in rulebook.exclusions),
            thresholds={fact: tuple(sorted(values)) for fact, values in sorted(thresholds.items())},
            row_of_source={row.source_id: row for row in rulebook.routes},
        )
