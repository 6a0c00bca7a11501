"""Makes sure that a row to be locked is there, also when two transactions want the first one at once."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from triage.db.records import Record


def insert_missing(orm: Session, record: type[Record], **values: Any) -> None:
    """Insert a row unless its primary key is taken; whoever comes second waits for the first and goes on."""
    insert = insert_sqlite if orm.get_bind().dialect.name == "sqlite" else insert_postgresql
    key = [column.name for column in inspect(record).primary_key]
    orm.execute(insert(record).values(**values).on_conflict_do_nothing(index_elements=key))
