"""Step *hand-off*: offer, withdraw, accept, decline, expire. Offering does not release the sender."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from triage.casework.hand_off import (
    DECLINE_REASONS,
    Gate,
    check_gates,
    gates,
    needs_arbiter,
    returns_to,
)
from triage.casework.lifecycle import HAND_OFF, TRACK, next_status
from triage.db.records import CaseRecord, ClockRecord, HandOffRecord, TrackRecord
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, GateClosedError, InputError, TriageError
from triage.services.case_changes import add_task, situation_of, system_actor, touch
from triage.services.context import ServiceContext
from triage.services.offer import Offer, new_offer, offer_state
from triage.services.track_clocks import change_clocks
from triage.vocabulary import Actor, CaseAction, HandOffStatus, TaskKind, TrackKind

log = logging.getLogger(__name__)


def offer_hand_off(ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, offer: Offer) -> UUID:
    """Offer the mediation track to another unit, with a sealed list of what goes with it.

    Raises:
        GateClosedError: a gate is closed; each closed gate is named.
        ActionNotAllowedError: an offer is open, a trigger blocks, or the third hop needs the supervisor.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        case, track = _case_and_track(uow, case_id, actor, seen_version)
        next_status(TRACK, track.status, CaseAction.OFFER_HAND_OFF, actor.role)
        receiver = uow.people.unit(offer.to_unit_id)
        if receiver.id == track.holder_unit_id:  # a station may receive, but never from itself
            raise GateClosedError("gate_closed", gates=("receiver_does_not_fit_route",))
        check_gates(offer_state(uow, case, track, receiver, offer))
        _check_hops(uow, track, actor)
        hand_off = new_offer(ctx, uow, case, track, actor, offer, now)
        uow.cases.grant_access(case.id, receiver.id, reason=CaseAction.OFFER_HAND_OFF.value, at=now)
        track.sender_unit_id = track.holder_unit_id
        started = _change(ctx, uow, case, track, CaseAction.OFFER_HAND_OFF, now)
        hand_off.due_at = next((clock.due_at for clock in started), track.next_due_at)
        _conclude(uow, case, hand_off, CaseAction.OFFER_HAND_OFF, actor, now)
    return hand_off.id


def offer_gates(ctx: ServiceContext, *, actor: Actor, case_id: UUID, offer: Offer) -> tuple[Gate, ...]:
    """The gates for an offer as it stands now, for the page that prepares it; changes nothing."""
    with ctx.unit_of_work() as uow:
        case, track = _case_and_track(uow, case_id, actor, None)
        return gates(offer_state(uow, case, track, uow.people.unit(offer.to_unit_id), offer))


def withdraw_hand_off(ctx: ServiceContext, *, actor: Actor, hand_off_id: UUID) -> None:
    """The sender takes an unanswered offer back and keeps the case."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        hand_off = uow.cases.hand_off(hand_off_id, seen_by=actor)
        if hand_off.from_unit_id != actor.unit_id:
            raise ActionNotAllowedError("not_your_offer")
        _answer(ctx, uow, hand_off, CaseAction.WITHDRAW_HAND_OFF, actor, now)


def accept_hand_off(ctx: ServiceContext, *, actor: Actor, hand_off_id: UUID) -> None:
    """The receiving mediator takes the case on; the holder moves and the mediation clock starts in one transaction."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        hand_off = _received(uow, hand_off_id, actor)
        _answer(ctx, uow, hand_off, CaseAction.ACCEPT_HAND_OFF, actor, now)


def decline_hand_off(ctx: ServiceContext, *, actor: Actor, hand_off_id: UUID, reason: str, note: str = "") -> None:
    """The receiver refuses with a coded reason; the case is back at the sender's duty desk at once."""
    now = ctx.clock()
    if reason not in DECLINE_REASONS:
        raise InputError("unknown_reason", reason=reason)
    with ctx.unit_of_work() as uow:
        hand_off = _received(uow, hand_off_id, actor)
        _answer(ctx, uow, hand_off, CaseAction.DECLINE_HAND_OFF, actor, now, reason=reason, note=note)


def expire_hand_offs(ctx: ServiceContext, *, at_most: int = 100) -> int:
    """Return offers that nobody answered in time; gives how many. Called by the sweep, one transaction per offer."""
    now = ctx.clock()
    with ctx.reading() as orm:
        overdue = select(HandOffRecord.id).where(
            HandOffRecord.status == HandOffStatus.OFFERED, HandOffRecord.due_at <= now
        )
        ids = list(orm.scalars(overdue.order_by(HandOffRecord.due_at, HandOffRecord.id).limit(at_most)))
    return sum(_expire_or_log(ctx, hand_off_id, now) for hand_off_id in ids)


def withdraw_for_danger(ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, at: datetime) -> None:
    """Take back an offer nobody has answered: a danger became known that the receiver must not be left with."""
    track = uow.cases.track(case.id, TrackKind.MEDIATION)
    hand_off = uow.cases.open_offer(track.id) if track is not None else None
    if track is not None and hand_off is not None:
        system = system_actor(uow.people.unit(hand_off.from_unit_id))
        _close_offer(ctx, uow, case, track, hand_off, CaseAction.WITHDRAW_HAND_OFF, system, at)


