"""Serving: what NumPy answers is what scikit-learn would, and it can say why."""

from math import log

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.extmath import softmax

from tests.unit.classifier.tiny_corpus import TEXTS, classifier_of, train_tiny
from triage.assessment.combine import SURELY_NOT
from triage.assessment.types import TextClassifier
from triage.classifier.features import hash_ngrams
from triage.classifier.predict import LoadedClassifier
from triage.classifier.train import sparse_matrix

REPORTS = [text for texts in TEXTS.values() for text in texts]
UNSEEN = ["借条上的钱不还", "楼上吵", "老板工资", "押金", "", "🙂", "完全是别的事情"]


@pytest.fixture(scope="module")
def classifier() -> LoadedClassifier:
    return classifier_of(train_tiny())


def sklearn_pipeline(classifier: LoadedClassifier, head: int) -> Pipeline:
    """One head as scikit-learn has it, with the coefficients as shipped: after pruning and rounding to 16 bits."""
    model = classifier.model
    regression = LogisticRegression()
    regression.classes_ = np.array([False, True])
    regression.coef_ = model.coefficients[:, [head]].T.astype(np.float64)
    regression.intercept_ = np.array([model.dispute_intercept if head == len(classifier.labels) else 0.0])
    vectorise = FunctionTransformer(lambda texts: sparse_matrix(model.weighting, hash_ngrams(texts)))
    return Pipeline([("vectorise", vectorise), ("regression", regression)])


def test_served_probabilities_are_those_of_scikit_learn(classifier: LoadedClassifier) -> None:
    texts = REPORTS + UNSEEN
    heads = [sklearn_pipeline(classifier, head).decision_function(texts) for head in range(len(classifier.labels))]
    expected = softmax(np.stack(heads, axis=1) / classifier.calibration.temperature)
    assert np.abs(classifier.probabilities(texts)[0] - expected).max() < 1e-6


def test_served_dispute_probability_is_that_of_scikit_learn(classifier: LoadedClassifier) -> None:
    logits = sklearn_pipeline(classifier, len(classifier.labels)).decision_function(REPORTS + UNSEEN)
    calibration = classifier.calibration
    expected = 1 / (1 + np.exp(-(calibration.dispute_scale * logits + calibration.dispute_offset)))
    assert np.abs(classifier.probabilities(REPORTS + UNSEEN)[1] - expected).max() < 1e-6


def test_a_batch_answers_exactly_as_one_by_one(classifier: LoadedClassifier) -> None:
    texts = (REPORTS + UNSEEN) * 5  # more than are gathered at once
    assert classifier.scores_batch(texts) == [classifier.scores(text) for text in texts]


def test_no_texts_get_no_answers(classifier: LoadedClassifier) -> None:
    assert classifier.scores_batch([]) == []


def test_it_is_what_flow_1_asks_for(classifier: LoadedClassifier) -> None:
    asked: TextClassifier = classifier
    scores = asked.scores("房东不退押金")
    assert (asked.version, scores.model) == ("dispute_type@v001", "dispute_type@v001")
    assert max(scores.probabilities, key=scores.probabilities.__getitem__) == "lease_home"


def test_probabilities_sum_to_one(classifier: LoadedClassifier) -> None:
    sums = [sum(scores.probabilities.values()) for scores in classifier.scores_batch(REPORTS + UNSEEN)]
    assert sums == pytest.approx([1.0] * len(sums))


@pytest.mark.parametrize("text", ["借条写了不还钱,利息也没有", "押金押金押金", ""])
def test_contributions_sum_to_the_log_odds(classifier: LoadedClassifier, text: str) -> None:
    probabilities = classifier.scores(text).probabilities
    log_odds = {
        label: sum(part.weight for part in classifier.contributions(text, label, top=None))
        for label in ("loan_debt", "lease_home")
    }
    ratio = log(probabilities["loan_debt"]) - log(probabilities["lease_home"])
    assert log_odds["loan_debt"] - log_odds["lease_home"] == pytest.approx(ratio, abs=1e-4)


def test_the_strongest_ngrams_come_first_and_stand_in_the_text(classifier: LoadedClassifier) -> None:
    text = "租房的押金不退"
    parts = classifier.contributions(text, "lease_home", top=5)
    weights = [part.weight for part in parts]
    assert weights == sorted(weights, reverse=True)
    assert (len(parts), all(part.ngram.strip() in text for part in parts)) == (5, True)


def test_an_unknown_label_has_no_contributions(classifier: LoadedClassifier) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        classifier.contributions("押金", "medical")


@pytest.mark.parametrize("text", ["", "🙂🙂", "qwrtzp", "。。。"])
def test_a_text_without_a_known_word_stays_unsure(classifier: LoadedClassifier, text: str) -> None:
    assert max(classifier.scores(text).probabilities.values()) < 0.5


@pytest.mark.parametrize("text", ["", "🙂🙂", "qwrtzp"])
def test_a_text_without_a_known_word_is_not_taken_for_an_enquiry(classifier: LoadedClassifier, text: str) -> None:
    is_dispute = classifier.scores(text).is_dispute
    assert is_dispute is not None
    assert is_dispute > SURELY_NOT


def test_repeating_a_word_does_not_make_it_surer_than_a_sentence(classifier: LoadedClassifier) -> None:
    once, often = (classifier.scores(text).probabilities["neighbour_noise"] for text in ("吵", "吵" * 5_000))
    assert often <= max(once, 0.99)
