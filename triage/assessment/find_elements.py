"""Step *elements*: 人 事 物 地 组织 网络 in the text as typed, from word lists and a few simple patterns."""

import re
from collections.abc import Iterator

from triage.assessment.characters import (
    DAY_WORDS,
    DURATION_UNITS,
    HOUSE_NUMBER,
    MONEY_UNITS,
    NAME_STOPS,
    NETWORK_NAMES,
    ORGANISATION_ENDS,
    PLACE_ENDS,
    STREET_ENDS,
)
from triage.assessment.normalise import span_in_original
from triage.assessment.numerals import NUMBER_PATTERN
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Element, NormalisedText, Span
from triage.vocabulary import ElementKind

_NAME = rf"[^\W\d_a-z{NAME_STOPS}]"
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dx](?![\da-z])")
_HAS_NUMBER = re.compile(rf"(?:{NUMBER_PATTERN})")
_PATTERNS: tuple[tuple[ElementKind, bool, re.Pattern[str]], ...] = (  # kind, needs a number, pattern
    (ElementKind.OBJECT, True, re.compile(rf"{NUMBER_PATTERN}(?:多|余|来)?[万亿千百]?(?:{MONEY_UNITS})")),
    (ElementKind.OBJECT, True, re.compile(r"\d{1,6}(?:\.\d{1,4})?万(?![人名户个亩平次字步公])")),
    (ElementKind.OBJECT, True, re.compile(r"[一二两三四五六七八九十百]{1,4}万(?:[一二三四五六七八九](?:千[一二三四五六七八九]?)?)?"
                                          r"(?![人名户个亩平次字步公])")),
    (ElementKind.EVENT, True, re.compile(r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}[日号])?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")),
    (ElementKind.EVENT, True, re.compile(rf"{NUMBER_PATTERN}(?:多|来|余)?个?半?(?:{DURATION_UNITS})(?:多|半)?")),
    (ElementKind.EVENT, False, re.compile(DAY_WORDS)),
    (ElementKind.ORGANISATION, False, re.compile(rf"{_NAME}{{0,10}}(?:{ORGANISATION_ENDS})")),
    (ElementKind.PLACE, False, re.compile(rf"{_NAME}{{1,8}}(?:{PLACE_ENDS})(?:{HOUSE_NUMBER})*")),
    (ElementKind.PLACE, True, re.compile(rf"{_NAME}{{1,6}}(?:{STREET_ENDS})(?:{HOUSE_NUMBER})+")),
    (ElementKind.NETWORK, False, re.compile("|".join(NETWORK_NAMES))),
)  # fmt: skip


def find_elements(intake: NormalisedText, index: RuleIndex) -> tuple[Element, ...]:
    """All elements in order of place; of overlapping ones of a kind only the longest.

    Phone and identity numbers are shown masked, first three and last two characters.
    """
    masked = set(_spans(_PHONE, intake.text)) | set(_spans(_IDENTITY, intake.text))
    candidates = {(ElementKind.PERSON, span) for span in masked}
    found = index.scan(intake.text)
    for group, words in index.lexicon:
        candidates.update((words.kind, span) for span in found.get(group, ()))
    has_number = _HAS_NUMBER.search(intake.text) is not None
    for kind, needs_number, pattern in _PATTERNS:
        if has_number or not needs_number:
            candidates.update((kind, span) for span in _spans(pattern, intake.text))
    kept = sorted(_longest(candidates), key=lambda candidate: (candidate[1], candidate[0]))
    return tuple(_element(intake, kind, span, span in masked) for kind, span in kept)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (found.span() for found in pattern.finditer(text))


def _longest(candidates: set[tuple[ElementKind, Span]]) -> Iterator[tuple[ElementKind, Span]]:
    """Leave out what overlaps an earlier or longer candidate of its kind."""
    last_end: dict[ElementKind, int] = {}
    for kind, (start, end) in sorted(candidates, key=lambda one: (one[0], one[1][0], -one[1][1])):
        if start >= last_end.get(kind, 0):
            last_end[kind] = end
            yield kind, (start, end)


def _element(intake: NormalisedText, kind: ElementKind, span: Span, is_masked: bool) -> Element:
    start, end = span_in_original(intake, *span)
    text = intake.original[start:end]
    return Element(kind, _mask(text) if is_masked else text, (start, end))


def _mask(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
