"""Random people do random things to a few cases: most do what comes next, some try what is not theirs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text

from tests.factories import DANGEROUS, QUIET, People, SetClock, make_case, rows_of
from tests.integration.services.players import Players
from triage.casework.hand_off import DECLINE_REASONS
from triage.casework.outcome import FAILURE_REASONS
from triage.db.records import AlarmRecord, CaseRecord, HandOffRecord, TaskRecord, TrackRecord
from triage.services.context import ServiceContext
from triage.services.doctor import examine
from triage.services.hand_off import accept_hand_off, decline_hand_off, expire_hand_offs, withdraw_hand_off
from triage.vocabulary import Actor, RiskLevel, Route, TrackKind, TrackStatus

Row = TypeVar("Row")
Opening = Callable[[], AbstractContextManager[tuple[ServiceContext, People, SetClock]]]

QUIETLY, DOUBTFULLY = "双方各自说明了情况。", "她说家里厨房有一把刀。"
CALM_FACTS = ({"both_willing": True}, {"people_count": 2})
ALARMING_FACTS = ({"injury_level": "light_injury"}, {"weapon_present": True})
WATCHED_BY_THE_SWEEP = {"no_offer_left_unanswered"}  # true only after its next round
PICK = st.integers(min_value=0, max_value=10_000)
STATION = ("desk", "officer", "plain_officer", "community", "supervisor", "station_mediator")
COMMITTEES = ("mediator", "colleague", "committee_desk", "second_mediator", "market_mediator")
OTHERS = ("far_desk", "far_supervisor", "reviewer")
# mostly whoever's work it is, else somebody who tries what may not be theirs
STRAY = st.one_of(st.none(), st.none(), st.sampled_from([*STATION, *COMMITTEES, *OTHERS]))
SAID = st.sampled_from([QUIETLY, QUIETLY, DOUBTFULLY, DANGEROUS, ""])
FACTS = st.sampled_from([*CALM_FACTS, *ALARMING_FACTS])
ROUTES = st.sampled_from([Route.PEOPLE] * 4 + [Route.POLICE] * 2 + [Route.ADMINISTRATIVE] * 2 + list(Route))
OPEN = frozenset(TrackStatus) - {TrackStatus.CLOSED}
BROKEN = {
    "a holder cannot see the case": (
        "SELECT track.id FROM track WHERE closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM case_access"
        " WHERE case_access.case_id = track.case_id AND unit_id = holder_unit_id AND until IS NULL)"
    ),
    "a mediation goes on in danger": (
        "SELECT track.id FROM track JOIN alarm ON alarm.case_id = track.case_id"
        " WHERE status = 'in_mediation' AND blocks AND cleared_at IS NULL"
    ),
    "a closed case left something open": (
        "SELECT id FROM \"case\" AS closed WHERE status = 'closed' AND ("
        "EXISTS (SELECT 1 FROM alarm WHERE case_id = closed.id AND cleared_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM task WHERE case_id = closed.id AND done_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM hand_off WHERE case_id = closed.id AND status = 'offered'))"
    ),
    "a closed track has a live clock": (
        "SELECT clock.id FROM clock JOIN track ON track.id = clock.track_id"
        " WHERE closed_at IS NOT NULL AND stopped_at IS NULL"
    ),
    "an open offer stands on a track that is not routed": (
        "SELECT hand_off.id FROM hand_off JOIN track ON track.id = hand_off.track_id"
        " WHERE hand_off.status = 'offered' AND track.status <> 'routed'"
    ),
    "an open danger has no public-security track": (
        'SELECT alarm.id FROM alarm JOIN "case" ON "case".id = alarm.case_id'
        " WHERE blocks AND cleared_at IS NULL AND \"case\".status = 'open' AND NOT EXISTS"
        " (SELECT 1 FROM track WHERE track.case_id = alarm.case_id AND kind = 'public_security')"
    ),
}


class Casework(RuleBasedStateMachine):
    """A refused action must leave everything as it was, an allowed one exactly one entry, and every promise true."""

    opening: Opening

    def __init__(self) -> None:
        super().__init__()
        self._opened = type(self).opening()
        self.ctx, self.people, self.clock = self._opened.__enter__()
        self.players = Players(self.ctx, self.people)

    def teardown(self) -> None:
        self._opened.__exit__(None, None, None)

    @initialize()
    def open_two_cases(self) -> None:
        for narrative in (QUIET, DANGEROUS):
            make_case(self.ctx, self.people["desk"], narrative)

    @rule(login=st.sampled_from(["desk", "committee_desk"]), narrative=st.sampled_from([QUIET, DANGEROUS]))
    def register(self, login: str, narrative: str) -> None:
        if len(self._rows(CaseRecord)) < 4:
            make_case(self.ctx, self.people[login], narrative)

    @rule(hours=st.sampled_from([0, 1, 5, 20, 30, 100]))
    def let_time_pass(self, hours: int) -> None:
        self.clock.advance(hours=hours, seconds=1)

    @rule()
    def sweep(self) -> None:
        expire_hand_offs(self.ctx)

    @rule(pick=PICK, stray=STRAY, facts=FACTS)
    def reassess(self, pick: int, stray: str | None, facts: dict[str, Any]) -> None:
        self.players.reassess(self._pick(CaseRecord, pick), self._by(stray), facts)

    @rule(pick=PICK, stray=STRAY, route=ROUTES, level=st.sampled_from(RiskLevel))
    def decide(self, pick: int, stray: str | None, route: Route, level: RiskLevel) -> None:
        self.players.decide(self._mediation(pick), self._by(stray), route, level)

    @rule(pick=PICK, stray=STRAY)
    def offer(self, pick: int, stray: str | None) -> None:
        self.players.offer(self._mediation(pick, TrackStatus.ROUTED), self._by(stray), pick)

    @rule(pick=PICK, stray=STRAY, answer=st.sampled_from([accept_hand_off, withdraw_hand_off]))
    def answer(self, pick: int, stray: str | None, answer: Callable[..., None]) -> None:
        if self._rows(HandOffRecord):
            self.players.answer(answer, self._pick(HandOffRecord, pick), self._by(stray))

    @rule(pick=PICK, stray=STRAY, reason=st.sampled_from(DECLINE_REASONS))
    def decline(self, pick: int, stray: str | None, reason: str) -> None:
        if self._rows(HandOffRecord):
            self.players.answer(decline_hand_off, self._pick(HandOffRecord, pick), self._by(stray), reason=reason)

    @rule(pick=PICK, stray=STRAY, said=SAID, has_next=st.booleans())
    def sit(self, pick: int, stray: str | None, said: str, has_next: bool) -> None:
        self.players.sit(self._mediation(pick), self._by(stray), said, has_next)

    @rule(pick=PICK, stray=STRAY, days=st.sampled_from([None, 0, 7]))
    def agree(self, pick: int, stray: str | None, days: int | None) -> None:
        self.players.agree(self._mediation(pick), self._by(stray), days)

    @rule(pick=PICK, stray=STRAY, reason=st.sampled_from(FAILURE_REASONS), said=SAID)
    def fail(self, pick: int, stray: str | None, reason: str, said: str) -> None:
        self.players.fail(self._mediation(pick), self._by(stray), reason, said)

    @rule(pick=PICK, stray=STRAY)
    def perform(self, pick: int, stray: str | None) -> None:
        self.players.perform(self._mediation(pick), self._by(stray))

    @rule(pick=PICK, stray=STRAY)
    def close(self, pick: int, stray: str | None) -> None:
        self.players.close(self._pick(TrackRecord, pick), self._by(stray), pick)

    @rule(pick=PICK, stray=STRAY)
    def look_after_an_alarm(self, pick: int, stray: str | None) -> None:
        if self._rows(AlarmRecord):
            alarm = self._pick(AlarmRecord, pick)
            do = self.players.acknowledge if alarm.acknowledged_at is None else self.players.clear
            do(alarm, self._by(stray))

    @rule(pick=PICK, stray=STRAY)
    def complete(self, pick: int, stray: str | None) -> None:
        if self._rows(TaskRecord):
            self.players.complete(self._pick(TaskRecord, pick), self._by(stray), pick)

    @rule(turns=st.lists(st.integers(min_value=0, max_value=11), min_size=3, max_size=12))
    def carry_on(self, turns: list[int]) -> None:
        """Do what comes next, some times over: the later states of a case are not reached by chance."""
        for turn in turns:
            self.clock.advance(minutes=7)
            self._next(turn)
            self.every_promise_holds()

    @invariant()
    def every_promise_holds(self) -> None:
        broken = [check for check in examine(self.ctx) if not check.is_ok and check.id not in WATCHED_BY_THE_SWEEP]
        assert broken == []
        with self.ctx.engine.connect() as connection:
            for what, statement in BROKEN.items():
                assert connection.execute(text(statement)).all() == [], what

    def _next(self, turn: int) -> None:
        """Alarms first, then tasks, then offers, then the mediation that is furthest behind."""
        players = self.players
        for alarm in self._rows(AlarmRecord):
            if alarm.cleared_at is None:
                return players.clear(alarm, None) if alarm.acknowledged_at else players.acknowledge(alarm, None)
        for task in self._rows(TaskRecord):
            if task.done_at is None:
                return players.complete(task, None, turn)
        for offer in self._rows(HandOffRecord):
            if offer.answered_at is None:
                more = {"reason": "not_competent"} if turn == 0 else {}
                return players.answer(accept_hand_off if turn else decline_hand_off, offer, None, **more)
        return self._step_on(self._mediation(turn, *OPEN), turn)

    def _step_on(self, track: TrackRecord, turn: int) -> None:
        players = self.players
        by_police = rows_of(self.ctx, CaseRecord, id=track.case_id)[0].route is Route.POLICE
        if track.status in {TrackStatus.REGISTERED, TrackStatus.RETURNED}:
            route = Route.PEOPLE if turn < 8 else (Route.POLICE, Route.ADMINISTRATIVE)[turn % 2]
            return players.decide(track, None, route, RiskLevel.YELLOW)
        if track.status is TrackStatus.ROUTED and not by_police:
            return players.offer(track, None, turn)
        if track.status is TrackStatus.AGREED:
            return players.perform(track, None) if turn % 2 else players.close(track, None, turn)
        if turn < 5:
            return players.sit(track, None, DANGEROUS if turn == 0 else QUIETLY, turn % 2 == 1)
        return (
            players.agree(track, None, None if turn % 2 else 7) if turn < 10 else players.fail(track, None, "other", "")
        )

    def _by(self, stray: str | None) -> Actor | None:
        return self.people[stray] if stray else None

    def _rows(self, record: type[Any]) -> list[Any]:
        return sorted(rows_of(self.ctx, record), key=lambda row: row.id)

    def _pick(self, record: type[Any], pick: int) -> Any:
        rows = self._rows(record)
        return rows[pick % len(rows)]

    def _mediation(self, pick: int, *statuses: TrackStatus) -> TrackRecord:
        """A mediation track, if possible in one of the statuses."""
        tracks = [track for track in self._rows(TrackRecord) if track.kind is TrackKind.MEDIATION]
        fitting = [track for track in tracks if track.status in statuses] or tracks
        found: TrackRecord = fitting[pick % len(fitting)]
        return found
