"""Step *combine* for many texts at once: the same ranked types as ``combine`` gives one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from triage.assessment.batch_index import Flags
from triage.assessment.combine import MOST_LOG_ODDS, SHOWN_FROM, SURELY_DISPUTE, SURELY_NOT, Matrix, mixed
from triage.assessment.rule import Policy, Rule
from triage.assessment.trie import Numbers

YES, NO, UNSURE = 1, 0, -1


@dataclass(frozen=True, slots=True)
class TypeColumns:
    """Ranked types of a batch, in order of text, best first; the last two arrays have one value per text."""

    texts: Numbers
    codes: Numbers  # number in the sorted codes
    probabilities: NDArray[np.float64]
    is_by_rule: Flags
    is_by_model: Flags
    abstained: Flags
    is_dispute: Numbers  # YES, NO or UNSURE


class TypeRanker:
    """Joins the firm rules of a batch with the opinions of the classifier."""

    def __init__(self, rules: Sequence[Rule], codes: Sequence[str], policy: Policy) -> None:
        self._codes = {code: number for number, code in enumerate(codes)}
        self._policy = policy
        self._type_of = np.array([self._codes.get(rule.spoken_type or "", -1) for rule in rules], dtype=np.intp)
        self._weights = np.array([rule.weight for rule in rules], dtype=np.float64)
        self._is_danger = np.array([rule.trigger is not None for rule in rules], dtype=np.bool_)
        self._in_order = np.argsort(np.array([rule.id for rule in rules], dtype=np.str_), kind="stable")
        self._rank = np.argsort(self._in_order)

    def ranked(self, texts: Numbers, rules: Numbers, model: Matrix, disputes: NDArray[np.float64]) -> TypeColumns:
        """The types of each text.

        Args:
            texts, rules: the firm hits.
            model: the classifier's probabilities, text × code.
            disputes: its probabilities that the texts are disputes.
        """
        log_odds = self._log_odds(texts, rules, model.shape)
        probabilities = model.copy()
        spoken = np.flatnonzero(log_odds.any(axis=1))
        if len(spoken):
            probabilities[spoken] = mixed(log_odds[spoken], model[spoken], self._policy.rule_share)
        shown, codes = np.nonzero(probabilities >= SHOWN_FROM)
        order = np.lexsort((codes, -probabilities[shown, codes], shown))
        shown, codes = shown.take(order), codes.take(order)
        listed = np.floor(probabilities[shown, codes] * 10_000) / 10_000
        best = np.zeros(len(model))
        np.maximum.at(best, shown, listed)
        return TypeColumns(
            texts=shown,
            codes=codes,
            probabilities=listed,
            is_by_rule=log_odds[shown, codes] > 0,
            is_by_model=model[shown, codes] >= SHOWN_FROM,
            abstained=(best < self._policy.type_threshold) | (best == 0),
            is_dispute=self._disputes(texts[self._is_danger.take(rules)], log_odds.max(axis=1, initial=0.0), disputes),
        )

    def _log_odds(self, texts: Numbers, rules: Numbers, shape: tuple[int, ...]) -> Matrix:
        """Per text and type the sum over the rules that fired, each once, in order of their ids."""
        speaks = np.flatnonzero(self._type_of.take(rules) >= 0)
        fired = np.unique(texts.take(speaks) * len(self._weights) + self._rank.take(rules.take(speaks)))
        of_text, ranks = np.divmod(fired, max(len(self._weights), 1))
        rules = self._in_order.take(ranks)
        log_odds = np.zeros(shape)
        np.add.at(log_odds, (of_text, self._type_of.take(rules)), self._weights.take(rules))
        return np.minimum(log_odds, MOST_LOG_ODDS)

    def _disputes(self, in_danger: Numbers, strongest: NDArray[np.float64], opinion: NDArray[np.float64]) -> Numbers:
        """As ``combine.is_dispute``."""
        values, which = np.unique(strongest, return_inverse=True)
        odds = opinion / np.maximum(1 - opinion, 1e-9) * np.array([exp(value / 2) for value in values.tolist()])[which]
        probability = odds / (1 + odds)
        is_safe = np.ones(len(opinion), dtype=np.bool_)
        is_safe[in_danger] = False
        return np.select((probability >= SURELY_DISPUTE, (probability <= SURELY_NOT) & is_safe), (YES, NO), UNSURE)
