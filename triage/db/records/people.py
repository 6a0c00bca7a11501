"""Areas, units, persons and their dated posts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from triage.db.records.base import Record, word_of
from triage.db.types import Code, UtcDateTime, new_id
from triage.vocabulary import Role, UnitKind


class AreaRecord(Record):
    """A node of the area tree, of any depth; ``path`` lists the ids from the root: ``/1/4/``."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(200), unique=True)


class UnitRecord(Record):
    """A body that can hold cases: station, committee, justice office, centre, department."""

    __tablename__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(word_of(UnitKind, "kind"))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(40))
    duty_phone: Mapped[str] = mapped_column(String(40), default="")

    area: Mapped[AreaRecord] = relationship(lazy="raise")


class PersonRecord(Record):
    """Somebody who works with cases; one person may hold many posts."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")


class AccountRecord(Record):
    """How a person signs in."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    # raised on every password change and disabling: a cookie that names an older one is worthless
    login_epoch: Mapped[int] = mapped_column(default=1)

    person: Mapped[PersonRecord] = relationship(lazy="raise")


class PostRecord(Record):
    """A role that a person holds in a unit, from one day to another, with a substitute."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="term"),
        CheckConstraint("role <> 'system'", name="person_role"),
        CheckConstraint("substitute_id IS NULL OR substitute_id <> person_id", name="substitute"),
        Index("ix_post_unit_role", "unit_id", "role"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    role: Mapped[Role] = mapped_column(word_of(Role, "role"))
    title: Mapped[str] = mapped_column(String(80), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # last day, inclusive
    substitute_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    may_clear_triggers: Mapped[bool] = mapped_column(default=False)

    person: Mapped[PersonRecord] = relationship(foreign_keys=[person_id], lazy="raise")
    unit: Mapped[UnitRecord] = relationship(lazy="raise")
    area: Mapped[AreaRecord] = relationship(lazy="raise")


class MembershipRecord(Record):
    """Dated membership of a person in a body (volunteer team, partner firm, committee)."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "starts_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    member_as: Mapped[str] = mapped_column(Code())
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class LoginAttemptRecord(Record):
    """One try to sign in; throttling counts the failed ones."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_login_at", "login", "at"),
        Index("ix_login_attempt_origin_at", "origin", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(80))
    origin: Mapped[str] = mapped_column(String(64))  # keyed hash of the network address
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded: Mapped[bool]
