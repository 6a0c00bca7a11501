"""Whether a rule's own case holds, given the rule's hits in its text."""

from collections.abc import Sequence
from typing import Protocol

from triage.assessment.normalise import normalise
from triage.assessment.types import Hit

MATCH, TO_CHECK, NO_MATCH = "match", "to_check", "no_match"


class AnyCase(Protocol):
    """What a case promises."""

    @property
    def text(self) -> str: ...
    @property
    def expect(self) -> str: ...
    @property
    def finds(self) -> tuple[str, ...]: ...


def verdict_of(hits: Sequence[Hit]) -> str:
    """``match`` with one firm hit, ``to_check`` with doubtful ones alone."""
    if not hits:
        return NO_MATCH
    return MATCH if any(hit.context is None for hit in hits) else TO_CHECK


def missing_find(case: AnyCase, hits: Sequence[Hit]) -> str | None:
    """The first word of ``finds`` that has no hit of its own of the kind expected; None where each has one."""
    if not case.finds:
        return None
    telling = dict.fromkeys(hit.span for hit in hits if (hit.context is None) == (case.expect == MATCH))
    matched = [normalise(case.text[slice(*span)]).text for span in telling]
    word_of: dict[int, int] = {}  # hit → the word it proves

    def finds_one(word: int, tried: set[int]) -> bool:
        for number, text in enumerate(matched):
            if case.finds[word] in text and number not in tried:
                tried.add(number)
                if number not in word_of or finds_one(word_of[number], tried):
                    word_of[number] = word
                    return True
        return False

    return next((case.finds[word] for word in range(len(case.finds)) if not finds_one(word, set())), None)


def holds(case: AnyCase, hits: Sequence[Hit]) -> bool:
    """True when the hits keep the case's promise."""
    return verdict_of(hits) == case.expect and missing_find(case, hits) is None
