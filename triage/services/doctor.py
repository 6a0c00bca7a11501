"""Re-checks the promises of the design on live data; reads only, in one transaction, streaming."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from triage.casework.custody import HeldTrack, TrackClock, custody_faults
from triage.casework.deadlines import ClockRule, due
from triage.db.records import (
    AlarmRecord,
    AssessmentRecord,
    AuditEntryRecord,
    AuditHeadRecord,
    CaseRecord,
    ClockExtensionRecord,
    ClockHoldRecord,
    ClockRecord,
    DecisionRecord,
    HandOffRecord,
    TrackRecord,
)
from triage.db.repositories.audit import FIRST_HASH, entry_hash
from triage.services.context import ServiceContext
from triage.vocabulary import CaseAction, CaseStatus, ClockStatus, HandOffStatus, RiskLevel, TrackKind, TrackStatus

EXAMPLES_SHOWN = 5
ROWS_AT_ONCE = 1_000
SWEEP_GRACE = timedelta(minutes=5)  # the sweep looks every minute


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how many rows break it, with the first few."""

    id: str
    promise: int
    count: int
    examples: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        return self.count == 0


def examine(ctx: ServiceContext) -> tuple[Check, ...]:
    """Run every check over one snapshot of the database."""
    with ctx.reading() as orm:
        return tuple(_run(check_id, promise, find, ctx, orm) for check_id, promise, find in CHECKS)


def _run(check_id: str, promise: int, find: "Finder", ctx: ServiceContext, orm: Session) -> Check:
    count = 0
    examples: list[str] = []
    for found in find(ctx, orm):
        count += 1
        if len(examples) < EXAMPLES_SHOWN:
            examples.append(found)
    return Check(check_id, promise, count, tuple(examples))


def _level_lowered(_: ServiceContext, orm: Session) -> Iterator[str]:
    """The level is below an assessment made since the last human decision."""
    ranks = {level.value: level.rank for level in RiskLevel}
    decided_at = select(func.max(DecisionRecord.decided_at)).where(DecisionRecord.case_id == CaseRecord.id)
    statement = (
        select(CaseRecord.case_code, CaseRecord.risk_rank, AssessmentRecord.answer)
        .join(AssessmentRecord, AssessmentRecord.case_id == CaseRecord.id)
        .where(
            or_(
                CaseRecord.last_decision_id.is_(None),
                AssessmentRecord.made_at > decided_at.correlate(CaseRecord).scalar_subquery(),
            )
        )
    )
    for code, rank, answer in orm.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        if ranks[answer["risk"]["level"]] > rank:
            yield code


def _trigger_without_alarm(_: ServiceContext, orm: Session) -> Iterator[str]:
    """An assessment found a firm trigger for which no alarm was ever raised."""
    alarms = select(AlarmRecord.case_id, AlarmRecord.trigger)
    raised = {(case_id, trigger) for case_id, trigger in orm.execute(alarms)}
    statement = select(CaseRecord.id, CaseRecord.case_code, AssessmentRecord.answer).join(
        AssessmentRecord, AssessmentRecord.case_id == CaseRecord.id
    )
    for case_id, code, answer in orm.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        for trigger in {hit["id"] for hit in answer["triggers"]}:
            if (case_id, trigger) not in raised:
                yield f"{code} {trigger}"


def _offered_while_blocked(_: ServiceContext, orm: Session) -> Iterator[str]:
    """An offer to a mediator was made or taken while a blocking trigger was open."""
    is_taken = HandOffRecord.status == HandOffStatus.ACCEPTED
    wrong = or_(_blocked_at(HandOffRecord.offered_at), and_(is_taken, _blocked_at(HandOffRecord.answered_at)))
    statement = (
        select(HandOffRecord.id)
        .join(TrackRecord, TrackRecord.id == HandOffRecord.track_id)
        .where(TrackRecord.kind == TrackKind.MEDIATION, wrong)
    )
    return _ids(orm, statement)


