"""A rule index as arrays: what each literal wakes, in many texts at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.assessment.hit_context import MOST_FILLERS, QUOTATION_MARKS
from triage.assessment.rule_index import Group, IndexedNear, RuleIndex, Waking
from triage.assessment.trie import CODE_POINTS, Numbers, Trie
from triage.assessment.word_group import WordGroup
from triage.vocabulary import HitContext

Flags = NDArray[np.bool_]
NOTHING = Waking()


@dataclass(frozen=True, slots=True)
class Postings:
    """For each literal a list of numbers, one list behind the other."""

    firsts: Numbers
    counts: Numbers
    values: Numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Postings":
        counts = np.fromiter(map(len, lists), dtype=np.intp, count=len(lists))
        values = np.fromiter((value for values in lists for value in values), dtype=np.intp, count=int(counts.sum()))
        return cls(np.cumsum(counts) - counts, counts, values)

    def of_each(self, literals: Numbers) -> tuple[Numbers, Numbers]:
        """Every number of every literal: the place of the literal in ``literals``, and the number."""
        counts = self.counts.take(literals)
        places = np.repeat(np.arange(len(literals)), counts)
        return places, self.values.take(spread(self.firsts.take(literals), counts))


def spread(firsts: Numbers, counts: Numbers) -> Numbers:
    """``firsts[i], firsts[i] + 1, …`` (``counts[i]`` of them) for every i."""
    before = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(firsts - before, counts))


@dataclass(frozen=True, slots=True)
class Members:
    """Which literals belong to which word group: a sieve that fits the cache, and behind it the whole table in bits."""

    sieve: NDArray[np.uint64]  # literal → one bit for all groups whose number has the same remainder
    bits: NDArray[np.uint8]  # group × literal, eight a byte, row after row; an empty row for the group -1
    row_bytes: int

    @classmethod
    def of(cls, groups: Sequence[Sequence[int]], literal_count: int) -> "Members":
        sieve = np.zeros(literal_count, dtype=np.uint64)
        rows = np.zeros((len(groups) + 1, (literal_count + 7) // 8), dtype=np.uint8)
        for number, literals in enumerate(groups):
            is_member = np.zeros(literal_count, dtype=np.bool_)
            is_member[list(literals)] = True
            rows[number] = np.packbits(is_member)
            sieve[list(literals)] |= np.uint64(1 << number % 64)
        return cls(sieve, rows.ravel(), rows.shape[1])

    def contain(self, groups: Numbers, literals: Numbers) -> Numbers:
        """The places at which the literal belongs to the group."""
        remainders = groups.astype(np.uint64) & np.uint64(63)
        maybe = np.flatnonzero((self.sieve.take(literals) >> remainders) & np.uint64(1))
        groups, literals = groups.take(maybe), literals.take(maybe)
        eights = self.bits.take(groups * self.row_bytes + (literals >> 3))
        return maybe.compress((eights >> (7 - (literals & 7)).astype(np.uint8)) & np.uint8(1))


@dataclass(frozen=True, slots=True)
class Needs:
    """What a text must hold before hits of a rule can be doubtful; the first arrays have one value per rule.

    A hit whose text lacks all of it is firm; any other is judged by ``hit_context``.
    """

    heeds_negation: Flags
    heeds_quotation: Flags
    heeds_past: Flags
    groups: tuple[Numbers, ...]  # group that raises a doubt, -1 for none
    negation: Group
    quotation: Group
    past: Group
    settled: Group
    may_end_denial: Flags  # code point → last character of a negation or of what may follow one
    denial_reach: int  # a hit this far behind a negation is no longer denied


@dataclass(frozen=True, slots=True)
class Patterns:
    """The near patterns; the arrays have one value per pattern."""

    rule_of: Numbers
    within: Numbers  # chars
    gate_of: Numbers  # which of its groups is the gate
    is_ordered: Flags
    sentences: Numbers  # in a row, over which a match may reach
    is_plain: Flags  # of words alone
    rarest_partner: Numbers  # group, -1 for none
    partners: tuple[Numbers, ...]  # number of a word group beside the gate, -1 for none
    members: Members


@dataclass(frozen=True, slots=True)
class BatchIndex:
    """Everything ``tag_batch`` looks up; groups are word lists whose presence in a text matters."""

    index: RuleIndex
    trie: Trie
    firm: Postings
    weak: Postings
    gates: Postings
    groups: Postings
    group_count: int
    cue_count: int  # the first groups are those of ``RuleIndex``
    unless: Numbers  # rule → group, -1 for none
    needs: Needs
    patterns: Patterns

    @classmethod
    def of(cls, index: RuleIndex) -> "BatchIndex":
        """Lay out ``index``."""
        return _Layout(index).laid_out()


class _Layout:
    def __init__(self, index: RuleIndex) -> None:
        self._index = index
        self._cue_count = max((group for waking in index.wakings for group in waking.groups), default=-1) + 1
        self._group_words: list[frozenset[str]] = [frozenset()] * self._cue_count
        self._number_of: dict[frozenset[str], Group] = {}

    def laid_out(self) -> BatchIndex:
        index = self._index
        beside = {group: number for number, group in enumerate(self._beside())}
        needs, rarest = self._needs(), _numbers(map(self._rarest_partner, index.patterns))
        of_groups = (word for group in (*beside, *self._group_words) for word in group)
        literals = sorted({*index.literals, *of_groups})
        wakings = dict(zip(index.literals, index.wakings, strict=True))
        waking = [wakings.get(literal, NOTHING) for literal in literals]
        groups = self._groups_by_word()
        return BatchIndex(
            index=index,
            trie=Trie.of(literals),
            firm=Postings.of([woken.firm for woken in waking]),
            weak=Postings.of([woken.weak for woken in waking]),
            gates=Postings.of([woken.gates for woken in waking]),
            groups=Postings.of([[*wakings.get(word, NOTHING).groups, *groups.get(word, ())] for word in literals]),
            group_count=len(self._group_words) + 1,  # the last, -1, is in no text
            cue_count=self._cue_count,
            unless=_numbers(_known(rule.unless) for rule in index.rules),
            needs=needs,
            patterns=self._patterns(beside, literals, rarest),
        )

    def _group(self, words: Iterable[str]) -> Group:
        """The number of a group that only the batch looks for."""
        distinct = frozenset(words)
        if not distinct:
            return -1
        if distinct not in self._number_of:
            self._number_of[distinct] = len(self._group_words)
            self._group_words.append(distinct)
        return self._number_of[distinct]

    def _groups_by_word(self) -> Mapping[str, Sequence[Group]]:
        """The groups that only the batch looks for."""
        groups: defaultdict[str, list[Group]] = defaultdict(list)
        for words, number in self._number_of.items():
            for word in words:
                groups[word].append(number)
        return groups

    def _patterns(self, beside: Mapping[frozenset[str], int], literals: Sequence[str], rarest: Numbers) -> Patterns:
        every = self._index.patterns
        place = {literal: number for number, literal in enumerate(literals)}
        return Patterns(
            rule_of=_numbers(pattern.rule for pattern in every),
            within=_numbers(pattern.within_chars for pattern in every),
            gate_of=_numbers(pattern.gate for pattern in every),
            is_ordered=_flags(pattern.ordered for pattern in every),
            sentences=_numbers(pattern.sentences for pattern in every),
            is_plain=_flags(not any(group.quantities for group in pattern.groups) for pattern in every),
            rarest_partner=rarest,
            partners=self._partners(beside),
            members=Members.of([[place[word] for word in group] for group in beside], len(literals)),
        )

    def _beside(self) -> dict[frozenset[str], None]:
        """The word groups that stand beside a gate; one with a quantity may stand anywhere."""
        groups = (group for near in self._index.patterns for at, group in enumerate(near.groups) if at != near.gate)
        return dict.fromkeys(group.words for group in groups if not group.quantities)

    def _partners(self, beside: Mapping[frozenset[str], int]) -> tuple[Numbers, ...]:
        rows = []
        for near in self._index.patterns:
            others = (group for at, group in enumerate(near.groups) if at != near.gate and not group.quantities)
            rows.append([beside[group.words] for group in others])
        most = max(map(len, rows), default=0)
        return tuple(np.array([row[at] if at < len(row) else -1 for row in rows], dtype=np.intp) for at in range(most))

    def _rarest_partner(self, pattern: IndexedNear) -> Group:
        partner = pattern.groups[pattern.partners[0]] if pattern.partners else None
        return -1 if partner is None or partner.quantities else self._group(partner.words)

    def _needs(self) -> Needs:
        rules, cues, words = self._index.rules, self._index.cues, self._index.rulebook.cues
        doubts = [frozenset(rule.doubts) for rule in rules]
        may_end_denial = np.zeros(CODE_POINTS, dtype=np.bool_)
        may_end_denial[[ord(word[-1]) for word in (*words.negation, *words.negation_fillers)]] = True

        def heeding(context: HitContext, group: Group | None) -> Numbers:
            return _numbers(_known(group) if context in heeded else -1 for heeded in doubts)

        def own(context: HitContext, lists: Iterable[WordGroup | None]) -> Numbers:
            pairs = zip(doubts, lists, strict=True)
            return _numbers(self._group(group.words) if group and context in heeded else -1 for heeded, group in pairs)

        return Needs(
            heeds_negation=_flags(HitContext.NEGATED in heeded for heeded in doubts),
            heeds_quotation=_flags(bool(heeded & {HitContext.NAME, HitContext.QUOTED}) for heeded in doubts),
            heeds_past=_flags(HitContext.PAST_SETTLED in heeded for heeded in doubts),
            groups=(
                heeding(HitContext.FICTION, cues.fiction_settings),
                heeding(HitContext.DOCUMENT, cues.warnings),
                heeding(HitContext.DOCUMENT, cues.documents),
                heeding(HitContext.QUESTION, cues.question),
                own(HitContext.IDIOM, (rule.context_in for rule in rules)),
                own(HitContext.OTHER_SENSE, (rule.other_sense for rule in rules)),
            ),
            negation=self._group(words.negation),
            quotation=self._group(QUOTATION_MARKS),
            past=_known(cues.past),
            settled=_known(cues.settled),
            may_end_denial=may_end_denial,
            denial_reach=MOST_FILLERS * max(map(len, words.negation_fillers), default=0) + 1,
        )


def _flags(values: Iterable[bool]) -> Flags:
    return np.array([*values], dtype=np.bool_)


def _known(group: Group | None) -> int:
    return -1 if group is None else group


def _numbers(values: Iterable[int]) -> Numbers:
    return np.array([*values], dtype=np.intp)
