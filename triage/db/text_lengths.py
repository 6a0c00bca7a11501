"""Refuses text that is longer than its column: PostgreSQL would fail on it, SQLite would silently keep it."""

from functools import cache
from typing import Any

from sqlalchemy import Enum, String, inspect
from sqlalchemy.orm import Session

from triage.db.records import Record
from triage.errors import InputError


def refuse_overlong_text(orm: Session, _context: Any, _instances: Any) -> None:
    """Listens before a flush.

    Raises:
        InputError: with the name of the column and how many characters it takes.
    """
    for record in (*orm.new, *orm.dirty):
        held = inspect(record).dict
        for name, at_most in _limits(record.__class__):
            text = held.get(name)
            if text is not None and len(text) > at_most:
                raise InputError("text_too_long", field=name, at_most=at_most)


@cache
def _limits(record: type[Record]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (column.key, column.type.length)
        for column in record.__table__.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum) and column.type.length
    )
