"""A rulebook compiled for matching: one automaton over the words that wake something, the rest on demand.

A near pattern is woken by its rarest group alone, the *gate*; its other groups are looked for around a gate that was
found. So the cost of a text grows with what it says, not with the number of rules.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from triage.assessment.automaton import FindAll, find_all_of
from triage.assessment.route_table import RouteTable
from triage.assessment.rule import NearPattern, Rule, Rulebook, WordSet
from triage.assessment.types import Span
from triage.assessment.word_group import WordGroup
from triage.vocabulary import HitContext

Group: TypeAlias = int  # number of a distinct set of literals that is searched for in every text
Found: TypeAlias = Mapping[Group, list[Span]]

TELLING = (  # contexts, the most telling first
    HitContext.IDIOM,
    HitContext.NAME,
    HitContext.FICTION,
    HitContext.DOCUMENT,
    HitContext.NEGATED,
    HitContext.PAST_SETTLED,
    HitContext.OTHER_SENSE,
    HitContext.QUESTION,
    HitContext.QUOTED,
)

_COMMON_CHARS, _LONG = 30, 6  # a further character makes a word about thirty times rarer


@dataclass(frozen=True, slots=True)
class IndexedNear:
    """A near pattern of the rule with number ``rule``.

    ``groups[gate]`` wakes it. ``partners`` are the other groups, the rarest first and those with quantities last.
    """

    rule: int
    groups: tuple[WordGroup, ...]
    gate: int
    partners: tuple[int, ...]
    within_chars: int
    ordered: bool
    sentences: int


@dataclass(frozen=True, slots=True)
class IndexedRule:
    """A rule with what may silence it or make its hits doubtful; None where it has none."""

    rule: Rule
    unless: Group | None
    context_in: WordGroup | None
    other_sense: WordGroup | None
    doubts: tuple[HitContext, ...]  # the most telling first


@dataclass(frozen=True, slots=True)
class Cues:
    """The context cues; negations are read backwards from a hit instead."""

    question: Group | None
    past: Group | None
    settled: Group | None
    fiction: Group | None
    fiction_settings: Group | None
    warnings: Group | None
    documents: Group | None
    real_doing: WordGroup


@dataclass(slots=True)
class Waking:
    """What one literal does when it is found."""

    firm: list[int] = field(default_factory=list)  # numbers of rules
    weak: list[int] = field(default_factory=list)
    gates: list[int] = field(default_factory=list)  # numbers of near patterns
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Woken:
    """What a text wakes: spans by number of rule, pattern and group, each list in order of end."""

    firm: Mapping[int, list[Span]]
    weak: Mapping[int, list[Span]]
    gates: Mapping[int, list[Span]]
    groups: Found


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Built once per rulebook; ``wake`` is the only pass over a whole text that matching needs."""

    rulebook: Rulebook
    rules: tuple[IndexedRule, ...]
    patterns: tuple[IndexedNear, ...]
    cues: Cues
    table: RouteTable
    literals: tuple[str, ...]  # ascending
    wakings: tuple[Waking, ...]  # of each literal
    find_all: FindAll
    lexicon: tuple[tuple[Group, WordSet], ...]
    scan_lexicon: FindAll
    lexicon_groups: tuple[tuple[Group, ...], ...]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "RuleIndex":
        """Compile ``rulebook``."""
        return _Compiler(rulebook).index()

    def wake(self, text: str) -> Woken:
        """All that the normalised ``text`` wakes."""
        firm: dict[int, list[Span]] = {}
        weak: dict[int, list[Span]] = {}
        gates: dict[int, list[Span]] = {}
        groups: dict[Group, list[Span]] = {}
        wakings = self.wakings
        for literal, start, end in self.find_all(text):
            waking, span = wakings[literal], (start, end)
            for number in waking.firm:
                firm.setdefault(number, []).append(span)
            for number in waking.weak:
                weak.setdefault(number, []).append(span)
            for number in waking.gates:
                gates.setdefault(number, []).append(span)
            for number in waking.groups:
                groups.setdefault(number, []).append(span)
        return Woken(firm, weak, gates, groups)

    def scan(self, text: str) -> Found:
        """Every word of the word sets in the normalised ``text``, by the groups of ``lexicon``."""
        found: defaultdict[Group, list[Span]] = defaultdict(list)
        for literal, start, end in self.scan_lexicon(text):
            for group in self.lexicon_groups[literal]:
                found[group].append((start, end))
        return found