def _blocked_at(moment: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """A blocking trigger was open before ``moment`` and still at it; one raised in that very instant came after."""
    return exists().where(
        AlarmRecord.case_id == HandOffRecord.case_id,
        AlarmRecord.blocks,
        AlarmRecord.raised_at < moment,
        or_(AlarmRecord.cleared_at.is_(None), AlarmRecord.cleared_at > moment),
    )


def _custody(_: ServiceContext, orm: Session) -> Iterator[str]:
    """An open track without exactly one holder or without a live clock."""
    statement = (
        select(
            TrackRecord.id,
            TrackRecord.status,
            TrackRecord.holder_unit_id,
            TrackRecord.holder_person_id,
            ClockRecord.status,
            ClockRecord.wake_on,
        )
        .outerjoin(ClockRecord, and_(ClockRecord.track_id == TrackRecord.id, ClockRecord.stopped_at.is_(None)))
        .where(TrackRecord.closed_at.is_(None))
        .order_by(TrackRecord.id)
    )
    rows = orm.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
    for (track_id, status, unit_id, person_id), group in groupby(rows, key=lambda row: tuple(row[:4])):
        clocks = [TrackClock(track_id, *row[4:]) for row in group if row[4]]  # an outer join: none may be there
        track = HeldTrack(track_id, TrackStatus(status), unit_id, person_id)
        for fault in custody_faults([track], clocks):
            yield f"{fault.track_id} {fault.code}"


def _case_without_track(_: ServiceContext, orm: Session) -> Iterator[str]:
    """An open case none of whose tracks is open, or whose lead track is not."""
    lead_is_open = exists().where(TrackRecord.id == CaseRecord.lead_track_id, TrackRecord.closed_at.is_(None))
    return _ids(orm, select(CaseRecord.case_code).where(CaseRecord.status == CaseStatus.OPEN, ~lead_is_open))


def _queue_order(_: ServiceContext, orm: Session) -> Iterator[str]:
    """A track whose place in the queue differs from its clocks or from the level of its case."""
    earliest = (
        select(func.min(ClockRecord.due_at))
        .where(ClockRecord.track_id == TrackRecord.id, ClockRecord.stopped_at.is_(None))
        .correlate(TrackRecord)
        .scalar_subquery()
    )
    wrong = or_(TrackRecord.next_due_at != earliest, TrackRecord.urgency != RiskLevel.RED.rank - CaseRecord.risk_rank)
    statement = select(TrackRecord.id).join(CaseRecord, CaseRecord.id == TrackRecord.case_id)
    return _ids(orm, statement.where(TrackRecord.closed_at.is_(None), wrong))


def _overdue_offer(ctx: ServiceContext, orm: Session) -> Iterator[str]:
    """An offer past its time that the sweep has not returned."""
    late = and_(HandOffRecord.status == HandOffStatus.OFFERED, HandOffRecord.due_at < ctx.clock() - SWEEP_GRACE)
    return _ids(orm, select(HandOffRecord.id).where(late))


def _clock_recomputed(ctx: ServiceContext, orm: Session) -> Iterator[str]:
    """A live clock whose date the rules and calendars of today would compute differently."""
    touched = or_(
        exists().where(ClockHoldRecord.clock_id == ClockRecord.id),
        exists().where(ClockExtensionRecord.clock_id == ClockRecord.id),
    )
    statement = select(ClockRecord).where(ClockRecord.stopped_at.is_(None), ClockRecord.status == ClockStatus.RUNNING)
    for clock in orm.scalars(statement.where(~touched).execution_options(yield_per=ROWS_AT_ONCE)):
        rule = ctx.clock_rules.get(clock.rule_id)
        if rule is None or (_is_comparable(rule, clock) and _due_at(rule, clock, ctx) != clock.due_at):
            yield f"{clock.id} {clock.rule_id}"


def _due_at(rule: ClockRule, clock: ClockRecord, ctx: ServiceContext) -> datetime:
    return due(rule, clock.started_at, ctx.calendar).due_at


def _is_comparable(rule: ClockRule, clock: ClockRecord) -> bool:
    """False for dates the parties named, lengths that followed the level of that moment, and law that has changed."""
    return rule.length is not None and not rule.length_by_level and rule.version == clock.rule_version


def _audit_chain(_: ServiceContext, orm: Session) -> Iterator[str]:
    """An entry that does not fit the one before it, or a chain that ends elsewhere than its head."""
    heads = {head.chain: head for head in orm.scalars(select(AuditHeadRecord))}
    statement = select(AuditEntryRecord).order_by(AuditEntryRecord.chain, AuditEntryRecord.number)
    entries = orm.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE))
    for chain, group in groupby(entries, key=lambda entry: entry.chain):
        number, previous = 0, FIRST_HASH
        for entry in group:
            fits = (entry.number, entry.previous_hash) == (number + 1, previous)
            if not fits or entry_hash(entry) != entry.hash:
                yield f"{chain} #{entry.number}"
            number, previous = entry.number, entry.hash
        head = heads.pop(chain, None)
        if head is None or (head.number, head.hash) != (number, previous):
            yield f"{chain} head"
    yield from (f"{chain} head" for chain, head in heads.items() if head.number)


def _case_without_entry(_: ServiceContext, orm: Session) -> Iterator[str]:
    """A case that no audit entry registers."""
    entry = aliased(AuditEntryRecord)
    registered = exists().where(entry.case_id == CaseRecord.id, entry.action == CaseAction.REGISTER.value)
    return _ids(orm, select(CaseRecord.case_code).where(~registered))


def _ids(orm: Session, statement: Select[Any]) -> Iterator[str]:
    for found in orm.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        yield str(found)


Finder = Callable[[ServiceContext, Session], Iterator[str]]
CHECKS: tuple[tuple[str, int, Finder], ...] = (
    ("level_never_lowered_by_machine", 2, _level_lowered),
    ("every_trigger_has_an_alarm", 2, _trigger_without_alarm),
    ("no_hand_off_while_blocked", 2, _offered_while_blocked),
    ("open_track_has_holder_and_clock", 3, _custody),
    ("open_case_has_open_lead_track", 3, _case_without_track),
    ("queue_order_is_true", 3, _queue_order),
    ("no_offer_left_unanswered", 3, _overdue_offer),
    ("clocks_follow_their_rules", 5, _clock_recomputed),
    ("audit_chain_is_whole", 6, _audit_chain),
    ("every_case_has_its_entry", 6, _case_without_entry),
)