def return_to_sender(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    action: CaseAction,
    at: datetime,
    why: str,
) -> None:
    """Bring a track back to the sender's duty desk with a task and the feedback clock; the sender loses no time."""
    home = returns_to(track.sender_unit_id or case.unit_id)
    if (track.holder_unit_id, track.holder_person_id) != (home.unit_id, home.person_id):
        uow.cases.move_holder(track, unit_id=home.unit_id, person_id=home.person_id, reason=action.value, at=at)
    number = sum(1 for task in uow.cases.tasks(case.id) if task.kind is TaskKind.RETURNED_CASE) + 1
    add_task(uow, case, TaskKind.RETURNED_CASE, f"{action.value}:{number}", why, unit_id=home.unit_id, at=at)


def _check_hops(uow: UnitOfWork, track: TrackRecord, actor: Actor) -> None:
    if needs_arbiter(uow.cases.hops(track.id)) and not actor.is_supervisor:
        raise ActionNotAllowedError("third_hop_needs_supervisor")


def _answer(
    ctx: ServiceContext,
    uow: UnitOfWork,
    hand_off: HandOffRecord,
    action: CaseAction,
    actor: Actor,
    now: datetime,
    *,
    reason: str | None = None,
    note: str = "",
) -> None:
    """Close an offer in one of its four ways and commit; every way leaves the track with a holder and a clock."""
    # who comes too late learns what became of the offer, even where the case is no longer theirs to see
    next_status(HAND_OFF, hand_off.status, action, actor.role)
    case = uow.cases.get(hand_off.case_id, seen_by=actor)  # locked before the offer, as in every other service
    uow.cases.lock(hand_off)
    track = uow.cases.track_by_id(hand_off.track_id, case.id)
    hand_off.decline_reason, hand_off.note = reason, note
    _close_offer(ctx, uow, case, track, hand_off, action, actor, now)
    if action in {CaseAction.DECLINE_HAND_OFF, CaseAction.EXPIRE_HAND_OFF}:
        return_to_sender(ctx, uow, case, track, action, now, reason or action.value)
    _conclude(uow, case, hand_off, action, actor, now)


def _close_offer(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    hand_off: HandOffRecord,
    action: CaseAction,
    actor: Actor,
    now: datetime,
) -> None:
    hand_off.status = next_status(HAND_OFF, hand_off.status, action, actor.role)
    hand_off.answered_at, hand_off.answered_by_id = now, actor.person_id
    target = next_status(TRACK, track.status, action, actor.role)
    uow.flush()
    _change(ctx, uow, case, track, action, now)
    track.status = target
    if action is not CaseAction.ACCEPT_HAND_OFF:
        uow.cases.end_access(case, hand_off.to_unit_id, at=now)
        return
    uow.cases.move_holder(
        track,
        unit_id=hand_off.to_unit_id,
        person_id=actor.person_id,
        reason=action.value,
        at=now,
        hand_off_id=hand_off.id,
    )


def _conclude(
    uow: UnitOfWork, case: CaseRecord, hand_off: HandOffRecord, action: CaseAction, actor: Actor, now: datetime
) -> None:
    touch(case, actor, now)
    details = {
        "hand_off": str(hand_off.id),
        "to_unit": str(hand_off.to_unit_id),
        "hop": hand_off.hop,
        "seal": hand_off.seal,
        "reason": hand_off.decline_reason,
    }
    uow.audit.record(action, actor, at=now, case_id=case.id, details=details)
    uow.commit()


def _change(
    ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, track: TrackRecord, action: CaseAction, at: datetime
) -> list[ClockRecord]:
    situation = situation_of(case, track, uow.people.unit(case.unit_id))
    return change_clocks(ctx, uow, case, track, action, situation, at=at)


def _expire_or_log(ctx: ServiceContext, hand_off_id: UUID, now: datetime) -> bool:
    try:
        return _expire(ctx, hand_off_id, now)
    except TriageError:  # one offer that cannot be returned must not keep the others waiting
        log.exception("offer not returned hand_off_id=%s", hand_off_id)
        return False


def _expire(ctx: ServiceContext, hand_off_id: UUID, now: datetime) -> bool:
    with ctx.unit_of_work() as uow:
        hand_off = uow.cases.hand_off_by_id(hand_off_id)
        actor = system_actor(uow.people.unit(hand_off.from_unit_id))
        uow.cases.get(hand_off.case_id, seen_by=actor)
        uow.cases.lock(hand_off)
        if hand_off.answered_at is not None:  # answered meanwhile
            return False
        _answer(ctx, uow, hand_off, CaseAction.EXPIRE_HAND_OFF, actor, now)
    return True


def _received(uow: UnitOfWork, hand_off_id: UUID, actor: Actor) -> HandOffRecord:
    hand_off = uow.cases.hand_off(hand_off_id, seen_by=actor)
    if hand_off.to_unit_id != actor.unit_id:
        raise ActionNotAllowedError("not_offered_to_you")
    return hand_off


def _case_and_track(
    uow: UnitOfWork, case_id: UUID, actor: Actor, seen_version: int | None
) -> tuple[CaseRecord, TrackRecord]:
    case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
    track = uow.cases.track(case.id, TrackKind.MEDIATION)
    if track is None:
        raise ActionNotAllowedError("no_open_mediation_track")
    if track.holder_unit_id != actor.unit_id:
        raise ActionNotAllowedError("not_the_holder")
    return case, track
