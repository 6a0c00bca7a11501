"""Step *elements*: 人 事 物 地 组织 网络 in the text as typed, from word lists and a few simple patterns."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from triage.assessment import element_words as words
from triage.assessment.automaton import FindAll, find_all_of
from triage.assessment.named_places import named_organisation, named_place
from triage.assessment.normalise import span_in_original
from triage.assessment.numerals import read_number
from triage.assessment.rule_index import RuleIndex
from triage.assessment.stated_amounts import Measure, find_amounts
from triage.assessment.types import Element, ElementDetail, NormalisedText, Span
from triage.vocabulary import ElementKind

# the word sets shown as elements: those made for it, and the rules' weapons and vehicles
SHOWN_SETS = frozenset(
    (
        *("shown_parties", "shown_injuries", "shown_things", "shown_places", "shown_organisations", "shown_networks"),
        *("blades", "blunt_weapons", "sharp_tools", "firearms", "explosives", "fire_tools", "poison", "corrosives"),
        *("gas_bottle", "vehicles"),
    )
)
PLACE = ElementKind.PLACE
RELATIONS = "shown_parties"
INJURIES = "shown_injuries"
_MEASURES = {
    Measure.PEOPLE: (ElementKind.PERSON, "people"),
    Measure.DAYS: (ElementKind.EVENT, "days"),
    Measure.YUAN: (ElementKind.OBJECT, "yuan"),
}
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![\da-z])(?:\d{17}[\dx]|\d{16}|\d{19})(?![\da-z])")
_ACCOUNT = re.compile(words.ACCOUNT)
_PLATE = re.compile(words.PLATE)
_NAMED = re.compile(words.NAMED)
_AGE = re.compile(words.AGE)
_TIMES = re.compile(words.TIMES)
_BUILDING = re.compile(words.BUILDING)
_MAYBE_NUMBER = re.compile(r"\d{4}|\d[:-]")
_PLACE_ENDS = frozenset((*words.PLACE_ENDS, *words.STREET_ENDS))
_ORGANISATION_ENDS = frozenset(words.ORGANISATION_ENDS)
_AGE_GATES, _BUILDING_GATES, _PLATE_GATES = ("岁",), ("楼", "栋", "幢", "单元", "室"), tuple(words.PLATE[1:32])


class _Candidate(NamedTuple):
    kind: ElementKind
    span: Span
    detail: ElementDetail | None = None
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """One automaton over the shown words and over the words that call for a pattern."""

    index: RuleIndex
    literals: tuple[str, ...]
    kinds: dict[str, tuple[tuple[ElementKind, ElementDetail | None], ...]]
    find_all: FindAll


def find_elements(intake: NormalisedText, index: RuleIndex) -> tuple[Element, ...]:
    """All elements in order of place; of overlapping ones of a kind only the longest.

    Numbers of persons (telephone, identity card, account, plate) are masked: first three and last two characters.
    """
    numbers = list(_numbers(intake.text))
    candidates = [*numbers, *_by_words(intake.text, _lexicon_of(index)), *_amounts(intake.text)]
    kept = sorted(_longest(_addresses(candidates), numbers), key=lambda one: (one.span, one.kind))
    return tuple(_element(intake, candidate) for candidate in kept)


_lexicons: dict[int, _Lexicon] = {}
_MOST_LEXICONS = 4


def _lexicon_of(index: RuleIndex) -> _Lexicon:
    """Compiled once for an index, whose own scan finds ten times as many words and takes ten times as long."""
    lexicon = _lexicons.get(id(index))
    if lexicon is None or lexicon.index is not index:
        if len(_lexicons) >= _MOST_LEXICONS:
            _lexicons.clear()
        lexicon = _lexicons[id(index)] = _compile(index)
    return lexicon


def _compile(index: RuleIndex) -> _Lexicon:
    kinds: dict[str, list[tuple[ElementKind, ElementDetail | None]]] = {}
    for name, shown in sorted(index.rulebook.word_sets.items()):
        if name in SHOWN_SETS:
            for word in shown.words:
                kinds.setdefault(word, []).append((shown.kind, _detail_of(name, word)))
    gates = (*_PLACE_ENDS, *_ORGANISATION_ENDS, *words.NAME_GATES, *words.TIME_GATES)
    gates += (*_AGE_GATES, *_BUILDING_GATES, *_PLATE_GATES)
    literals = tuple(sorted({*kinds, *gates}))
    return _Lexicon(index, literals, {word: tuple(found) for word, found in kinds.items()}, find_all_of(literals))


def _detail_of(set_name: str, word: str) -> ElementDetail | None:
    if set_name == RELATIONS:
        return "relation", word
    grade = next((grade for said, grade in words.INJURY_GRADES.items() if said in word), None)
    return ("injury", grade) if set_name == INJURIES and grade else None


def _by_words(text: str, lexicon: _Lexicon) -> Iterator[_Candidate]:
    """Listed words, names by how they end, and whatever a word in the text calls for."""
    met = set()
    for literal, start, end in lexicon.find_all(text):
        word = lexicon.literals[literal]
        met.add(word)
        for kind, detail in lexicon.kinds.get(word, ()):
            is_there = start > 0 and text[start - 1] in words.A_PLACE_BEHIND.get(word, "")
            yield _Candidate(PLACE, (start, end)) if is_there else _Candidate(kind, (start, end), detail)
        if word in _PLACE_ENDS and (span := named_place(text, start, end)):
            yield _Candidate(PLACE, span)
        elif word in _ORGANISATION_ENDS and (span := named_organisation(text, start, end)):
            yield _Candidate(ElementKind.ORGANISATION, span)
    for kind, gates, pattern in _PATTERNS:
        if not met.isdisjoint(gates):
            yield from (_Candidate(kind, found.span(), _years(found)) for found in pattern.finditer(text))


_PATTERNS = (
    (ElementKind.EVENT, frozenset(words.TIME_GATES), _TIMES),
    (ElementKind.PERSON, frozenset(words.NAME_GATES), _NAMED),
    (ElementKind.PERSON, frozenset(_AGE_GATES), _AGE),
    (PLACE, frozenset(_BUILDING_GATES), _BUILDING),
)


def _years(found: re.Match[str]) -> ElementDetail | None:
    written = found["years"] if found.re is _AGE else None
    years = read_number(written) if written else None
    return ("years", int(years)) if years else None


def _amounts(text: str) -> Iterator[_Candidate]:
    for amount in find_amounts(text):
        kind, unit = _MEASURES[amount.measure]
        yield _Candidate(kind, amount.span, (unit, int(amount.value)) if amount.value >= 1 else None)


def _numbers(text: str) -> Iterator[_Candidate]:
    """What tells a person apart and is never shown in full."""
    if _MAYBE_NUMBER.search(text):
        for pattern in (_PHONE, _LONG_NUMBER):
            spans = (found.span() for found in pattern.finditer(text))
            yield from (_Candidate(ElementKind.PERSON, span, is_masked=True) for span in spans)
        for found in _ACCOUNT.finditer(text):
            yield _Candidate(ElementKind.NETWORK, found.span("number"), is_masked=True)
        yield from (_Candidate(ElementKind.OBJECT, found.span(), is_masked=True) for found in _PLATE.finditer(text))


def _addresses(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Places that follow each other without a gap are one address: 建设路12号阳光小区3号楼."""
    begins: dict[int, int] = {}  # where the address that ends here begins
    for start, end in sorted(one.span for one in candidates if one.kind is PLACE):
        begins[end] = min(begins.get(start, start), begins.get(end, start))
    for one in candidates:
        first = begins[one.span[1]] if one.kind is PLACE else one.span[0]
        yield one if first == one.span[0] else _Candidate(PLACE, (first, one.span[1]))


