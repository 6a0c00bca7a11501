"""Where each action of a case leads."""

from collections.abc import Iterable
from uuid import UUID

from flask import url_for

from triage.queries.case_actions import Doable
from triage.vocabulary import CaseAction

CASE_VIEWS = {
    CaseAction.DECIDE_ROUTE: "intake.route",
    CaseAction.OFFER_HAND_OFF: "hand_off.offer",
    CaseAction.RECORD_SESSION: "mediation.session",
    CaseAction.RECORD_AGREEMENT: "outcome.agreement",
    CaseAction.RECORD_FAILURE: "outcome.failure",
    CaseAction.RECORD_PERFORMANCE: "outcome.performance",
}
HAND_OFF_VIEWS = {
    CaseAction.ACCEPT_HAND_OFF: "hand_off.accept",
    CaseAction.DECLINE_HAND_OFF: "hand_off.decline",
    CaseAction.WITHDRAW_HAND_OFF: "hand_off.withdraw",
}
DONE_BY_BUTTON = frozenset({CaseAction.ACCEPT_HAND_OFF, CaseAction.WITHDRAW_HAND_OFF})
# what moves a case on stands out; the rest is there when needed
MAIN = frozenset(
    {
        CaseAction.DECIDE_ROUTE,
        CaseAction.OFFER_HAND_OFF,
        CaseAction.ACCEPT_HAND_OFF,
        CaseAction.RECORD_SESSION,
        CaseAction.RECORD_AGREEMENT,
        CaseAction.RECORD_PERFORMANCE,
    }
)


def action_address(doable: Doable, case_id: UUID) -> str:
    """The form of an action, or the address its button posts to."""
    if doable.action in HAND_OFF_VIEWS:
        return url_for(HAND_OFF_VIEWS[doable.action], hand_off_id=doable.hand_off_id)
    if doable.action is CaseAction.CLOSE_TRACK:
        return url_for("outcome.close", case_id=case_id, track_id=doable.track_id)
    return url_for(CASE_VIEWS[doable.action], case_id=case_id)


def is_done_by_button(doable: Doable) -> bool:
    """True when the action needs no form."""
    return doable.action in DONE_BY_BUTTON


def in_order_of_use(doable: Iterable[Doable]) -> list[Doable]:
    """What moves the case on first, closing last."""
    return sorted(doable, key=lambda one: (one.action is CaseAction.CLOSE_TRACK, not is_main(one)))


def is_main(doable: Doable) -> bool:
    """True when the action moves the case on."""
    return doable.action in MAIN
