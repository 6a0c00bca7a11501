"""Step *classify*, served with NumPy alone: text → calibrated probabilities, and what spoke for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from triage.assessment.types import TypeScores
from triage.classifier.artefact import read
from triage.classifier.features import hash_ngrams, list_ngrams
from triage.classifier.linear import Calibration, LinearModel, Probabilities
from triage.classifier.served import TASK, served_version


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
        """The probability below which this release says "unsure"."""
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

    def probabilities(self, texts: Sequence[str]) -> tuple[Probabilities, Probabilities]:
        """Probabilities of the labels (text × label), and of being a dispute (text)."""
        logits = self.model.logits(texts)
        calibrated = self.calibration
        return calibrated.type_probabilities(logits[:, :-1]), calibrated.dispute_probabilities(logits[:, -1])

    def contributions(self, text: str, label: str, top: int | None = 8) -> tuple[Contribution, ...]:
        """The n-grams that spoke most for a label, strongest first; all of them sum to its log-odds.

        Args:
            top: how many; None for all, those that spoke against it last.
        Raises:
            ValueError: the classifier does not know the label.
        """
        head = self.labels.index(label)
        ngrams = hash_ngrams([text])
        encoded = self.model.weighting.encode(ngrams)
        weights = self.model.coefficients[encoded.columns, head] * encoded.values / self.calibration.temperature
        columns = self.model.weighting.lookup[ngrams.slots]
        # read backwards, so that of n-grams sharing a slot the first one is shown
        shown = dict(zip(columns[::-1].tolist(), reversed(list_ngrams(text)), strict=True))
        every = (Contribution(shown[at], weight) for at, weight in zip(encoded.columns, weights.tolist(), strict=True))
        return tuple(sorted(every, key=lambda part: (-part.weight, part.ngram))[:top])


def load(folder: Path) -> LoadedClassifier:
    """Load the release in ``<task>/<version>``.

    Raises:
        ArtefactError: it is missing, damaged or not what its metadata say.
    """
    metadata, model = read(folder)
    return LoadedClassifier(f"{metadata.task}@{metadata.version}", metadata.labels, model, metadata.calibration)


def load_served(models_folder: Path) -> LoadedClassifier:
    """Load the release that ``served.yaml`` names.

    Raises:
        ArtefactError: as ``load``; also when ``served.yaml`` is missing or names no version.
    """
    return load(models_folder / TASK / served_version(models_folder))
