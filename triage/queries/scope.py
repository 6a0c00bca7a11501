"""Whose work an actor looks at: the own unit, or every unit of the own area for those who oversee it."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from triage.db.records import AreaRecord, UnitRecord
from triage.vocabulary import Actor, Role

OVERSEEING = frozenset({Role.SUPERVISOR, Role.COMMUNITY_OFFICER})


def in_scope(unit_id: InstrumentedAttribute, actor: Actor) -> ColumnElement[bool]:  # type: ignore[type-arg]
    """The condition that a unit column names the actor's unit, or a unit of the area they oversee."""
    if actor.role not in OVERSEEING:
        return unit_id == actor.unit_id
    below = (
        select(UnitRecord.id)
        .join(AreaRecord, AreaRecord.id == UnitRecord.area_id)
        .where(AreaRecord.path.startswith(actor.area_path, autoescape=True))
    )
    return or_(unit_id == actor.unit_id, unit_id.in_(below))
