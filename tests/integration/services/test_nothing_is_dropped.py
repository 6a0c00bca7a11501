"""Promise 3 under random actions by many people: every open track keeps one holder and a live clock."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories import DANGEROUS, QUIET, People, SetClock, make_case, make_offer, rows_of
from triage.casework.deadlines import local_date
from triage.casework.hand_off import DECLINE_REASONS
from triage.casework.outcome import FAILURE_REASONS
from triage.db.records import AlarmRecord, HandOffRecord, TaskRecord, TrackRecord
from triage.errors import TriageError
from triage.services.context import ServiceContext
from triage.services.doctor import examine
from triage.services.hand_off import (
    accept_hand_off,
    decline_hand_off,
    expire_hand_offs,
    offer_hand_off,
    withdraw_hand_off,
)
from triage.services.intake import reassess_case
from triage.services.mediation import Sitting, record_session
from triage.services.outcome import Agreement, close_track, record_agreement, record_failure, record_performance
from triage.services.route import decide_route
from triage.services.safety import TASK_FINDINGS, acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import OutcomeKind, RiskLevel, Route

LOGINS = st.sampled_from(
    ["desk", "officer", "plain_officer", "community", "supervisor", "mediator", "second_mediator", "market_mediator"]
)
PICK = st.integers(min_value=0, max_value=10_000)
CHECKS_OF_THE_SWEEP = {"no_offer_left_unanswered"}  # true only after the next sweep


class Casework(RuleBasedStateMachine):
    """People act on a few cases in any order; what is refused must leave everything as it was."""

    ctx: ServiceContext
    clock: SetClock
    people: People

    @initialize()
    def open_two_cases(self) -> None:
        self.case_ids = [make_case(self.ctx, self.people["desk"], text) for text in (QUIET, DANGEROUS)]

    def _try(self, action: Any, **values: Any) -> None:
        with suppress(TriageError):
            action(self.ctx, **values)

    def _case(self, pick: int) -> UUID:
        return self.case_ids[pick % len(self.case_ids)]

    def _row(self, record: type, pick: int) -> Any:
        rows = sorted(rows_of(self.ctx, record), key=lambda row: row.id)
        return rows[pick % len(rows)] if rows else None

    def _act(self, action: Any, login: str, pick: int, **values: Any) -> None:
        self._try(action, actor=self.people[login], case_id=self._case(pick), seen_version=None, **values)

    @rule(text=st.sampled_from([QUIET, DANGEROUS]))
    def register(self, text: str) -> None:
        if len(self.case_ids) < 4:
            self.case_ids.append(make_case(self.ctx, self.people["desk"], text))

    @rule(hours=st.integers(min_value=0, max_value=100))
    def let_time_pass(self, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        expire_hand_offs(self.ctx)

    @rule(login=LOGINS, pick=PICK, facts=st.sampled_from([{"both_willing": True}, {"injury_level": "light_injury"}]))
    def reassess(self, login: str, pick: int, facts: dict[str, Any]) -> None:
        self._act(reassess_case, login, pick, facts=facts)

    @rule(login=LOGINS, pick=PICK, route=st.sampled_from(Route), level=st.sampled_from(RiskLevel))
    def decide(self, login: str, pick: int, route: Route, level: RiskLevel) -> None:
        self._act(decide_route, login, pick, decided=route, risk_level=level, override_reason="parties_chose")

    @rule(login=LOGINS, pick=PICK, to=st.sampled_from(["committee", "second_committee", "market"]))
    def offer(self, login: str, pick: int, to: str) -> None:
        items = ("mediation_summary", "commission_letter", "transfer_letter")
        self._act(offer_hand_off, login, pick, offer=make_offer(getattr(self.people, to), item_codes=items))

    @rule(login=LOGINS, pick=PICK, answer=st.sampled_from([accept_hand_off, withdraw_hand_off]))
    def answer_offer(self, login: str, pick: int, answer: Any) -> None:
        hand_off = self._row(HandOffRecord, pick)
        if hand_off is not None:
            self._try(answer, actor=self.people[login], hand_off_id=hand_off.id)

    @rule(login=LOGINS, pick=PICK, reason=st.sampled_from(DECLINE_REASONS))
    def decline(self, login: str, pick: int, reason: str) -> None:
        hand_off = self._row(HandOffRecord, pick)
        if hand_off is not None:
            self._try(decline_hand_off, actor=self.people[login], hand_off_id=hand_off.id, reason=reason)

    @rule(login=LOGINS, pick=PICK, account=st.sampled_from(["双方各自说明了情况。", DANGEROUS]))
    def hold_session(self, login: str, pick: int, account: str) -> None:
        sitting = Sitting(self.clock.now, "调解室", "双方", True, None, account, has_next=bool(pick % 2))
        self._act(record_session, login, pick, sitting=sitting)

    @rule(login=LOGINS, pick=PICK, days=st.one_of(st.none(), st.integers(min_value=0, max_value=60)))
    def agree(self, login: str, pick: int, days: int | None) -> None:
        today = local_date(self.clock.now)
        until = None if days is None else today + timedelta(days=days)
        agreement = Agreement(OutcomeKind.WRITTEN_AGREEMENT, "一方清理过道，互不追究。", today, until)
        self._act(record_agreement, login, pick, agreement=agreement)

    @rule(login=LOGINS, pick=PICK, reason=st.sampled_from(FAILURE_REASONS))
    def fail(self, login: str, pick: int, reason: str) -> None:
        self._act(record_failure, login, pick, failure_reason=reason)

    @rule(login=LOGINS, pick=PICK)
    def perform(self, login: str, pick: int) -> None:
        self._act(record_performance, login, pick, performed_on=local_date(self.clock.now))

    @rule(login=LOGINS, pick=PICK)
    def close(self, login: str, pick: int) -> None:
        track = self._row(TrackRecord, pick)
        values = {"case_id": track.case_id, "track_id": track.id, "seen_version": None, "closed_as": "settled"}
        self._try(close_track, actor=self.people[login], **values)

    @rule(login=LOGINS, pick=PICK)
    def acknowledge(self, login: str, pick: int) -> None:
        alarm = self._row(AlarmRecord, pick)
        if alarm is not None:
            self._try(acknowledge_alarm, actor=self.people[login], alarm_id=alarm.id)

    @rule(login=LOGINS, pick=PICK)
    def clear(self, login: str, pick: int) -> None:
        alarm = self._row(AlarmRecord, pick)
        if alarm is not None:
            self._try(clear_trigger, actor=self.people[login], alarm_id=alarm.id, reason="checked_on_scene")

    @rule(login=LOGINS, pick=PICK)
    def complete(self, login: str, pick: int) -> None:
        task = self._row(TaskRecord, pick)
        if task is not None:
            findings = TASK_FINDINGS[task.kind]
            finding = findings[pick % len(findings)]
            self._try(complete_task, actor=self.people[login], task_id=task.id, finding=finding, receipt="回执1")

    @invariant()
    def promises_hold(self) -> None:
        broken = [check for check in examine(self.ctx) if not check.is_ok and check.id not in CHECKS_OF_THE_SWEEP]
        assert broken == []


@pytest.fixture
def machine(ctx: ServiceContext, clock: SetClock, people: People) -> type[Casework]:
    return type("CaseworkHere", (Casework,), {"ctx": ctx, "clock": clock, "people": people})


def test_no_open_track_is_ever_without_holder_or_clock(machine: type[Casework]) -> None:
    # cases of earlier sequences stay in the database: they are the noise of the later ones
    run_state_machine_as_test(machine, settings=hypothesis_settings(max_examples=8, stateful_step_count=30))


@pytest.mark.slow
def test_no_open_track_is_ever_without_holder_or_clock_long(machine: type[Casework]) -> None:
    run_state_machine_as_test(machine, settings=hypothesis_settings(max_examples=60, stateful_step_count=60))
