"""Small faults put into a rule on purpose: cases that are any good notice them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from triage.assessment.rule import QUANTITY_MARK, NearPattern, Rule
from triage.rule_review.dead_words import DeadWords
from triage.rule_review.written_rule import NEAR, Slot, WrittenRule, with_pattern, without_word, words_at
from triage.vocabulary import HitContext

LEAST_STEP_IN, LEAST_STEP_OUT = 2, 6  # characters by which a window is narrowed, and widened
SHARE_IN, SHARE_OUT = 4, 2  # … or a quarter, and a half of it where that is more


class Fault(StrEnum):
    """What is done to the rule."""

    WORD = "word"  # one of its own words is dropped
    SET_WORD = "set_word"  # a word is dropped from a word set
    PATTERN = "pattern"  # a near pattern is dropped
    NARROWER = "narrower"
    WIDER = "wider"
    UNORDERED = "unordered"
    ONE_SENTENCE = "one_sentence"
    CONTEXT = "context"  # a context no longer makes a hit doubtful


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one fault. ``word`` is the word or the context dropped; ``slots`` where the word is dropped."""

    rule_id: str
    fault: Fault
    slots: tuple[Slot, ...] = ()
    word: str = ""

    @property
    def pattern(self) -> int:
        """The number of the near pattern that is changed."""
        return self.slots[0].pattern

    def applied_to(self, rule: Rule) -> Rule:
        """``rule`` with the fault in it."""
        if self.fault in (Fault.WORD, Fault.SET_WORD):
            for slot in self.slots:
                rule = without_word(rule, slot, self.word)
            return rule
        if self.fault is Fault.CONTEXT:
            return replace(rule, doubtful_in=rule.doubtful_in - {HitContext(self.word)})
        return with_pattern(rule, self.pattern, _CHANGES[self.fault](rule.near[self.pattern]))


def mutants_of(written: WrittenRule, dead_words: DeadWords) -> Iterator[Mutant]:
    """Every fault worth trying in the rule itself; dead words are left out, since nothing could show their loss."""
    rule = written.rule
    for slot, own in written.own.items():
        same, from_sets = frozenset(words_at(rule, slot)), written.from_sets(slot)
        if slot.part == NEAR and len(same) == 1:
            continue  # the same as to drop the pattern
        for word in dict.fromkeys(own):
            if word[0] != QUANTITY_MARK and word not in from_sets and dead_words.judged(slot, word, same) is None:
                yield Mutant(rule.id, Fault.WORD, (slot,), word)
    for number, pattern in enumerate(rule.near):
        for fault in _faults_of(pattern):
            yield Mutant(rule.id, fault, (Slot(NEAR, number),))
    for context in sorted(written.contexts):
        yield Mutant(rule.id, Fault.CONTEXT, word=context)


def set_mutants_of(written: WrittenRule, dead_words: DeadWords) -> Iterator[tuple[str, Mutant]]:
    """For each word of each word set that the rule uses: the set's name, and the rule without that word."""
    slots: dict[tuple[str, str], list[Slot]] = {}
    for slot in written.sets:
        same = frozenset(words_at(written.rule, slot))
        for word, name in written.from_sets(slot).items():
            if dead_words.judged(slot, word, same) is None:
                slots.setdefault((name, word), []).append(slot)
    for (name, word), where in slots.items():
        yield name, Mutant(written.rule.id, Fault.SET_WORD, tuple(where), word)


def _faults_of(pattern: NearPattern) -> Iterator[Fault]:
    yield Fault.PATTERN
    yield Fault.NARROWER
    yield Fault.WIDER
    if pattern.ordered:
        yield Fault.UNORDERED
    if pattern.sentences > 1:
        yield Fault.ONE_SENTENCE


def narrowed(within_chars: int) -> int:
    """A window so much smaller that a case near its limit falls out."""
    return max(1, within_chars - max(LEAST_STEP_IN, within_chars // SHARE_IN))


def widened(within_chars: int) -> int:
    """A window so much larger that a case just beyond its limit falls in."""
    return within_chars + max(LEAST_STEP_OUT, within_chars // SHARE_OUT)


_CHANGES: dict[Fault, Callable[[NearPattern], NearPattern]] = {
    Fault.PATTERN: lambda pattern: replace(pattern, groups=((),)),
    Fault.NARROWER: lambda pattern: replace(pattern, within_chars=narrowed(pattern.within_chars)),
    Fault.WIDER: lambda pattern: replace(pattern, within_chars=widened(pattern.within_chars)),
    Fault.UNORDERED: lambda pattern: replace(pattern, ordered=False),
    Fault.ONE_SENTENCE: lambda pattern: replace(pattern, sentences=1),
}
