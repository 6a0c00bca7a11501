"""Starts, ends and re-points the clocks of a track as ``casework/clocks.py`` says; used by every service."""

from collections.abc import Mapping
from datetime import date, datetime

from triage.casework.clocks import ALL_CLOCKS, ClockChanges, ClockSituation, clock_changes
from triage.casework.deadlines import due
from triage.db.records import CaseRecord, ClockRecord, TrackRecord
from triage.db.unit_of_work import UnitOfWork
from triage.services.context import ServiceContext
from triage.vocabulary import CaseAction, ClockStatus, RiskLevel


def change_clocks(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    action: CaseAction,
    situation: ClockSituation,
    *,
    at: datetime,
    agreed_on: Mapping[str, date] | None = None,
) -> list[ClockRecord]:
    """Apply an action to the clocks of one open track and return those it started.

    New clocks start before old ones stop, so the track is never without one.

    Args:
        agreed_on: dates the parties named, by rule id, for rules without a length.
    """
    changes = clock_changes(action, situation)
    before = uow.clocks.live(track.id)
    running = {clock.rule_id for clock in before}
    started = [
        _start(ctx, uow, case, track, rule_id, action, at, (agreed_on or {}).get(rule_id))
        for rule_id in changes.started
        if rule_id not in running
    ]
    if started:
        uow.flush()
    ended = {status: _ended(changes, before, status) for status in (ClockStatus.MET, ClockStatus.CANCELLED)}
    for status, rule_ids in ended.items():
        uow.clocks.stop(track, rule_ids, status=status, at=at)
    uow.clocks.watch(track)
    return started


def _start(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    rule_id: str,
    action: CaseAction,
    at: datetime,
    agreed_on: date | None,
) -> ClockRecord:
    rule = ctx.clock_rules[rule_id]
    ends = due(rule, at, ctx.calendar, level=RiskLevel(case.risk_level), agreed_on=agreed_on)
    return uow.clocks.add(
        track, rule, ends, started_by=action.value, started_at=at, calendar=ctx.assessor.policy.content_hash
    )


def _ended(changes: ClockChanges, live: list[ClockRecord], status: ClockStatus) -> frozenset[str]:
    named = changes.met if status is ClockStatus.MET else changes.cancelled
    if ALL_CLOCKS not in named:
        return frozenset(named)
    kept = set(changes.started) | (set(changes.met) if status is ClockStatus.CANCELLED else set())
    return frozenset(clock.rule_id for clock in live if clock.rule_id not in kept)
