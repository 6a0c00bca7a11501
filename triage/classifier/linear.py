"""The classifier as numbers: features and coefficients, and the constants that make its log-odds honest."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from triage.classifier.features import Floats, Weighting, hash_ngrams

TEXTS_AT_ONCE = 512
TEXTS_IN_CACHE = 64  # their gathered coefficients stay inside the cache

Matrix: TypeAlias = NDArray[np.float32]
Probabilities: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Features and coefficients. The last head is ``is_dispute``, the others are the labels in order.

    The types have no intercepts: where nothing speaks, every type is as probable as the next.
    """

    weighting: Weighting
    coefficients: Matrix  # feature × head
    dispute_intercept: float

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Uncalibrated log-odds, text × head."""
        parts = [self._logits(texts[at : at + TEXTS_AT_ONCE]) for at in range(0, len(texts), TEXTS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty((0, self.coefficients.shape[1]), dtype=np.float32)

    def _logits(self, texts: Sequence[str]) -> Matrix:
        encoded = self.weighting.encode(hash_ngrams(texts))
        logits = np.zeros((len(texts), self.coefficients.shape[1]), dtype=np.float32)
        cuts = np.searchsorted(encoded.rows, np.arange(0, len(texts) + TEXTS_IN_CACHE, TEXTS_IN_CACHE)).tolist()
        for start, end in pairwise(cuts):
            rows = encoded.rows[start:end]
            if start < end:
                firsts = np.flatnonzero(np.concatenate((rows[:1] >= 0, rows[1:] != rows[:-1])))
                products = self.coefficients.take(encoded.columns[start:end], axis=0)
                products *= encoded.values[start:end, None]
                logits[rows.take(firsts)] = np.add.reduceat(products, firsts)
        logits[:, -1] += np.float32(self.dispute_intercept)
        return logits


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants learnt out of fold; ``models/README.md`` says how each was chosen."""

    temperature: float  # divides the logits of the types
    threshold: float  # below it a type is "unsure"
    dispute_scale: float  # Platt scaling of the head is_dispute: sigmoid(scale × logit + offset)
    dispute_offset: float

    def type_probabilities(self, logits: Matrix) -> Probabilities:
        """Softmax of the logits of the labels (text × label) at the learnt temperature."""
        scaled = logits.astype(np.float64) / self.temperature
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def dispute_probabilities(self, logits: Floats) -> Probabilities:
        """How probable it is that each text is a dispute at all."""
        log_odds = self.dispute_scale * logits.astype(np.float64) + self.dispute_offset
        return np.asarray((1 + np.tanh(log_odds / 2)) / 2)  # the sigmoid, in the form that cannot overflow
