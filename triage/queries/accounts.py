"""All accounts of an installation, for the operator's list."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import AccountRecord, PersonRecord, PostRecord, UnitRecord


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in one of its posts."""

    login: str
    name: str
    role: str
    unit_name: str
    is_active: bool


def all_accounts(orm: Session) -> Iterator[AccountLine]:
    """Every account, by login, once for each post."""
    statement = (
        select(AccountRecord.login, PersonRecord.name, PostRecord.role, UnitRecord.name, AccountRecord.is_active)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .join(PostRecord, PostRecord.person_id == PersonRecord.id)
        .join(UnitRecord, UnitRecord.id == PostRecord.unit_id)
        .order_by(AccountRecord.login, PostRecord.starts_on, PostRecord.id)
    )
    for login, name, role, unit_name, is_active in orm.execute(statement):
        yield AccountLine(login, name, role.value, unit_name, is_active)
