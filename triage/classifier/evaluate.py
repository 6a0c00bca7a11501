"""How good a classifier is: folds that keep near-duplicates together, and the figures of its metrics.json."""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from triage.assessment.combine import SURELY_NOT
from triage.classifier.corpus import LabelledText, Normalise
from triage.classifier.features import LONGEST, SLOT_COUNT, hash_ngrams
from triage.classifier.linear import Probabilities
from triage.classifier.predict import LoadedClassifier

CONFIDENCE_BINS = 10
SHORT_CHARS = 15  # the shortest tenth of operational reports is not much longer
SIMILAR_FROM = 0.5  # share of trigrams in common from which two texts count as one
TEXTS_AT_ONCE = 500
DIGITS = 4

Figures: TypeAlias = dict[str, Any]


def near_duplicate_groups(texts: Sequence[str], similar_from: float = SIMILAR_FROM) -> NDArray[np.int32]:
    """One group number a text: texts linked by a chain of near-duplicates (Jaccard of character trigrams) share it."""
    ngrams = hash_ngrams(texts)
    is_trigram = ngrams.lengths == LONGEST
    pairs = np.unique(ngrams.texts[is_trigram] * SLOT_COUNT + ngrams.slots[is_trigram])
    rows, slots = np.divmod(pairs, SLOT_COUNT)
    trigrams = csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, slots)), shape=(len(texts), SLOT_COUNT))
    sizes = np.bincount(rows, minlength=len(texts))
    links = []
    for at in range(0, len(texts), TEXTS_AT_ONCE):
        shared = (trigrams[at : at + TEXTS_AT_ONCE] @ trigrams.T).tocoo()
        left = shared.row + at
        is_alike = shared.data >= similar_from * (sizes[left] + sizes[shared.col] - shared.data)
        links.append(np.stack([left[is_alike], shared.col[is_alike]]))
    ends = np.concatenate(links, axis=1)
    graph = csr_matrix((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(texts), len(texts)))
    return np.asarray(connected_components(graph, directed=False)[1])


def folds_of(primaries: Sequence[str], groups: NDArray[np.int32], count: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row: types spread evenly, a group never torn apart."""
    folds = np.zeros(len(primaries), dtype=np.int64)
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(folds, primaries, groups)):
        folds[held_out] = fold
    return folds


def hits_of(probabilities: Probabilities, rows: Sequence[LabelledText], labels: Sequence[str]) -> NDArray[np.bool_]:
    """True where the most probable type is the primary one or also acceptable."""
    guesses = probabilities.argmax(axis=1)
    return np.array([labels[guess] in row.types for guess, row in zip(guesses, rows, strict=True)], dtype=bool)


def type_figures(
    probabilities: Probabilities, rows: Sequence[LabelledText], labels: Sequence[str], thresholds: Probabilities
) -> Figures:
    """The figures of contract section 4 for the model alone, and those of short texts apart.

    An acceptable second type counts as right: the row then belongs to the type predicted.

    Args:
        thresholds: one a row, below which its answer is "unsure".
    """
    hits, confidence = hits_of(probabilities, rows, labels), probabilities.max(axis=1)
    guesses = [labels[guess] for guess in probabilities.argmax(axis=1)]
    is_short = np.array([len(row.text) <= SHORT_CHARS for row in rows])
    per_class = _per_class(guesses, hits, rows)
    return {
        "rows": len(rows),
        "top1_accuracy": _rounded(hits.mean()),
        "primary_accuracy": _rounded(np.mean([guess == row.primary for guess, row in zip(guesses, rows, strict=True)])),
        "macro_f1": _rounded(np.mean([figures["f1"] for figures in per_class.values() if figures["rows"]])),
        **_confident(hits, confidence >= thresholds),
        "ece": calibration_error(confidence, hits),
        "short_texts": {
            "rows": int(is_short.sum()),
            "top1_accuracy": _rounded(hits[is_short].mean()) if is_short.any() else None,
            **_confident(hits[is_short], (confidence >= thresholds)[is_short]),
        },
        "per_class": per_class,
    }


def dispute_figures(probabilities: Probabilities, is_dispute: NDArray[np.bool_]) -> Figures:
    """How well disputes are told from enquiries, and what "no dispute" as flow 1 says it does to both."""
    is_said = probabilities <= SURELY_NOT
    enquiries = ~is_dispute
    return {
        "rows": len(is_dispute),
        "enquiries": int(enquiries.sum()),
        "roc_auc": _rounded(roc_auc_score(is_dispute, probabilities)),
        "enquiries_recognised": _rounded((is_said & enquiries).sum() / enquiries.sum()),
        "disputes_mistaken": _rounded((is_said & is_dispute).sum() / is_dispute.sum()),
    }


def calibration_error(confidence: Probabilities, hits: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((confidence * CONFIDENCE_BINS).astype(int), CONFIDENCE_BINS - 1)
    gaps = np.bincount(bins, confidence, CONFIDENCE_BINS) - np.bincount(bins, hits, CONFIDENCE_BINS)
    return _rounded(np.abs(gaps).sum() / len(hits))


def evaluate(classifier: LoadedClassifier, rows: Sequence[LabelledText], normalise: Normalise) -> Figures:
    """The figures of a released classifier on labelled rows it was not trained on."""
    types, disputes = classifier.probabilities([normalise(row.text) for row in rows])
    thresholds = np.full(len(rows), classifier.threshold)
    figures = {"model": classifier.version, "type": type_figures(types, rows, classifier.labels, thresholds)}
    said = np.array([row.is_dispute is not None for row in rows])
    is_dispute = np.array([bool(row.is_dispute) for row in rows])[said]
    if len(set(is_dispute.tolist())) == 2:  # both answers occur; otherwise there is nothing to tell apart
        figures["is_dispute"] = dispute_figures(disputes[said], is_dispute)
    return figures


def _confident(hits: NDArray[np.bool_], is_sure: NDArray[np.bool_]) -> Figures:
    return {
        "coverage": _rounded(is_sure.mean()) if len(hits) else None,
        "accuracy_when_confident": _rounded(hits[is_sure].mean()) if is_sure.any() else None,
    }


def _per_class(guesses: Sequence[str], hits: NDArray[np.bool_], rows: Sequence[LabelledText]) -> dict[str, Figures]:
    wanted = [guess if hit else row.primary for guess, hit, row in zip(guesses, hits, rows, strict=True)]
    codes = sorted({*wanted, *guesses})
    columns = precision_recall_fscore_support(wanted, guesses, labels=codes, zero_division=0)
    return {
        code: {"rows": int(count), "precision": _rounded(precision), "recall": _rounded(recall), "f1": _rounded(f1)}
        for code, precision, recall, f1, count in zip(codes, *columns, strict=True)
    }


def _rounded(share: float) -> float:
    return round(float(share), DIGITS) if math.isfinite(share) else 0.0
