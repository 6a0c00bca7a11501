"""Starts, ends and re-points the clocks of a track as ``casework/clocks.py`` says; used by every service."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from triage.casework.clocks import ALL_CLOCKS, ClockChanges, ClockSituation, clock_changes
from triage.casework.deadlines import due
from triage.db.records import CaseRecord, ClockRecord, TrackRecord
from triage.db.unit_of_work import UnitOfWork
from triage.services.context import ServiceContext
from triage.vocabulary import CaseAction, ClockStatus, RiskLevel


@dataclass(frozen=True, slots=True)
class ClockDates:
    """Dates that do not follow from the moment of the action, by rule id.

    ``agreed_on``: dates the parties named, for rules without a length; ``counted_from``: where the period begins
    elsewhere than at the action (judicial confirmation runs from the day the agreement takes effect).
    """

    agreed_on: Mapping[str, date] = field(default_factory=dict)
    counted_from: Mapping[str, datetime] = field(default_factory=dict)


def change_clocks(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    action: CaseAction,
    situation: ClockSituation,
    *,
    at: datetime,
    dates: ClockDates | None = None,
) -> list[ClockRecord]:
    """Apply an action to the clocks of one open track and return those it started.

    New clocks start before old ones stop, so the track is never without one.
    """
    changes = clock_changes(action, situation)
    before = uow.clocks.live(track.id)
    running = {clock.rule_id for clock in before}
    wanted = [rule_id for rule_id in changes.started if rule_id not in running]
    started = [
        _start(ctx, uow, case, track, rule_id, action, at, dates or ClockDates())
        for rule_id in (*wanted, *changes.restarted)
    ]
    uow.flush()
    uow.clocks.stop(track, _ended(changes, before, changes.met), status=ClockStatus.MET, at=at)
    uow.clocks.stop(track, _ended(changes, before, changes.cancelled), status=ClockStatus.CANCELLED, at=at)
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
    dates: ClockDates,
) -> ClockRecord:
    rule = ctx.clock_rules[rule_id]
    started_at = dates.counted_from.get(rule_id, at)
    agreed_on = dates.agreed_on.get(rule_id)
    ends = due(rule, started_at, ctx.calendar, level=RiskLevel(case.risk_level), agreed_on=agreed_on)
    return uow.clocks.add(
        track, rule, ends, started_by=action.value, started_at=started_at, calendar=ctx.assessor.policy.content_hash
    )


def _ended(changes: ClockChanges, before: list[ClockRecord], named: Collection[str]) -> frozenset[UUID]:
    """The clocks, live before the action, that it ends; a clock it starts is never among them."""
    is_every = ALL_CLOCKS in named
    restarted = changes.restarted if named is changes.met else ()
    return frozenset(
        clock.id
        for clock in before
        if clock.rule_id in named or clock.rule_id in restarted or (is_every and clock.rule_id not in changes.started)
    )
