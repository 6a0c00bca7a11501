"""Accounts: signing in with throttling, acting in a post, making and ending accounts."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from triage.db.records import AccountRecord, LoginAttemptRecord, PersonRecord, PostRecord, UnitRecord
from triage.db.repositories.people import PeopleRepository
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import ActionNotAllowedError, InputError, NotFoundError, NotPermittedError
from triage.services.case_changes import system_actor
from triage.services.context import ServiceContext
from triage.vocabulary import Actor, Role

THROTTLE_WINDOW = timedelta(minutes=15)
MAX_FAILED_BY_LOGIN = 5
MAX_FAILED_BY_ORIGIN = 30
MIN_PASSWORD_CHARS = 10

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class PostView:
    """A post a person may act in today."""

    post_id: UUID
    role: Role
    unit_name: str
    title: str
    is_substitute: bool


def sign_in(ctx: ServiceContext, *, login: str, password: str, origin: str) -> UUID:
    """Check a password and give the account's id; every try is kept.

    Args:
        origin: network address; stored only as a keyed hash.
    Raises:
        NotPermittedError: ``sign_in_failed`` (login or password wrong: never says which) or ``sign_in_throttled``.
    """
    now = ctx.clock()
    hashed_origin = _hashed(ctx.settings.secret_key(), origin)
    with ctx.unit_of_work() as uow:
        by_login, by_origin = uow.people.failed_attempts(login, hashed_origin, now - THROTTLE_WINDOW)
        if by_login >= MAX_FAILED_BY_LOGIN or by_origin >= MAX_FAILED_BY_ORIGIN:
            raise NotPermittedError("sign_in_throttled", minutes=int(THROTTLE_WINDOW.total_seconds() // 60))
        account = uow.people.account_by_login(login)
        is_right = _verify(account.password_hash if account else _nobodys_hash(), password)
        is_right = is_right and account is not None and account.is_active
        uow.orm.add(LoginAttemptRecord(id=new_id(), login=login[:80], origin=hashed_origin, at=now, succeeded=is_right))
        if account is not None and is_right:
            _audit_sign_in(ctx, uow, account, now)
        uow.commit()
    if account is None or not is_right:
        raise NotPermittedError("sign_in_failed")
    return account.id


def login_epoch(ctx: ServiceContext, account_id: UUID) -> int:
    """The number that a cookie must name to be worth anything."""
    with ctx.reading() as orm:
        return orm.scalars(select(AccountRecord.login_epoch).where(AccountRecord.id == account_id)).one()


def actor_for(ctx: ServiceContext, *, account_id: UUID, login_epoch: int, post_id: UUID | None = None) -> Actor | None:
    """The person behind an account in one of today's posts; None when the account may not act (any more)."""
    with ctx.reading() as orm:
        people = PeopleRepository(orm)
        account = people.account(account_id)
        if account is None or not account.is_active or account.login_epoch != login_epoch:
            return None
        posts = people.posts_of(account.person_id, ctx.today())
        post = next((one for one in posts if one.id == post_id), posts[0] if posts else None)
        return _actor(account, post) if post is not None else None


def actor_by_login(ctx: ServiceContext, login: str) -> Actor:
    """The person of an account in the first post they hold today, for a command that acts in their name.

    Raises:
        NotFoundError: no such account, or it may not act today.
    """
    with ctx.reading() as orm:
        account = PeopleRepository(orm).account_by_login(login)
    actor = actor_for(ctx, account_id=account.id, login_epoch=account.login_epoch) if account else None
    if actor is None:
        raise NotFoundError("login_without_post", login=login)
    return actor


def posts_of(ctx: ServiceContext, account_id: UUID) -> tuple[PostView, ...]:
    """Today's posts of an account, own ones first."""
    with ctx.reading() as orm:
        people = PeopleRepository(orm)
        account = people.account(account_id)
        if account is None:
            return ()
        return tuple(
            PostView(post.id, Role(post.role), post.unit.name, post.title, post.person_id != account.person_id)
            for post in people.posts_of(account.person_id, ctx.today())
        )


def change_password(ctx: ServiceContext, *, actor: Actor, old: str, new: str) -> None:
    """Change one's own password; every other sign-in of the account ends.

    Raises:
        NotPermittedError: the old password is wrong.
        InputError: the new one is too short.
    """
    with ctx.unit_of_work() as uow:
        account = uow.orm.scalars(select(AccountRecord).where(AccountRecord.person_id == actor.person_id)).one()
        if not _verify(account.password_hash, old):
            raise NotPermittedError("old_password_wrong")
        _set_password(account, new)
        uow.audit.record("change_password", actor, at=ctx.clock(), details={"account": str(account.id)})
        uow.commit()


