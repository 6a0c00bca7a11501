"""Words that can never matter, because another word of the rule always speaks first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from triage.assessment.rule import QUANTITY_MARK, ContextCues, Rule
from triage.assessment.types import Span
from triage.rule_review.written_rule import NEAR, Slot, WrittenRule, words_at


class Why(StrEnum):
    """What makes a word dead."""

    REPEATED = "repeated"  # written twice, or in a word set of the same list too
    CONTAINS = "contains"  # holds a shorter word of the same list
    FIRES_ALONE = "fires_alone"  # holds a word that is firm (or doubtful) on its own
    ENCLOSES_NOTHING = "encloses_nothing"  # a harmless whole around nothing the rule looks for


@dataclass(frozen=True, slots=True)
class DeadWord:
    """``word`` in ``slot`` may go; ``other`` does its work."""

    slot: Slot
    word: str
    why: Why
    other: str = ""

    @property
    def is_named(self) -> bool:
        """True when ``other`` is another word."""
        return self.other not in ("", self.word)


class DeadWords:
    """Judges the words of one rule, given the cues by which the matcher doubts a hit."""

    def __init__(self, written: WrittenRule, cues: ContextCues) -> None:
        self._written = written
        self._rule = written.rule
        beside = (
            cues.negation,
            cues.past,
            cues.settled,
            cues.question,
            cues.fiction_settings,
            cues.warnings,
            cues.documents,
        )
        self._cues = (*(cue for words in beside for cue in words), *written.rule.other_sense)
        self._sought = _sought(written.rule)
        self._seeks_quantities = any(word.startswith(QUANTITY_MARK) for word in self._sought)
        self._any = frozenset(written.rule.any)

    def all(self) -> Iterator[DeadWord]:
        """The dead ones among the rule's own words."""
        for slot, own in self._written.own.items():
            same, seen = frozenset(words_at(self._rule, slot)), set(self._written.from_sets(slot))
            for word in own:
                if word in seen:
                    yield DeadWord(slot, word, Why.REPEATED, word)
                elif (dead := self.judged(slot, word, same)) is not None:
                    yield dead
                seen.add(word)

    def judged(self, slot: Slot, word: str, same: Collection[str]) -> DeadWord | None:
        """Why ``word`` is dead beside the words ``same`` of its list, None when it lives."""
        if slot.part == "context_in":
            return self._judged_whole(slot, word, same)
        is_hit = slot.part in (NEAR, "any")
        for start, end in _parts_of(word):
            inner = word[start:end]
            if inner in same and inner != word and not (is_hit and self._reads_otherwise(word, inner)):
                return DeadWord(slot, word, Why.CONTAINS, inner)
        if slot.part in (NEAR, "doubtful"):
            return self._judged_by_firm(slot, word)
        return None

    def _judged_by_firm(self, slot: Slot, word: str) -> DeadWord | None:
        for start, end in _parts_of(word):
            inner = word[start:end]
            if inner in self._any and not self._reads_otherwise(word, inner):
                return DeadWord(slot, word, Why.FIRES_ALONE, inner)
        return None

    def _reads_otherwise(self, word: str, inner: str) -> bool:
        """True where ``inner`` may be doubtful while the longer ``word``, which takes in the cue or more, is firm."""
        return any(cue in word and cue not in inner for cue in self._cues) or any(
            inner in whole and word not in whole for whole in self._rule.context_in
        )

    def _judged_whole(self, slot: Slot, word: str, same: Collection[str]) -> DeadWord | None:
        if self._seeks_quantities:
            return None  # a number may be written in any words
        inside = [span for span in _parts_of(word) if word[slice(*span)] in self._sought]
        if not inside:
            return DeadWord(slot, word, Why.ENCLOSES_NOTHING)
        shorter = [span for span in _parts_of(word) if word[slice(*span)] in same and span != (0, len(word))]
        if all(any(_holds(outer, inner) for outer in shorter) for inner in inside):
            return DeadWord(slot, word, Why.CONTAINS, word[slice(*shorter[0])])
        return None


def _sought(rule: Rule) -> frozenset[str]:
    """Every word that can be part of a hit."""
    near = (word for pattern in rule.near for group in pattern.groups for word in group)
    return frozenset((*rule.any, *rule.doubtful, *near))


def _parts_of(word: str) -> list[Span]:
    """The spans of all pieces of ``word``, itself among them, short ones first."""
    return [(start, start + size) for size in range(1, len(word) + 1) for start in range(len(word) - size + 1)]


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
