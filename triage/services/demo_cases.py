"""The 231 demo disputes, carried by the real services through the days they would have taken.

The numbers follow the published practice: 231 taken, 182 settled, 61 of them likely to have turned criminal.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from triage.casework.deadlines import local_date
from triage.casework.hand_off import MEDIABLE_ROUTES, required_items
from triage.db.records import AlarmRecord, AssessmentRecord, TaskRecord, TrackRecord
from triage.services.accounts import actor_by_login
from triage.services.context import ServiceContext
from triage.services.demo import PEOPLE, unit_ids
from triage.services.hand_off import accept_hand_off, decline_hand_off, expire_hand_offs, offer_hand_off
from triage.services.intake import PartyEntry, Registration, ReporterEntry, register_case
from triage.services.mediation import Sitting, record_session
from triage.services.offer import Offer
from triage.services.outcome import Agreement, close_track, record_agreement, record_failure, record_performance
from triage.services.route import decide_route
from triage.services.safety import TASK_FINDINGS, acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import Actor, IntakeChannel, OutcomeKind, RiskLevel, Route, TaskKind, TrackKind, UnitKind

CASES, SETTLED, PREVENTED = 231, 182, 61
FIRST_DAY_BACK = 100
LAST_SETTLED_BACK = 20
SEED = 20201
MARKET_TYPES = frozenset({"consumer", "e_commerce", "tourism"})
LABOUR_TYPES = frozenset({"labour_dispute", "wage_arrears"})
CHANNELS = (
    IntakeChannel.CALL_110,
    IntakeChannel.CALL_110,
    IntakeChannel.COUNTER,
    IntakeChannel.HOTLINE_12345,
    IntakeChannel.GRID,
    IntakeChannel.VOLUNTEER,
    IntakeChannel.RESIDENT,
)


@dataclass
class DemoClock:
    """Time as the demo lives it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


