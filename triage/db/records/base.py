"""The declarative base: named constraints, enums as checked strings."""

from enum import StrEnum

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """Base of every database class."""

    metadata = MetaData(naming_convention=NAMING)


def word_of(words: type[StrEnum], name: str) -> Enum:
    """A column of one enum's values, checked by the database under the constraint name ``name``."""
    return Enum(
        words,
        native_enum=False,
        length=40,
        create_constraint=True,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )
