"""Accounts: who may sign in, how often one may guess, and in which post one acts today."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.factories import PASSWORD, People, SetClock, rows_of
from triage.db.engine import open_engine
from triage.db.records import AccountRecord, AuditEntryRecord, LoginAttemptRecord, PersonRecord
from triage.errors import ActionNotAllowedError, InputError, NotFoundError, NotPermittedError
from triage.services.accounts import (
    MAX_FAILED_BY_LOGIN,
    MAX_FAILED_BY_ORIGIN,
    NewAccount,
    actor_for,
    add_account,
    change_password,
    disable_account,
    posts_of,
    reset_password,
    sign_in,
)
from triage.services.context import ServiceContext
from triage.vocabulary import Actor, Role

HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"
TODAY = date(2026, 9, 14)


def enter(ctx: ServiceContext, login: str = "desk", password: str = PASSWORD, origin: str = HERE) -> UUID:
    return sign_in(ctx, login=login, password=password, origin=origin)


def fail(ctx: ServiceContext, times: int, login: str = "desk", origin: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(NotPermittedError, match="sign_in_failed"):
            enter(ctx, login, "wrong", origin)


def account_of(ctx: ServiceContext, login: str) -> AccountRecord:
    return rows_of(ctx, AccountRecord, login=login)[0]


def acting(ctx: ServiceContext, login: str, post_id: UUID | None = None) -> Actor | None:
    account = account_of(ctx, login)
    return actor_for(ctx, account_id=account.id, login_epoch=account.login_epoch, post_id=post_id)


def hire(ctx: ServiceContext, login: str, **changes: object) -> UUID:
    values: dict[str, object] = {
        "login": login,
        "name": "新人",
        "password": PASSWORD,
        "role": Role.DESK_OFFICER,
        "unit_name": "测试街道派出所",
        "starts_on": TODAY,
    }
    return add_account(ctx, entry=NewAccount(**{**values, **changes}))  # type: ignore[arg-type]


def test_the_right_password_lets_in(ctx: ServiceContext, people: People) -> None:
    assert enter(ctx) == account_of(ctx, "desk").id


def test_a_password_is_kept_as_argon2_only(ctx: ServiceContext, people: People) -> None:
    kept = account_of(ctx, "desk").password_hash
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_two_people_with_one_password_have_two_hashes(ctx: ServiceContext, people: People) -> None:
    assert account_of(ctx, "desk").password_hash != account_of(ctx, "officer").password_hash


@pytest.mark.parametrize(
    ("login", "password"),
    [("desk", "wrong"), ("desk", ""), ("nobody", PASSWORD), ("", ""), ("DESK", PASSWORD), ("de\x00sk", PASSWORD)],
)
def test_what_is_wrong_is_never_said(ctx: ServiceContext, people: People, login: str, password: str) -> None:
    with pytest.raises(NotPermittedError) as refused:
        enter(ctx, login, password)
    assert (refused.value.code, refused.value.values) == ("sign_in_failed", {})


def test_a_disabled_account_is_told_no_more_than_a_wrong_password(ctx: ServiceContext, people: People) -> None:
    disable_account(ctx, login="desk")
    with pytest.raises(NotPermittedError) as refused:
        enter(ctx)
    assert (refused.value.code, refused.value.values) == ("sign_in_failed", {})


def test_too_many_failures_lock_the_login_even_for_the_right_password(ctx: ServiceContext, people: People) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN)
    with pytest.raises(NotPermittedError) as refused:
        enter(ctx, origin=ELSEWHERE)
    assert (refused.value.code, refused.value.values) == ("sign_in_throttled", {"minutes": 15})


def test_one_failure_fewer_locks_nothing(ctx: ServiceContext, people: People) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN - 1)
    assert enter(ctx)


def test_an_unknown_login_is_locked_like_any_other(ctx: ServiceContext, people: People) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN, "nobody")
    with pytest.raises(NotPermittedError, match="sign_in_throttled"):
        enter(ctx, "nobody", "wrong")


def test_a_lock_keeps_nobody_else_out(ctx: ServiceContext, people: People) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN)
    assert enter(ctx, "officer")


def test_a_lock_opens_after_a_quarter_of_an_hour(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN)
    clock.advance(minutes=15, seconds=1)
    assert enter(ctx)


def test_a_restart_does_not_open_a_lock(ctx: ServiceContext, people: People) -> None:
    fail(ctx, MAX_FAILED_BY_LOGIN)
    restarted = ServiceContext(
        settings=ctx.settings, engine=open_engine(ctx.settings.database_url), assessor=ctx.assessor, clock=ctx.clock
    )
    with pytest.raises(NotPermittedError, match="sign_in_throttled"):
        enter(restarted)
    restarted.engine.dispose()


def test_one_origin_that_tries_many_logins_is_locked(ctx: ServiceContext, people: People) -> None:
    fail(ctx, 1, "guess")
    (kept,) = rows_of(ctx, LoginAttemptRecord)
    with ctx.unit_of_work() as uow:  # the others as they would be kept; thirty real ones take their time on purpose
        for number in range(1, MAX_FAILED_BY_ORIGIN):
            tried = {"login": f"guess{number}", "origin": kept.origin, "at": kept.at, "succeeded": False}
            uow.orm.add(LoginAttemptRecord(**tried))
        uow.commit()
    with pytest.raises(NotPermittedError, match="sign_in_throttled"):
        enter(ctx)
    assert enter(ctx, origin=ELSEWHERE)


def test_the_address_itself_is_not_kept(ctx: ServiceContext, people: People) -> None:
    fail(ctx, 1)
    (kept,) = rows_of(ctx, LoginAttemptRecord)
    assert (HERE not in kept.origin, len(kept.origin)) == (True, 64)


def test_signing_in_is_on_record_and_failing_is_counted(ctx: ServiceContext, people: People) -> None:
    fail(ctx, 1)
    enter(ctx)
    assert [entry.person_id for entry in rows_of(ctx, AuditEntryRecord, action="sign_in")] == [people["desk"].person_id]
    assert sorted(attempt.succeeded for attempt in rows_of(ctx, LoginAttemptRecord)) == [False, True]


def test_an_old_cookie_of_a_disabled_account_is_worthless(ctx: ServiceContext, people: People) -> None:
    account = account_of(ctx, "desk")
    disable_account(ctx, login="desk")
    for epoch in (account.login_epoch, account.login_epoch + 1):
        assert actor_for(ctx, account_id=account.id, login_epoch=epoch) is None


def test_a_new_password_ends_every_other_sign_in(ctx: ServiceContext, people: People) -> None:
    account = account_of(ctx, "desk")
    change_password(ctx, actor=people["desk"], old=PASSWORD, new="another-password")
    assert actor_for(ctx, account_id=account.id, login_epoch=account.login_epoch) is None
    assert enter(ctx, password="another-password")


def test_the_old_password_must_be_known(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(NotPermittedError, match="old_password_wrong"):
        change_password(ctx, actor=people["desk"], old="wrong", new="another-password")
    assert enter(ctx)


def test_a_short_password_is_refused(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(InputError, match="password_too_short"):
        change_password(ctx, actor=people["desk"], old=PASSWORD, new="123456789")
    assert enter(ctx)


def test_the_operator_sets_a_new_password(ctx: ServiceContext, people: People) -> None:
    account = account_of(ctx, "desk")
    reset_password(ctx, login="desk", new="another-password")
    assert actor_for(ctx, account_id=account.id, login_epoch=account.login_epoch) is None
    assert enter(ctx, password="another-password")


def test_an_account_that_never_was_acts_for_nobody(ctx: ServiceContext, people: People) -> None:
    assert actor_for(ctx, account_id=uuid4(), login_epoch=1) is None
    assert posts_of(ctx, uuid4()) == ()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "acts"),
    [
        (TODAY, TODAY, True),  # the last day counts
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), False),
    ],
)
def test_a_post_is_held_from_its_first_to_its_last_day(
    ctx: ServiceContext, people: People, starts_on: date, ends_on: date | None, acts: bool
) -> None:
    hire(ctx, "newcomer", starts_on=starts_on, ends_on=ends_on)
    assert (acting(ctx, "newcomer") is not None) is acts


def test_a_day_ends_at_midnight_in_china(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    hire(ctx, "newcomer", ends_on=TODAY)
    clock.advance(hours=11, minutes=59)
    assert acting(ctx, "newcomer") is not None
    clock.advance(minutes=1)
    assert acting(ctx, "newcomer") is None


def test_the_substitute_acts_in_the_post(ctx: ServiceContext, people: People) -> None:
    hire(ctx, "chief", role=Role.SUPERVISOR, substitute_login="desk")
    own, stood_in = posts_of(ctx, account_of(ctx, "desk").id)
    assert (own.is_substitute, stood_in.is_substitute, stood_in.role) == (False, True, Role.SUPERVISOR)
    actor = acting(ctx, "desk", stood_in.post_id)
    assert actor is not None
    assert (actor.role, actor.person_id) == (Role.SUPERVISOR, people["desk"].person_id)


def test_nobody_acts_in_the_post_of_another(ctx: ServiceContext, people: People) -> None:
    foreign = people["supervisor"].post_id
    actor = acting(ctx, "desk", foreign)
    assert actor is not None
    assert actor.role is Role.DESK_OFFICER


def test_a_login_is_given_once_and_nothing_half_is_left(ctx: ServiceContext, people: People) -> None:
    before = len(rows_of(ctx, PersonRecord))
    with pytest.raises(ActionNotAllowedError, match="login_taken"):
        hire(ctx, "desk")
    with pytest.raises(NotFoundError, match="unit_not_found"):
        hire(ctx, "newcomer", unit_name="不存在的单位")
    with pytest.raises(NotFoundError, match="account_not_found"):
        hire(ctx, "newcomer", substitute_login="nobody")
    with pytest.raises(InputError, match="password_too_short"):
        hire(ctx, "newcomer", password="short")
    assert len(rows_of(ctx, PersonRecord)) == before


def test_what_the_operator_does_is_on_record(ctx: ServiceContext, people: People) -> None:
    hire(ctx, "newcomer")
    reset_password(ctx, login="newcomer", new="another-password")
    disable_account(ctx, login="newcomer")
    done = {entry.action for entry in rows_of(ctx, AuditEntryRecord, chain=str(people.station))}
    assert done == {"add_account", "reset_password", "disable_account"}
