"""Step *outcome*: agreement, failure, performance, and closing a track."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from triage.casework.deadlines import SHANGHAI, local_date
from triage.casework.lifecycle import TRACK, next_status, track_subject
from triage.casework.outcome import CLOSE_REASONS, FAILURE_REASONS, is_confirmable
from triage.db.records import CaseRecord, OutcomeRecord, TrackRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, InputError
from triage.services.case_changes import point_lead, situation_of, touch
from triage.services.context import ServiceContext
from triage.services.danger import read_for_danger, restart_police_period
from triage.services.hand_off import return_to_sender
from triage.services.mediation import mediation_track_of
from triage.services.track_clocks import ClockDates, change_clocks
from triage.vocabulary import Actor, CaseAction, CaseStatus, ClockStatus, OutcomeKind, Route

PERFORMANCE_CLOCKS = ("PM-08", "POL-12")
CONFIRMATION_CLOCK = "PM-10"
AGREEMENTS = frozenset({OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT})


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the parties agreed.

    ``effective_on`` is the latest of signatures and seal; ``perform_by_on`` None means performed at once.
    """

    kind: OutcomeKind
    agreed: str
    effective_on: date
    perform_by_on: date | None = None
    is_escalation_prevented: bool = False
    note: str = ""


def record_agreement(
    ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, agreement: Agreement
) -> None:
    """Record what was agreed; performance and judicial-confirmation clocks start.

    Raises:
        InputError: no content, a kind that is no agreement, or dates out of order.
    """
    now = ctx.clock()
    _check_agreement(agreement, local_date(now))
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = mediation_track_of(uow, case, actor, CaseAction.RECORD_AGREEMENT)
        target = next_status(TRACK, track.status, CaseAction.RECORD_AGREEMENT, actor.role)
        number = uow.cases.next_outcome_number(track.id)
        uow.orm.add(_agreement_record(track, number, agreement, actor, now))
        route = Route(case.route or Route.PEOPLE)
        situation = situation_of(
            case,
            track,
            uow.people.unit(case.unit_id),
            has_performance_date=agreement.perform_by_on is not None,
            is_confirmable=is_confirmable(agreement.kind, route, frozenset()),
        )
        dates = _agreement_dates(agreement)
        change_clocks(ctx, uow, case, track, CaseAction.RECORD_AGREEMENT, situation, at=now, dates=dates)
        track.status = target
        _conclude(uow, case, CaseAction.RECORD_AGREEMENT, actor, now, {"kind": agreement.kind.value})


def _agreement_record(
    track: TrackRecord, number: int, agreement: Agreement, actor: Actor, now: datetime
) -> OutcomeRecord:
    return OutcomeRecord(
        id=new_id(),
        track_id=track.id,
        number=number,
        kind=agreement.kind,
        agreed=agreement.agreed,
        effective_on=agreement.effective_on,
        perform_by_on=agreement.perform_by_on,
        is_escalation_prevented=agreement.is_escalation_prevented,
        note=agreement.note,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )


def record_failure(
    ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, failure_reason: str, note: str = ""
) -> None:
    """Mediation failed or its agreement was not performed: back to the sender's duty desk at once."""
    now = ctx.clock()
    if failure_reason not in FAILURE_REASONS:
        raise InputError("unknown_reason", reason=failure_reason)
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = mediation_track_of(uow, case, actor, CaseAction.RECORD_FAILURE)
        target = next_status(TRACK, track.status, CaseAction.RECORD_FAILURE, actor.role)
        number = uow.cases.next_outcome_number(track.id)
        uow.orm.add(
            OutcomeRecord(
                id=new_id(),
                track_id=track.id,
                number=number,
                kind=OutcomeKind.MEDIATION_FAILED,
                failure_reason=failure_reason,
                note=note,
                recorded_at=now,
                recorded_by_id=actor.person_id,
            )
        )
        situation = situation_of(case, track, uow.people.unit(case.unit_id))
        change_clocks(ctx, uow, case, track, CaseAction.RECORD_FAILURE, situation, at=now)
        track.status = target
        return_to_sender(ctx, uow, case, track, CaseAction.RECORD_FAILURE, now, failure_reason)
        restart_police_period(ctx, uow, case, now)
        read_for_danger(ctx, uow, case, note, f"{CaseAction.RECORD_FAILURE}{number}", now)
        _conclude(uow, case, CaseAction.RECORD_FAILURE, actor, now, {"reason": failure_reason})


