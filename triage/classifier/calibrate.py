"""Turns out-of-fold log-odds into honest probabilities, and chooses where to stop guessing."""

from math import floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from triage.classifier.linear import Matrix, Probabilities

TEMPERATURES = np.geomspace(0.02, 20.0, 600)
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


def precise_threshold(confidence: Probabilities, hits: Truths, precision: float) -> float:
    """The lowest confidence at and above which guesses reach a precision; 1.0 where none does."""
    order = np.argsort(-confidence, kind="stable")
    reached = np.flatnonzero(np.cumsum(hits[order]) / np.arange(1, len(order) + 1) >= precision)
    return floor(confidence[order][reached[-1]] * 10**DIGITS) / 10**DIGITS if len(reached) else 1.0
