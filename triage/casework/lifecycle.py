"""Every status change of flow 2, in one table: what is possible, from where, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from triage.errors import ActionNotAllowedError, NotPermittedError
from triage.vocabulary import Actor, CaseAction, CaseStatus, HandOffStatus, Role, TrackKind, TrackStatus

Status: TypeAlias = CaseStatus | TrackStatus | HandOffStatus
AnyStatus = TypeVar("AnyStatus", CaseStatus, TrackStatus, HandOffStatus)


class Subject(StrEnum):
    """What has a status of its own. The two kinds of track live by different rows."""

    CASE = "case"
    TRACK = "track"  # the mediation track
    SECURITY_TRACK = "security_track"
    HAND_OFF = "hand_off"


CASE, TRACK, SECURITY_TRACK, HAND_OFF = Subject


@dataclass(frozen=True, slots=True)
class Transition:
    """``who`` holds ``Role.SYSTEM`` for what the sweep does, or what follows from a new danger."""

    subject: Subject
    action: CaseAction
    sources: frozenset[Status]
    target: Status
    who: frozenset[Role]


def _row(subject: Subject, action: CaseAction, sources: Iterable[Status], target: Status, *who: Role) -> Transition:
    return Transition(subject, action, frozenset(sources), target, frozenset(who))


SYSTEM = Role.SYSTEM
DESK, OFFICER, COMMUNITY = Role.DESK_OFFICER, Role.CASE_OFFICER, Role.COMMUNITY_OFFICER
MEDIATOR, SUPERVISOR = Role.MEDIATOR, Role.SUPERVISOR
REGISTERED, ROUTED, IN_MEDIATION = TrackStatus.REGISTERED, TrackStatus.ROUTED, TrackStatus.IN_MEDIATION
AGREED, RETURNED, CLOSED = TrackStatus.AGREED, TrackStatus.RETURNED, TrackStatus.CLOSED
OPEN, OFFERED = CaseStatus.OPEN, HandOffStatus.OFFERED
A = CaseAction

TRANSITIONS: tuple[Transition, ...] = (
    # the case stays open while one track is open; who may act on it at all stands here
    _row(CASE, A.REASSESS, {OPEN}, OPEN, DESK, OFFICER, COMMUNITY, MEDIATOR, SUPERVISOR),
    _row(CASE, A.ACKNOWLEDGE_ALARM, {OPEN}, OPEN, DESK, OFFICER, COMMUNITY, SUPERVISOR),
    _row(CASE, A.CLEAR_TRIGGER, {OPEN}, OPEN, OFFICER, SUPERVISOR),  # an officer only when authorised: see below
    _row(CASE, A.COMPLETE_TASK, {OPEN}, OPEN, DESK, OFFICER, COMMUNITY, MEDIATOR, SUPERVISOR),
    _row(CASE, A.OPEN_TRACK, {OPEN}, OPEN, DESK, OFFICER, SUPERVISOR),
    # mediation track
    _row(TRACK, A.DECIDE_ROUTE, {REGISTERED, ROUTED, RETURNED}, ROUTED, DESK, OFFICER, SUPERVISOR),
    _row(TRACK, A.OFFER_HAND_OFF, {ROUTED}, ROUTED, DESK, SUPERVISOR),
    _row(TRACK, A.WITHDRAW_HAND_OFF, {ROUTED}, ROUTED, DESK, SUPERVISOR, SYSTEM),
    _row(TRACK, A.ACCEPT_HAND_OFF, {ROUTED}, IN_MEDIATION, MEDIATOR),
    _row(TRACK, A.DECLINE_HAND_OFF, {ROUTED}, RETURNED, MEDIATOR),
    _row(TRACK, A.EXPIRE_HAND_OFF, {ROUTED}, RETURNED, SYSTEM),
    _row(TRACK, A.RECORD_SESSION, {IN_MEDIATION}, IN_MEDIATION, MEDIATOR),
    _row(TRACK, A.RECORD_AGREEMENT, {IN_MEDIATION}, AGREED, MEDIATOR),
    # police mediation needs no hand-off (MPS-PROC 178(3), 180); ``mediation.needs_hand_off`` guards the route
    _row(TRACK, A.RECORD_SESSION, {ROUTED, IN_MEDIATION}, IN_MEDIATION, OFFICER),
    _row(TRACK, A.RECORD_AGREEMENT, {ROUTED, IN_MEDIATION}, AGREED, OFFICER),
    # from AGREED: the agreement was not performed; SYSTEM: a blocking trigger appeared mid-way (T17, PML 25)
    _row(TRACK, A.RECORD_FAILURE, {IN_MEDIATION, AGREED}, RETURNED, MEDIATOR, OFFICER, SYSTEM),
    _row(TRACK, A.RECORD_PERFORMANCE, {AGREED}, AGREED, MEDIATOR, OFFICER),
    _row(TRACK, A.CLOSE_TRACK, {AGREED}, CLOSED, MEDIATOR, OFFICER),
    _row(TRACK, A.CLOSE_TRACK, {REGISTERED, ROUTED, RETURNED}, CLOSED, DESK, SUPERVISOR),
    # public-security track: mediation cannot end it, only the officer who handles the act (PSAPL 9, 90)
    _row(SECURITY_TRACK, A.CLOSE_TRACK, {REGISTERED}, CLOSED, OFFICER),
    # hand-off
    _row(HAND_OFF, A.ACCEPT_HAND_OFF, {OFFERED}, HandOffStatus.ACCEPTED, MEDIATOR),
    _row(HAND_OFF, A.DECLINE_HAND_OFF, {OFFERED}, HandOffStatus.DECLINED, MEDIATOR),
    _row(HAND_OFF, A.WITHDRAW_HAND_OFF, {OFFERED}, HandOffStatus.WITHDRAWN, DESK, SUPERVISOR, SYSTEM),
    _row(HAND_OFF, A.EXPIRE_HAND_OFF, {OFFERED}, HandOffStatus.EXPIRED, SYSTEM),
)


def track_subject(kind: TrackKind) -> Subject:
    """The rows of the table that a kind of track lives by."""
    return SECURITY_TRACK if kind is TrackKind.PUBLIC_SECURITY else TRACK


def next_status(subject: Subject, status: AnyStatus, action: CaseAction, role: Role) -> AnyStatus:
    """The status after an action.

    Raises:
        NotPermittedError: the role may never take this action on this subject.
        ActionNotAllowedError: it may, but not in this status; ``values["allowed"]`` lists what it may do now.
    """
    mine = [row for row in TRANSITIONS if row.subject is subject and row.action is action and role in row.who]
    if not mine:
        raise NotPermittedError("not_permitted", action=action, subject=subject, role=role)
    for row in mine:
        if status in row.sources:
            return type(status)(row.target)
    allowed = possible_actions(subject, status, role)
    raise ActionNotAllowedError("action_not_allowed", action=action, status=status, allowed=allowed)


def possible_actions(subject: Subject, status: Status, role: Role) -> tuple[CaseAction, ...]:
    """What a role may do in a status, in the order of the table."""
    rows = (row for row in TRANSITIONS if row.subject is subject and status in row.sources and role in row.who)
    return tuple(dict.fromkeys(row.action for row in rows))


def available_actions(subject: Subject, status: Status, actor: Actor) -> tuple[CaseAction, ...]:
    """What this person may do now; clearing a trigger needs more than the role."""
    possible = possible_actions(subject, status, actor.role)
    return tuple(one for one in possible if one is not A.CLEAR_TRIGGER or may_clear_trigger(actor))


def may_clear_trigger(actor: Actor) -> bool:
    """True for a supervisor and for a case officer authorised for it, never for the mediator alone."""
    return actor.is_supervisor or (actor.role is OFFICER and actor.may_clear_triggers)
