"""What the known facts add to the risk: triggers and indicators that no word in the text needs to raise.

Each table row is one sentence of ``domain/taxonomy.md`` 4 or 5.
"""

from collections.abc import Iterator, Set

from triage.assessment.rule import Facts
from triage.assessment.three_valued import Situation

CROWD = 10  # people on the spot, or with the same grievance
SEVERAL = 3  # parties
POINTING_CHECKS = frozenset(("T01",))  # doubtful triggers that make a question worth asking
POINTING_INDICATORS = frozenset(("R01", "R31"))
MID_MEDIATION = frozenset(f"T{number:02}" for number in (*range(1, 15), 18))
HARM_TO_FAMILY = frozenset(("T05", "T07"))

_TRIGGERS_OF_BOOLEANS = (
    ("weapon_present", "T01"),
    ("hired_assault", "T09"),
)
# every fact that bears on ``fact_triggers``
TRIGGER_FACTS = frozenset(
    (*dict(_TRIGGERS_OF_BOOLEANS), "injury_level", "gathered", "people_count", "minor_involved", "in_mediation")
)
_SERIOUS_INJURIES = frozenset(("light_injury", "serious_injury"))  # legal classes: 轻伤 is already a crime
_INDICATORS_OF_COUNTS = (
    ("mediation_failed", "R08"),
    ("dissuasion_by_property", "R08"),
    ("dissuasion_by_police", "R08"),
    ("prior_penalties_12m", "R11"),
)
_INDICATORS_OF_BOOLEANS = (
    ("agreement_defaulted", "R09"),
    ("protection_order", "R13"),
    ("dependant_without_care", "R32"),
)


def fact_triggers(facts: Facts, firm: Set[str], people: int) -> Iterator[tuple[str, str]]:
    """Triggers that facts raise, as ``(trigger, fact)``; ``firm`` are the triggers the text raised.

    ``people`` is the number known or read from the text, 0 where there is none.
    """
    raised = [(trigger, fact) for fact, trigger in _TRIGGERS_OF_BOOLEANS if facts.get(fact) is True]
    if facts.get("injury_level") in _SERIOUS_INJURIES:
        raised.append(("T08", "injury_level"))
    if facts.get("gathered") is True and people >= CROWD:
        raised.append(("T10", "gathered"))
    all_firm = firm | {trigger for trigger, _ in raised}
    if facts.get("minor_involved") is True and all_firm & HARM_TO_FAMILY:
        raised.append(("T06", "minor_involved"))
    if facts.get("in_mediation") is True and all_firm & MID_MEDIATION:
        raised.append(("T17", "in_mediation"))
    return (pair for pair in raised if pair[0] not in firm)


def fact_indicators(facts: Facts) -> Iterator[tuple[str, str]]:
    """Indicators that facts raise, as ``(indicator, fact)``, each once."""
    raised: dict[str, str] = {}
    for fact, indicator in _INDICATORS_OF_COUNTS:
        if _count(facts, fact) >= 1:
            raised.setdefault(indicator, fact)
    for fact, indicator in _INDICATORS_OF_BOOLEANS:
        if facts.get(fact) is True:
            raised.setdefault(indicator, fact)
    if facts.get("same_dispute") is not False:
        raised.update(_repeat_reports(facts))
    return iter(raised.items())


def _repeat_reports(facts: Facts) -> Iterator[tuple[str, str]]:
    """R06 the second report within 30 days, R07 the third within 90; the report at hand is not in the counts."""
    last_30, last_90 = _count(facts, "prior_reports_30d"), _count(facts, "prior_reports_90d")
    if last_30 >= 1:
        yield "R06", "prior_reports_30d"
    if max(last_30, last_90) >= 2:
        yield "R07", "prior_reports_90d" if last_90 >= 2 else "prior_reports_30d"


def people_indicator(people: int, is_gathered: bool) -> str | None:
    """R17 for three to nine people, R18 for ten or more who have not gathered (gathered is T10)."""
    if people >= CROWD:
        return None if is_gathered else "R18"
    return "R17" if people >= SEVERAL else None


def _count(facts: Facts, fact: str) -> int:
    value = facts.get(fact)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def worth_asking(situation: Situation, people: int) -> Iterator[str]:
    """Unknown facts that could raise a trigger and that something in the report points to.

    Nobody is asked about weapons in a quarrel over a hedge.
    """
    triggers, checks, indicators = situation.triggers, situation.checks, situation.indicators
    pointers = (
        ("minor_involved", bool(triggers & HARM_TO_FAMILY)),
        ("weapon_present", bool(checks & POINTING_CHECKS) and "T01" not in triggers),
        ("injury_level", bool(indicators & POINTING_INDICATORS) and "T08" not in triggers),
        ("gathered", people >= CROWD and "T10" not in triggers),
    )
    return (fact for fact, is_pointed_at in pointers if is_pointed_at and fact not in situation.facts)
