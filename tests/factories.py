"""Objects for tests: a clock that is set, people in their posts, cases made by the real services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import (
    AlarmRecord,
    AreaRecord,
    CaseRecord,
    ClockRecord,
    TaskRecord,
    TrackRecord,
    UnitRecord,
)
from triage.db.types import new_id
from triage.services.accounts import NewAccount, actor_by_login, add_account_in
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off, offer_hand_off
from triage.services.intake import PartyEntry, Registration, ReporterEntry, register_case
from triage.services.mediation import Sitting
from triage.services.offer import Offer
from triage.services.outcome import Agreement, record_agreement
from triage.services.route import decide_route
from triage.services.safety import TASK_FINDINGS, acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import Actor, IntakeChannel, OutcomeKind, RiskLevel, Role, Route, TrackKind, UnitKind

NOON = datetime(2026, 9, 14, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in China
PASSWORD = "test-password-1"
QUIET = "我和隔壁邻居因为公共过道堆放杂物的事谈了几次没谈拢，想请人调解一下。"
DANGEROUS = "邻居说再吵就弄死我全家，手里还拿着一把菜刀站在门口。"


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass(frozen=True)
class People:
    """A station and a committee of one area, a second station elsewhere, and one person for each role."""

    station: UUID
    committee: UUID
    second_committee: UUID
    market: UUID
    far_station: UUID
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Actor:
        return self.actors[login]


UNITS = (
    ("station", UnitKind.POLICE_STATION, "测试街道派出所", "测试所", 2),
    ("committee", UnitKind.MEDIATION_COMMITTEE, "测试街道人民调解委员会", "测试调委", 2),
    ("second_committee", UnitKind.MEDIATION_COMMITTEE, "测试社区人民调解委员会", "社区调委", 2),
    ("market", UnitKind.ADMINISTRATIVE_BODY, "测试县市场监督管理局", "市监", 1),
    ("far_station", UnitKind.POLICE_STATION, "远处派出所", "远处所", 3),
)
POSTS = (
    ("desk", Role.DESK_OFFICER, "station", False),
    ("officer", Role.CASE_OFFICER, "station", True),
    ("plain_officer", Role.CASE_OFFICER, "station", False),
    ("community", Role.COMMUNITY_OFFICER, "station", False),
    ("supervisor", Role.SUPERVISOR, "station", False),
    ("mediator", Role.MEDIATOR, "committee", False),
    ("second_mediator", Role.MEDIATOR, "second_committee", False),
    ("market_mediator", Role.MEDIATOR, "market", False),
    ("colleague", Role.MEDIATOR, "committee", False),
    ("committee_desk", Role.DESK_OFFICER, "committee", False),
    ("station_mediator", Role.MEDIATOR, "station", False),
    ("reviewer", Role.RULE_REVIEWER, "station", False),
    ("administrator", Role.ADMINISTRATOR, "station", False),
    ("far_desk", Role.DESK_OFFICER, "far_station", False),
    ("far_supervisor", Role.SUPERVISOR, "far_station", False),
)


def make_people(ctx: ServiceContext) -> People:
    """Areas, units and one signed-up person for each role; every password is ``PASSWORD``."""
    areas = ((1, None, "县", "/1/"), (2, 1, "测试街道", "/1/2/"), (3, 1, "远处乡", "/1/3/"))
    units = {key: new_id() for key, *_ in UNITS}
    with ctx.unit_of_work() as uow:
        for area_id, parent, name, path in areas:
            uow.orm.add(AreaRecord(id=area_id, parent_id=parent, code=f"A{area_id}", name=name, path=path))
            uow.flush()
        for key, kind, name, short, area in UNITS:
            uow.orm.add(UnitRecord(id=units[key], area_id=area, kind=kind, name=name, short_name=short))
        uow.flush()
        names = {key: name for key, _, name, _, _ in UNITS}
        for login, role, unit, may_clear in POSTS:
            add_account_in(
                uow,
                NewAccount(
                    login=login,
                    name=f"{login}甲",
                    password=PASSWORD,
                    role=role,
                    unit_name=names[unit],
                    starts_on=date(2026, 1, 1),
                    may_clear_triggers=may_clear,
                ),
            )
        uow.commit()
    return People(**units, actors={login: actor_by_login(ctx, login) for login, *_ in POSTS})


def make_case(ctx: ServiceContext, actor: Actor, text: str = QUIET, **facts: object) -> UUID:
    """A case registered by the real service."""
    registration = Registration(
        narrative=text,
        intake_channel=IntakeChannel.COUNTER,
        reported_at=ctx.clock(),
        place="测试小区3栋",
        facts=facts,  # type: ignore[arg-type]
        parties=(PartyEntry("applicant", "申请甲", "13800000001"), PartyEntry("respondent", "对方乙", "13800000002")),
        reporter=ReporterEntry("申请甲", "13800000001"),
    )
    return register_case(ctx, actor=actor, registration=registration)


def make_routed_case(ctx: ServiceContext, actor: Actor, text: str = QUIET, route: Route = Route.PEOPLE) -> UUID:
    """A case whose route a desk officer has decided."""
    case_id = make_case(ctx, actor, text)
    decide_route(
        ctx,
        actor=actor,
        case_id=case_id,
        seen_version=None,
        decided=route,
        risk_level=RiskLevel.YELLOW,
        override_reason="parties_chose",
    )
    return case_id


def make_offer(to_unit_id: UUID, **changes: object) -> Offer:
    """An offer whose gates are all open."""
    values: dict[str, object] = {
        "to_unit_id": to_unit_id,
        "is_unsettled_on_spot": True,
        "is_transferable": True,
        "consent": {"applicant": "verbal", "respondent": "verbal"},
        "summary": "双方因公共过道堆放杂物发生争执，均愿意调解。",
        "item_codes": ("mediation_summary", "commission_letter"),
    }
    return Offer(**{**values, **changes})  # type: ignore[arg-type]


def make_offered_case(ctx: ServiceContext, people: People, text: str = QUIET) -> tuple[UUID, UUID]:
    """A routed case offered to the committee: the ids of case and hand-off."""
    case_id = make_routed_case(ctx, people["desk"], text)
    hand_off_id = offer_hand_off(
        ctx, actor=people["desk"], case_id=case_id, seen_version=None, offer=make_offer(people.committee)
    )
    return case_id, hand_off_id


def make_accepted_case(ctx: ServiceContext, people: People, text: str = QUIET) -> UUID:
    """A case that the committee's mediator has taken on."""
    case_id, hand_off_id = make_offered_case(ctx, people, text)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    return case_id


