"""Step *mediation*: who may hold sessions, how many, and what stops one."""

from collections.abc import Collection
from datetime import date

from triage.errors import ActionNotAllowedError
from triage.vocabulary import Route

# MPS-PROC 183: normally once, a second time when needed or asked for; the text foresees no third
POLICE_SESSIONS_AT_MOST = 2


def needs_hand_off(route: Route) -> bool:
    """False for police mediation: the officer who handles the act mediates it in person."""
    return route is not Route.POLICE


def check_session(route: Route, number: int, held_on: date, second_session_due_on: date | None) -> None:
    """Allow the ``number``-th session (1 = first) of a mediation, or say why not.

    Args:
        second_session_due_on: last day of POL-08, for the second police session.
    Raises:
        ActionNotAllowedError: police mediation would be held a third time, or its second session too late.
    Source: MPS-PROC 183.
    """
    if route is not Route.POLICE:
        return
    if number > POLICE_SESSIONS_AT_MOST:
        raise ActionNotAllowedError("police_session_limit", number=number, allowed=POLICE_SESSIONS_AT_MOST)
    if number == POLICE_SESSIONS_AT_MOST and second_session_due_on is not None and held_on > second_session_due_on:
        raise ActionNotAllowedError("second_session_too_late", held_on=held_on, allowed=second_session_due_on)


def stops_mediation(new_blocking_triggers: Collection[str]) -> bool:
    """True when a danger that appeared mid-way ends the session and sends the case back (T17; PML 25)."""
    return bool(new_blocking_triggers)


def needs_guardian(age: int | None, lives_on_own_labour: bool = False) -> bool:
    """True when a party's guardian must be told to attend (MPS-PROC 181); an unknown age asks for nobody."""
    if age is None or age >= 18:
        return False
    return age < 16 or not lives_on_own_labour
