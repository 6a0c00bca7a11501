"""Step *route*: a named person accepts or overrides the recommendation."""

from datetime import datetime
from uuid import UUID

from triage.casework.intake import OVERRIDE_REASONS, may_route_to, needs_override_reason
from triage.casework.lifecycle import TRACK, next_status
from triage.db.records import AssessmentRecord, CaseRecord, DecisionRecord, TrackRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, InputError
from triage.services.case_changes import set_level, situation_of, touch
from triage.services.context import ServiceContext
from triage.services.kept_report import advised_route
from triage.services.track_clocks import change_clocks
from triage.vocabulary import Actor, CaseAction, RiskLevel, Route, TrackKind

NO_RECOMMENDATION = "none"


def decide_route(
    ctx: ServiceContext,
    *,
    actor: Actor,
    case_id: UUID,
    seen_version: int | None,
    decided: Route,
    risk_level: RiskLevel,
    override_reason: str | None = None,
    note: str = "",
) -> None:
    """A named person accepts or overrides the recommendation; only this can lower the level.

    Raises:
        InputError: a reason that is not one of the codes.
        ActionNotAllowedError: an override without its reason, an offer that waits for an answer, or a route that an
            open trigger blocks.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        track = _track_to_route(uow, case, decided)
        target = next_status(TRACK, track.status, CaseAction.DECIDE_ROUTE, actor.role)
        assessment = uow.cases.latest_assessment(case.id)
        decision = _decision(case, assessment, actor, decided, risk_level, override_reason, note, now)
        uow.orm.add(decision)
        uow.flush()
        case.last_decision_id, case.route = decision.id, decided
        set_level(uow, case, risk_level)
        situation = situation_of(case, track, uow.people.unit(case.unit_id))
        track.status = target
        change_clocks(ctx, uow, case, track, CaseAction.DECIDE_ROUTE, situation, at=now)
        touch(case, actor, now)
        details = {"decision": str(decision.id), "recommended": decision.recommended, "decided": decided.value}
        uow.audit.record(CaseAction.DECIDE_ROUTE, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def _track_to_route(uow: UnitOfWork, case: CaseRecord, decided: Route) -> TrackRecord:
    track = uow.cases.track(case.id, TrackKind.MEDIATION)
    if track is None:
        raise ActionNotAllowedError("no_open_mediation_track")
    if uow.cases.open_offer(track.id) is not None:  # its receiver was asked about another route
        raise ActionNotAllowedError("offer_already_open")
    blocking = [alarm.trigger for alarm in uow.cases.open_alarms(case.id) if alarm.blocks]
    if not may_route_to(decided, blocking):
        raise ActionNotAllowedError("blocked_by_trigger", triggers=", ".join(blocking))
    return track


def _decision(
    case: CaseRecord,
    assessment: AssessmentRecord,
    actor: Actor,
    decided: Route,
    risk_level: RiskLevel,
    override_reason: str | None,
    note: str,
    at: datetime,
) -> DecisionRecord:
    if override_reason and override_reason not in OVERRIDE_REASONS:
        raise InputError("unknown_reason", reason=override_reason)
    advised = advised_route(assessment, for_police=actor.is_police)
    if needs_override_reason(Route(advised) if advised else None, decided) and not override_reason:
        raise ActionNotAllowedError("override_needs_reason", recommended=advised, decided=decided.value)
    if risk_level.rank < case.risk_rank and not (override_reason or note.strip()):
        raise ActionNotAllowedError("lowering_needs_reason", level=case.risk_level)
    return DecisionRecord(
        id=new_id(),
        case_id=case.id,
        assessment_id=assessment.id,
        recommended=advised or NO_RECOMMENDATION,
        decided=decided.value,
        override_reason=override_reason or (None if advised else "no_recommendation"),
        risk_level=risk_level,
        note=note,
        decided_by_id=actor.person_id,
        decided_at=at,
    )
