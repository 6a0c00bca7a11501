"""What this person may do now on a case; the page offers exactly that."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from triage.casework.hand_off import MEDIABLE_ROUTES
from triage.casework.lifecycle import CASE, available_actions, track_subject
from triage.casework.mediation import needs_hand_off
from triage.queries.case_tracks import TrackView
from triage.vocabulary import Actor, CaseAction, CaseStatus, Route, TrackKind

OFFER_ANSWERS = frozenset({CaseAction.ACCEPT_HAND_OFF, CaseAction.DECLINE_HAND_OFF})
AFTER_HAND_OFF = frozenset({CaseAction.RECORD_SESSION, CaseAction.RECORD_AGREEMENT})


@dataclass(frozen=True, slots=True)
class Doable:
    """One action that is open to the actor; ``hand_off_id`` names the offer it answers."""

    action: CaseAction
    track_id: UUID | None = None
    track_kind: TrackKind | None = None
    hand_off_id: UUID | None = None


def case_wide(status: CaseStatus, actor: Actor) -> frozenset[CaseAction]:
    """What is open on the case itself: re-assess, acknowledge, clear, complete tasks."""
    return frozenset(available_actions(CASE, status, actor))


def doable_on(tracks: Iterable[TrackView], route: Route | None, actor: Actor, *, may_close: bool) -> tuple[Doable, ...]:
    """What is open on the tracks, in the order of the lifecycle's table.

    Args:
        may_close: False while a blocking trigger or a task is open on the case.
    """
    doable = (one for track in tracks if track.is_open for one in _on_track(track, route, actor))
    return tuple(one for one in doable if may_close or one.action is not CaseAction.CLOSE_TRACK)


def _on_track(track: TrackView, route: Route | None, actor: Actor) -> Iterable[Doable]:
    offer = track.open_offer
    for action in available_actions(track_subject(track.kind), track.status, actor):
        if action in OFFER_ANSWERS:
            if offer and offer.to_unit_id == actor.unit_id:
                yield Doable(action, track.id, track.kind, offer.id)
        elif action is CaseAction.WITHDRAW_HAND_OFF:
            if offer and offer.from_unit_id == actor.unit_id:
                yield Doable(action, track.id, track.kind, offer.id)
        elif _is_open(action, track, route, actor, has_offer=offer is not None):
            yield Doable(action, track.id, track.kind)


def _is_open(action: CaseAction, track: TrackView, route: Route | None, actor: Actor, *, has_offer: bool) -> bool:
    if action is CaseAction.DECIDE_ROUTE:
        return not has_offer
    if track.holder_unit_id != actor.unit_id:
        return False
    if action is CaseAction.OFFER_HAND_OFF:
        return not has_offer and route in MEDIABLE_ROUTES and route is not Route.POLICE
    if action in AFTER_HAND_OFF and actor.is_police:
        return route is not None and not needs_hand_off(route)
    return action is not CaseAction.CLOSE_TRACK or not (has_offer or track.is_awaiting_performance)
