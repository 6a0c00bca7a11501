"""Sessions: who may hold them, how many, and what stops one."""

from datetime import date

import pytest

from triage.casework.mediation import check_session, needs_guardian, needs_hand_off, stops_mediation
from triage.errors import ActionNotAllowedError
from triage.vocabulary import Route

DAY = date(2026, 3, 2)


def test_only_police_mediation_needs_no_hand_off() -> None:
    assert [route for route in (Route.PEOPLE, Route.ADMINISTRATIVE, Route.POLICE) if not needs_hand_off(route)] == [
        Route.POLICE
    ]


def test_police_hold_at_most_two_sessions() -> None:
    check_session(Route.POLICE, 2, DAY, None)
    with pytest.raises(ActionNotAllowedError):
        check_session(Route.POLICE, 3, DAY, None)


def test_a_committee_may_meet_as_often_as_it_helps() -> None:
    check_session(Route.PEOPLE, 7, DAY, None)


def test_the_second_police_session_must_be_in_time() -> None:
    check_session(Route.POLICE, 2, DAY, DAY)
    with pytest.raises(ActionNotAllowedError):
        check_session(Route.POLICE, 2, DAY, date(2026, 3, 1))


def test_a_new_danger_stops_mediation() -> None:
    assert (stops_mediation(["T05"]), stops_mediation([])) == (True, False)


@pytest.mark.parametrize(
    ("age", "lives_on_own_labour", "expected"),
    [
        (13, False, True),
        (15, True, True),
        (16, False, True),
        (16, True, False),
        (18, False, False),
        (None, False, False),
    ],
)
def test_guardians_of_minors_are_told(age: int | None, lives_on_own_labour: bool, expected: bool) -> None:
    assert needs_guardian(age, lives_on_own_labour) is expected