def make_sitting(ctx: ServiceContext, **changes: object) -> Sitting:
    """A sitting held just now in which nothing dangerous was said."""
    values: dict[str, object] = {
        "held_at": ctx.clock(),
        "place": "调解室",
        "participants": "双方当事人",
        "is_consented": True,
        "refused_by": None,
        "account": "双方各自说明了情况。",
    }
    return Sitting(**{**values, **changes})  # type: ignore[arg-type]


def make_agreement(ctx: ServiceContext, **changes: object) -> Agreement:
    """A written agreement of today, performed at once."""
    values: dict[str, object] = {
        "kind": OutcomeKind.WRITTEN_AGREEMENT,
        "agreed": "一方清理过道,双方互相谅解。",
        "effective_on": ctx.today(),
        "perform_by_on": None,
    }
    return Agreement(**{**values, **changes})  # type: ignore[arg-type]


def make_agreed_case(ctx: ServiceContext, people: People, **changes: object) -> UUID:
    """A case whose mediation ended with an agreement."""
    case_id = make_accepted_case(ctx, people)
    record_agreement(
        ctx, actor=people["mediator"], case_id=case_id, seen_version=None, agreement=make_agreement(ctx, **changes)
    )
    return case_id


def make_safe(ctx: ServiceContext, people: People, case_id: UUID) -> None:
    """See and clear every alarm of a case and do its tasks, in the name of the station."""
    for alarm in rows_of(ctx, AlarmRecord, case_id=case_id, cleared_at=None):
        if alarm.acknowledged_at is None:
            acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm.id)
        clear_trigger(ctx, actor=people["supervisor"], alarm_id=alarm.id, reason="checked_on_scene")
    for task in rows_of(ctx, TaskRecord, case_id=case_id, done_at=None):
        finding = TASK_FINDINGS[task.kind][0]
        complete_task(ctx, actor=people["desk"], task_id=task.id, finding=finding, receipt="回执1")


def case_of(ctx: ServiceContext, case_id: UUID) -> CaseRecord:
    return rows_of(ctx, CaseRecord, id=case_id)[0]


def track_of(ctx: ServiceContext, case_id: UUID, kind: TrackKind = TrackKind.MEDIATION) -> TrackRecord:
    """The one track of a kind that a case has."""
    (track,) = rows_of(ctx, TrackRecord, case_id=case_id, kind=kind)
    return track


def clocks_of(ctx: ServiceContext, case_id: UUID, kind: TrackKind = TrackKind.MEDIATION) -> dict[str, ClockRecord]:
    """The live clocks of a track by rule."""
    track = track_of(ctx, case_id, kind)
    return {clock.rule_id: clock for clock in rows_of(ctx, ClockRecord, track_id=track.id, stopped_at=None)}


def rows_of(ctx: ServiceContext, record: type, **where: object) -> list:  # type: ignore[type-arg]
    """All rows of a table, for looking behind the services."""
    with Session(ctx.engine) as orm:
        return list(orm.scalars(select(record).filter_by(**where)))
