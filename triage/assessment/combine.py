"""Step *combine*: rule hits and the classifier's opinion become one ranked list of dispute types."""

from collections.abc import Collection, Iterable, Mapping
from math import exp, floor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from triage.assessment.rule import Policy
from triage.assessment.types import Hit, TypeScores, TypeTag, TypeTags

Matrix: TypeAlias = NDArray[np.float64]  # text × code

BACKGROUND = 5.0  # odds of "none of the types whose rules fired": a rule of weight 2 alone then gives about 0.6
LEAN_OF_ONE, LEAN_OF_SEVERAL = 2.0, 0.7  # log-odds of an outside category, by how many of our types it may mean
MOST_LOG_ODDS = 6.0  # of all rules of a type together
UNSURE_SHARE = 0.1  # of the model's probability is spread over all types before a rule may contradict it
SHOWN_FROM = 0.01  # less probable types are not listed
STRONG_RULE = 1.0  # log-odds from which a rule alone shows that this is a dispute
SURELY_DISPUTE, SURELY_NOT = 0.7, 0.3


def combine(
    hits: Iterable[Hit], scores: TypeScores, codes: Iterable[str], policy: Policy, leaning: Collection[str] = ()
) -> TypeTags:
    """Rank all ``codes``, best first, with probabilities that sum to at most 1.

    Rules add log-odds, the model gives log-probabilities, ``policy.rule_share`` weighs one against the other. Where
    nothing speaks the list is empty. Below ``policy.type_threshold`` the tags abstain. ``leaning`` are the types that
    the sending system's category may mean; they weigh less than a rule.
    """
    firm = [hit for hit in hits if hit.context is None]
    log_odds = _log_odds(firm)
    known = sorted(codes)
    model = {code: scores.probabilities[code] for code in known if code in scores.probabilities}
    probabilities = _probabilities(_leant(log_odds, leaning), model, known, policy.rule_share)
    ranked = tuple(
        TypeTag(
            code, floor(probability * 10_000) / 10_000, _sources(code, log_odds, model, leaning)
        )  # never above 1 in sum
        for code, probability in sorted(probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
        if probability >= SHOWN_FROM
    )
    abstained = not ranked or ranked[0].probability < policy.type_threshold
    strongest = max(log_odds.values(), default=0.0)
    has_danger = any(hit.rule.trigger is not None for hit in firm)
    return TypeTags(ranked, abstained, is_dispute(strongest, has_danger, scores.is_dispute))


def _log_odds(firm: Iterable[Hit]) -> dict[str, float]:
    """Per type the sum over its rules that fired, each rule once."""
    rules = {hit.rule.id: hit.rule for hit in firm if hit.rule.spoken_type is not None}
    log_odds: dict[str, float] = {}
    for _, rule in sorted(rules.items()):
        code = rule.spoken_type or ""
        log_odds[code] = min(log_odds.get(code, 0.0) + rule.weight, MOST_LOG_ODDS)
    return log_odds


def _probabilities(
    log_odds: Mapping[str, float], model: Mapping[str, float], codes: list[str], rule_share: float
) -> Mapping[str, float]:
    if not model:
        total = BACKGROUND + sum(map(exp, log_odds.values()))
        return {code: exp(weight) / total for code, weight in log_odds.items()}
    if not log_odds:
        return model
    given = np.array([[log_odds.get(code, 0.0) for code in codes], [model.get(code, 0.0) for code in codes]])
    return dict(zip(codes, mixed(given[:1], given[1:], rule_share)[0].tolist(), strict=True))


def mixed(log_odds: Matrix, model: Matrix, rule_share: float) -> Matrix:
    """The probabilities of all codes where rules and model both speak, row by row."""
    opinion = np.log((1 - UNSURE_SHARE) * model + UNSURE_SHARE / model.shape[1])
    weights = np.exp(2 * (rule_share * log_odds + (1 - rule_share) * opinion))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _leant(log_odds: Mapping[str, float], leaning: Collection[str]) -> Mapping[str, float]:
    """The log-odds with what the outside category adds; less for each where it may mean several of our types."""
    lean = LEAN_OF_ONE if len(leaning) == 1 else LEAN_OF_SEVERAL
    return {**log_odds, **{code: log_odds.get(code, 0.0) + lean for code in leaning}}


def _sources(
    code: str, log_odds: Mapping[str, float], model: Mapping[str, float], leaning: Collection[str]
) -> tuple[str, ...]:
    has_model = model.get(code, 0.0) >= SHOWN_FROM
    spoke = (("rule", code in log_odds), ("model", has_model), ("source", code in leaning))
    return tuple(name for name, has_spoken in spoke if has_spoken)


def is_dispute(strongest: float, has_danger: bool, opinion: float | None) -> bool | None:
    """Danger is never a mere enquiry; a strong rule outweighs half a doubt of the model.

    Args:
        strongest: the highest log-odds that the rules give a type.
        has_danger: a trigger is firm.
        opinion: the model's probability that this is a dispute.
    """
    if opinion is None:
        return True if has_danger or strongest >= STRONG_RULE else None
    odds = opinion / max(1 - opinion, 1e-9) * exp(strongest / 2)
    probability = odds / (1 + odds)
    if probability >= SURELY_DISPUTE:
        return True
    return False if probability <= SURELY_NOT and not has_danger else None
