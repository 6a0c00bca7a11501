"""Step *mediation*: record a session; a danger that appears in it stops the mediation (T17)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from triage.casework.deadlines import local_date
from triage.casework.lifecycle import TRACK, next_status
from triage.casework.mediation import check_session, needs_hand_off
from triage.db.records import CaseRecord, MediationSessionRecord, TrackRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, InputError
from triage.services.case_changes import situation_of, touch
from triage.services.context import ServiceContext
from triage.services.danger import read_for_danger
from triage.services.track_clocks import change_clocks
from triage.vocabulary import Actor, CaseAction, Route, TrackKind

SECOND_SESSION_CLOCK = "POL-08"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as recorded; ``refused_by`` names the side that refused at its start."""

    held_at: datetime
    place: str
    participants: str
    is_consented: bool
    refused_by: str | None
    account: str
    has_next: bool = False


def record_session(
    ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, sitting: Sitting
) -> None:
    """Record a sitting; its account is read for danger like any report.

    Raises:
        ActionNotAllowedError: not in mediation, a third police session, or consent missing without a refusing side.
    """
    now = ctx.clock()
    if not sitting.is_consented and not sitting.refused_by:
        raise InputError("consent_not_recorded")
    if sitting.held_at > now:
        raise InputError("held_in_future")
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = mediation_track_of(uow, case, actor, CaseAction.RECORD_SESSION)
        target = next_status(TRACK, track.status, CaseAction.RECORD_SESSION, actor.role)
        number, own_number = _next_numbers(uow, track)
        _check_police_session(uow, case, track, own_number, sitting)
        uow.orm.add(_session_record(track, number, sitting, actor, now))
        situation = situation_of(
            case, track, uow.people.unit(case.unit_id), session_number=own_number, has_next_session=sitting.has_next
        )
        change_clocks(ctx, uow, case, track, CaseAction.RECORD_SESSION, situation, at=now)
        track.status = target
        read_for_danger(ctx, uow, case, sitting.account, f"session{number}", now)
        touch(case, actor, now)
        details = {"number": number, "consented": sitting.is_consented}
        uow.audit.record(CaseAction.RECORD_SESSION, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def mediation_track_of(uow: UnitOfWork, case: CaseRecord, actor: Actor, action: CaseAction) -> TrackRecord:
    """The open mediation track, if the actor's unit holds it.

    Raises:
        ActionNotAllowedError: none is open, another unit holds it, or it has to be handed off first.
    """
    track = uow.cases.track(case.id, TrackKind.MEDIATION)
    if track is None:
        raise ActionNotAllowedError("no_open_mediation_track")
    if track.holder_unit_id != actor.unit_id:
        raise ActionNotAllowedError("not_the_holder")
    is_officer = actor.is_police
    if is_officer and action in {CaseAction.RECORD_SESSION, CaseAction.RECORD_AGREEMENT}:
        if case.route is None or needs_hand_off(Route(case.route)):
            raise ActionNotAllowedError("hand_off_needed", route=case.route)
        if any(alarm.blocks for alarm in uow.cases.open_alarms(case.id)):
            raise ActionNotAllowedError("blocked_by_trigger")
    return track


def _check_police_session(uow: UnitOfWork, case: CaseRecord, track: TrackRecord, number: int, sitting: Sitting) -> None:
    second_due_on = next(
        (clock.due_on for clock in uow.clocks.live(track.id) if clock.rule_id == SECOND_SESSION_CLOCK), None
    )
    check_session(Route(case.route or Route.PEOPLE), number, local_date(sitting.held_at), second_due_on)


def _next_numbers(uow: UnitOfWork, track: TrackRecord) -> tuple[int, int]:
    """The number of the next session on the track, and among those held by the unit that holds the track now."""
    units = uow.orm.scalars(
        select(MediationSessionRecord.unit_id).where(MediationSessionRecord.track_id == track.id)
    ).all()
    return len(units) + 1, units.count(track.holder_unit_id) + 1


def _session_record(
    track: TrackRecord, number: int, sitting: Sitting, actor: Actor, now: datetime
) -> MediationSessionRecord:
    return MediationSessionRecord(
        id=new_id(),
        track_id=track.id,
        number=number,
        unit_id=track.holder_unit_id,
        held_at=sitting.held_at,
        place=sitting.place,
        chaired_by_id=actor.person_id,
        participants=sitting.participants,
        is_consented=sitting.is_consented,
        refused_by=sitting.refused_by,
        account=sitting.account,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