def demo_texts(corpus: Path) -> list[str]:
    """Texts of the corpus that are disputes, in a fixed order."""
    rows = [json.loads(line) for file in sorted(corpus.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    texts = [row["text"] for row in rows if row["is_dispute"] and len(row["text"]) >= 15]
    Random(SEED).shuffle(texts)  # noqa: S311 - a demo wants variety, not secrecy
    return texts[:CASES]


def load_cases(ctx: ServiceContext, corpus: Path) -> Iterator[str]:
    """Carry every demo case as far as it goes; yields the state it is left in."""
    present, cast = ctx.clock(), Cast.of(ctx)
    texts = demo_texts(corpus)
    for position, text in enumerate(texts):
        is_settled = position < SETTLED
        span = FIRST_DAY_BACK - LAST_SETTLED_BACK if is_settled else LAST_SETTLED_BACK
        days_back = LAST_SETTLED_BACK + span * (1 - position / SETTLED) if is_settled else _recent(position)
        clock = DemoClock(present - timedelta(days=days_back, minutes=position % 600))
        past = replace(ctx, clock=clock)
        yield _Story(past, cast, clock, position).tell(text, is_settled)
    expire_hand_offs(ctx)  # what nobody answered in these days came back, as it would have


def _recent(position: int) -> float:
    """The unsettled ones came in during the last nine days, the newest within the hour."""
    return 9 * (CASES - position - 1) / (CASES - SETTLED) + 0.03


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo by login, and its units by key."""

    people: Mapping[str, Actor]
    units: Mapping[str, UUID]

    @classmethod
    def of(cls, ctx: ServiceContext) -> "Cast":
        return cls({person[0]: actor_by_login(ctx, person[0]) for person in PEOPLE}, unit_ids(ctx))


class _Story:
    """One case and the people who work on it."""

    def __init__(self, ctx: ServiceContext, cast: Cast, clock: DemoClock, position: int) -> None:
        self._ctx, self._people, self._clock, self._position = ctx, cast.people, clock, position
        self._desk, self._officer = cast.people["zhiban"], cast.people["banan"]
        self._supervisor = cast.people["suozhang"]
        self._units = cast.units

    def tell(self, text: str, is_settled: bool) -> str:
        case_id = self._register(text)
        if not is_settled and self._position % 7 == 0:
            return "registered"
        self._clock.advance(minutes=6)
        self._look_after_safety(case_id, is_clearing=is_settled or self._position % 3 == 0)
        if self._open_blocks(case_id):
            return "alarm"
        self._clock.advance(minutes=25)
        route, mediator_login, unit = self._decide(case_id)
        if not is_settled and self._position % 5 == 0:
            return "routed"
        self._clock.advance(hours=2)
        hand_off_id = self._offer(case_id, unit)
        if not is_settled and self._position % 4 == 0:
            return "offered"
        self._clock.advance(hours=5)
        mediator = self._people[mediator_login]
        if not is_settled and self._position % 9 == 1:
            decline_hand_off(self._ctx, actor=mediator, hand_off_id=hand_off_id, reason="package_incomplete")
            return "declined"
        accept_hand_off(self._ctx, actor=mediator, hand_off_id=hand_off_id)
        if not is_settled:
            return self._leave_in_mediation(case_id, mediator)
        return self._settle(case_id, mediator, route)

    def _register(self, text: str) -> UUID:
        number = self._position + 1
        registration = Registration(
            narrative=text,
            intake_channel=CHANNELS[self._position % len(CHANNELS)],
            reported_at=self._clock(),
            place=("幸福社区", "滨河社区")[number % 2] + f"{number % 30 + 1}栋",
            parties=(
                PartyEntry("applicant", f"申请人{number}", f"1380000{number:04d}"),
                PartyEntry("respondent", f"对方{number}", f"1390000{number:04d}"),
            ),
            reporter=ReporterEntry(f"申请人{number}", f"1380000{number:04d}"),
        )
        return register_case(self._ctx, actor=self._desk, registration=registration)

    def _look_after_safety(self, case_id: UUID, *, is_clearing: bool) -> None:
        alarms, tasks = self._rows(AlarmRecord, case_id), self._rows(TaskRecord, case_id)
        for alarm in alarms:
            acknowledge_alarm(self._ctx, actor=self._desk, alarm_id=alarm.id)
        if not is_clearing:
            return
        self._clock.advance(hours=3)
        for task in tasks:
            receipt = f"回执{self._position + 1:03d}" if task.kind is TaskKind.MANDATORY_REPORT else ""
            finding = TASK_FINDINGS[task.kind][0]
            complete_task(self._ctx, actor=self._desk, task_id=task.id, finding=finding, receipt=receipt)
        for alarm in alarms:
            clear_trigger(self._ctx, actor=self._supervisor, alarm_id=alarm.id, reason="checked_on_scene")

    def _open_blocks(self, case_id: UUID) -> bool:
        return any(alarm.blocks and alarm.cleared_at is None for alarm in self._rows(AlarmRecord, case_id))

    def _decide(self, case_id: UUID) -> tuple[Route, str, UUID]:
        answer = self._rows(AssessmentRecord, case_id)[0].answer
        advised = Route(answer["route"]["recommended"]) if answer["route"]["recommended"] else None
        code = answer["types"][0]["code"] if answer["types"] else ""
        is_advised = advised in MEDIABLE_ROUTES - {Route.POLICE}
        route = advised if is_advised and advised is not None else Route.PEOPLE
        login, unit = "tiaojie", self._units["committee"]
        if route is Route.ADMINISTRATIVE and code in MARKET_TYPES:
            login, unit = "shijian", self._units["market"]
        elif route is Route.ADMINISTRATIVE and code in LABOUR_TYPES:
            login, unit = "renshe", self._units["labour"]
        else:
            route = Route.PEOPLE
        decide_route(
            self._ctx,
            actor=self._desk,
            case_id=case_id,
            seen_version=None,
            decided=route,
            risk_level=RiskLevel(answer["risk"]["level"]),
            override_reason=None if route is advised else "parties_chose",
        )
        return route, login, unit

    def _offer(self, case_id: UUID, unit_id: UUID) -> UUID:
        market_or_labour = unit_id != self._units["committee"]
        kind = UnitKind.ADMINISTRATIVE_BODY if market_or_labour else UnitKind.MEDIATION_COMMITTEE
        offer = Offer(
            to_unit_id=unit_id,
            is_unsettled_on_spot=True,
            is_transferable=True,
            consent={"applicant": "verbal", "respondent": "verbal"},
            summary="双方因日常生活、经营中的民事权益发生争执，现场劝解未果，均愿意接受调解。",
            item_codes=required_items(UnitKind.POLICE_STATION, kind),
        )
        return offer_hand_off(self._ctx, actor=self._desk, case_id=case_id, seen_version=None, offer=offer)

    def _hold_session(self, case_id: UUID, mediator: Actor) -> None:
        self._clock.advance(days=3)
        sitting = Sitting(
            held_at=self._clock(),
            place="调解室",
            participants="双方当事人",
            is_consented=True,
            refused_by=None,
            account="双方陈述了经过和要求，调解员分别做了沟通。",
        )
        record_session(self._ctx, actor=mediator, case_id=case_id, seen_version=None, sitting=sitting)

    def _leave_in_mediation(self, case_id: UUID, mediator: Actor) -> str:
        if self._position % 6 == 2:
            reason = "no_agreement"
            record_failure(self._ctx, actor=mediator, case_id=case_id, seen_version=None, failure_reason=reason)
            return "failed"
        return "in_mediation"

    def _settle(self, case_id: UUID, mediator: Actor, route: Route) -> str:
        self._hold_session(case_id, mediator)
        self._clock.advance(hours=1)
        today = local_date(self._clock())
        agreement = Agreement(
            kind=OutcomeKind.WRITTEN_AGREEMENT,
            agreed="双方互相谅解；一方按约定期限履行，双方今后不再为此事争执。",
            effective_on=today,
            perform_by_on=today + timedelta(days=7),
            is_escalation_prevented=self._position % 3 == 0 and self._position // 3 < PREVENTED,
        )
        record_agreement(self._ctx, actor=mediator, case_id=case_id, seen_version=None, agreement=agreement)
        self._clock.advance(days=5)
        performed_on = local_date(self._clock())
        record_performance(self._ctx, actor=mediator, case_id=case_id, seen_version=None, performed_on=performed_on)
        self._clock.advance(days=1)
        for track in self._rows(TrackRecord, case_id):
            is_mediation = track.kind is TrackKind.MEDIATION
            close_track(
                self._ctx,
                actor=mediator if is_mediation else self._officer,
                case_id=case_id,
                track_id=track.id,
                seen_version=None,
                closed_as="performed" if is_mediation else "no_penalty",
            )
        return "closed"

    def _rows(self, record: type, case_id: UUID) -> list:  # type: ignore[type-arg]
        with self._ctx.reading() as orm:
            return list(orm.scalars(select(record).filter_by(case_id=case_id)))
