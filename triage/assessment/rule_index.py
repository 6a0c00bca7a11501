"""A rulebook compiled for matching: one automaton over all its literals, and only rules with a hit are looked at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from triage.assessment.automaton import FindAll, find_all_of
from triage.assessment.route_table import RouteTable
from triage.assessment.rule import NearPattern, Rule, Rulebook, WordSet
from triage.assessment.types import Span

Group: TypeAlias = int  # number of a distinct set of literals; rules that use the same set share it
Found: TypeAlias = Mapping[Group, list[Span]]


@dataclass(frozen=True, slots=True)
class IndexedNear:
    """A near pattern with its word groups by number."""

    groups: tuple[Group, ...]
    within_chars: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class IndexedRule:
    """A rule with its literals by group number; None where it has none."""

    rule: Rule
    any: Group | None
    doubtful: Group | None
    context_in: Group | None
    unless: Group | None
    near: tuple[IndexedNear, ...]


@dataclass(frozen=True, slots=True)
class CueGroups:
    """The context cues that are searched for, by group number; negations are read backwards from a hit instead."""

    question: Group | None
    past: Group | None
    settled: Group | None
    fiction: Group | None


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Built once per rulebook; ``scan`` is the only pass over a text that matching needs."""

    rulebook: Rulebook
    rules: tuple[IndexedRule, ...]
    cues: CueGroups
    lexicon: tuple[tuple[Group, WordSet], ...]
    table: RouteTable
    wakes: Mapping[Group, tuple[int, ...]]  # group found → rules worth a look
    groups_of_literal: tuple[tuple[Group, ...], ...]
    find_all: FindAll

    @classmethod
    def of(cls, rulebook: Rulebook) -> "RuleIndex":
        """Compile ``rulebook``."""
        return _Compiler(rulebook).index()

    def scan(self, text: str) -> Found:
        """Every literal of the rulebook in the normalised ``text``, by group, each group in order of end."""
        found: defaultdict[Group, list[Span]] = defaultdict(list)
        for literal, start, end in self.find_all(text):
            for group in self.groups_of_literal[literal]:
                found[group].append((start, end))
        return found


class _Compiler:
    """Numbers the distinct literal sets of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._groups: dict[frozenset[str], Group] = {}

    def index(self) -> RuleIndex:
        rulebook = self._rulebook
        rules = tuple(self._indexed(rule) for rule in rulebook.rules)
        cues = rulebook.cues
        cue_groups = CueGroups(
            self._group(cues.question), self._group(cues.past), self._group(cues.settled), self._group(cues.fiction)
        )
        numbered = ((self._group(words.words), words) for _, words in sorted(rulebook.word_sets.items()))
        lexicon = tuple((group, words) for group, words in numbered if group is not None)
        groups_of = self._groups_by_literal()
        return RuleIndex(
            rulebook=rulebook,
            rules=rules,
            cues=cue_groups,
            lexicon=lexicon,
            table=RouteTable.of(rulebook),
            wakes=_wakes(rules),
            groups_of_literal=tuple(groups_of.values()),
            find_all=find_all_of(list(groups_of)) if groups_of else _find_nothing,
        )

    def _group(self, literals: Iterable[str]) -> Group | None:
        distinct = frozenset(literals)
        return self._groups.setdefault(distinct, len(self._groups)) if distinct else None

    def _indexed(self, rule: Rule) -> IndexedRule:
        return IndexedRule(
            rule=rule,
            any=self._group(rule.any),
            doubtful=self._group(rule.doubtful),
            context_in=self._group(rule.context_in),
            unless=self._group(rule.unless),
            near=tuple(self._indexed_near(pattern) for pattern in rule.near),
        )

    def _indexed_near(self, pattern: NearPattern) -> IndexedNear:
        groups = (self._group(literals) for literals in pattern.groups)
        return IndexedNear(tuple(group for group in groups if group is not None), pattern.within_chars, pattern.ordered)

    def _groups_by_literal(self) -> dict[str, tuple[Group, ...]]:
        groups_of: defaultdict[str, list[Group]] = defaultdict(list)
        for literals, group in self._groups.items():
            for literal in literals:
                groups_of[literal].append(group)
        return {literal: tuple(groups_of[literal]) for literal in sorted(groups_of)}


def _wakes(rules: tuple[IndexedRule, ...]) -> dict[Group, tuple[int, ...]]:
    """A near pattern is woken by the group that fewest patterns share, so that 孩子 does not wake fifty rules."""
    uses: defaultdict[Group, int] = defaultdict(int)
    for indexed in rules:
        for pattern in indexed.near:
            for group in pattern.groups:
                uses[group] += 1
    woken: defaultdict[Group, dict[int, None]] = defaultdict(dict)
    for number, indexed in enumerate(rules):
        rarest = {min(pattern.groups, key=lambda group: (uses[group], group)) for pattern in indexed.near}
        for alone in (indexed.any, indexed.doubtful):
            if alone is not None:
                rarest.add(alone)
        for group in rarest:
            woken[group][number] = None
    return {group: tuple(numbers) for group, numbers in woken.items()}


def _find_nothing(text: str) -> list[tuple[int, int, int]]:
    return []
