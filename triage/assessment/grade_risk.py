"""Step *grade_risk*: triggers first, then indicators, then floors. Nothing in a text ever lowers the level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from triage.assessment.count_people import PeopleCount
from triage.assessment.fact_signals import fact_indicators, fact_triggers, people_indicator
from triage.assessment.rule import Facts, Policy, Rulebook
from triage.assessment.types import Hit, IndicatorHit, RiskGrade, ToCheck, TriggerHit, TypeTags
from triage.vocabulary import RiskLevel

HIGHEST_SCORE = 100
LIKELY = 0.25  # probability from which a type that is not the first still counts
OFFENCE_TYPES = frozenset(("fight_injury", "insult_defame"))
OFFENCE_INDICATORS = frozenset(("R02", "R31"))
OFFENCE_FACTS = ("offence_suspected", "case_opened")

BECAUSE_SCORE = "score"
BECAUSE_OFFENCE = "offence_possible"
FROM_TEXT_COUNT = "text.people_count"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the level of one report rests on; ``facts`` hold no police-only fact."""

    hits: tuple[Hit, ...]
    tags: TypeTags
    facts: Facts
    people: PeopleCount | None

    @property
    def people_count(self) -> int:
        """The number of people given, else the number read from the text, else 0."""
        given = self.facts.get("people_count")
        if isinstance(given, int):
            return given
        return self.people.count if self.people is not None else 0


def grade_risk(evidence: Evidence, rulebook: Rulebook, policy: Policy) -> RiskGrade:
    """Level, score and what they rest on. The level is the highest of score, floors and triggers."""
    triggers = _triggers(evidence)
    indicators = _indicators(evidence, {trigger.id for trigger in triggers}, rulebook)
    score = min(HIGHEST_SCORE, sum(indicator.weight for indicator in indicators))
    candidates = [
        (level, because)
        for level, because in _levels(evidence, triggers, indicators, rulebook, score, policy)
        if level is not None
    ]
    # the first of the highest: triggers, then the score, then floors that lift it
    level, because = max(candidates, key=lambda candidate: candidate[0].rank)
    return RiskGrade(level, score, because, triggers, _to_check(evidence.hits), indicators)


def police_only_indicators(facts: Facts, rulebook: Rulebook) -> tuple[IndicatorHit, ...]:
    """What police-only facts add; shown to police alone and never part of score or level (PSAPL 136)."""
    raised = ((code, fact) for code, fact in fact_indicators(facts) if code in rulebook.indicators)
    return tuple(
        IndicatorHit(code, None, rulebook.indicators[code].weight, f"fact.{fact}")
        for code, fact in raised
        if rulebook.indicators[code].police_only
    )


def _triggers(evidence: Evidence) -> tuple[TriggerHit, ...]:
    """Each firm trigger once, from its first hit; then those that facts raise."""
    first: dict[str, TriggerHit] = {}
    for hit in evidence.hits:
        if hit.rule.trigger is not None and hit.context is None:
            first.setdefault(hit.rule.trigger, TriggerHit(hit.rule.trigger, hit.span, hit.rule.source_id))
    for trigger, fact in fact_triggers(evidence.facts, first.keys(), evidence.people_count):
        first.setdefault(trigger, TriggerHit(trigger, None, f"fact.{fact}"))
    return tuple(first[trigger] for trigger in sorted(first))


def _to_check(hits: Iterable[Hit]) -> tuple[ToCheck, ...]:
    """Each doubtful trigger once per context, from its first hit."""
    first: dict[tuple[str, str], ToCheck] = {}
    for hit in hits:
        if hit.rule.trigger is not None and hit.context is not None:
            check = ToCheck(hit.rule.trigger, hit.span, hit.context, hit.rule.ask, hit.rule.source_id)
            first.setdefault((check.id, check.context), check)
    return tuple(first[key] for key in sorted(first))


def _indicators(evidence: Evidence, triggers: set[str], rulebook: Rulebook) -> tuple[IndicatorHit, ...]:
    """Each shared indicator once, replaced ones left out."""
    known = rulebook.indicators
    first: dict[str, IndicatorHit] = {}
    for code, hit in _raised_indicators(evidence, triggers, known):
        if code in known and not known[code].police_only and not (code == "R18" and "T10" in triggers):
            first.setdefault(code, hit)  # ten people on the spot are T10; R18 is for those who have not gathered
    replaced = {code for indicator in first for code in known[indicator].replaces}
    return tuple(first[code] for code in sorted(first.keys() - replaced))


def _raised_indicators(
    evidence: Evidence, triggers: set[str], known: Mapping[str, object]
) -> Iterator[tuple[str, IndicatorHit]]:
    def weight(code: str) -> int:
        return int(getattr(known.get(code), "weight", 0))

    for hit in evidence.hits:
        code = hit.rule.indicator
        if code is not None and hit.context is None:
            yield code, IndicatorHit(code, hit.span, weight(code), hit.rule.source_id)
    for code, fact in fact_indicators(evidence.facts):
        yield code, IndicatorHit(code, None, weight(code), f"fact.{fact}")
    is_gathered = "T10" in triggers or evidence.facts.get("gathered") is True
    by_count = people_indicator(evidence.people_count, is_gathered)
    if by_count is not None:
        is_given = "people_count" in evidence.facts
        span = None if is_given or evidence.people is None else evidence.people.span
        source = "fact.people_count" if is_given else FROM_TEXT_COUNT
        yield by_count, IndicatorHit(by_count, span, weight(by_count), source)


def _levels(
    evidence: Evidence,
    triggers: Iterable[TriggerHit],
    indicators: Iterable[IndicatorHit],
    rulebook: Rulebook,
    score: int,
    policy: Policy,
) -> Iterator[tuple[RiskLevel | None, str]]:
    """Every level the case reaches, with the trigger, "score" or floor that reaches it."""
    for trigger in triggers:
        definition = rulebook.triggers.get(trigger.id)
        yield (definition.level if definition is not None else RiskLevel.RED), trigger.id
    reached = [level for level, lowest in policy.level_scores.items() if score >= lowest]
    yield max(reached, key=lambda level: level.rank, default=RiskLevel.BLUE), BECAUSE_SCORE
    for indicator in indicators:
        yield rulebook.indicators[indicator.id].floor, indicator.id
    if _is_offence_possible(evidence, {indicator.id for indicator in indicators}):
        yield RiskLevel.YELLOW, BECAUSE_OFFENCE


def _is_offence_possible(evidence: Evidence, indicators: set[str]) -> bool:
    """An act against public-security order may lie in the matter (PSAPL 90): yellow at least."""
    tags = evidence.tags
    likely = {tag.code for tag in tags.ranked if tag.probability >= LIKELY} if not tags.abstained else set()
    says_so = any(evidence.facts.get(fact) is True for fact in OFFENCE_FACTS)
    return says_so or bool(likely & OFFENCE_TYPES) or bool(indicators & OFFENCE_INDICATORS)
