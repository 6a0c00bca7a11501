"""Step *elements*: names of places and organisations, found by how they end and read backwards to where they begin."""

import re

from triage.assessment import element_words as words
from triage.assessment.types import Span

MOST_NAME_CHARS = 12
SHORTEST_NAME = 2  # 原物业 and 新小区 name nothing
_DIGITS_BEFORE = 3  # in 12号 or 十点, which end before a name begins
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STOPS = frozenset(words.NAME_STOPS)
_PARTS = frozenset(words.NAME_PARTS.split("|"))
_PART_CHARS = max(map(len, _PARTS))
_WORDS_BEFORE = re.compile(words.WORDS_BEFORE_A_NAME)
_ADDRESS = re.compile(f"(?:{words.PART_OF_ADDRESS})+")


def named_place(text: str, start: int, end: int) -> Span | None:
    """The place whose name ends in ``text[start:end]``, with the house behind it; None where no name stands before."""
    ending = text[start:end]
    if _is_no_name(text, start, ending):
        return None
    first = _first_of_name(text, start)
    address = _ADDRESS.match(text, end)
    has_short_names = ending in words.ONE_CHARACTER_NAMES or (address and ending in words.STREET_ENDS)
    if start - first < (1 if has_short_names else SHORTEST_NAME):
        return None
    if address is None and ending in words.STREET_NEEDS_NUMBER:
        return None
    return first, address.end() if address else end


def named_organisation(text: str, start: int, end: int) -> Span | None:
    """The organisation whose name ends in ``text[start:end]``; None where no name stands before."""
    first = _first_of_name(text, start)
    return (first, end) if start - first >= SHORTEST_NAME else None


def _is_no_name(text: str, start: int, ending: str) -> bool:
    return start == 0 or text[start - 1] in words.NO_NAME_BEFORE.get(ending, "")


def _first_of_name(text: str, start: int) -> int:
    """Where the name before ``start`` begins: not over a mark, a function word or a word that stands before names."""
    first = start
    while first > 0 and start - first < MOST_NAME_CHARS and _may_stand_in_a_name(text, first - 1):
        first -= 1
    for found in _WORDS_BEFORE.finditer(text, max(0, first - _DIGITS_BEFORE), start):
        first = max(first, found.end())
    return first


def _may_stand_in_a_name(text: str, at: int) -> bool:
    char = text[at]
    if not _HAN.match(char):
        return False
    return char not in _STOPS or text[at : at + 2] in _PARTS or (at > 0 and text[at - 1 : at + 1] in _PARTS)
