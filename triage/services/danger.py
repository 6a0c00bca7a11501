"""Step *danger*: what follows at once from a trigger, wherever it was found.

Alarm, level, mandatory report, public-security track with its clocks, and the end of an offer or mediation under way.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from triage.assessment.types import Report, TriggerHit
from triage.casework.clocks import ClockSituation
from triage.casework.deadlines import local_date
from triage.casework.intake import is_offence_possible
from triage.casework.lifecycle import TRACK, next_status, possible_actions
from triage.db.records import AlarmRecord, CaseRecord, OutcomeRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import InputError
from triage.services.case_changes import (
    add_check,
    add_report_tasks,
    open_track,
    point_lead,
    raise_level,
    situation_of,
)
from triage.services.context import ServiceContext
from triage.services.hand_off import return_to_sender, withdraw_for_danger
from triage.services.track_clocks import change_clocks
from triage.vocabulary import SYSTEM_PERSON_ID, CaseAction, OutcomeKind, Role, Route, TrackKind

MID_WAY_TRIGGER = "T17"
NEW_DANGER = "new_danger"


def raise_alarms(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    found: Iterable[TriggerHit],
    assessment_id: UUID,
    at: datetime,
) -> list[AlarmRecord]:
    """Raise an alarm for every firm trigger that has none open, in the transaction that found it."""
    have = {alarm.trigger for alarm in uow.cases.open_alarms(case.id)}
    raised = []
    for hit in found:
        if hit.id in have:
            continue
        have.add(hit.id)
        start, end = hit.span or (None, None)
        raised.append(
            AlarmRecord(
                id=new_id(),
                case_id=case.id,
                assessment_id=assessment_id,
                unit_id=case.unit_id,
                trigger=hit.id,
                blocks=ctx.assessor.rulebook.triggers[hit.id].blocks,
                span_start=start,
                span_end=end,
                source_id=hit.source_id,
                raised_at=at,
            )
        )
    uow.orm.add_all(raised)
    uow.flush()
    return raised


def respond(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    found: Sequence[TriggerHit],
    *,
    at: datetime,
    types: Collection[str] = (),
    indicators: Collection[str] = (),
) -> None:
    """Do all that triggers found in an open case ask for; nothing is done twice for an alarm that is open.

    Args:
        types, indicators: of a new assessment, where there is one: they too may call for the police.
    """
    triggers = ctx.assessor.rulebook.triggers
    assessment_id = uow.cases.latest_assessment(case.id).id
    raised = raise_alarms(ctx, uow, case, found, assessment_id, at)
    add_report_tasks(ctx, uow, case, [alarm.trigger for alarm in raised], at)
    _watch_for_offence(ctx, uow, case, raised, types, indicators, at)
    if any(alarm.blocks for alarm in raised):
        withdraw_for_danger(ctx, uow, case, at)
        raised += _stop_mediation(ctx, uow, case, assessment_id, at)
    for alarm in raised:
        level = triggers[alarm.trigger].level
        if level is not None:
            raise_level(uow, case, level)


def read_for_danger(
    ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, said: str, where: str, at: datetime
) -> None:
    """Read what somebody wrote during casework as a report is read: firm triggers alarm, doubtful ones become tasks.

    Args:
        where: which text it was, short; the spans lie in that text, not in the case's own.
    """
    try:
        seen = ctx.assessor.assess(Report(id="", text=said), on=local_date(at))
    except InputError:  # nothing readable, so nothing to find
        return
    for doubtful in seen.risk.to_check:
        add_check(uow, case, doubtful, where, at)
    respond(ctx, uow, case, [TriggerHit(hit.id, None, hit.source_id) for hit in seen.risk.triggers], at=at)


def new_evidence(
    uow: UnitOfWork, case: CaseRecord, found: Iterable[TriggerHit], new_facts: Collection[str]
) -> list[TriggerHit]:
    """The triggers of a re-assessment without those that a person cleared on the very same evidence.

    The text never changes, so the same words say nothing new; a fact entered again does.
    """
    renewed = {f"fact.{fact}" for fact in new_facts}
    return [hit for hit in found if hit.source_id in renewed or not uow.cases.was_cleared(case.id, hit)]


def _watch_for_offence(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    raised: Sequence[AlarmRecord],
    types: Collection[str],
    indicators: Collection[str],
    at: datetime,
) -> None:
    """Open the public-security track, or start on it the clocks that new triggers ask for (PSAPL 90)."""
    blocking = frozenset(alarm.trigger for alarm in raised if alarm.blocks)
    unit = uow.people.unit(case.unit_id)
    situation = ClockSituation(
        track=TrackKind.PUBLIC_SECURITY,
        desk=unit.kind,
        dispute_type=next(iter(types), None),
        triggers=frozenset(alarm.trigger for alarm in raised),
        blocking_triggers=blocking,
        indicators=frozenset(indicators),
    )
    security = uow.cases.track(case.id, TrackKind.PUBLIC_SECURITY)
    if security is not None:
        change_clocks(ctx, uow, case, security, CaseAction.REASSESS, situation, at=at)
        return
    # a track that was closed is opened again by a new danger only, not by the type it always had
    is_first = not uow.cases.has_had_track(case.id, TrackKind.PUBLIC_SECURITY)
    if blocking or (is_first and is_offence_possible(types, (), indicators)):
        kind, action = TrackKind.PUBLIC_SECURITY, CaseAction.OPEN_TRACK
        open_track(ctx, uow, case, kind, unit, situation, action=action, at=at)
        point_lead(case, uow.cases.open_tracks(case.id))


def _stop_mediation(
    ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, assessment_id: UUID, at: datetime
) -> list[AlarmRecord]:
    """A new blocking trigger ends a mediation under way and sends it back at once (T17; PML 25)."""
    track = uow.cases.track(case.id, TrackKind.MEDIATION)
    is_under_way = track and CaseAction.RECORD_SESSION in possible_actions(TRACK, track.status, Role.MEDIATOR)
    if track is None or not is_under_way:
        return []
    target = next_status(TRACK, track.status, CaseAction.RECORD_FAILURE, Role.SYSTEM)
    uow.orm.add(
        OutcomeRecord(
            id=new_id(),
            track_id=track.id,
            number=uow.cases.next_outcome_number(track.id),
            kind=OutcomeKind.TERMINATED,
            failure_reason=NEW_DANGER,
            recorded_at=at,
            recorded_by_id=SYSTEM_PERSON_ID,
        )
    )
    situation = situation_of(case, track, uow.people.unit(case.unit_id))
    change_clocks(ctx, uow, case, track, CaseAction.RECORD_FAILURE, situation, at=at)
    track.status = target
    return_to_sender(ctx, uow, case, track, CaseAction.RECORD_FAILURE, at, MID_WAY_TRIGGER)
    restart_police_period(ctx, uow, case, at)
    return raise_alarms(ctx, uow, case, [TriggerHit(MID_WAY_TRIGGER, None, MID_WAY_TRIGGER)], assessment_id, at)


def restart_police_period(ctx: ServiceContext, uow: UnitOfWork, case: CaseRecord, at: datetime) -> None:
    """After failed police mediation the case period starts anew beside the old one (MPS-PROC 185(2))."""
    security = uow.cases.track(case.id, TrackKind.PUBLIC_SECURITY)
    if case.route is Route.POLICE and security is not None:
        situation = situation_of(case, security, uow.people.unit(case.unit_id))
        change_clocks(ctx, uow, case, security, CaseAction.RECORD_FAILURE, situation, at=at)
