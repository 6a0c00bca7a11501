"""When a case is looked at again."""

from datetime import date

import pytest

from triage.casework.follow_up import VISIT_FINDINGS, needs_visit, next_check_on, reopens_case
from triage.vocabulary import OutcomeKind, RiskLevel


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (RiskLevel.RED, date(2026, 3, 9)),
        (RiskLevel.ORANGE, date(2026, 3, 9)),
        (RiskLevel.YELLOW, date(2026, 3, 16)),
        (RiskLevel.BLUE, None),
    ],
)
def test_the_level_decides_when_somebody_looks_again(level: RiskLevel, expected: date | None) -> None:
    assert next_check_on(level, date(2026, 3, 2)) == expected


def test_what_must_not_rest_reopens_the_case() -> None:
    assert {finding for finding in VISIT_FINDINGS if reopens_case(finding)} == {
        "not_performed",
        "new_conflict",
        "danger",
    }


def test_only_agreements_are_visited() -> None:
    visited = {kind for kind in OutcomeKind if needs_visit(kind)}
    assert visited == {OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT}
