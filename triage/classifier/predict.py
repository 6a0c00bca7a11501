"""Step *classify*, served with NumPy alone: text → calibrated probabilities, and what spoke for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from triage.assessment.types import TypeScores
from triage.classifier.features import Floats, Weighting, hash_ngrams, list_ngrams

TEXTS_AT_ONCE = 128  # keeps the gathered coefficients of one batch inside the cache

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Features and coefficients. The last column is the head ``is_dispute``, the others are the labels in order."""

    weighting: Weighting
    coefficients: Matrix  # feature × head
    intercepts: Floats  # one a head

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Uncalibrated log-odds, text × head."""
        parts = [self._logits(texts[at : at + TEXTS_AT_ONCE]) for at in range(0, len(texts), TEXTS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.intercepts)), dtype=np.float32)

    def _logits(self, texts: Sequence[str]) -> Matrix:
        encoded = self.weighting.encode(hash_ngrams(texts))
        logits = np.tile(self.intercepts, (len(texts), 1))
        if len(encoded.rows):
            firsts = np.flatnonzero(np.diff(encoded.rows, prepend=-1))
            products = self.coefficients[encoded.columns] * encoded.values[:, None]
            logits[encoded.rows[firsts]] += np.add.reduceat(products, firsts)
        return logits


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants learnt out of fold; ``models/README.md`` says how each was chosen."""

    temperature: float  # divides the logits of the types
    threshold: float  # below it a type is "unsure"
    dispute_scale: float  # Platt scaling of the head is_dispute: sigmoid(scale × logit + offset)
    dispute_offset: float
    not_dispute_at_most: float  # up to it "no dispute" may be said, above it nothing or "a dispute"

    def type_probabilities(self, logits: Matrix) -> NDArray[np.float64]:
        """Softmax of the logits of the labels (text × label) at the learnt temperature."""
        scaled = logits.astype(np.float64) / self.temperature
        grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def dispute_probabilities(self, logits: Floats) -> NDArray[np.float64]:
        """How probable it is that each text is a dispute at all."""
        return np.asarray(1 / (1 + np.exp(-(self.dispute_scale * logits.astype(np.float64) + self.dispute_offset))))


class Contribution(NamedTuple):
    """What one n-gram added to the calibrated log-odds of a label."""

    ngram: str
    weight: float


@dataclass(frozen=True, slots=True)
class LoadedClassifier:
    """A released classifier. Texts come in normalised, as flow 1 has them after its first step."""

    version: str  # "dispute_type@v001"
    labels: tuple[str, ...]
    model: LinearModel
    calibration: Calibration

    @property
    def threshold(self) -> float:
        """The probability below which the release says "unsure"."""
        return self.calibration.threshold

    def scores(self, text: str) -> TypeScores:
        """The opinion on one text."""
        return self.scores_batch([text])[0]

    def scores_batch(self, texts: Sequence[str]) -> list[TypeScores]:
        """The opinions on many texts, in their order; the same as one by one."""
        types, disputes = self.probabilities(texts)
        return [
            TypeScores(dict(zip(self.labels, row, strict=True)), is_dispute, self.version)
            for row, is_dispute in zip(types.tolist(), disputes.tolist(), strict=True)
        ]

    def probabilities(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Probabilities of the labels (text × label), and of being a dispute (text)."""
        logits = self.model.logits(texts)
        calibrated = self.calibration
        return calibrated.type_probabilities(logits[:, :-1]), calibrated.dispute_probabilities(logits[:, -1])

    def contributions(self, text: str, label: str, top: int | None = 8) -> tuple[Contribution, ...]:
        """The n-grams that spoke most for a label, strongest first; with the bias, all of them sum to its log-odds.

        Args:
            top: how many; None for all, those that spoke against it last.
        Raises:
            ValueError: the classifier does not know the label.
        """
        head = self.labels.index(label)
        ngrams = hash_ngrams([text])
        encoded = self.model.weighting.encode(ngrams)
        weights = self.model.coefficients[encoded.columns, head] * encoded.values / self.calibration.temperature
        shown: dict[int, str] = {}
        for column, ngram in zip(self.model.weighting.lookup[ngrams.slots].tolist(), list_ngrams(text), strict=True):
            shown.setdefault(column, ngram)
        every = [
            Contribution(shown[column], weight)
            for column, weight in zip(encoded.columns.tolist(), weights.tolist(), strict=True)
        ]
        return tuple(sorted(every, key=lambda part: (-part.weight, part.ngram))[:top])

    def bias(self, label: str) -> float:
        """The log-odds of a label before any n-gram has spoken."""
        return float(self.model.intercepts[self.labels.index(label)]) / self.calibration.temperature