def _longest(candidates: Iterable[_Candidate], numbers: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Leave out what overlaps an earlier or longer candidate of its kind, or lies inside one of another kind."""
    ordered = sorted(candidates, key=lambda one: (one.span[0], -one.span[1], not one.is_masked))
    hidden = sorted(number.span for number in numbers)
    last_end: dict[ElementKind, int] = {}
    widest: list[_Candidate] = []
    for one in ordered:
        start, end = one.span
        if start < last_end.get(one.kind, 0) or any(_hides(other, one) for other in widest):
            continue
        before = bisect_left(hidden, (end,))  # numbers that begin before this one ends
        if not one.is_masked and before and hidden[before - 1][1] > start:
            continue
        last_end[one.kind] = end
        widest = [other for other in widest if other.span[1] > start] + [one]
        yield one


def _hides(other: _Candidate, one: _Candidate) -> bool:
    """A word inside a longer element is a part of its name."""
    return other.span[0] <= one.span[0] and one.span[1] <= other.span[1] and other.span != one.span


def _element(intake: NormalisedText, candidate: _Candidate) -> Element:
    start, end = span_in_original(intake, *candidate.span)
    text = intake.original[start:end]
    return Element(candidate.kind, _mask(text) if candidate.is_masked else text, (start, end), candidate.detail)


def _mask(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"
