"""The report an assessment was made of, as kept beside it, and back: what recomputing needs."""

from datetime import date

from triage.assessment.types import EarlierMatter, Report
from triage.db.records import AssessmentRecord


def kept_report(report: Report) -> dict[str, object]:
    """All that went into the assessment, so that it can be recomputed."""
    return {
        "id": report.id,
        "text": report.text,
        "facts": dict(report.facts),
        "reported_on": report.reported_on.isoformat() if report.reported_on else None,
        "history": [
            {"reported_on": matter.reported_on.isoformat(), "text": matter.text, "outcome": matter.outcome}
            for matter in report.history
        ],
    }


def report_of_record(record: AssessmentRecord) -> Report:
    """The report that an assessment was made of."""
    kept = record.report
    return Report(
        id=kept["id"],
        text=kept["text"],
        facts=kept["facts"],
        reported_on=date.fromisoformat(kept["reported_on"]) if kept["reported_on"] else None,
        history=tuple(
            EarlierMatter(date.fromisoformat(matter["reported_on"]), matter["text"], matter["outcome"])
            for matter in kept["history"]
        ),
    )
