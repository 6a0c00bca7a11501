"""Tracks, level and override at intake."""

import pytest

from triage.casework.intake import (
    OFFENCE_TYPES,
    is_only_proposal,
    lead_track,
    level_after,
    may_route_to,
    needs_override_reason,
    tracks_opened_by,
    tracks_to_add,
)
from triage.vocabulary import RiskLevel, Route, TrackKind

SECURITY, MEDIATION = TrackKind.PUBLIC_SECURITY, TrackKind.MEDIATION
BLUE, YELLOW, RED = RiskLevel.BLUE, RiskLevel.YELLOW, RiskLevel.RED


def test_a_civil_dispute_opens_the_mediation_track_only() -> None:
    assert tracks_opened_by(["loan_debt", "neighbour_passage"], []) == (MEDIATION,)


@pytest.mark.parametrize("code", sorted(OFFENCE_TYPES))
def test_a_possible_offence_opens_both_tracks_even_as_second_type(code: str) -> None:
    assert tracks_opened_by(["parking", code], []) == (SECURITY, MEDIATION)


def test_a_blocking_trigger_opens_both_tracks_whatever_the_type() -> None:
    assert tracks_opened_by(["loan_debt"], ["T12"]) == (SECURITY, MEDIATION)


def test_force_without_known_injury_may_be_an_act() -> None:
    assert tracks_opened_by(["parking"], [], ["R31", "R21"]) == (SECURITY, MEDIATION)


def test_a_new_assessment_adds_only_what_is_missing() -> None:
    assert tracks_to_add([MEDIATION], ["parking"], ["T01"]) == (SECURITY,)
    assert tracks_to_add([SECURITY, MEDIATION], ["parking"], []) == ()


def test_public_security_leads() -> None:
    assert (lead_track([MEDIATION, SECURITY]), lead_track([MEDIATION])) == (SECURITY, MEDIATION)


def test_a_lower_assessment_only_proposes() -> None:
    assert (level_after([YELLOW, RED], BLUE), is_only_proposal(RED, BLUE)) == (RED, True)


def test_a_higher_assessment_takes_effect() -> None:
    assert (level_after([YELLOW], RED), is_only_proposal(YELLOW, RED)) == (RED, False)


def test_after_a_human_decision_the_level_starts_afresh() -> None:
    assert level_after([], BLUE) is BLUE


@pytest.mark.parametrize(
    ("recommended", "decided", "expected"),
    [(Route.PEOPLE, Route.PEOPLE, False), (Route.PEOPLE, Route.COURT, True), (None, Route.PEOPLE, False)],
)
def test_deciding_otherwise_needs_a_reason(recommended: Route | None, decided: Route, expected: bool) -> None:
    assert needs_override_reason(recommended, decided) is expected


def test_an_open_blocking_trigger_keeps_the_matter_with_police() -> None:
    assert {route for route in Route if may_route_to(route, ["T01"])} == {Route.BLOCK, Route.PENALTY}
    assert all(may_route_to(route, []) for route in Route)
