"""The report an assessment was made of, as kept beside it, and back: what recomputing needs.

Police-only facts (PSAPL 136) are kept in the restricted part, never in the shared one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from triage.assessment.rule import FactDefinition
from triage.assessment.types import Assessment, EarlierMatter, Report
from triage.db.records import AssessmentRecord
from triage.exchange.contract import restricted_of


def kept_report(report: Report, definitions: Mapping[str, FactDefinition]) -> dict[str, Any]:
    """All that went into the shared part of the assessment."""
    return {
        "id": report.id,
        "text": report.text,
        "facts": {fact: value for fact, value in report.facts.items() if not _is_police_only(fact, definitions)},
        "reported_on": report.reported_on.isoformat() if report.reported_on else None,
        "category": report.category,
        "history": [
            {"reported_on": matter.reported_on.isoformat(), "text": matter.text, "outcome": matter.outcome}
            for matter in report.history
        ],
    }


def kept_restricted(
    report: Report, assessment: Assessment, definitions: Mapping[str, FactDefinition]
) -> dict[str, Any] | None:
    """What only police may see, with the facts it came from; None when there is nothing."""
    facts = {fact: value for fact, value in report.facts.items() if _is_police_only(fact, definitions)}
    part = restricted_of(assessment)
    return {**(part or {}), "facts": facts} if part or facts else None


def report_of_record(record: AssessmentRecord) -> Report:
    """The report that an assessment was made of, police-only facts included."""
    kept = record.report
    return Report(
        id=kept["id"],
        text=kept["text"],
        facts={**kept["facts"], **(record.restricted or {}).get("facts", {})},
        reported_on=date.fromisoformat(kept["reported_on"]) if kept["reported_on"] else None,
        history=tuple(
            EarlierMatter(date.fromisoformat(matter["reported_on"]), matter["text"], matter["outcome"])
            for matter in kept["history"]
        ),
        category=kept.get("category"),
    )


def advised_route(record: AssessmentRecord, *, for_police: bool) -> str | None:
    """The route recommended to a person: police are also told what police-only facts change."""
    answer = (record.restricted if for_police else None) or {}
    advice: dict[str, Any] = answer.get("route") or record.answer["route"]
    advised: str | None = advice["recommended"]
    return advised


def _is_police_only(fact: str, definitions: Mapping[str, FactDefinition]) -> bool:
    return fact in definitions and definitions[fact].police_only
