"""What several services do to a case inside their own transaction: store an assessment, add tasks, open tracks."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from triage.assessment.types import Assessment, Report, ToCheck
from triage.casework.clocks import ClockSituation
from triage.casework.intake import lead_track
from triage.db.records import AssessmentRecord, CaseRecord, TaskRecord, TrackRecord, UnitRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.exchange.contract import answer_of
from triage.services.context import ServiceContext
from triage.services.kept_report import kept_report, kept_restricted
from triage.services.track_clocks import change_clocks
from triage.vocabulary import SYSTEM_PERSON_ID, Actor, CaseAction, RiskLevel, Role, TaskKind, TrackKind, TrackStatus


def system_actor(unit: UnitRecord) -> Actor:
    """The system acting by itself, on behalf of the unit that is told."""
    return Actor(
        person_id=SYSTEM_PERSON_ID,
        display_name="",
        role=Role.SYSTEM,
        unit_id=unit.id,
        unit_name=unit.name,
        unit_kind=unit.kind,
        area_path=unit.area.path,
        post_id=SYSTEM_PERSON_ID,
    )


def touch(case: CaseRecord, actor: Actor, at: datetime) -> None:
    """Note who changed the case last; also raises its version."""
    case.changed_at, case.changed_by_id = at, actor.person_id


def store_assessment(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case_id: UUID,
    number: int,
    assessment: Assessment,
    report: Report,
    actor: Actor,
    at: datetime,
) -> AssessmentRecord:
    """Keep an assessment whole, with the report it was made of; what is police-only goes into its own part."""
    definitions = ctx.assessor.rulebook.facts
    record = AssessmentRecord(
        id=new_id(),
        case_id=case_id,
        number=number,
        assessed_on=assessment.assessed_on,
        made_at=at,
        made_by_id=actor.person_id,
        report=kept_report(report, definitions),
        answer=answer_of(assessment),
        restricted=kept_restricted(report, assessment, definitions),
        rulebook=assessment.rulebook,
        model=assessment.model,
        policy=assessment.policy,
    )
    uow.orm.add(record)
    uow.flush()
    return record


def raise_level(uow: UnitOfWork, case: CaseRecord, proposed: RiskLevel) -> None:
    """Let a machine raise the level of a case; a lower proposal changes nothing."""
    if proposed.rank > case.risk_rank:
        set_level(uow, case, proposed)


def set_level(uow: UnitOfWork, case: CaseRecord, level: RiskLevel) -> None:
    """Write the level to the case and to the order of its open tracks in every queue."""
    case.risk_level, case.risk_rank = level, level.rank
    for track in uow.cases.open_tracks(case.id):
        track.urgency = RiskLevel.RED.rank - level.rank


def add_checks(uow: UnitOfWork, case: CaseRecord, doubtful: Iterable[ToCheck], at: datetime) -> None:
    """A task for every doubtful hit in the case's text; one that exists already is not doubled."""
    for hit in doubtful:
        start, end = hit.span
        add_check(uow, case, hit, f"{start}-{end}", at)


def add_check(uow: UnitOfWork, case: CaseRecord, hit: ToCheck, where: str, at: datetime) -> None:
    """A task to check one doubtful hit; ``where`` tells hits of one kind apart."""
    subject = f"{hit.id}:{hit.context.value}:{where}"
    if (TaskKind.CHECK_HIT, subject) not in _known_tasks(uow, case):
        add_task(uow, case, TaskKind.CHECK_HIT, subject, hit.ask, unit_id=case.unit_id, at=at)
        uow.flush()


def add_report_tasks(
    ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, raised: Iterable[str], at: datetime
) -> None:
    """A task for every mandatory report that newly raised triggers ask for, again for each new alarm."""
    for trigger_id in raised:
        trigger = ctx.assessor.rulebook.triggers[trigger_id]
        if trigger.mandatory_report:
            known = _known_tasks(uow, case)
            earlier = sum(1 for kind, of in known if kind is TaskKind.MANDATORY_REPORT and of.startswith(trigger.id))
            subject = f"{trigger.id}:{earlier + 1}" if earlier else trigger.id
            add_task(uow, case, TaskKind.MANDATORY_REPORT, subject, trigger.action, unit_id=case.unit_id, at=at)
            uow.flush()


def _known_tasks(uow: UnitOfWork, case: CaseRecord) -> set[tuple[TaskKind, str]]:
    return {(task.kind, task.subject) for task in uow.cases.tasks(case.id)}


def add_task(
    uow: UnitOfWork, case: CaseRecord, kind: TaskKind, subject: str, says: str, *, unit_id: UUID, at: datetime
) -> None:
    """A task that is due at once: minutes are measured, no timer is set."""
    uow.orm.add(
        TaskRecord(
            id=new_id(),
            case_id=case.id,
            kind=kind,
            subject=subject,
            says=says,
            unit_id=unit_id,
            due_at=at,
            opened_at=at,
        )
    )


def open_track(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    kind: TrackKind,
    unit: UnitRecord,
    situation: ClockSituation,
    *,
    action: CaseAction,
    at: datetime,
    track_id: UUID | None = None,
) -> TrackRecord:
    """Open a track at a unit's duty desk with its first clocks running."""
    track = TrackRecord(
        id=track_id or new_id(),
        case_id=case.id,
        kind=kind,
        status=TrackStatus.REGISTERED,
        holder_unit_id=unit.id,
        urgency=RiskLevel.RED.rank - case.risk_rank,
        next_due_at=at,
        guard_clock_id=new_id(),  # replaced below, before the transaction can end
        opened_at=at,
    )
    uow.orm.add(track)
    uow.flush()
    uow.cases.move_holder(track, unit_id=unit.id, person_id=None, reason=action.value, at=at)
    change_clocks(ctx, uow, case, track, action, situation, at=at)
    return track


def point_lead(case: CaseRecord, tracks: Collection[TrackRecord]) -> None:
    """Name the lead track: public security before mediation."""
    by_kind = {track.kind: track for track in tracks}
    if by_kind:
        case.lead_track_id = by_kind[lead_track(by_kind.keys())].id


def situation_of(case: CaseRecord, track: TrackRecord, desk: UnitRecord, **more: Any) -> ClockSituation:
    """What ``casework/clocks.py`` needs to know of a case and a track."""
    return ClockSituation(
        track=track.kind,
        desk=desk.kind,
        status=track.status,
        dispute_type=case.dispute_type,
        route=case.route,
        **more,
    )
