"""Step *classify*: the classifier's opinion on a text, long texts in parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.assessment.rule import Policy
from triage.assessment.types import NormalisedText, TextClassifier, TypeScores

_BREAK = re.compile(r"[。!?;\n]")


@dataclass(frozen=True, slots=True)
class SilentClassifier:
    """Stands in where no model is served: it has no opinion, and rules decide alone."""

    version: str = "none"

    def scores(self, text: str) -> TypeScores:
        return TypeScores({}, None, self.version)


def classify(intake: NormalisedText, classifier: TextClassifier, policy: Policy) -> TypeScores:
    """Probabilities per dispute type for the normalised text.

    Text over ``policy.long_text_chars`` is scored in parts; a type then gets the mean of its average and its best
    part, so that one telling paragraph in a long letter is neither lost nor overrated.
    """
    parts = parts_of(intake.text, policy.long_text_chars)
    scores = [classifier.scores(part) for part in parts]
    return scores[0] if len(scores) == 1 else _pooled(scores)


def parts_of(text: str, most_chars: int) -> list[str]:
    """``text`` cut into parts of at most ``most_chars``, after the last end of a sentence in the part's second half."""
    parts, start = [], 0
    while len(text) - start > most_chars:
        ends = [found.end() for found in _BREAK.finditer(text, start + most_chars // 2, start + most_chars)]
        end = ends[-1] if ends else start + most_chars
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]


def _pooled(scores: Sequence[TypeScores]) -> TypeScores:
    codes = sorted({code for score in scores for code in score.probabilities})
    columns = {code: [score.probabilities.get(code, 0.0) for score in scores] for code in codes}
    raised = {code: (sum(column) / len(column) + max(column)) / 2 for code, column in columns.items()}
    total = max(sum(raised.values()), 1.0)
    opinions = [score.is_dispute for score in scores if score.is_dispute is not None]
    pooled = {code: value / total for code, value in raised.items()}
    return TypeScores(pooled, max(opinions, default=None), scores[0].model)
