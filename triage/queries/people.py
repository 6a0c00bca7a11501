"""Names of persons and units that a page mentions, fetched in one go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import PersonRecord, UnitRecord
from triage.vocabulary import UnitKind


@dataclass(frozen=True, slots=True)
class UnitView:
    id: UUID
    name: str
    kind: UnitKind
    duty_phone: str


@dataclass(frozen=True, slots=True)
class Names:
    """Persons and units by id; an unknown id reads as a dash."""

    persons: Mapping[UUID, str]
    units: Mapping[UUID, str]

    def person(self, person_id: UUID | None) -> str:
        return self.persons.get(person_id, "—") if person_id else ""

    def unit(self, unit_id: UUID | None) -> str:
        return self.units.get(unit_id, "—") if unit_id else ""


def name_of(orm: Session, person_id: UUID) -> str:
    """A person's name; empty when there is no such person."""
    return orm.scalars(select(PersonRecord.name).where(PersonRecord.id == person_id)).one_or_none() or ""


def names_of(orm: Session, persons: Iterable[UUID | None], units: Iterable[UUID | None]) -> Names:
    """The names of some persons and units, in two statements."""
    person_ids, unit_ids = {one for one in persons if one}, {one for one in units if one}
    people = orm.execute(select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(person_ids)))
    bodies = orm.execute(select(UnitRecord.id, UnitRecord.name).where(UnitRecord.id.in_(unit_ids)))
    return Names({row.id: row.name for row in people}, {row.id: row.name for row in bodies})


def unit_of(orm: Session, unit_id: UUID) -> UnitView:
    """One unit."""
    one = orm.get_one(UnitRecord, unit_id)
    return UnitView(one.id, one.name, one.kind, one.duty_phone)


def units_of_kinds(orm: Session, kinds: Iterable[UnitKind], *, except_unit: UUID) -> tuple[UnitView, ...]:
    """Units that may take a case on, by kind and name."""
    statement = (
        select(UnitRecord)
        .where(UnitRecord.kind.in_(list(kinds)), UnitRecord.id != except_unit)
        .order_by(UnitRecord.kind, UnitRecord.name, UnitRecord.id)
    )
    return tuple(UnitView(one.id, one.name, one.kind, one.duty_phone) for one in orm.scalars(statement))
