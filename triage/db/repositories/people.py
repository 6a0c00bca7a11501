"""Accounts, posts and units."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from triage.db.records import AccountRecord, LoginAttemptRecord, PersonRecord, PostRecord, UnitRecord
from triage.errors import NotFoundError


class PeopleRepository:
    """Who works where, today."""

    def __init__(self, orm: Session) -> None:
        self._orm = orm

    def account_by_login(self, login: str) -> AccountRecord | None:
        statement = select(AccountRecord).options(joinedload(AccountRecord.person)).where(AccountRecord.login == login)
        return self._orm.scalars(statement).one_or_none()

    def account(self, account_id: UUID) -> AccountRecord | None:
        statement = (
            select(AccountRecord).options(joinedload(AccountRecord.person)).where(AccountRecord.id == account_id)
        )
        return self._orm.scalars(statement).one_or_none()

    def person(self, person_id: UUID) -> PersonRecord:
        person = self._orm.get(PersonRecord, person_id)
        if person is None:
            raise NotFoundError("person_not_found")
        return person

    def posts_of(self, person_id: UUID, on: date) -> list[PostRecord]:
        """Posts held on a day, own ones first, then those held as a substitute."""
        statement = (
            select(PostRecord)
            .options(joinedload(PostRecord.unit), joinedload(PostRecord.area), joinedload(PostRecord.person))
            .where(
                or_(PostRecord.person_id == person_id, PostRecord.substitute_id == person_id),
                PostRecord.starts_on <= on,
                or_(PostRecord.ends_on.is_(None), PostRecord.ends_on >= on),
            )
        )
        posts = self._orm.scalars(statement).all()
        return sorted(posts, key=lambda post: (post.person_id != person_id, post.starts_on, post.id))

    def unit(self, unit_id: UUID) -> UnitRecord:
        statement = select(UnitRecord).options(joinedload(UnitRecord.area)).where(UnitRecord.id == unit_id)
        unit = self._orm.scalars(statement).one_or_none()
        if unit is None:
            raise NotFoundError("unit_not_found")
        return unit

    def failed_attempts(self, login: str, origin: str, since: datetime) -> tuple[int, int]:
        """Failed tries since a moment: by this login, and from this origin."""
        failed = select(func.count()).select_from(LoginAttemptRecord)
        recent = (LoginAttemptRecord.at >= since, LoginAttemptRecord.succeeded.is_(False))
        by_login = self._orm.scalars(failed.where(LoginAttemptRecord.login == login, *recent)).one()
        by_origin = self._orm.scalars(failed.where(LoginAttemptRecord.origin == origin, *recent)).one()
        return by_login, by_origin
