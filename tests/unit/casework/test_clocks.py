"""Which clocks an action starts and ends; and that no sequence of actions leaves an open track without one."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.casework.clocks import (
    ALL_CLOCKS,
    ClockChanges,
    ClockSituation,
    clock_changes,
    clocks_expected,
    clocks_started_by,
    mediation_period,
)
from triage.casework.deadlines import ClockRule
from triage.casework.lifecycle import TRANSITIONS, Transition, track_subject
from triage.vocabulary import CaseAction, Route, TrackKind, TrackStatus, UnitKind

A = CaseAction
MEDIATION = ClockSituation(TrackKind.MEDIATION)
SECURITY = ClockSituation(TrackKind.PUBLIC_SECURITY, dispute_type="fight_injury")


def test_registration_at_a_police_desk_starts_the_package_clock() -> None:
    assert clocks_started_by(A.REGISTER, MEDIATION) == ("HO-01",)


def test_an_application_at_a_committee_starts_its_own_clock() -> None:
    assert clocks_started_by(A.REGISTER, replace(MEDIATION, desk=UnitKind.MEDIATION_COMMITTEE)) == ("PM-06",)


def test_opening_the_public_security_track_starts_the_case_period() -> None:
    assert clocks_started_by(A.OPEN_TRACK, SECURITY) == ("POL-04",)


def test_a_call_for_help_is_recorded_but_no_case_is_opened() -> None:
    rescue = replace(SECURITY, dispute_type="labour_dispute", blocking_triggers=frozenset({"T03"}))
    with_act = replace(rescue, blocking_triggers=frozenset({"T03", "T01"}))
    assert [clocks_started_by(A.REGISTER, one) for one in (rescue, with_act)] == [("POL-18",), ("POL-04",)]


def test_family_violence_and_harm_to_minors_alarm_at_once() -> None:
    triggers = frozenset({"T05", "T06"})
    situation = replace(SECURITY, triggers=triggers, blocking_triggers=triggers)
    assert clocks_started_by(A.REGISTER, situation) == ("DV-01", "MIN-01", "POL-04")
    assert clock_changes(A.ACKNOWLEDGE_ALARM, situation).met == ("DV-01", "MIN-01")


def test_an_offer_ends_the_package_clock_and_starts_the_receipt_clock() -> None:
    assert clock_changes(A.OFFER_HAND_OFF, MEDIATION) == ClockChanges(("HO-02",), ("HO-01",))


@pytest.mark.parametrize(
    ("dispute_type", "route", "expected"),
    [
        ("neighbour_passage", Route.PEOPLE, ("PM-01",)),
        ("medical", Route.PEOPLE, ("MED-01",)),
        ("medical", Route.ADMINISTRATIVE, ("MED-03",)),
        ("labour_dispute", Route.PEOPLE, ("LAB-01",)),
        ("consumer", Route.ADMINISTRATIVE, ("CON-01", "CON-02")),
        ("consumer", Route.PEOPLE, ("PM-01",)),
        ("illegal_building", Route.ADMINISTRATIVE, ("ADM-03",)),
        ("fight_injury", Route.POLICE, ("POL-06",)),
    ],
)
def test_acceptance_starts_the_period_of_route_and_type(
    dispute_type: str, route: Route, expected: tuple[str, ...]
) -> None:
    situation = replace(MEDIATION, dispute_type=dispute_type, route=route)
    assert mediation_period(dispute_type, route) == expected
    assert clocks_started_by(A.ACCEPT_HAND_OFF, situation) == (*expected, "PM-07")


@pytest.mark.parametrize("action", [A.DECLINE_HAND_OFF, A.EXPIRE_HAND_OFF, A.RECORD_FAILURE])
def test_whatever_comes_back_starts_the_duty_desk_clock(action: CaseAction) -> None:
    assert clocks_started_by(action, MEDIATION) == ("HO-05",)


def test_failed_police_mediation_starts_the_second_case_period_beside_the_first() -> None:
    assert clock_changes(A.RECORD_FAILURE, SECURITY) == ClockChanges(started=("POL-05",))


def test_a_second_police_session_has_seven_working_days() -> None:
    first = replace(MEDIATION, route=Route.POLICE, session_number=1, has_next_session=True)
    assert clocks_started_by(A.RECORD_SESSION, first) == ("POL-08",)
    assert clock_changes(A.RECORD_SESSION, replace(first, session_number=2)).met == ("POL-08",)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"has_performance_date": True}, ("PM-08",)),
        ({"has_performance_date": True, "is_confirmable": True}, ("PM-08", "PM-10")),
        ({"has_performance_date": True, "route": Route.POLICE, "is_confirmable": True}, ("POL-12",)),
        ({}, ("PM-09",)),
    ],
)
def test_an_agreement_starts_what_remains_to_be_done(change: dict[str, object], expected: tuple[str, ...]) -> None:
    situation = replace(MEDIATION, route=Route.PEOPLE)
    assert clocks_started_by(A.RECORD_AGREEMENT, replace(situation, **change)) == expected  # type: ignore[arg-type]


def test_an_instalment_moves_the_performance_clock_to_the_next_date() -> None:
    assert clock_changes(A.RECORD_PERFORMANCE, MEDIATION) == ClockChanges(restarted=("PM-08",))


def test_no_clock_is_started_and_ended_at_once() -> None:
    changes = [clock_changes(action, one) for action in A for one in (MEDIATION, SECURITY)]
    assert [change for change in changes if set(change.started) & {*change.met, *change.cancelled}] == []


def test_full_performance_leaves_the_visit() -> None:
    assert clocks_started_by(A.RECORD_PERFORMANCE, replace(MEDIATION, is_fully_performed=True)) == ("PM-09",)


def test_the_clocks_of_the_day_of_report() -> None:
    assert clocks_expected(["family_violence"], ["T05"], ["T05"]) == ("POL-01", "DV-01", "POL-04", "HO-01")
    assert clocks_expected(["loan_debt"], [], []) == ("HO-01",)
    assert clocks_expected(["loan_debt"], [], [], desk=UnitKind.MEDIATION_COMMITTEE) == ("PM-06",)


STEPS = [row for row in TRANSITIONS if row.subject in {track_subject(kind) for kind in TrackKind}]
FLAGS = st.fixed_dictionaries(
    {
        "desk": st.sampled_from(UnitKind),
        "dispute_type": st.sampled_from(["neighbour_passage", "medical", "consumer", "labour_dispute"]),
        "route": st.sampled_from([Route.PEOPLE, Route.ADMINISTRATIVE, Route.POLICE]),
        "session_number": st.integers(1, 2),
        "has_next_session": st.booleans(),
        "has_performance_date": st.booleans(),
        "is_confirmable": st.booleans(),
        "is_fully_performed": st.booleans(),
    }
)


def _after(live: frozenset[str], changes: ClockChanges) -> frozenset[str]:
    ended = {*changes.met, *changes.cancelled}
    return (frozenset() if ALL_CLOCKS in ended else live - ended) | set(changes.started)


@given(st.sampled_from(TrackKind), FLAGS, st.lists(st.sampled_from(STEPS), max_size=30))
def test_no_sequence_of_actions_leaves_an_open_track_without_a_clock(
    kind: TrackKind, flags: dict[str, object], steps: Sequence[Transition]
) -> None:
    situation = ClockSituation(kind, **flags)  # type: ignore[arg-type]
    status: object = TrackStatus.REGISTERED
    live = _after(frozenset(), clock_changes(A.REGISTER, situation))
    for step in steps:
        if step.subject is not track_subject(kind) or status not in step.sources:
            continue
        live = _after(live, clock_changes(step.action, replace(situation, status=TrackStatus(str(status)))))
        status = step.target
        assert bool(live) is (status is not TrackStatus.CLOSED), (step.action, status)


def test_every_clock_an_action_names_is_a_row_on_file(clock_rules: dict[str, ClockRule]) -> None:
    situations = [
        replace(one, route=route, dispute_type=dispute_type, triggers=frozenset({"T05", "T06"}), **flags)
        for one in (MEDIATION, SECURITY)
        for route in Route
        for dispute_type in ("loan_debt", "medical", "labour_dispute", "consumer", "fight_injury")
        for flags in ({}, {"has_performance_date": True, "is_confirmable": True}, {"is_fully_performed": True})
    ]
    changes = [clock_changes(action, situation) for action in A for situation in situations]
    named = {
        rule for change in changes for rule in (*change.started, *change.met, *change.cancelled, *change.restarted)
    }
    assert named - clock_rules.keys() == {ALL_CLOCKS}
