"""Step *normalise* for many texts at once: what is written out plainly is cleaned in one go, the rest one by one."""

import string
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage.assessment.normalise import may_be_disguised, normalise
from triage.assessment.sounds import spelt_edits
from triage.assessment.trie import CODE_POINTS
from triage.assessment.types import NormalisedText

BETWEEN = "\x1e"  # stands between the texts of a batch; no cleaned text holds it
_LETTERS = string.ascii_letters + string.digits
PLAIN_MARKS = frozenset(_LETTERS + ",?!:;%'\"\u3001\u3002\uff0c\uff01\uff1f\uff1a\uff1b\u201c\u201d\u2026\u300a\u300b")


@dataclass(frozen=True, slots=True)
class CleanTexts:
    """Normalised texts; ``moved`` holds those whose positions differ from the text as typed."""

    texts: list[str]
    moved: Mapping[int, NormalisedText]


def normalise_all(texts: Sequence[str]) -> CleanTexts:
    """What ``normalise`` makes of each text."""
    folded, is_plain, is_letter = _tables()
    codes = np.frombuffer(BETWEEN.join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) + 1)
    is_unusual = ~is_plain.take(codes)
    is_unusual[ends[:-1] - 1] = False  # what stands between two texts
    unusual = set(np.searchsorted(ends, np.flatnonzero(is_unusual), side="right").tolist())
    clean = folded.take(codes).tobytes().decode("utf-32-le")
    unusual.update(bisect_right(ends, start) for start, _ in may_be_disguised(clean))
    bounds = [0, *ends.tolist()]
    lettered = np.searchsorted(ends, np.flatnonzero(is_letter.take(codes)), side="right")
    unusual.update(
        number for number in np.unique(lettered).tolist() if spelt_edits(clean[bounds[number] : bounds[number + 1] - 1])
    )
    moved = {number: normalise(texts[number]) for number in sorted(unusual)}
    cleaned = [clean[start : end - 1] for start, end in pairwise(bounds)]
    for number, intake in moved.items():
        cleaned[number] = intake.text
    return CleanTexts(cleaned, moved)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.bool_], NDArray[np.bool_]]:
    """How each code point reads when it is plain, whether it is, and whether it is a Latin letter.

    Plain is what ``normalise`` reads the same on its own and beside any other plain character: everyday simplified
    characters, letters, digits and marks; but no blank, bracket or mark that may split a word.
    """
    folded = np.full(CODE_POINTS, ord("\ufffd"), dtype=np.uint32)
    is_plain = np.zeros(CODE_POINTS, dtype=np.bool_)
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    for char in (*filter(None, (row.decode("gb2312", "ignore") for row in rows)), *PLAIN_MARKS):
        clean = normalise(char).text
        if len(clean) == 1 and (clean == char or char in PLAIN_MARKS):
            folded[ord(char)], is_plain[ord(char)] = ord(clean), True
    is_letter = np.zeros(CODE_POINTS, dtype=np.bool_)
    is_letter[[ord(letter) for letter in string.ascii_letters]] = True
    return folded, is_plain, is_letter
