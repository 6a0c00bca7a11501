"""Trains the classifier with scikit-learn; every figure it reports comes from texts the fitted part had not seen."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from math import log
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

from triage.classifier.artefact import Trained
from triage.classifier.calibrate import fit_temperature, precise_threshold
from triage.classifier.corpus import LabelledText, Normalise
from triage.classifier.evaluate import (
    SHORT_CHARS,
    dispute_figures,
    folds_of,
    hits_of,
    near_duplicate_groups,
    type_figures,
)
from triage.classifier.features import LONGEST, SLOT_COUNT, Floats, NGrams, Weighting, hash_ngrams
from triage.classifier.linear import Calibration, LinearModel, Matrix
from triage.errors import InputError

MILD_PENALTY = 1_000.0  # keeps two heaps that do not overlap from an infinite slope
CONSTANT_DIGITS = 4

Show: TypeAlias = Callable[[Iterable[int], int], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that may be turned; the values won in grouped cross-validation of the shipped corpus."""

    seed: int = 20261122
    folds: int = 5
    least_texts: int = 2  # an n-gram of a single text is about that text
    most_features: int = 11_000  # 1 MB at 41 heads
    length_weights: tuple[float, ...] = (1.0, 0.7, 0.3)  # single characters generalise, trigrams remember
    inverse_regularisation: float = 30.0
    wanted_precision: float = 0.8  # of what is said without "unsure"
    assumed_dispute_share: float = 0.8  # of an intake desk; the corpus holds fewer enquiries than life


@dataclass(frozen=True, slots=True)
class _Targets:
    labels: tuple[str, ...]
    primaries: NDArray[np.int64]
    is_dispute: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_]) -> "_Targets":
        return _Targets(self.labels, self.primaries[chosen], self.is_dispute[chosen])


def train(rows: Sequence[LabelledText], recipe: Recipe, normalise: Normalise, show: Show) -> Trained:
    """Fit, calibrate out of fold, and measure.

    The same rows and recipe give the same numbers on the same machine.

    Raises:
        InputError: a type, or the enquiries (``is_dispute`` false), have fewer different texts than there are folds.
    """
    texts = np.array([normalise(row.text) for row in rows], dtype=object)
    groups = near_duplicate_groups(texts.tolist())
    targets = _targets(rows, groups, recipe)
    folds = folds_of([row.primary for row in rows], groups, recipe.folds, recipe.seed)
    logits = np.zeros((len(rows), len(targets.labels) + 1), dtype=np.float32)
    model = None
    for fold in show(range(recipe.folds + 1), recipe.folds + 1):
        held_out = folds == fold  # nothing is held out of the last round, which makes the model that ships
        model = fit(texts[~held_out].tolist(), targets.of(~held_out), recipe)
        logits[held_out] = model.logits(texts[held_out].tolist())
    if model is None:
        raise ValueError("the progress display passed no round on")
    calibration = _calibrate(logits, rows, targets, recipe)
    metrics = _metrics(logits, rows, targets, folds, recipe) | {"near_duplicate_groups": len(set(groups.tolist()))}
    made_with = {library: version(library) for library in ("numpy", "scipy", "scikit-learn")}
    return Trained(targets.labels, model, calibration, metrics, asdict(recipe), made_with)


def fit(texts: Sequence[str], targets: _Targets, recipe: Recipe) -> LinearModel:
    """Fit all heads, keep the features that weigh most, and fit again on those alone."""
    ngrams = hash_ngrams(texts)
    weighting = _weigh(ngrams, recipe)
    model = _fit_heads(ngrams, weighting, targets, recipe)
    if len(weighting.slots) <= recipe.most_features:
        return model
    strength = np.linalg.norm(model.coefficients[:, :-1], axis=1) * weighting.weights
    strongest = np.sort(np.argsort(-strength, kind="stable")[: recipe.most_features])
    kept = Weighting.of(weighting.slots[strongest], weighting.weights[strongest], weighting.unknown_weights)
    return _fit_heads(ngrams, kept, targets, recipe)


def sparse_matrix(weighting: Weighting, ngrams: NGrams) -> csr_matrix:
    """The encoded texts as scikit-learn takes them."""
    encoded = weighting.encode(ngrams)
    shape = (ngrams.text_count, len(weighting.slots))
    return csr_matrix((encoded.values.astype(np.float64), (encoded.rows, encoded.columns)), shape=shape)


def _targets(rows: Sequence[LabelledText], groups: NDArray[np.int32], recipe: Recipe) -> _Targets:
    labels, primaries = np.unique([row.primary for row in rows], return_inverse=True)
    is_dispute = np.array([row.is_dispute is not False for row in rows])
    for number, label in enumerate(labels.tolist()):
        different = len(set(groups[primaries == number].tolist()))
        if different < recipe.folds:
            raise InputError("corpus_type_rare", type=label, rows=different, least=recipe.folds)
    enquiries = len(set(groups[~is_dispute].tolist()))
    if enquiries < recipe.folds:
        raise InputError("corpus_enquiries_rare", rows=enquiries, least=recipe.folds)
    return _Targets(tuple(labels.tolist()), primaries, is_dispute)