def record_performance(
    ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, performed_on: date
) -> None:
    """The agreement has been performed in full; the follow-up clock starts."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = mediation_track_of(uow, case, actor, CaseAction.RECORD_PERFORMANCE)
        target = next_status(TRACK, track.status, CaseAction.RECORD_PERFORMANCE, actor.role)
        outcome = uow.cases.latest_outcome(track.id)
        if outcome is None or outcome.kind not in AGREEMENTS:
            raise ActionNotAllowedError("no_agreement")
        if outcome.performed_on is not None:
            raise ActionNotAllowedError("performed_already", on=outcome.performed_on)
        if performed_on > local_date(now):
            raise InputError("performed_in_future")
        outcome.performed_on = performed_on
        situation = situation_of(case, track, uow.people.unit(case.unit_id), is_fully_performed=True)
        change_clocks(ctx, uow, case, track, CaseAction.RECORD_PERFORMANCE, situation, at=now)
        track.status = target
        _conclude(uow, case, CaseAction.RECORD_PERFORMANCE, actor, now, {"performed_on": performed_on.isoformat()})


def close_track(
    ctx: ServiceContext,
    *,
    actor: Actor,
    case_id: UUID,
    track_id: UUID,
    seen_version: int | None,
    closed_as: str,
    note: str = "",
) -> None:
    """Close a track; with its last open track the case closes too.

    Raises:
        ActionNotAllowedError: not the holder, an offer or a blocking trigger is open, or an agreement is unperformed.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = uow.cases.track_by_id(track_id, case.id)
        target = next_status(track_subject(track.kind), track.status, CaseAction.CLOSE_TRACK, actor.role)
        if closed_as not in CLOSE_REASONS[track.kind]:
            raise InputError("unknown_reason", reason=closed_as)
        _check_closing(uow, case, track, actor)
        track.status, track.closed_at = target, now
        track.closed_as, track.closed_note = closed_as, note
        uow.clocks.stop_all(track, status=ClockStatus.MET, at=now)
        left = uow.cases.open_tracks(case.id)
        point_lead(case, left)
        if not left:
            case.status, case.closed_at = CaseStatus.CLOSED, now
        details = {"track": str(track.id), "closed_as": closed_as}
        _conclude(uow, case, CaseAction.CLOSE_TRACK, actor, now, details)


def _check_closing(uow: UnitOfWork, case: CaseRecord, track: TrackRecord, actor: Actor) -> None:
    if track.holder_unit_id != actor.unit_id:
        raise ActionNotAllowedError("not_the_holder")
    if uow.cases.open_offer(track.id) is not None:
        raise ActionNotAllowedError("offer_already_open")
    alarms = uow.cases.open_alarms(case.id)
    if any(alarm.blocks for alarm in alarms):
        raise ActionNotAllowedError("blocked_by_trigger")
    if alarms and len(uow.cases.open_tracks(case.id)) == 1:  # nobody could look after an alarm of a closed case
        raise ActionNotAllowedError("alarms_still_open")
    if any(task.done_at is None for task in uow.cases.tasks(case.id)):
        raise ActionNotAllowedError("tasks_still_open")
    outcome = uow.cases.latest_outcome(track.id)
    if outcome is not None and outcome.perform_by_on is not None and outcome.performed_on is None:
        raise ActionNotAllowedError("agreement_not_performed")


def _check_agreement(agreement: Agreement, today: date) -> None:
    if agreement.kind not in AGREEMENTS:
        raise InputError("not_an_agreement")
    if not agreement.agreed.strip():
        raise InputError("agreement_empty")
    if agreement.effective_on > today:
        raise InputError("effective_in_future")
    if agreement.perform_by_on is not None and agreement.perform_by_on < agreement.effective_on:
        raise InputError("performance_before_agreement")


def _agreement_dates(agreement: Agreement) -> ClockDates:
    # 30 days for judicial confirmation run from the effective date, whenever it is recorded (PML 33)
    effective_at = datetime.combine(agreement.effective_on, time(0), SHANGHAI)
    due_on = agreement.perform_by_on
    agreed_on = dict.fromkeys(PERFORMANCE_CLOCKS, due_on) if due_on is not None else {}
    return ClockDates(agreed_on, {CONFIRMATION_CLOCK: effective_at})


def _conclude(
    uow: UnitOfWork, case: CaseRecord, action: CaseAction, actor: Actor, now: datetime, details: dict[str, str]
) -> None:
    touch(case, actor, now)
    uow.audit.record(action, actor, at=now, case_id=case.id, details=details)
    uow.commit()
