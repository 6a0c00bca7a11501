"""Calibration: probabilities that are right as often as they say."""

import numpy as np
import pytest

from triage.classifier.calibrate import fit_temperature, precise_threshold
from triage.classifier.linear import Calibration
from triage.classifier.train import fit_platt


@pytest.mark.parametrize("hit_count", [6, 8])
def test_temperature_makes_confidence_meet_the_share_of_hits(hit_count: int) -> None:
    logits = np.tile(np.array([5.0, 0.0, 0.0], dtype=np.float32), (10, 1))
    hits = np.arange(10) < hit_count
    calibration = Calibration(fit_temperature(logits, hits), 0.0, 1.0, 0.0)
    assert calibration.type_probabilities(logits).max() == pytest.approx(hit_count / 10, abs=0.01)


def test_threshold_is_the_lowest_that_reaches_the_precision() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    hits = np.array([True, True, False, True, False])
    assert precise_threshold(confidence, hits, 0.75) == 0.6


def test_threshold_is_one_where_no_guess_is_precise_enough() -> None:
    assert precise_threshold(np.array([0.9, 0.8]), np.array([False, False]), 0.8) == 1.0


def test_a_head_that_tells_nothing_answers_with_the_assumed_share() -> None:
    scale, offset = fit_platt(np.zeros(20, dtype=np.float32), np.arange(20) < 15, assumed_share=0.9)
    probability = Calibration(1.0, 0.0, scale, offset).dispute_probabilities(np.zeros(1, dtype=np.float32))
    assert probability.tolist() == pytest.approx([0.9], abs=0.01)


def test_a_head_that_separates_is_sure_on_both_sides() -> None:
    logits = np.concatenate([np.full(30, 2.0), np.full(10, -2.0)]).astype(np.float32)
    scale, offset = fit_platt(logits, logits > 0, assumed_share=0.8)
    dispute, enquiry = Calibration(1.0, 0.0, scale, offset).dispute_probabilities(np.array([2.0, -2.0], np.float32))
    assert (dispute > 0.9, enquiry < 0.1) == (True, True)


def test_without_enquiries_the_answer_is_the_assumed_share() -> None:
    scale, offset = fit_platt(np.array([-3.0, 3.0], dtype=np.float32), np.array([True, True]), assumed_share=0.8)
    probabilities = Calibration(1.0, 0.0, scale, offset).dispute_probabilities(np.array([-3.0, 3.0], np.float32))
    assert probabilities.tolist() == pytest.approx([0.8, 0.8], abs=0.001)
