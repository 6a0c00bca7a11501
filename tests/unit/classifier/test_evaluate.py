"""Measuring: near-duplicates stay together, acceptable answers count, and the figures mean what they say."""

import numpy as np
import pytest

from tests.unit.classifier.tiny_corpus import classifier_of, tiny_corpus, train_tiny
from triage.classifier.corpus import LabelledText
from triage.classifier.evaluate import (
    calibration_error,
    dispute_figures,
    evaluate,
    folds_of,
    near_duplicate_groups,
    type_figures,
)

LABELS = ("lease_home", "loan_debt")


def test_near_duplicates_share_a_group_and_others_do_not() -> None:
    groups = near_duplicate_groups(["房东不退押金三千元", "房东不退押金三千块", "楼上半夜拖椅子", ""]).tolist()
    assert groups[0] == groups[1]
    assert len(set(groups)) == 3


def test_a_chain_of_near_duplicates_is_one_group() -> None:
    chain = ["甲乙丙丁戊己庚辛壬癸", "甲乙丙丁戊己庚辛壬癸子丑", "丙丁戊己庚辛壬癸子丑寅"]
    assert len(set(near_duplicate_groups(chain).tolist())) == 1


def test_groups_are_the_same_however_many_texts_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row.text for row in tiny_corpus()] * 2
    whole = near_duplicate_groups(texts)
    monkeypatch.setattr("triage.classifier.evaluate.TEXTS_AT_ONCE", 7)
    assert near_duplicate_groups(texts).tolist() == whole.tolist()


def test_a_group_is_never_torn_between_folds() -> None:
    groups = np.repeat(np.arange(12, dtype=np.int32), 2)
    folds = folds_of(["lease_home", "lease_home", "loan_debt", "loan_debt"] * 6, groups, 3, seed=1)
    assert all(len(set(folds[groups == group].tolist())) == 1 for group in range(12))


def test_an_acceptable_second_type_counts_as_right() -> None:
    rows = [LabelledText("前夫借钱不还", ("loan_debt", "lease_home"), True)]
    figures = type_figures(np.array([[0.9, 0.1]]), rows, LABELS, np.full(len(rows), 0.5))
    assert (figures["top1_accuracy"], figures["primary_accuracy"], figures["macro_f1"]) == (1.0, 0.0, 1.0)


def test_coverage_is_the_share_at_or_above_the_threshold() -> None:
    rows = [
        LabelledText("押金", ("lease_home",), True),
        LabelledText("这个借条不算数我不认你们看着办", ("loan_debt",), True),
    ]
    figures = type_figures(np.array([[0.6, 0.4], [0.55, 0.45]]), rows, LABELS, np.full(len(rows), 0.6))
    assert (figures["top1_accuracy"], figures["coverage"], figures["accuracy_when_confident"]) == (0.5, 0.5, 1.0)


def test_short_texts_are_measured_apart() -> None:
    rows = [LabelledText("押金", ("lease_home",), True), LabelledText("借" * 16, ("loan_debt",), True)]
    figures = type_figures(np.array([[0.9, 0.1], [0.9, 0.1]]), rows, LABELS, np.full(len(rows), 0.5))
    assert (figures["short_texts"]["rows"], figures["short_texts"]["top1_accuracy"]) == (1, 1.0)


def test_calibration_error_is_the_gap_between_confidence_and_hits() -> None:
    assert calibration_error(np.full(10, 0.75), np.arange(10) < 5) == 0.25


def test_no_dispute_is_counted_where_flow_1_would_say_so() -> None:
    figures = dispute_figures(np.array([0.1, 0.5, 0.2, 0.9]), np.array([False, False, True, True]))
    assert (figures["enquiries_recognised"], figures["disputes_mistaken"]) == (0.5, 0.5)


def test_rows_that_do_not_say_whether_they_are_disputes_are_measured_by_type_alone() -> None:
    rows = [LabelledText(row.text, row.types, None) for row in tiny_corpus()]
    figures = evaluate(classifier_of(train_tiny()), rows, str)
    assert (figures["model"], figures["type"]["rows"], "is_dispute" in figures) == (
        "dispute_type@v001",
        len(rows),
        False,
    )
