"""Hashed character n-grams: the one way from text to numbers, in training and in serving alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Places: TypeAlias = NDArray[np.intp]
Floats: TypeAlias = NDArray[np.float32]

SCHEME = "char_1_3_hash18_v1"  # changes whenever the same text would give other numbers
LONGEST = 3
SLOT_BITS = 18
SLOT_COUNT = 1 << SLOT_BITS
PAD = " "  # one blank on either side lets an n-gram know the edge of the text

# odd multipliers of MurmurHash3 and xxHash: every bit of a code point reaches every bit of the slot
_ROLL, _CODE, _MIX = np.uint32(2_654_435_761), np.uint32(2_246_822_519), np.uint32(3_266_489_917)


@dataclass(frozen=True, slots=True)
class NGrams:
    """Every occurrence of every n-gram of a batch of texts, shorter n-grams first; the arrays run in parallel."""

    text_count: int
    texts: Places  # which text
    slots: Places  # where it hashes to, 0 to SLOT_COUNT - 1
    counts: Places  # how many occurrences there are of each length, from 1 to LONGEST

    @property
    def lengths(self) -> NDArray[np.int8]:
        """1 to LONGEST."""
        return np.repeat(np.arange(1, LONGEST + 1, dtype=np.int8), self.counts)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sparse matrix, ordered by row and column, each pair once."""

    rows: Places
    columns: Places
    values: Floats


@dataclass(frozen=True, slots=True)
class Weighting:
    """Which slots are features, and what one occurrence weighs.

    ``unknown_weights[n - 1]`` is the weight of an n-gram that is no feature: it speaks for nothing, but lengthens the
    text, so that a text of unknown words stays unsure.
    """

    slots: NDArray[np.uint32]  # ascending
    weights: Floats
    unknown_weights: Floats
    lookup: NDArray[np.int32]  # slot → column, -1 where the slot is no feature

    @classmethod
    def of(cls, slots: NDArray[np.uint32], weights: Floats, unknown_weights: Floats) -> "Weighting":
        lookup = np.full(SLOT_COUNT, -1, dtype=np.int32)
        lookup[slots] = np.arange(len(slots), dtype=np.int32)
        return cls(slots, weights, unknown_weights, lookup)

    def encode(self, ngrams: NGrams) -> Encoded:
        """Weigh the n-grams: weight × (1 + ln count), each row divided by the length of its text's whole vector."""
        columns = self.lookup.take(ngrams.slots)
        kept = np.flatnonzero(columns >= 0)
        pairs = (ngrams.texts.take(kept) << SLOT_BITS) | columns.take(kept)
        pairs.sort()
        firsts = np.flatnonzero(np.concatenate((pairs[:1] >= 0, pairs[1:] != pairs[:-1])))
        counts = np.concatenate((firsts[1:], [len(pairs)])) - firsts
        rows, found = pairs[firsts] >> SLOT_BITS, pairs[firsts] & (SLOT_COUNT - 1)
        growth = 1 + np.log(np.arange(1, counts.max(initial=1) + 1))
        values = self.weights.take(found) * growth.take(counts - 1)
        squares = self._unknown_squares(ngrams, kept) + np.bincount(rows, values * values, ngrams.text_count)
        return Encoded(rows, found, (values / np.sqrt(squares.take(rows))).astype(np.float32))

    def _unknown_squares(self, ngrams: NGrams, kept: Places) -> NDArray[np.float64]:
        """What the n-grams that are no features add to the squared length of each text."""
        size = LONGEST * ngrams.text_count
        of_length = np.repeat(np.arange(0, size, max(ngrams.text_count, 1)), ngrams.counts) + ngrams.texts
        unknown = np.bincount(of_length, minlength=size) - np.bincount(of_length.take(kept), minlength=size)
        squared = self.unknown_weights.astype(np.float64)[:, None] ** 2
        return np.asarray((unknown.reshape(LONGEST, -1) * squared).sum(axis=0))


def hash_ngrams(texts: Sequence[str]) -> NGrams:
    """The n-grams of normalised texts; a lone blank is none. Works on the code points of the whole batch at once."""
    joined = f"{PAD}{f'{PAD}{PAD}'.join(texts)}{PAD}" if texts else ""
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) + 2 * len(PAD)
    text_of = np.repeat(np.arange(len(texts)), lengths)
    mixed = codes * _CODE
    rolling, is_one = [mixed + np.uint32(1)], [codes != ord(PAD)]
    for length in range(2, LONGEST + 1):
        last = length - 1
        rolling.append((rolling[-1][:-1] * _ROLL) ^ (mixed[last:] + np.uint32(length)))
        is_one.append(text_of[:-last] == text_of[last:])
    kept = np.flatnonzero(np.concatenate(is_one))
    texts_of = np.concatenate([text_of[: len(flags)] for flags in is_one]).take(kept)
    counts = np.array([np.count_nonzero(flags) for flags in is_one])
    return NGrams(len(texts), texts_of, _slots(np.concatenate(rolling).take(kept)), counts)


def list_ngrams(text: str) -> list[str]:
    """The n-grams of one text, in the order of ``hash_ngrams``."""
    padded = f"{PAD}{text}{PAD}"
    every = (padded[at : at + length] for length in range(1, LONGEST + 1) for at in range(len(padded) - length + 1))
    return [ngram for ngram in every if ngram != PAD]


def _slots(hashes: NDArray[np.uint32]) -> Places:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX
    mixed ^= mixed >> np.uint32(13)
    return (mixed >> np.uint32(32 - SLOT_BITS)).astype(np.intp)
