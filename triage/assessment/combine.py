"""Step *combine*: rule hits and the classifier's opinion become one ranked list of dispute types."""

from collections.abc import Iterable, Mapping
from math import exp, floor, log

from triage.assessment.rule import Policy
from triage.assessment.types import Hit, TypeScores, TypeTag, TypeTags

BACKGROUND = 5.0  # odds of "none of the types whose rules fired": a rule of weight 2 alone then gives about 0.6
MOST_LOG_ODDS = 6.0  # of all rules of a type together
UNSURE_SHARE = 0.1  # of the model's probability is spread over all types before a rule may contradict it
SHOWN_FROM = 0.01  # less probable types are not listed
STRONG_RULE = 1.0  # log-odds from which a rule alone shows that this is a dispute
SURELY_DISPUTE, SURELY_NOT = 0.7, 0.3


def combine(hits: Iterable[Hit], scores: TypeScores, codes: Iterable[str], policy: Policy) -> TypeTags:
    """Rank all ``codes``, best first, with probabilities that sum to at most 1.

    Rules add log-odds, the model gives log-probabilities, ``policy.rule_share`` weighs one against the other. Where
    nothing speaks the list is empty. Below ``policy.type_threshold`` the tags abstain.
    """
    firm = [hit for hit in hits if hit.context is None]
    log_odds = _log_odds(firm)
    known = sorted(codes)
    model = {code: scores.probabilities[code] for code in known if code in scores.probabilities}
    probabilities = _probabilities(log_odds, model, known, policy.rule_share)
    ranked = tuple(
        TypeTag(code, floor(probability * 10_000) / 10_000, _sources(code, log_odds, model))  # never above 1 in sum
        for code, probability in sorted(probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
        if probability >= SHOWN_FROM
    )
    abstained = not ranked or ranked[0].probability < policy.type_threshold
    return TypeTags(ranked, abstained, _is_dispute(firm, log_odds, scores.is_dispute))


def _log_odds(firm: Iterable[Hit]) -> dict[str, float]:
    """Per type the sum over its rules that fired, each rule once."""
    rules = {hit.rule.id: hit.rule for hit in firm if hit.rule.dispute_type is not None}
    log_odds: dict[str, float] = {}
    for _, rule in sorted(rules.items()):
        code = rule.dispute_type or ""
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
    least = UNSURE_SHARE / len(codes)
    opinion = {code: log((1 - UNSURE_SHARE) * model.get(code, 0.0) + least) for code in codes}
    weights = {
        code: exp(2 * (rule_share * log_odds.get(code, 0.0) + (1 - rule_share) * opinion[code])) for code in codes
    }
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


def _sources(code: str, log_odds: Mapping[str, float], model: Mapping[str, float]) -> tuple[str, ...]:
    spoke = (("rule", code in log_odds), ("model", model.get(code, 0.0) >= SHOWN_FROM))
    return tuple(name for name, has_spoken in spoke if has_spoken)


def _is_dispute(firm: Iterable[Hit], log_odds: Mapping[str, float], opinion: float | None) -> bool | None:
    """Danger is never a mere enquiry; a strong rule outweighs half a doubt of the model."""
    strongest = max(log_odds.values(), default=0.0)
    has_danger = any(hit.rule.trigger is not None for hit in firm)
    if opinion is None:
        return True if has_danger or strongest >= STRONG_RULE else None
    odds = opinion / max(1 - opinion, 1e-9) * exp(strongest / 2)
    probability = odds / (1 + odds)
    if probability >= SURELY_DISPUTE:
        return True
    return False if probability <= SURELY_NOT and not has_danger else None