def _weigh(ngrams: NGrams, recipe: Recipe) -> Weighting:
    """Rarity times the weight of the n-gram's length; a slot that two n-grams share counts as the shorter one's."""
    seen = np.unique(ngrams.texts * SLOT_COUNT + ngrams.slots) % SLOT_COUNT
    text_counts = np.bincount(seen, minlength=SLOT_COUNT)
    slots = np.flatnonzero(text_counts >= recipe.least_texts)
    by_length = np.array(recipe.length_weights)
    length_weights = np.zeros(SLOT_COUNT)
    for length in range(LONGEST, 0, -1):
        length_weights[ngrams.slots[ngrams.lengths == length]] = by_length[length - 1]
    rarity = _rarity(ngrams.text_count, text_counts[slots])
    unknown = _rarity(ngrams.text_count, np.array(recipe.least_texts - 1)) * by_length
    return Weighting.of(
        slots.astype(np.uint32), (rarity * length_weights[slots]).astype(np.float32), unknown.astype(np.float32)
    )


def _rarity(text_count: int, text_counts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.log((1 + text_count) / (1 + text_counts)) + 1)


def _fit_heads(ngrams: NGrams, weighting: Weighting, targets: _Targets, recipe: Recipe) -> LinearModel:
    """One logistic regression a head; rounded to what the artefact stores, so that figures hold for what ships."""
    matrix = sparse_matrix(weighting, ngrams)
    # types weigh the same however many rows they have: how common a type is differs by place
    weights = compute_sample_weight("balanced", targets.primaries)
    heads = [_fit_head(matrix, targets.primaries == label, weights, recipe) for label in range(len(targets.labels))]
    # with an intercept, so that a text of unknown words is not taken for an enquiry
    balance = compute_sample_weight("balanced", targets.is_dispute)
    *dispute, intercept = _fit_head(matrix, targets.is_dispute, balance, recipe, has_intercept=True)
    coefficients = np.column_stack([*heads, dispute]).astype(np.float16).astype(np.float32)
    return LinearModel(weighting, coefficients, float(np.float32(intercept)))


def _fit_head(
    matrix: csr_matrix,
    is_member: NDArray[np.bool_],
    weights: NDArray[np.float64],
    recipe: Recipe,
    *,
    has_intercept: bool = False,
) -> NDArray[np.float64]:
    """One coefficient a feature, then the intercept if there is one."""
    if is_member.all() or not is_member.any():  # a small corpus may leave a fold without the other kind
        return np.zeros(matrix.shape[1] + has_intercept)
    penalty = recipe.inverse_regularisation
    head = LogisticRegression(C=penalty, solver="liblinear", fit_intercept=has_intercept, random_state=recipe.seed).fit(
        matrix, is_member, sample_weight=weights
    )
    return np.concatenate([head.coef_[0], head.intercept_ if has_intercept else ()])


def _calibrate(logits: Matrix, rows: Sequence[LabelledText], targets: _Targets, recipe: Recipe) -> Calibration:
    types = logits[:, :-1]
    hits = hits_of(types.astype(np.float64), rows, targets.labels)
    scale, offset = fit_platt(logits[:, -1], targets.is_dispute, recipe.assumed_dispute_share)
    calibration = Calibration(fit_temperature(types, hits), 0.0, scale, offset)
    confidence = calibration.type_probabilities(types).max(axis=1)
    return replace(calibration, threshold=precise_threshold(confidence, hits, recipe.wanted_precision))


def fit_platt(logits: Floats, is_dispute: NDArray[np.bool_], assumed_share: float) -> tuple[float, float]:
    """Scale and offset of ``sigmoid(scale × logit + offset)``, with disputes weighed to their assumed share."""
    if is_dispute.all():  # all enquiries of a small corpus in one fold: the rest knows the assumption alone
        return 0.0, round(log(assumed_share / (1 - assumed_share)), CONSTANT_DIGITS)
    shares = np.where(is_dispute, assumed_share / is_dispute.sum(), (1 - assumed_share) / (~is_dispute).sum())
    curve = LogisticRegression(C=MILD_PENALTY, solver="lbfgs")
    curve.fit(logits[:, None].astype(np.float64), is_dispute, sample_weight=shares * len(shares))
    return round(float(curve.coef_[0, 0]), CONSTANT_DIGITS), round(float(curve.intercept_[0]), CONSTANT_DIGITS)


def _metrics(
    logits: Matrix, rows: Sequence[LabelledText], targets: _Targets, folds: NDArray[np.int64], recipe: Recipe
) -> dict[str, Any]:
    """Each fold is judged with constants learnt from the other folds: calibration is not judged by what it learnt."""
    types = np.zeros((len(rows), len(targets.labels)))
    disputes, thresholds = np.zeros(len(rows)), np.zeros(len(rows))
    for fold in range(recipe.folds):
        held_out = folds == fold
        others = [row for row, is_out in zip(rows, held_out, strict=True) if not is_out]
        calibration = _calibrate(logits[~held_out], others, targets.of(~held_out), recipe)
        types[held_out] = calibration.type_probabilities(logits[held_out, :-1])
        disputes[held_out] = calibration.dispute_probabilities(logits[held_out, -1])
        thresholds[held_out] = calibration.threshold
    return {
        "rows_per_type": dict(sorted(Counter(row.primary for row in rows).items())),
        "short_chars": SHORT_CHARS,
        "type": type_figures(types, rows, targets.labels, thresholds),
        "is_dispute": dispute_figures(disputes, targets.is_dispute),
    }
