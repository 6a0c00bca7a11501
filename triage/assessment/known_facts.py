"""Settle what is known of a report: facts that fit their definitions, counts checked with the history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from triage.assessment.rule import FactDefinition, Facts, FactValue, Rulebook
from triage.assessment.sentences import label, say
from triage.assessment.types import EarlierMatter, Report

WINDOWS = (("prior_reports_30d", timedelta(days=30)), ("prior_reports_90d", timedelta(days=90)))


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Facts fit for use, and what was wrong with the rest."""

    facts: Facts
    warnings: tuple[str, ...]

    def without_police_only(self, definitions: Mapping[str, FactDefinition]) -> Facts:
        """The facts that everybody on the case may see."""
        return {fact: value for fact, value in self.facts.items() if not definitions[fact].police_only}


def settle_facts(report: Report, rulebook: Rulebook, on: date) -> KnownFacts:
    """Drop facts that are not defined or of the wrong kind, and take the higher of given and counted reports.

    Earlier reports are counted back from ``report.reported_on``, or from ``on`` where that is unknown.
    """
    facts: dict[str, FactValue] = {}
    warnings: list[str] = []
    for fact, value in sorted(report.facts.items()):
        definition = rulebook.facts.get(fact)
        if definition is None:
            warnings.append(say(rulebook.wording, "warnings.unknown_fact", fact=fact))
        elif fits(definition, value):
            facts[fact] = value
        else:
            kind = label(rulebook.wording, "fact_kind", definition.kind)
            warnings.append(say(rulebook.wording, "warnings.fact_type", fact=definition.label, kind=kind))
    if report.history:
        warnings += _count_history(facts, report.history, report.reported_on or on, rulebook)
    return KnownFacts(dict(sorted(facts.items())), tuple(warnings))


def fits(definition: FactDefinition, value: object) -> bool:
    """True when ``value`` can answer the fact; true and 1 are not the same."""
    if definition.kind == "boolean":
        return isinstance(value, bool)
    if definition.kind == "count":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str) and value in definition.choices


def _count_history(
    facts: dict[str, FactValue], history: tuple[EarlierMatter, ...], reported_on: date, rulebook: Rulebook
) -> list[str]:
    warnings = []
    ages = [reported_on - matter.reported_on for matter in history]
    if late := sum(age < timedelta(0) for age in ages):
        warnings.append(say(rulebook.wording, "warnings.future_history", count=late))
    for fact, window in WINDOWS:
        counted = sum(timedelta(0) <= age <= window for age in ages)
        given = facts.get(fact)
        if fact not in rulebook.facts:
            continue
        facts[fact] = used = max(counted, given) if isinstance(given, int) else counted
        if given is not None and given != counted:
            words = {"fact": rulebook.facts[fact].label, "given": given, "counted": counted, "used": used}
            warnings.append(say(rulebook.wording, "warnings.history_count", **words))
    return warnings
