"""Demo installation: areas, units, one invented person for each role, and a year's mix of invented disputes."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from triage.db.records import AreaRecord, CaseRecord, UnitRecord
from triage.db.types import new_id
from triage.errors import ActionNotAllowedError
from triage.services.accounts import NewAccount, add_account_in
from triage.services.context import ServiceContext
from triage.settings import Settings
from triage.vocabulary import Role, UnitKind

LOGINS_FILE = "demo_logins.txt"
PASSWORD_BYTES = 8


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A demo account as printed for whoever tries the product."""

    login: str
    role: Role
    unit: str
    password: str


AREAS = (
    (1, None, "county", "示范县"),
    (2, 1, "xingfu", "幸福街道"),
    (3, 2, "xingfu-1", "幸福社区"),
    (4, 2, "xingfu-2", "滨河社区"),
    (5, 1, "jiangwan", "江湾镇"),
)
UNITS = (
    ("station", UnitKind.POLICE_STATION, "幸福街道派出所", "幸福所", 2, "0000-110"),
    ("committee", UnitKind.MEDIATION_COMMITTEE, "幸福街道人民调解委员会", "幸福调委", 2, "0000-201"),
    ("justice", UnitKind.JUSTICE_OFFICE, "幸福街道司法所", "幸福司法", 2, "0000-202"),
    ("centre", UnitKind.GOVERNANCE_CENTRE, "幸福街道综治中心", "幸福综治", 2, "0000-203"),
    ("market", UnitKind.ADMINISTRATIVE_BODY, "示范县市场监督管理局", "县市监", 1, "0000-315"),
    ("labour", UnitKind.ADMINISTRATIVE_BODY, "示范县人力资源和社会保障局", "县人社", 1, "0000-333"),
    ("far_station", UnitKind.POLICE_STATION, "江湾镇派出所", "江湾所", 5, "0000-111"),
    ("far_committee", UnitKind.MEDIATION_COMMITTEE, "江湾镇人民调解委员会", "江湾调委", 5, "0000-211"),
)
# login, name, role, unit, post, may clear triggers; the names are made of the post and stand for nobody
PEOPLE = (
    ("zhiban", "值班甲", Role.DESK_OFFICER, "station", "值班民警", False),
    ("banan", "办案乙", Role.CASE_OFFICER, "station", "办案民警", True),
    ("shequ", "社区丙", Role.COMMUNITY_OFFICER, "station", "社区民警", False),
    ("suozhang", "所长丁", Role.SUPERVISOR, "station", "所长", False),
    ("tiaojie", "调解戊", Role.MEDIATOR, "committee", "专职人民调解员", False),
    ("sifa", "司法己", Role.SUPERVISOR, "justice", "司法所长", False),
    ("chuangkou", "窗口庚", Role.DESK_OFFICER, "centre", "综治中心窗口", False),
    ("shijian", "市监辛", Role.MEDIATOR, "market", "消费调解承办人", False),
    ("renshe", "人社壬", Role.MEDIATOR, "labour", "劳动调解承办人", False),
    ("shenhe", "审核癸", Role.RULE_REVIEWER, "justice", "规则审核员", False),
    ("guanli", "管理子", Role.ADMINISTRATOR, "centre", "系统管理员", False),
    ("jiangwan", "江湾丑", Role.DESK_OFFICER, "far_station", "值班民警", False),
    ("jwtiaojie", "江湾寅", Role.MEDIATOR, "far_committee", "人民调解员", False),
)


def has_cases(ctx: ServiceContext) -> bool:
    """True when the installation holds any case."""
    with ctx.reading() as orm:
        return orm.scalars(select(CaseRecord.id).limit(1)).first() is not None


def set_up_demo(ctx: ServiceContext) -> tuple[DemoLogin, ...]:
    """Create areas, units and accounts, all with one generated password, kept in the home folder.

    Raises:
        ActionNotAllowedError: the installation has units already.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with ctx.unit_of_work() as uow:
        if uow.orm.scalars(select(func.count()).select_from(UnitRecord)).one():
            raise ActionNotAllowedError("installation_not_empty")
        paths: dict[int | None, str] = {None: "/"}
        for area_id, parent, code, name in AREAS:
            paths[area_id] = f"{paths[parent]}{area_id}/"
            uow.orm.add(AreaRecord(id=area_id, parent_id=parent, code=code, name=name, path=paths[area_id]))
            uow.flush()
        for _, kind, name, short, area_id, phone in UNITS:
            unit = UnitRecord(id=new_id(), area_id=area_id, kind=kind, name=name, short_name=short, duty_phone=phone)
            uow.orm.add(unit)
        uow.flush()
        started = ctx.today() - timedelta(days=400)
        for login in demo_logins(password):
            add_account_in(uow, _account(login, started))
        logins = tuple(demo_logins(password))
        _keep(ctx, logins)
        uow.commit()
    return logins


def demo_logins(password: str) -> Iterator[DemoLogin]:
    """One log-in for each person of the demo."""
    units = {key: name for key, _, name, _, _, _ in UNITS}
    for login, _, role, unit, _, _ in PEOPLE:
        yield DemoLogin(login, role, units[unit], password)


def kept_logins(ctx: ServiceContext) -> tuple[DemoLogin, ...]:
    """The demo log-ins of this installation, empty when it has none."""
    path = ctx.settings.home / LOGINS_FILE
    if not path.is_file():
        return ()
    return tuple(demo_logins(path.read_text(encoding="utf-8").strip()))


def remove_demo(settings: Settings) -> None:
    """Delete the database of a demo installation.

    Raises:
        ActionNotAllowedError: it was not set up as a demo, or is no SQLite file of ours.
    """
    path = settings.home / "triage.db"
    if settings.database_url != f"sqlite:///{path}" or not (settings.home / LOGINS_FILE).is_file():
        raise ActionNotAllowedError("not_a_demo")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    (settings.home / LOGINS_FILE).unlink()


def unit_ids(ctx: ServiceContext) -> dict[str, UUID]:
    """Ids of the demo units by their short key."""
    keys = {name: key for key, _, name, _, _, _ in UNITS}
    with ctx.reading() as orm:
        found: Iterable[tuple[UUID, str]] = orm.execute(select(UnitRecord.id, UnitRecord.name)).tuples()
        return {keys[name]: unit_id for unit_id, name in found if name in keys}


def _account(login: DemoLogin, started: date) -> NewAccount:
    person = next(entry for entry in PEOPLE if entry[0] == login.login)
    return NewAccount(
        login=login.login,
        name=person[1],
        password=login.password,
        role=login.role,
        unit_name=login.unit,
        starts_on=started,
        title=person[4],
        may_clear_triggers=person[5],
    )


def _keep(ctx: ServiceContext, logins: tuple[DemoLogin, ...]) -> None:
    path = ctx.settings.home / LOGINS_FILE
    path.touch(mode=0o600)
    path.write_text(logins[0].password, encoding="utf-8")
