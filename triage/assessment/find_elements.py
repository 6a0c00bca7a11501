"""Step *elements*: 人 事 物 地 组织 网络 in the text as typed, from word lists and a few simple patterns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.assessment.automaton import find_all_of
from triage.assessment.characters import (
    AND_A_HALF,
    DATE,
    DAY_WORDS,
    DURATION_UNITS,
    HALF,
    HOUSE_NUMBER,
    LARGE_UNITS,
    MONEY_UNITS,
    MONTH,
    MORE,
    NAME_STOPS,
    NETWORK_NAMES,
    ORGANISATION_ENDS,
    PLACE_ENDS,
    STREET_ENDS,
    TEN_THOUSAND,
    TEN_THOUSANDS,
)
from triage.assessment.normalise import span_in_original
from triage.assessment.numerals import NUMBER_PATTERN
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Element, NormalisedText, Span
from triage.vocabulary import ElementKind

_NAME = rf"[^\W\d_a-z{NAME_STOPS}]"
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dx](?![\da-z])")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern that is only tried where one of its ``gate`` words occurs."""

    kind: ElementKind
    gate: tuple[str, ...]
    pattern: re.Pattern[str]


def _ending_in(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(words)})"


_PATTERNS = tuple(
    _Pattern(kind, gate, re.compile(pattern))
    for kind, gate, pattern in (
        (ElementKind.OBJECT, MONEY_UNITS, rf"{NUMBER_PATTERN}{MORE}{LARGE_UNITS}{_ending_in(MONEY_UNITS)}"),
        (ElementKind.OBJECT, (TEN_THOUSAND,), TEN_THOUSANDS),
        (ElementKind.EVENT, (MONTH,), DATE),
        (ElementKind.EVENT, DURATION_UNITS, rf"{NUMBER_PATTERN}{MORE}{HALF}{_ending_in(DURATION_UNITS)}{AND_A_HALF}"),
        (ElementKind.ORGANISATION, ORGANISATION_ENDS, rf"{_NAME}{{0,10}}{_ending_in(ORGANISATION_ENDS)}"),
        (ElementKind.PLACE, PLACE_ENDS, rf"{_NAME}{{1,8}}{_ending_in(PLACE_ENDS)}(?:{HOUSE_NUMBER})*"),
        (ElementKind.PLACE, STREET_ENDS, rf"{_NAME}{{1,6}}{_ending_in(STREET_ENDS)}(?:{HOUSE_NUMBER})+"),
    )
)
_WORDS = {**dict.fromkeys(NETWORK_NAMES, ElementKind.NETWORK), **dict.fromkeys(DAY_WORDS, ElementKind.EVENT)}
_LITERALS = tuple(sorted({*_WORDS, *(word for pattern in _PATTERNS for word in pattern.gate)}))
_find_literals = find_all_of(_LITERALS)


def find_elements(intake: NormalisedText, index: RuleIndex) -> tuple[Element, ...]:
    """All elements in order of place; of overlapping ones of a kind only the longest.

    Phone and identity numbers are shown masked, first three and last two characters.
    """
    masked = set(_spans(_PHONE, intake.text)) | set(_spans(_IDENTITY, intake.text))
    candidates: set[tuple[ElementKind, Span]] = set()
    found = index.scan(intake.text)
    for group, words in index.lexicon:
        candidates.update((words.kind, span) for span in found.get(group, ()))
    candidates.update(_by_patterns(intake.text))
    candidates = {one for one in candidates if not any(_overlap(one[1], number) for number in masked)}
    candidates.update((ElementKind.PERSON, number) for number in masked)
    kept = sorted(_longest(candidates), key=lambda candidate: (candidate[1], candidate[0]))
    return tuple(_element(intake, kind, span, span in masked) for kind, span in kept)


def _by_patterns(text: str) -> Iterator[tuple[ElementKind, Span]]:
    """Days, networks and numbers with a unit, organisations and places with a name."""
    gates = set()
    for literal, start, end in _find_literals(text):
        word = _LITERALS[literal]
        gates.add(word)
        if word in _WORDS:
            yield _WORDS[word], (start, end)
    for pattern in _PATTERNS:
        if not gates.isdisjoint(pattern.gate):
            yield from ((pattern.kind, span) for span in _spans(pattern.pattern, text))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (found.span() for found in pattern.finditer(text))


def _longest(candidates: set[tuple[ElementKind, Span]]) -> Iterator[tuple[ElementKind, Span]]:
    """Leave out what overlaps an earlier or longer candidate of its kind."""
    last_end: dict[ElementKind, int] = {}
    for kind, (start, end) in sorted(candidates, key=lambda one: (one[0], one[1][0], -one[1][1])):
        if start >= last_end.get(kind, 0):
            last_end[kind] = end
            yield kind, (start, end)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _element(intake: NormalisedText, kind: ElementKind, span: Span, is_masked: bool) -> Element:
    start, end = span_in_original(intake, *span)
    text = intake.original[start:end]
    return Element(kind, _mask(text) if is_masked else text, (start, end))


def _mask(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