def reset_password(ctx: ServiceContext, *, login: str, new: str) -> None:
    """The operator of the machine sets a new password; every sign-in of the account ends."""
    with ctx.unit_of_work() as uow:
        account = _account(uow, login)
        _set_password(account, new)
        _audit_operator(ctx, uow, "reset_password", account)
        uow.commit()


def disable_account(ctx: ServiceContext, *, login: str) -> None:
    """Nobody signs in with this account any more; what the person did stays."""
    with ctx.unit_of_work() as uow:
        account = _account(uow, login)
        account.is_active = False
        account.login_epoch += 1
        _audit_operator(ctx, uow, "disable_account", account)
        uow.commit()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account with its first post."""

    login: str
    name: str
    password: str
    role: Role
    unit_name: str
    starts_on: date
    ends_on: date | None = None
    title: str = ""
    substitute_login: str | None = None
    may_clear_triggers: bool = False


def add_account(ctx: ServiceContext, *, entry: NewAccount) -> UUID:
    """The operator of the machine creates a person, their account and first post.

    Raises:
        ActionNotAllowedError: the login is taken.
        NotFoundError: no such unit or substitute.
    """
    with ctx.unit_of_work() as uow:
        account = add_account_in(uow, entry)
        _audit_operator(ctx, uow, "add_account", account)
        uow.commit()
    return account.id


def add_account_in(uow: UnitOfWork, entry: NewAccount) -> AccountRecord:
    """Add an account inside a transaction that the caller commits."""
    if uow.people.account_by_login(entry.login) is not None:
        raise ActionNotAllowedError("login_taken", login=entry.login)
    unit = uow.orm.scalars(select(UnitRecord).where(UnitRecord.name == entry.unit_name)).one_or_none()
    if unit is None:
        raise NotFoundError("unit_not_found", name=entry.unit_name)
    person = PersonRecord(id=new_id(), name=entry.name)
    account = AccountRecord(id=new_id(), person_id=person.id, login=entry.login, password_hash="", login_epoch=0)
    _set_password(account, entry.password)
    substitute = _account(uow, entry.substitute_login).person_id if entry.substitute_login else None
    uow.orm.add(person)
    uow.flush()
    post = PostRecord(
        id=new_id(),
        person_id=person.id,
        unit_id=unit.id,
        area_id=unit.area_id,
        role=entry.role,
        title=entry.title,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        substitute_id=substitute,
        may_clear_triggers=entry.may_clear_triggers,
    )
    uow.orm.add_all([account, post])
    uow.flush()
    return account


def _account(uow: UnitOfWork, login: str) -> AccountRecord:
    account = uow.people.account_by_login(login)
    if account is None:
        raise NotFoundError("account_not_found", login=login)
    return account


def _set_password(account: AccountRecord, password: str) -> None:
    if len(password) < MIN_PASSWORD_CHARS:
        raise InputError("password_too_short", at_least=MIN_PASSWORD_CHARS)
    account.password_hash = _hasher.hash(password)
    account.login_epoch += 1


@cache
def _nobodys_hash() -> str:
    """Verified when no account has the login, so that an unknown login takes as long as a wrong password."""
    return _hasher.hash(secrets.token_hex())


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _hashed(key: str, origin: str) -> str:
    return hmac.new(key.encode(), origin.encode(), hashlib.sha256).hexdigest()


def _actor(account: AccountRecord, post: PostRecord) -> Actor:
    return Actor(
        person_id=account.person_id,
        display_name=account.person.name,
        role=Role(post.role),
        unit_id=post.unit_id,
        unit_name=post.unit.name,
        unit_kind=post.unit.kind,
        area_path=post.area.path,
        post_id=post.id,
        may_clear_triggers=post.may_clear_triggers,
    )


def _audit_operator(ctx: ServiceContext, uow: UnitOfWork, action: str, account: AccountRecord) -> None:
    """What is done at the console has no signed-in person: it is kept in the chain of the account's unit."""
    posts = uow.people.posts_of(account.person_id, ctx.today())
    unit = uow.people.unit(posts[0].unit_id) if posts else None
    if unit is not None:
        uow.audit.record(action, system_actor(unit), at=ctx.clock(), details={"account": str(account.id)})


def _audit_sign_in(ctx: ServiceContext, uow: UnitOfWork, account: AccountRecord, now: datetime) -> None:
    posts = uow.people.posts_of(account.person_id, ctx.today())
    if posts:
        uow.audit.record("sign_in", _actor(account, posts[0]), at=now)
