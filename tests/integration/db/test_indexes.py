"""Every list and every round of the sweep is served by an index: the database itself says how it would read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, insert, select

from tests.factories import People, SetClock, make_accepted_case, make_case, make_offered_case, rows_of
from tests.integration.conftest import STAFFED, NewDatabase
from triage.db.engine import open_engine
from triage.db.records import (
    AlarmRecord,
    CaseAccessRecord,
    CaseRecord,
    ClockRecord,
    HandOffRecord,
    Record,
    TaskRecord,
    TrackRecord,
)
from triage.db.repositories.cases import visible_to
from triage.db.types import new_id
from triage.queries.queue import queue_page
from triage.queries.status_strip import status_strip
from triage.queries.waiting import open_alarms, open_offers, open_tasks
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.services.hand_off import expire_hand_offs
from triage.settings import Settings

COPIES = 1_500  # of each of three cases; every tenth stays with its own units
COPIED: tuple[type[Record], ...] = (
    CaseRecord,
    TrackRecord,
    CaseAccessRecord,
    ClockRecord,
    AlarmRecord,
    TaskRecord,
    HandOffRecord,
)
CHILD_HURT = "孩子被继父打得浑身是伤，邻居听见哭声。"  # alarms and tasks
SORTS = ("USE TEMP B-TREE FOR ORDER BY", '"Sort"', "Incremental Sort")

Query = Callable[[ServiceContext, People], object]


@dataclass(frozen=True)
class Crowd:
    """A database with thousands of open cases, of which few concern any one unit."""

    ctx: ServiceContext
    people: People

    def plan(self, query: Query, on: str) -> str:
        """How the database would read the first statement that reads from table ``on``."""
        told: list[tuple[str, Any]] = []

        def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            told.append((statement, parameters))

        event.listen(self.ctx.engine, "after_cursor_execute", listen)
        query(self.ctx, self.people)
        event.remove(self.ctx.engine, "after_cursor_execute", listen)
        reading = next(one for one in told if f"FROM {on}" in one[0].replace("\n", "").replace('"', ""))
        with self.ctx.engine.connect() as connection:
            return _plan(connection, *reading)


def _plan(connection: Connection, statement: str, parameters: Any) -> str:
    if connection.dialect.name == "sqlite":
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
    connection.exec_driver_sql("SET random_page_cost = 1.1")  # as on any disk without moving parts
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return json.dumps(plan, indent=1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest, assessor: Assessor, new_database: NewDatabase) -> Iterator[Crowd]:
    people = request.getfixturevalue(f"staffed_{request.param}")[1]
    with new_database(request.param, STAFFED) as url:
        settings = replace(Settings.from_environment(), database_url=url)
        ctx = ServiceContext(settings=settings, engine=open_engine(url), assessor=assessor, clock=SetClock())
        make_case(ctx, people["desk"], CHILD_HURT)
        make_offered_case(ctx, people)
        make_accepted_case(ctx, people)
        _multiply(ctx, people)
        yield Crowd(ctx, people)
        ctx.engine.dispose()


def _multiply(ctx: ServiceContext, people: People) -> None:
    originals = {record: rows_of(ctx, record) for record in COPIED}
    away = {
        people.station: people.far_station,
        people.committee: people.market,
        people["mediator"].person_id: people["market_mediator"].person_id,
    }
    copies: dict[type[Record], list[dict[str, Any]]] = {record: [] for record in COPIED}
    for number in range(1, COPIES + 1):
        ids: dict[UUID, UUID] = {row.id: new_id() for rows in originals.values() for row in rows}
        ids |= {} if number % 10 == 0 else away
        for record, rows in originals.items():
            copies[record] += [_copied(row, ids, timedelta(minutes=number)) for row in rows]
    with ctx.engine.execution_options(begin_immediate=True).begin() as connection:
        for record, made in copies.items():
            connection.execute(insert(record), made)
    with ctx.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _copied(row: Record, ids: dict[UUID, UUID], late: timedelta) -> dict[str, Any]:
    copy = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    for name, value in copy.items():
        if isinstance(value, UUID):
            copy[name] = ids.get(value, value)
        elif isinstance(value, datetime):
            copy[name] = value + late
    if isinstance(row, CaseRecord):
        copy |= {"case_code": str(copy["id"]), "area_id": row.area_id if row.unit_id == copy["unit_id"] else 3}
    return copy


def queue(login: str, scope: str) -> Query:
    def read(ctx: ServiceContext, people: People) -> object:
        with ctx.reading() as orm:
            page = queue_page(orm, actor=people[login], scope=scope, after=None)
            assert page.rows
            if page.after:
                assert queue_page(orm, actor=people[login], scope=scope, after=page.after).rows
            return page

    return read


def listing(make: Callable[..., object], login: str) -> Query:
    def read(ctx: ServiceContext, people: People) -> object:
        with ctx.reading() as orm:
            found = make(orm, actor=people[login])
            assert found
            return found

    return read


@pytest.mark.parametrize(
    ("login", "scope", "index"),
    [("desk", "unit", "ix_track_queue"), ("mediator", "mine", "ix_track_person_queue")],
)
def test_a_queue_is_read_in_order_from_its_index(crowd: Crowd, login: str, scope: str, index: str) -> None:
    plan = crowd.plan(queue(login, scope), "track")
    assert index in plan
    assert not any(sort in plan for sort in SORTS), plan


@pytest.mark.parametrize(
    ("make", "login", "table", "index"),
    [
        (open_offers, "mediator", "hand_off", "ix_hand_off_inbox"),
        (open_alarms, "desk", "alarm", "ix_alarm_desk"),
        (open_tasks, "desk", "task", "ix_task_desk"),
        (status_strip, "desk", "alarm", "ix_alarm_desk"),
        (status_strip, "mediator", "hand_off", "ix_hand_off_inbox"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_list_of_what_waits_is_read_from_its_index(
    crowd: Crowd, make: Callable[..., object], login: str, table: str, index: str
) -> None:
    assert index in crowd.plan(listing(make, login), table)


@pytest.mark.parametrize("login", ["desk", "supervisor"])
def test_whether_a_case_is_theirs_is_looked_up(crowd: Crowd, login: str) -> None:
    case_id = rows_of(crowd.ctx, TrackRecord)[0].case_id

    def look(ctx: ServiceContext, people: People) -> object:
        with ctx.reading() as orm:
            return orm.scalars(
                select(CaseRecord.id).where(CaseRecord.id == case_id, visible_to(people[login]))
            ).one_or_none()

    plan = crowd.plan(look, "case")
    assert "ix_case_access_unit_case" in plan or "ix_case_access_case_id" in plan
    assert "SCAN case" not in plan
    assert '"Seq Scan"' not in plan or '"Relation Name": "area"' in plan


def test_the_sweep_finds_overdue_offers_by_index(crowd: Crowd) -> None:
    crowd.ctx.clock.now -= timedelta(days=9)  # type: ignore[attr-defined]
    plan = crowd.plan(lambda ctx, _: expire_hand_offs(ctx), "hand_off")
    crowd.ctx.clock.now += timedelta(days=9)  # type: ignore[attr-defined]
    assert "ix_hand_off_due" in plan
    assert not any(sort in plan for sort in SORTS), plan
