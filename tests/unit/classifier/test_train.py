"""Training: deterministic, within its size, and no model from too few rows."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.classifier.tiny_corpus import RECIPE, tiny_corpus, train_tiny
from triage.classifier.corpus import LabelledText
from triage.classifier.train import train
from triage.errors import InputError


def test_the_same_rows_and_seed_give_the_same_numbers() -> None:
    first, second = train_tiny(), train_tiny()
    assert np.array_equal(first.model.coefficients, second.model.coefficients)
    assert (first.calibration, first.metrics) == (second.calibration, second.metrics)


def test_only_the_strongest_features_are_kept() -> None:
    small = train_tiny(replace(RECIPE, most_features=30)).model
    assert (len(small.weighting.slots), small.coefficients.shape[0]) == (30, 30)


def test_coefficients_are_measured_as_they_are_stored() -> None:
    coefficients = train_tiny().model.coefficients
    assert np.array_equal(coefficients, coefficients.astype(np.float16).astype(np.float32))


def test_labels_are_in_order_of_their_code() -> None:
    assert train_tiny().labels == ("lease_home", "loan_debt", "neighbour_noise", "wage_arrears")


def test_texts_are_normalised_before_anything_else() -> None:
    seen: list[str] = []

    def shortened(text: str) -> str:
        seen.append(text)
        return text[:4]

    train(tiny_corpus(), RECIPE, shortened, lambda rounds, total: rounds)
    assert seen == [row.text for row in tiny_corpus()]


def test_the_progress_display_learns_how_many_rounds_there_are() -> None:
    totals: list[int] = []

    def show(rounds: range, total: int) -> range:
        totals.append(total)
        return rounds

    train(tiny_corpus(), RECIPE, str, show)  # type: ignore[arg-type]
    assert totals == [RECIPE.folds + 1]


@pytest.mark.parametrize("copies", [1, 5])
def test_a_type_with_too_few_different_texts_is_refused(copies: int) -> None:
    rows = tiny_corpus() + [LabelledText("手术后伤口发炎", ("medical",), True)] * copies
    with pytest.raises(InputError) as refusal:
        train(rows, RECIPE, str, lambda rounds, total: rounds)
    assert (refusal.value.code, refusal.value.values["type"]) == ("corpus_type_rare", "medical")


def test_a_corpus_without_enquiries_is_refused() -> None:
    rows = [row for row in tiny_corpus() if row.is_dispute]
    with pytest.raises(InputError) as refusal:
        train(rows, RECIPE, str, lambda rounds, total: rounds)
    assert refusal.value.code == "corpus_enquiries_rare"