class _Compiler:
    """Numbers rules, patterns and groups, and gathers what each literal wakes."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._word_groups: dict[frozenset[str], WordGroup] = {}
        self._groups: dict[frozenset[str], Group] = {}
        self._wakings: defaultdict[str, Waking] = defaultdict(Waking)
        self._patterns: list[IndexedNear] = []

    def index(self) -> RuleIndex:
        rulebook, cues = self._rulebook, self._rulebook.cues
        rarity = _Rarity.of(rulebook)
        rules = tuple(self._indexed(number, rule, rarity) for number, rule in enumerate(rulebook.rules))
        numbered_cues = Cues(
            question=self._group(cues.question),
            past=self._group(cues.past),
            settled=self._group(cues.settled),
            fiction=self._group(cues.fiction),
            fiction_settings=self._group(cues.fiction_settings),
            warnings=self._group(cues.warnings),
            documents=self._group(cues.documents),
            real_doing=self._word_group(cues.real_doing),
        )
        literals = tuple(sorted(self._wakings))
        sets = tuple(enumerate(words for _, words in sorted(rulebook.word_sets.items())))
        lexicon = _by_word((group, words.words) for group, words in sets)
        return RuleIndex(
            rulebook=rulebook,
            rules=rules,
            patterns=tuple(self._patterns),
            cues=numbered_cues,
            table=RouteTable.of(rulebook),
            literals=literals,
            wakings=tuple(self._wakings[literal] for literal in literals),
            find_all=find_all_of(literals),
            lexicon=sets,
            scan_lexicon=find_all_of(tuple(lexicon)),
            lexicon_groups=tuple(map(tuple, lexicon.values())),
        )

    def _indexed(self, number: int, rule: Rule, rarity: "_Rarity") -> IndexedRule:
        for literal in dict.fromkeys(rule.any):
            self._wakings[literal].firm.append(number)
        for literal in dict.fromkeys(rule.doubtful):
            self._wakings[literal].weak.append(number)
        for pattern in rule.near:
            self._add_pattern(number, pattern, rarity)
        return IndexedRule(
            rule=rule,
            unless=self._group(rule.unless),
            context_in=self._word_group(rule.context_in) if rule.context_in else None,
            other_sense=self._word_group(rule.other_sense) if rule.other_sense else None,
            doubts=tuple(context for context in TELLING if context in rule.doubtful_in),
        )

    def _add_pattern(self, rule: int, pattern: NearPattern, rarity: "_Rarity") -> None:
        """A quantity wakes nothing: it is looked for only where a word of the pattern stands."""
        groups = tuple(map(self._word_group, pattern.groups))
        gate, *partners = sorted(
            range(len(groups)),
            key=lambda number: (len(groups[number].quantities), rarity.of_words(groups[number].words), number),
        )
        if groups[gate].quantities:
            return
        for literal in groups[gate].words:
            self._wakings[literal].gates.append(len(self._patterns))
        self._patterns.append(
            IndexedNear(
                rule=rule,
                groups=groups,
                gate=gate,
                partners=tuple(partners),
                within_chars=pattern.within_chars,
                ordered=pattern.ordered,
                sentences=pattern.sentences,
            )
        )

    def _word_group(self, words: Iterable[str]) -> WordGroup:
        distinct = frozenset(words)
        if distinct not in self._word_groups:
            self._word_groups[distinct] = WordGroup(distinct)
        return self._word_groups[distinct]

    def _group(self, literals: Iterable[str]) -> Group | None:
        distinct = frozenset(literals)
        if distinct and distinct not in self._groups:
            self._groups[distinct] = len(self._groups)
            for literal in distinct:
                self._wakings[literal].groups.append(self._groups[distinct])
        return self._groups.get(distinct)


@dataclass(frozen=True, slots=True)
class _Rarity:
    """How often words occur in the rulebook's own sample of speech; among unseen ones longer is rarer."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, rulebook: Rulebook) -> "_Rarity":
        words = sorted(
            {word for rule in rulebook.rules for near in rule.near for group in near.groups for word in group}
        )
        found = Counter(literal for literal, _, _ in find_all_of(words)(rulebook.sample)) if rulebook.sample else {}
        return cls({words[literal]: count for literal, count in found.items()})

    def of_words(self, words: Iterable[str]) -> tuple[int, int]:
        counts = self.counts
        unseen = sum(_COMMON_CHARS ** (_LONG - min(len(word), _LONG)) for word in words)
        return sum(counts.get(word, 0) for word in words), unseen


def _by_word(groups: Iterable[tuple[Group, Sequence[str]]]) -> dict[str, list[Group]]:
    groups_of: defaultdict[str, list[Group]] = defaultdict(list)
    for group, words in groups:
        for word in words:
            groups_of[word].append(group)
    return dict(sorted(groups_of.items()))
