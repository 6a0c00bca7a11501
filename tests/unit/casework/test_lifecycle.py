"""The table of status changes: what is possible, from where, for whom."""

from dataclasses import replace
from uuid import UUID

import pytest

from triage.casework.lifecycle import (
    CASE,
    HAND_OFF,
    SECURITY_TRACK,
    TRACK,
    TRANSITIONS,
    Subject,
    available_actions,
    may_clear_trigger,
    next_status,
    possible_actions,
    track_subject,
)
from triage.errors import ActionNotAllowedError, NotPermittedError
from triage.vocabulary import Actor, CaseAction, CaseStatus, HandOffStatus, Role, TrackKind, TrackStatus, UnitKind

A, S = CaseAction, TrackStatus
OFFICER = Actor(
    person_id=UUID(int=1),
    display_name="王警官",
    role=Role.CASE_OFFICER,
    unit_id=UUID(int=2),
    unit_name="城关派出所",
    unit_kind=UnitKind.POLICE_STATION,
    area_path="/1/",
    post_id=UUID(int=3),
)


@pytest.mark.parametrize("status", sorted(set(HandOffStatus) - {HandOffStatus.OFFERED}))
def test_accepting_is_refused_unless_offered(status: HandOffStatus) -> None:
    with pytest.raises(ActionNotAllowedError):
        next_status(HAND_OFF, status, A.ACCEPT_HAND_OFF, Role.MEDIATOR)


@pytest.mark.parametrize(
    ("action", "role", "expected"),
    [
        (A.ACCEPT_HAND_OFF, Role.MEDIATOR, HandOffStatus.ACCEPTED),
        (A.DECLINE_HAND_OFF, Role.MEDIATOR, HandOffStatus.DECLINED),
        (A.WITHDRAW_HAND_OFF, Role.DESK_OFFICER, HandOffStatus.WITHDRAWN),
        (A.EXPIRE_HAND_OFF, Role.SYSTEM, HandOffStatus.EXPIRED),
    ],
)
def test_an_offer_ends_in_one_of_four_ways(action: CaseAction, role: Role, expected: HandOffStatus) -> None:
    assert next_status(HAND_OFF, HandOffStatus.OFFERED, action, role) is expected


def test_a_mediation_runs_from_registration_to_closing() -> None:
    steps = [
        (A.DECIDE_ROUTE, Role.DESK_OFFICER, S.ROUTED),
        (A.OFFER_HAND_OFF, Role.DESK_OFFICER, S.ROUTED),
        (A.ACCEPT_HAND_OFF, Role.MEDIATOR, S.IN_MEDIATION),
        (A.RECORD_SESSION, Role.MEDIATOR, S.IN_MEDIATION),
        (A.RECORD_AGREEMENT, Role.MEDIATOR, S.AGREED),
        (A.RECORD_PERFORMANCE, Role.MEDIATOR, S.AGREED),
        (A.CLOSE_TRACK, Role.MEDIATOR, S.CLOSED),
    ]
    status = S.REGISTERED
    for action, role, expected in steps:
        status = next_status(TRACK, status, action, role)
        assert status is expected


@pytest.mark.parametrize(
    ("status", "action", "role"),
    [
        (S.ROUTED, A.DECLINE_HAND_OFF, Role.MEDIATOR),
        (S.ROUTED, A.EXPIRE_HAND_OFF, Role.SYSTEM),
        (S.IN_MEDIATION, A.RECORD_FAILURE, Role.MEDIATOR),
        (S.IN_MEDIATION, A.RECORD_FAILURE, Role.SYSTEM),  # a new danger
        (S.AGREED, A.RECORD_FAILURE, Role.MEDIATOR),  # not performed
    ],
)
def test_what_does_not_succeed_comes_back_and_can_be_routed_again(
    status: TrackStatus, action: CaseAction, role: Role
) -> None:
    returned = next_status(TRACK, status, action, role)
    assert (returned, next_status(TRACK, returned, A.DECIDE_ROUTE, Role.DESK_OFFICER)) == (S.RETURNED, S.ROUTED)


def test_a_mediator_cannot_mediate_before_accepting() -> None:
    with pytest.raises(ActionNotAllowedError) as refusal:
        next_status(TRACK, S.ROUTED, A.RECORD_SESSION, Role.MEDIATOR)
    assert refusal.value.values["allowed"] == (A.ACCEPT_HAND_OFF, A.DECLINE_HAND_OFF)


def test_police_mediation_needs_no_hand_off() -> None:
    assert next_status(TRACK, S.ROUTED, A.RECORD_SESSION, Role.CASE_OFFICER) is S.IN_MEDIATION


def test_mediation_cannot_end_the_public_security_track() -> None:
    assert next_status(SECURITY_TRACK, S.REGISTERED, A.CLOSE_TRACK, Role.CASE_OFFICER) is S.CLOSED
    for role in set(Role) - {Role.CASE_OFFICER}:
        with pytest.raises(NotPermittedError):
            next_status(SECURITY_TRACK, S.REGISTERED, A.CLOSE_TRACK, role)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_no_person_can_let_an_offer_expire(role: Role) -> None:
    with pytest.raises(NotPermittedError):
        next_status(HAND_OFF, HandOffStatus.OFFERED, A.EXPIRE_HAND_OFF, role)


def test_nothing_is_possible_on_what_is_closed() -> None:
    closed = ((TRACK, S.CLOSED), (SECURITY_TRACK, S.CLOSED), (CASE, CaseStatus.CLOSED))
    possible = {
        action for subject, status in closed for role in Role for action in possible_actions(subject, status, role)
    }
    assert possible == set()


@pytest.mark.parametrize("role", [Role.RULE_REVIEWER, Role.ADMINISTRATOR])
def test_roles_outside_casework_change_nothing(role: Role) -> None:
    assert [row for row in TRANSITIONS if role in row.who] == []


def test_every_open_status_can_be_left() -> None:
    sources = {(row.subject, status) for row in TRANSITIONS for status in row.sources if row.target != status}
    open_ones = {(TRACK, status) for status in set(S) - {S.CLOSED}} | {(SECURITY_TRACK, S.REGISTERED)}
    assert open_ones <= sources


def test_no_two_rows_disagree() -> None:
    targets: dict[tuple[object, ...], set[object]] = {}
    for row in TRANSITIONS:
        for key in ((row.subject, row.action, status, who) for status in row.sources for who in row.who):
            targets.setdefault(key, set()).add(row.target)
    assert [key for key, found in targets.items() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("role", "is_authorised", "expected"),
    [
        (Role.SUPERVISOR, False, True),
        (Role.CASE_OFFICER, True, True),
        (Role.CASE_OFFICER, False, False),
        (Role.MEDIATOR, True, False),
        (Role.DESK_OFFICER, True, False),
    ],
)
def test_only_a_supervisor_or_an_authorised_officer_clears_a_trigger(
    role: Role, is_authorised: bool, expected: bool
) -> None:
    actor = replace(OFFICER, role=role, may_clear_triggers=is_authorised)
    offered = A.CLEAR_TRIGGER in available_actions(CASE, CaseStatus.OPEN, actor)
    assert (may_clear_trigger(actor), offered) == (expected, expected)


def test_each_kind_of_track_has_its_own_rows() -> None:
    assert [track_subject(kind) for kind in TrackKind] == [Subject.SECURITY_TRACK, Subject.TRACK]
