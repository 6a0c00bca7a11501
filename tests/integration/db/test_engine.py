"""Both databases keep the same promises about text, time and transactions."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from tests.factories import NOON, People, case_of, make_case, rows_of
from tests.integration.forgery import key_of
from triage.db.insert_missing import insert_missing
from triage.db.records import (
    AreaRecord,
    AuditEntryRecord,
    CaseRecord,
    LeaseRecord,
    LoginAttemptRecord,
    PersonRecord,
    Record,
)
from triage.errors import ActionNotAllowedError, InputError, StaleCaseError
from triage.services.context import ServiceContext
from triage.vocabulary import CaseStatus

BEIJING = timezone(timedelta(hours=8))


def person(name: str) -> PersonRecord:
    return PersonRecord(name=name)


def keep(ctx: ServiceContext, *records: Record) -> None:
    with ctx.unit_of_work() as uow:
        uow.orm.add_all(records)
        uow.commit()


def change(ctx: ServiceContext, people: People, case_id: UUID, **values: object) -> None:
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=people["desk"])
        for name, value in values.items():
            setattr(case, name, value)
        uow.commit()


def names(ctx: ServiceContext) -> list[str]:
    return [one.name for one in rows_of(ctx, PersonRecord) if one.name != "系统"]


def test_leaving_without_commit_keeps_nothing(ctx: ServiceContext) -> None:
    with ctx.unit_of_work() as uow:
        uow.orm.add(person("甲"))
        uow.flush()
    assert names(ctx) == []


def test_an_error_keeps_nothing(ctx: ServiceContext) -> None:
    with pytest.raises(ZeroDivisionError), ctx.unit_of_work() as uow:  # noqa: PT012
        uow.orm.add(person("甲"))
        uow.flush()
        raise ZeroDivisionError
    assert names(ctx) == []


@pytest.mark.parametrize("told", ["甲\x00乙", "甲\ud800乙"], ids=["nul", "surrogate"])
def test_what_no_database_takes_is_replaced_wherever_it_stands(ctx: ServiceContext, told: str) -> None:
    keep(ctx, person(told))
    with ctx.reading() as orm:
        assert orm.scalars(select(PersonRecord.name).where(PersonRecord.name == told)).one() == "甲\ufffd乙"


def test_it_is_replaced_in_every_row_of_many(ctx: ServiceContext) -> None:
    rows = [{"login": f"{number}\x00", "origin": "x", "at": NOON, "succeeded": False} for number in range(3)]
    with ctx.unit_of_work() as uow:
        uow.orm.execute(insert(LoginAttemptRecord), rows)
        uow.orm.add_all([person("丁\x00"), person("戊\ud800")])
        uow.commit()
    assert sorted(one.login for one in rows_of(ctx, LoginAttemptRecord)) == ["0\ufffd", "1\ufffd", "2\ufffd"]
    assert sorted(names(ctx)) == ["丁\ufffd", "戊\ufffd"]


@pytest.mark.parametrize("told", ["😀🏽‍♀️", "‮右到左", "𠮷野", "a\r\nb\tc", "'; DROP TABLE person; --"])
def test_any_other_text_comes_back_as_it_was(ctx: ServiceContext, told: str) -> None:
    keep(ctx, person(told))
    assert names(ctx) == [told]


def test_text_is_as_long_as_its_column_and_no_longer(ctx: ServiceContext) -> None:
    keep(ctx, person("𠮷" * 80))
    with pytest.raises(InputError, match="text_too_long"):
        keep(ctx, person("𠮷" * 81))
    assert names(ctx) == ["𠮷" * 80]


def test_a_change_is_measured_like_a_new_row(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with pytest.raises(InputError, match="text_too_long"):
        change(ctx, people, case_id, place="长" * 201)


def test_a_time_keeps_its_microseconds_and_comes_back_as_utc(ctx: ServiceContext) -> None:
    at = datetime(2026, 9, 14, 12, 0, 0, 123456, tzinfo=BEIJING)
    keep(ctx, LeaseRecord(name="x", holder="a", until=at))
    (kept,) = rows_of(ctx, LeaseRecord)
    assert (kept.until, kept.until.tzinfo) == (at, UTC)


def test_a_time_without_a_zone_is_refused(ctx: ServiceContext) -> None:
    with pytest.raises(StatementError, match="naive"):
        keep(ctx, LeaseRecord(name="x", holder="a", until=datetime(2026, 9, 14)))  # noqa: DTZ001


def test_a_key_that_leads_nowhere_is_refused(ctx: ServiceContext) -> None:
    with pytest.raises(IntegrityError):
        keep(ctx, AreaRecord(id=5, parent_id=99, code="x", name="x", path="/5/"))


def test_a_word_outside_its_list_is_refused(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    with pytest.raises(IntegrityError), ctx.engine.begin() as connection:
        connection.execute(text("UPDATE track SET status = 'forgotten'"))


def test_level_and_rank_never_differ(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    with pytest.raises(IntegrityError, match="risk_rank"), ctx.engine.begin() as connection:
        connection.execute(text("UPDATE \"case\" SET risk_level = 'red'"))


def test_a_row_that_is_there_is_left_as_it_is(ctx: ServiceContext) -> None:
    for holder in ("first", "second"):
        with ctx.unit_of_work() as uow:
            insert_missing(uow.orm, LeaseRecord, name="x", holder=holder, until=NOON)
            uow.commit()
    assert [lease.holder for lease in rows_of(ctx, LeaseRecord)] == ["first"]


def test_an_error_names_the_statement_and_no_persons_words(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    with pytest.raises(IntegrityError) as refused, ctx.engine.begin() as connection:
        connection.execute(text('UPDATE "case" SET narrative = :words'), {"words": "当事人的原话"})
    assert "当事人的原话" not in str(refused.value)
    assert "UPDATE" in str(refused.value)


def test_who_looks_at_an_old_page_learns_who_changed_the_case(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    case = case_of(ctx, case_id)
    with pytest.raises(StaleCaseError) as stale, ctx.unit_of_work() as uow:
        uow.cases.get(case_id, seen_by=people["desk"], seen_version=case.version + 1)
    assert stale.value.values == {"changed_by_id": people["desk"].person_id, "changed_at": case.changed_at}


def test_a_lost_update_is_refused(ctx: ServiceContext, people: People) -> None:
    """Two transactions that read the same version without a lock: the second to write is told."""
    case_id = make_case(ctx, people["desk"])
    with ctx.reading() as orm:
        seen = orm.get(CaseRecord, case_id)
    assert seen is not None
    change(ctx, people, case_id, place="别处")
    seen.place = "第三处"
    with pytest.raises(StaleCaseError):
        keep(ctx, seen)
    assert case_of(ctx, case_id).place == "别处"


def test_a_refusal_of_the_database_becomes_our_own_error(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with pytest.raises(ActionNotAllowedError, match="track_still_open"):
        change(ctx, people, case_id, status=CaseStatus.CLOSED, closed_at=ctx.clock())


def test_a_reader_does_not_wait_for_a_writer(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    with ctx.unit_of_work() as uow:
        uow.orm.add(person("甲"))
        uow.flush()
        with ctx.reading() as orm:
            assert orm.scalars(select(func.count()).select_from(AuditEntryRecord)).one() == 1
            assert orm.scalars(select(PersonRecord).where(PersonRecord.name == "甲")).all() == []


def test_a_date_is_a_day_and_nothing_more(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with ctx.reading() as orm:
        found = orm.execute(
            text("SELECT assessed_on FROM assessment WHERE case_id = :id"), {"id": key_of(ctx, case_id)}
        )
        assert str(found.scalar_one()) == date(2026, 9, 14).isoformat()
