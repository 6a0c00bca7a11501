"""Step *follow-up*: when a settled or returned case is looked at again."""

from datetime import date, timedelta

from triage.vocabulary import OutcomeKind, RiskLevel

VISIT_FINDINGS = ("calm", "performed", "not_performed", "new_conflict", "not_reached", "danger")

# taxonomy.md 7 [D]: days until somebody looks again
_REPEAT_CHECK_DAYS = {RiskLevel.RED: 7, RiskLevel.ORANGE: 7, RiskLevel.YELLOW: 14}


def next_check_on(level: RiskLevel, last_seen_on: date) -> date | None:
    """The day of the repeat check for a level; None for blue, which is seen once after closing (PM-09)."""
    days = _REPEAT_CHECK_DAYS.get(level)
    return None if days is None else last_seen_on + timedelta(days=days)


def reopens_case(finding: str) -> bool:
    """True when what a visit found must not rest: the case goes back to the duty desk."""
    return finding in {"not_performed", "new_conflict", "danger"}


def needs_visit(kind: OutcomeKind) -> bool:
    """True for agreements; a failed mediation is followed by the unit it returns to (HO-05), not by a visit."""
    return kind in {OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT}
