"""Hashed character n-grams: the one way from text to numbers, in training and in serving alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
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
    texts: Ints  # which text
    slots: Ints  # where it hashes to, 0 to SLOT_COUNT - 1
    lengths: NDArray[np.int8]  # 1 to LONGEST


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sparse matrix, ordered by row and column, each pair once."""

    rows: Ints
    columns: Ints
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
        columns = self.lookup[ngrams.slots]
        is_known = columns >= 0
        size = len(self.slots)
        pairs = np.sort(ngrams.texts[is_known] * size + columns[is_known])
        firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
        counts = np.diff(firsts, append=len(pairs))
        rows, kept = np.divmod(pairs[firsts], size)
        values = self.weights[kept] * (1 + np.log(counts))
        unknown = self.unknown_weights[ngrams.lengths[~is_known] - 1]
        known_squares = np.bincount(rows, values**2, ngrams.text_count)
        squares = known_squares + np.bincount(
            ngrams.texts[~is_known], unknown.astype(np.float64) ** 2, ngrams.text_count
        )
        return Encoded(rows, kept, (values / np.sqrt(squares[rows])).astype(np.float32))


def hash_ngrams(texts: Sequence[str]) -> NGrams:
    """The n-grams of normalised texts; a lone blank is none. Works on the code points of the whole batch at once."""
    padded = [f"{PAD}{text}{PAD}" for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    text_of = np.repeat(np.arange(len(texts)), [len(text) for text in padded])
    rolling = np.zeros(len(codes), dtype=np.uint32)
    found_in, found = [], []
    for length in range(1, LONGEST + 1):
        last = length - 1
        rolling = (rolling[: len(codes) - last] * _ROLL) ^ (codes[last:] * _CODE + np.uint32(length))
        starts_in = text_of[: len(rolling)]
        is_one = codes != ord(PAD) if length == 1 else starts_in == text_of[last:]
        found_in.append(starts_in[is_one])
        found.append(_slots(rolling[is_one]))
    lengths = np.repeat(np.arange(1, LONGEST + 1, dtype=np.int8), [len(slots) for slots in found])
    return NGrams(len(texts), np.concatenate(found_in), np.concatenate(found), lengths)


def list_ngrams(text: str) -> list[str]:
    """The n-grams of one text, in the order of ``hash_ngrams``."""
    padded = f"{PAD}{text}{PAD}"
    every = (padded[at : at + length] for length in range(1, LONGEST + 1) for at in range(len(padded) - length + 1))
    return [ngram for ngram in every if ngram != PAD]


def _slots(hashes: NDArray[np.uint32]) -> Ints:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX
    mixed ^= mixed >> np.uint32(13)
    return (mixed >> np.uint32(32 - SLOT_BITS)).astype(np.int64)
