"""The database itself keeps the promises: each guard is attacked with plain SQL, past every service."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tests.factories import (
    DANGEROUS,
    QUIET,
    People,
    SetClock,
    make_accepted_case,
    make_agreed_case,
    make_case,
    make_offered_case,
    make_routed_case,
    make_safe,
    make_sitting,
    rows_of,
)
from tests.integration.forgery import key_of
from triage.db.guards import GUARDS
from triage.db.records import AlarmRecord, CaseRecord, DecisionRecord, HandOffRecord, TrackRecord
from triage.db.types import new_id
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off
from triage.services.mediation import record_session
from triage.services.route import decide_route
from triage.services.safety import acknowledge_alarm
from triage.vocabulary import RiskLevel, Route

FIXED_TABLES = ("audit_entry", "assessment", "decision", "hand_off_item", "custody_entry", "mediation_session")
NEVER_DELETED = (*FIXED_TABLES, "case", "track", "alarm", "task", "hand_off", "clock", "outcome")
CHILD_HURT = "孩子被继父打得浑身是伤，邻居听见哭声。"


def attack(ctx: ServiceContext, statement: str, **values: object) -> None:
    """Run one statement in a transaction of its own."""
    bound = {key: key_of(ctx, value) for key, value in values.items()}
    with ctx.engine.begin() as connection:
        connection.execute(text(statement), bound)


@pytest.fixture
def offered(ctx: ServiceContext, people: People) -> tuple[UUID, UUID]:
    make_case(ctx, people["desk"], DANGEROUS)  # noise: rows of every table beside the ones attacked
    return make_offered_case(ctx, people)


@pytest.fixture
def worked(ctx: ServiceContext, people: People) -> None:
    """Rows in every guarded table."""
    make_case(ctx, people["desk"], CHILD_HURT)
    make_agreed_case(ctx, people)
    case_id = make_accepted_case(ctx, people)
    record_session(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, sitting=make_sitting(ctx))


@pytest.mark.usefixtures("worked")
def test_rows_are_never_deleted(ctx: ServiceContext) -> None:
    for table in NEVER_DELETED:
        with pytest.raises(IntegrityError, match=f"{table}: rows are never deleted"):
            attack(ctx, f'DELETE FROM "{table}"')


@pytest.mark.usefixtures("worked")
def test_rows_of_record_never_change(ctx: ServiceContext) -> None:
    for table in FIXED_TABLES:
        with pytest.raises(IntegrityError, match=f"{table}: rows never change"):
            attack(ctx, f'UPDATE "{table}" SET id = id')


@pytest.mark.usefixtures("worked")
def test_a_row_of_record_is_not_replaced(ctx: ServiceContext) -> None:
    """SQLite alone knows REPLACE, which would delete without a word."""
    if ctx.engine.dialect.name == "postgresql":
        with pytest.raises(ProgrammingError):
            attack(ctx, "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")
        return
    with pytest.raises(IntegrityError, match="never"):
        attack(ctx, "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")


def test_the_text_as_typed_never_changes(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match="as typed"):
        attack(ctx, "UPDATE \"case\" SET narrative = 'x'")


def test_the_level_does_not_fall_without_a_new_decision(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    with pytest.raises(IntegrityError, match="human decision"):
        attack(ctx, 'UPDATE "case" SET risk_rank = 0 WHERE id = :id', id=case_id)


def test_the_level_does_not_fall_on_an_older_decision(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_routed_case(ctx, people["desk"])  # decided yellow
    (older,) = rows_of(ctx, DecisionRecord, case_id=case_id)
    clock.advance(minutes=1)
    values = {"decided": Route.PEOPLE, "risk_level": RiskLevel.RED, "override_reason": "danger_seen"}
    decide_route(ctx, actor=people["desk"], case_id=case_id, seen_version=None, **values)  # type: ignore[arg-type]
    lower = "UPDATE \"case\" SET risk_rank = 1, risk_level = 'yellow', last_decision_id = :older WHERE id = :id"
    with pytest.raises(IntegrityError, match="human decision"):
        attack(ctx, lower, older=older.id, id=case_id)


def test_the_level_does_not_fall_on_the_decision_of_another_case(ctx: ServiceContext, people: People) -> None:
    make_routed_case(ctx, people["desk"])
    (foreign,) = rows_of(ctx, DecisionRecord)
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    lower = "UPDATE \"case\" SET risk_rank = 1, risk_level = 'yellow', last_decision_id = :foreign WHERE id = :id"
    with pytest.raises(IntegrityError, match="human decision"):
        attack(ctx, lower, foreign=foreign.id, id=case_id)


def test_the_level_may_rise_without_a_decision(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET)
    attack(ctx, "UPDATE \"case\" SET risk_rank = 3, risk_level = 'red' WHERE id = :id", id=case_id)
    assert rows_of(ctx, CaseRecord, id=case_id)[0].risk_rank == 3


def test_a_case_with_an_open_track_does_not_close(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match="open track"):
        attack(ctx, "UPDATE \"case\" SET status = 'closed', closed_at = registered_at WHERE id = :id", id=offered[0])


def test_the_clock_that_guards_an_open_track_does_not_stop(ctx: ServiceContext, people: People) -> None:
    track = rows_of(ctx, TrackRecord, case_id=make_case(ctx, people["desk"]))[0]
    with pytest.raises(IntegrityError, match="guards an open track"):
        attack(ctx, "UPDATE clock SET status = 'met', stopped_at = started_at WHERE id = :id", id=track.guard_clock_id)


def test_an_open_track_is_never_without_a_guarding_clock(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match="guarded"):
        attack(ctx, "UPDATE track SET guard_clock_id = NULL")


def test_a_track_is_not_guarded_by_the_clock_of_another(ctx: ServiceContext, people: People) -> None:
    mine = rows_of(ctx, TrackRecord, case_id=make_case(ctx, people["desk"]))[0]
    other = rows_of(ctx, TrackRecord, case_id=make_case(ctx, people["desk"]))[0]
    with pytest.raises(IntegrityError, match=r"fk_track_guard_clock|FOREIGN KEY"):
        attack(ctx, "UPDATE track SET guard_clock_id = :clock WHERE id = :id", clock=other.guard_clock_id, id=mine.id)


def test_an_open_track_is_never_without_a_holder(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match="holder_unit_id"):
        attack(ctx, "UPDATE track SET holder_unit_id = NULL")


def test_one_case_has_one_open_track_of_a_kind(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    columns = (
        "kind, status, holder_unit_id, guard_clock_id, urgency, next_due_at, opened_at, legal_basis, closed_note,"
        " case_id"
    )
    with pytest.raises(IntegrityError, match=r"uq_track_one_open|track\.case_id"):
        attack(
            ctx,
            f"INSERT INTO track (id, {columns}) SELECT :new, {columns} FROM track WHERE case_id = :case_id",
            new=new_id(),
            case_id=case_id,
        )


def test_a_track_has_one_open_offer(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match=r"uq_hand_off_one_offer|hand_off\.track_id"):
        attack(ctx, _copied_offer(), new=new_id(), id=offered[1])


def test_nothing_is_offered_while_a_blocking_trigger_is_open(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    blocked = make_case(ctx, people["desk"], DANGEROUS)
    track = next(track for track in rows_of(ctx, TrackRecord, case_id=blocked) if track.kind == "mediation")
    with pytest.raises(IntegrityError, match="blocks the offer"):
        attack(
            ctx,
            _copied_offer(track=":track", case=":case"),
            new=new_id(),
            id=hand_off_id,
            track=track.id,
            case=blocked,
        )


def test_an_offer_is_not_accepted_while_a_blocking_trigger_is_open(
    ctx: ServiceContext, offered: tuple[UUID, UUID]
) -> None:
    case_id, hand_off_id = offered
    attack(
        ctx,
        "INSERT INTO alarm (id, case_id, unit_id, trigger, blocks, source_id, raised_at, clear_note)"
        " SELECT :new, id, unit_id, 'T01', true, 'test', registered_at, '' FROM \"case\" WHERE id = :id",
        new=new_id(),
        id=case_id,
    )
    with pytest.raises(IntegrityError, match="blocks the acceptance"):
        attack(ctx, "UPDATE hand_off SET status = 'accepted', answered_at = due_at WHERE id = :id", id=hand_off_id)


def test_a_raised_alarm_keeps_what_it_says(ctx: ServiceContext, people: People) -> None:
    alarm = rows_of(ctx, AlarmRecord, case_id=make_case(ctx, people["desk"], DANGEROUS))[0]
    with pytest.raises(IntegrityError, match="never changes"):
        attack(ctx, "UPDATE alarm SET blocks = false WHERE id = :id", id=alarm.id)


def test_who_saw_an_alarm_is_not_forgotten(ctx: ServiceContext, people: People) -> None:
    alarm = rows_of(ctx, AlarmRecord, case_id=make_case(ctx, people["desk"], DANGEROUS))[0]
    acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm.id)
    with pytest.raises(IntegrityError, match="never changes"):
        attack(ctx, "UPDATE alarm SET acknowledged_at = NULL, acknowledged_by_id = NULL WHERE id = :id", id=alarm.id)


def test_a_cleared_alarm_is_not_opened_or_reworded(ctx: ServiceContext, people: People) -> None:
    make_safe(ctx, people, make_case(ctx, people["desk"], DANGEROUS))
    for change in ("cleared_at = NULL, cleared_by_id = NULL, clear_reason = NULL", "clear_reason = 'other'"):
        with pytest.raises(IntegrityError, match="never changes"):
            attack(ctx, f"UPDATE alarm SET {change}")


def test_what_a_task_found_stays(ctx: ServiceContext, people: People) -> None:
    make_safe(ctx, people, make_case(ctx, people["desk"], CHILD_HURT))
    with pytest.raises(IntegrityError, match="never changes"):
        attack(ctx, "UPDATE task SET finding = 'unfounded', receipt = 'x'")


def test_a_mandatory_report_is_not_done_without_a_receipt(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], CHILD_HURT)
    done = "done_at = opened_at, done_by_id = :person, finding = 'reported'"
    with pytest.raises(IntegrityError, match="receipt"):
        attack(ctx, f"UPDATE task SET {done}", person=people["desk"].person_id)


def test_what_was_sealed_never_changes(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    for change in ("summary = 'x'", "seal = 'x'", "consent = '{}'"):
        with pytest.raises(IntegrityError, match="never changes"):
            attack(ctx, f"UPDATE hand_off SET {change} WHERE id = :id", id=offered[1])


def test_an_answered_offer_is_not_answered_otherwise(
    ctx: ServiceContext, people: People, offered: tuple[UUID, UUID]
) -> None:
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=offered[1])
    with pytest.raises(IntegrityError, match="never changes"):
        attack(ctx, "UPDATE hand_off SET status = 'withdrawn' WHERE id = :id", id=offered[1])


def test_a_hand_off_within_one_unit_is_refused(ctx: ServiceContext, offered: tuple[UUID, UUID]) -> None:
    with pytest.raises(IntegrityError, match="two_units"):
        attack(ctx, "UPDATE hand_off SET to_unit_id = from_unit_id WHERE id = :id", id=offered[1])


def test_every_guard_is_installed(ctx: ServiceContext) -> None:
    installed = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if ctx.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with ctx.engine.connect() as connection:
        names = set(connection.execute(text(installed)).scalars())
    assert names == {f"guard_{guard.name}" for guard in GUARDS}


def test_a_quiet_case_can_be_offered(ctx: ServiceContext, people: People) -> None:
    """The refusals above are for their own reasons: the same steps without danger go through."""
    make_routed_case(ctx, people["desk"])
    _, hand_off_id = make_offered_case(ctx, people)
    assert rows_of(ctx, HandOffRecord, id=hand_off_id)[0].status == "offered"


def _copied_offer(track: str = "track_id", case: str = "case_id") -> str:
    columns = (
        "status, from_unit_id, from_person_id, to_unit_id, hop, is_unsettled_on_spot, is_transferable, consent,"
        " legal_basis, summary, seal, offered_at, due_at, note"
    )
    return (
        f"INSERT INTO hand_off (id, track_id, case_id, {columns})"
        f" SELECT :new, {track}, {case}, {columns} FROM hand_off WHERE id = :id"
    )
