"""Many clean texts laid out as one, with every literal that occurs in them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.assessment.batch_index import BatchIndex
from triage.assessment.hit_context import SENTENCE_END
from triage.assessment.normalise_batch import BETWEEN
from triage.assessment.trie import Numbers


class BatchText:
    """Occurrences are numbered in order of place; positions count through the whole batch."""

    def __init__(self, index: BatchIndex, texts: Sequence[str]) -> None:
        self.texts = texts
        self._joined = BETWEEN.join(texts)
        self.codes_before: NDArray[np.uint32] = np.frombuffer(f"{BETWEEN}{self._joined}".encode("utf-32-le"), "<u4")
        found = index.trie.find(self.codes_before[1:])
        self.literals, self.starts, self.ends = found.literals, found.starts, found.ends
        lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        self.text_ends = np.cumsum(lengths + 1) - 1
        self.text_starts = self.text_ends - lengths
        self.text_of: Numbers = np.repeat(np.arange(len(texts)), lengths + 1).take(self.starts)
        started = np.bincount(self.starts, minlength=len(self.codes_before))
        self.first_from: Numbers = np.cumsum(started) - started  # position → the first occurrence from there on

    def ends_between(self, firsts: Numbers, lasts: Numbers) -> Numbers:
        """How many sentences end between the starts of two occurrences, the first standing before the last."""
        find, joined = SENTENCE_END.finditer, self._joined
        stretches = zip(self.starts.take(firsts).tolist(), self.starts.take(lasts).tolist(), strict=True)
        counts = [sum(end.start() < last for end in find(joined, first, last + 1)) for first, last in stretches]
        return np.array(counts, dtype=np.intp)
