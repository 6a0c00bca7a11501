"""Turns out-of-fold log-odds into honest probabilities, and chooses where to stop guessing."""

from math import floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from triage.classifier.linear import Matrix, Probabilities

TEMPERATURES = np.geomspace(0.02, 20.0, 600)
NEWTON_STEPS = 100
RIDGE = 1e-3  # keeps two separable heaps from an infinite slope
SMALLEST = 1e-12
DIGITS = 4

Truths: TypeAlias = NDArray[np.bool_]


def fit_temperature(logits: Matrix, hits: Truths) -> float:
    """The temperature at which the confidence of the first guess best predicts whether it is a hit."""
    scaled = logits.astype(np.float64)
    scaled -= scaled.max(axis=1, keepdims=True)
    losses = []
    for temperature in TEMPERATURES:
        confidence = 1 / np.exp(scaled / temperature).sum(axis=1)
        right = np.where(hits, confidence, 1 - confidence)
        losses.append(-np.log(np.maximum(right, SMALLEST)).mean())
    return round(float(TEMPERATURES[int(np.argmin(losses))]), DIGITS)


def fit_platt(logits: NDArray[np.float32], truths: Truths, assumed_share: float) -> tuple[float, float]:
    """Slope and offset of sigmoid(slope × logit + offset), the truths weighed to their assumed share."""
    weights = _weights(truths, assumed_share)
    inputs = np.stack([logits.astype(np.float64), np.ones(len(logits))], axis=1)
    constants = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        shares = 1 / (1 + np.exp(-inputs @ constants))
        slope = inputs.T @ (weights * (shares - truths)) + RIDGE * constants
        curvature = (inputs * (weights * shares * (1 - shares))[:, None]).T @ inputs + RIDGE * np.eye(2)
        constants -= np.linalg.solve(curvature, slope)
    return round(float(constants[0]), DIGITS), round(float(constants[1]), DIGITS)


def precise_threshold(confidence: Probabilities, hits: Truths, precision: float) -> float:
    """The lowest confidence at and above which guesses reach a precision; 1.0 where none does."""
    order = np.argsort(-confidence, kind="stable")
    reached = np.flatnonzero(np.cumsum(hits[order]) / np.arange(1, len(order) + 1) >= precision)
    return floor(confidence[order][reached[-1]] * 10**DIGITS) / 10**DIGITS if len(reached) else 1.0


def _weights(truths: Truths, assumed_share: float) -> Probabilities:
    count = len(truths)
    return np.asarray(np.where(truths, assumed_share / truths.sum(), (1 - assumed_share) / (~truths).sum()) * count)
