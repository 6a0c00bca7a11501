"""Step *safety*: acknowledge alarms, clear triggers, complete tasks."""

from datetime import datetime
from uuid import UUID

from triage.assessment.types import TriggerHit
from triage.casework.intake import CLEARING_REASONS
from triage.casework.lifecycle import CASE, may_clear_trigger, next_status
from triage.db.records import AlarmRecord, CaseRecord, TaskRecord
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, InputError, NotPermittedError
from triage.services.case_changes import situation_of, touch
from triage.services.context import ServiceContext
from triage.services.danger import respond
from triage.services.track_clocks import change_clocks
from triage.vocabulary import Actor, CaseAction, CaseStatus, TaskKind, TrackKind

CONFIRMED = "confirmed"
TASK_FINDINGS = {
    TaskKind.CHECK_HIT: ("unfounded", CONFIRMED),
    TaskKind.MANDATORY_REPORT: ("reported",),
    TaskKind.RETURNED_CASE: ("taken_back",),
}


def acknowledge_alarm(ctx: ServiceContext, *, actor: Actor, alarm_id: UUID) -> None:
    """The duty desk has seen the alarm; who and when stays on it.

    Raises:
        ActionNotAllowedError: it has been acknowledged already.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        alarm, case = _alarm_and_case(uow, alarm_id, actor)
        next_status(CASE, CaseStatus(case.status), CaseAction.ACKNOWLEDGE_ALARM, actor.role)
        if alarm.acknowledged_at is not None:
            raise ActionNotAllowedError("alarm_acknowledged_already", at=alarm.acknowledged_at)
        alarm.acknowledged_at, alarm.acknowledged_by_id = now, actor.person_id
        _change_security_clocks(ctx, uow, case, CaseAction.ACKNOWLEDGE_ALARM, now)
        touch(case, actor, now)
        details = {"alarm": str(alarm.id), "trigger": alarm.trigger}
        uow.audit.record(CaseAction.ACKNOWLEDGE_ALARM, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def clear_trigger(ctx: ServiceContext, *, actor: Actor, alarm_id: UUID, reason: str, note: str = "") -> None:
    """A named, authorised person clears a trigger with a coded reason; the alarm stays on record.

    Raises:
        NotPermittedError: neither a supervisor nor a case officer authorised for it.
        ActionNotAllowedError: cleared already, or nobody has acknowledged it yet.
    """
    now = ctx.clock()
    if not may_clear_trigger(actor):
        raise NotPermittedError("clear_trigger_not_permitted", role=actor.role)
    if reason not in CLEARING_REASONS:
        raise InputError("unknown_reason", reason=reason)
    with ctx.unit_of_work() as uow:
        alarm, case = _alarm_and_case(uow, alarm_id, actor)
        if alarm.cleared_at is not None:
            raise ActionNotAllowedError("trigger_cleared_already", at=alarm.cleared_at)
        if alarm.acknowledged_at is None:
            raise ActionNotAllowedError("alarm_not_acknowledged", trigger=alarm.trigger)
        alarm.cleared_at, alarm.cleared_by_id, alarm.clear_reason, alarm.clear_note = now, actor.person_id, reason, note
        touch(case, actor, now)
        details = {"alarm": str(alarm.id), "trigger": alarm.trigger, "reason": reason}
        uow.audit.record(CaseAction.CLEAR_TRIGGER, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def complete_task(
    ctx: ServiceContext, *, actor: Actor, task_id: UUID, finding: str, receipt: str = "", note: str = ""
) -> None:
    """Close a task with what was found; a doubtful hit that proves true raises its alarm in the same transaction.

    Raises:
        ActionNotAllowedError: done already, or a mandatory report without the receipt of the body that took it.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        task = uow.cases.task(task_id, seen_by=actor)
        case = uow.cases.get(task.case_id, seen_by=actor)
        next_status(CASE, CaseStatus(case.status), CaseAction.COMPLETE_TASK, actor.role)
        _check_completion(task, finding, receipt)
        task.done_at, task.done_by_id, task.finding = now, actor.person_id, finding
        task.receipt, task.note = receipt.strip(), note
        if task.kind is TaskKind.CHECK_HIT and finding == CONFIRMED:
            _raise_confirmed(ctx, uow, case, task, now)
        touch(case, actor, now)
        details = {"task": str(task.id), "subject": task.subject, "finding": finding}
        uow.audit.record(CaseAction.COMPLETE_TASK, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def _check_completion(task: TaskRecord, finding: str, receipt: str) -> None:
    if task.done_at is not None:
        raise ActionNotAllowedError("task_done_already", at=task.done_at)
    if finding not in TASK_FINDINGS[task.kind]:
        raise InputError("unknown_finding", finding=finding)
    if task.kind is TaskKind.MANDATORY_REPORT and not receipt.strip():
        raise ActionNotAllowedError("receipt_missing", task=task.subject)


def _raise_confirmed(ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, task: TaskRecord, at: datetime) -> None:
    trigger_id, _, where = task.subject.split(":")
    if trigger_id in ctx.assessor.rulebook.triggers:  # a doubtful indicator has no alarm of its own
        respond(ctx, uow, case, [TriggerHit(trigger_id, _span(where), f"task:{task.id}")], at=at)


def _span(where: str) -> tuple[int, int] | None:
    """The place in the case's text; None for a hit in what somebody wrote later."""
    start, _, end = where.partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _change_security_clocks(
    ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, action: CaseAction, at: datetime
) -> None:
    track = uow.cases.track(case.id, TrackKind.PUBLIC_SECURITY)
    if track is not None:
        situation = situation_of(case, track, uow.people.unit(case.unit_id))
        change_clocks(ctx, uow, case, track, action, situation, at=at)


def _alarm_and_case(uow: UnitOfWork, alarm_id: UUID, actor: Actor) -> tuple[AlarmRecord, CaseRecord]:
    alarm = uow.cases.alarm(alarm_id, seen_by=actor)
    return alarm, uow.cases.get(alarm.case_id, seen_by=actor)
