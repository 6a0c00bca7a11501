"""A rule as its author wrote it: which words stand where, and the cases that are to prove them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from triage.assessment.rule import QUANTITY_MARK, NearPattern, Rule
from triage.vocabulary import HitContext

NEAR = "near"
WORD_PARTS = ("any", "doubtful", "context_in", "other_sense", "unless")

Words: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One list of words: a part of ``match``, or one group of a near pattern (numbers from 0)."""

    part: str
    pattern: int = 0
    group: int = 0

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where the list stands below ``match``."""
        return (self.part, self.pattern, "all", self.group) if self.part == NEAR else (self.part,)


@dataclass(frozen=True, slots=True)
class Case:
    """One of a rule's own cases; each of ``finds`` must lie in a hit of its own."""

    text: str
    expect: str  # match, to_check, no_match
    finds: Words = ()


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule beside what its file says before word sets are written out.

    ``own`` holds the words of each slot in the order written, ``sets`` the word sets named there; ``contexts`` is
    ``doubtful_in`` where the file gives it, else empty.
    """

    rule: Rule
    file: str
    own: Mapping[Slot, Words]
    sets: Mapping[Slot, Mapping[str, Words]] = field(default_factory=dict)
    contexts: frozenset[HitContext] = frozenset()
    cases: tuple[Case, ...] = ()

    def from_sets(self, slot: Slot) -> dict[str, str]:
        """The words that word sets bring into ``slot``, each with the name of the first that does."""
        origin: dict[str, str] = {}
        for name, words in self.sets.get(slot, {}).items():
            for word in words:
                origin.setdefault(word, name)
        return origin


def slots_of(rule: Rule) -> Iterator[tuple[Slot, Words]]:
    """Every list of words of the rule, word sets written out."""
    for part in WORD_PARTS:
        yield Slot(part), getattr(rule, part)
    for number, pattern in enumerate(rule.near):
        for place, group in enumerate(pattern.groups):
            yield Slot(NEAR, number, place), group


def words_at(rule: Rule, slot: Slot) -> Words:
    """The words that ``rule`` looks for in ``slot``."""
    if slot.part == NEAR:
        return rule.near[slot.pattern].groups[slot.group]
    words: Words = getattr(rule, slot.part)
    return words


def without_word(rule: Rule, slot: Slot, word: str) -> Rule:
    """``rule`` as if ``word`` did not stand in ``slot``; a group may be left empty."""
    kept = tuple(other for other in words_at(rule, slot) if other != word)
    if slot.part != NEAR:
        return replace(rule, **{slot.part: kept})  # type: ignore[arg-type]
    pattern = rule.near[slot.pattern]
    groups = tuple(kept if place == slot.group else group for place, group in enumerate(pattern.groups))
    return with_pattern(rule, slot.pattern, replace(pattern, groups=groups))


def with_pattern(rule: Rule, number: int, pattern: NearPattern) -> Rule:
    """``rule`` with another near pattern in place of the one with this number."""
    return replace(rule, near=(*rule.near[:number], pattern, *rule.near[number + 1 :]))


def only_words_in(text: str, rule: Rule) -> Rule:
    """``rule`` with the words that ``text`` holds: on this text it reads as the whole rule does.

    Near patterns keep their numbers, so groups may be empty; ``matchable`` drops such patterns.
    """

    def held(words: Words) -> Words:
        return tuple(word for word in words if word in text or word[0] == QUANTITY_MARK)

    near = tuple(replace(pattern, groups=tuple(map(held, pattern.groups))) for pattern in rule.near)
    return replace(rule, near=near, **{part: held(getattr(rule, part)) for part in WORD_PARTS})  # type: ignore[arg-type]


def matchable(rule: Rule) -> Rule:
    """``rule`` without the near patterns that lack a group."""
    return replace(rule, near=tuple(pattern for pattern in rule.near if all(pattern.groups)))
