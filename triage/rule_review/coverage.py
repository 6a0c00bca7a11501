"""Gaps: types, triggers and indicators that no rule speaks for, words nobody looks for, days between two rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from triage.assessment.fact_signals import MID_MEDIATION, fact_indicators, fact_triggers
from triage.assessment.rule import Rule, Rulebook
from triage.rule_review.written_rule import slots_of

ONE_DAY = timedelta(days=1)
MID_MEDIATION_TRIGGER = "T17"  # raised by any of the others while mediation goes on
REST_TYPE = "other"  # what no rule recognises


@dataclass(frozen=True, slots=True)
class Gap:
    """``code`` says what is missing for ``target``; ``rule_id`` and ``days`` where a rule ends too early."""

    code: str
    target: str
    rule_id: str = ""
    days: tuple[date, ...] = ()
    words: tuple[str, ...] = ()


def target_of(rule: Rule) -> str:
    """The trigger, indicator, dispute type or fact that the rule raises."""
    return rule.trigger or rule.indicator or rule.dispute_type or rule.fact or ""


def without_rule(rulebook: Rulebook, on: date) -> Iterator[Gap]:
    """Types, triggers and indicators that no rule live on ``on`` raises.

    Left out: what facts raise, the type for the rest, and indicators that neither score nor lift the level and have
    a trigger in their place.
    """
    live = {target_of(rule) for rule in rulebook.rules if rule.is_live(on)}
    by_facts = _raised_by_facts(rulebook)
    for code in rulebook.dispute_types:
        if code not in live and code != REST_TYPE:
            yield Gap("type_without_rule", code)
    for code in rulebook.triggers:
        if code not in live and code not in by_facts:
            yield Gap("trigger_without_rule", code)
    for code, indicator in rulebook.indicators.items():
        if code not in live and code not in by_facts and (indicator.weight or indicator.floor):
            yield Gap("indicator_without_rule", code)


def days_without_rule(rules: Sequence[Rule]) -> Iterator[Gap]:
    """A rule ends, and the next of its target that looks for one of its words begins more than a day later."""
    for rule in rules:
        if rule.valid_to is None:
            continue
        ends_on = rule.valid_to
        words = _words(rule)
        kin = [other for other in rules if target_of(other) == target_of(rule) and not words.isdisjoint(_words(other))]
        if any(other is not rule and other.is_live(ends_on + ONE_DAY) for other in kin):
            continue
        first = min((other.valid_from for other in kin if other.valid_from > ends_on), default=None)
        if first is not None:
            yield Gap("days_without_rule", target_of(rule), rule.id, (ends_on + ONE_DAY, first - ONE_DAY))


def words_not_sought(expected: Mapping[str, Iterable[str]], rulebook: Rulebook, on: date) -> Iterator[Gap]:
    """For each target the expected words that no live rule of it looks for, whole, as a part, or around a part."""
    sought: dict[str, set[str]] = {}
    for rule in rulebook.rules:
        if rule.is_live(on):
            sought.setdefault(target_of(rule), set()).update(_words(rule))
    for target, words in expected.items():
        known = sought.get(target, set())
        missing = tuple(word for word in words if not any(word in other or other in word for other in known))
        if missing:
            yield Gap("words_not_sought", target, words=missing)


def _words(rule: Rule) -> frozenset[str]:
    """The words that can make the rule fire."""
    return frozenset(
        word for slot, words in slots_of(rule) if slot.part in ("any", "doubtful", "near") for word in words
    )


def _raised_by_facts(rulebook: Rulebook) -> set[str]:
    """What the facts can raise without a word: each fact is tried with every answer, alone and amid danger."""
    raised = {MID_MEDIATION_TRIGGER} if MID_MEDIATION & rulebook.triggers.keys() else set()
    for fact in rulebook.facts.values():
        for value in fact.choices or ((True, False) if fact.kind == "boolean" else (1, 3)):
            facts = {fact.id: value}
            raised.update(indicator for indicator, _ in fact_indicators(facts))
            raised.update(trigger for trigger, _ in fact_triggers(facts, frozenset(), 0))
    return raised
