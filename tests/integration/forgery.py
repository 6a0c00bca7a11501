"""Change what the guards protect, as somebody with the password of the database would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, text

from triage.db.guards import GUARDS, Guard, create_statements, drop_statements
from triage.services.context import ServiceContext


@contextmanager
def guards_lifted(ctx: ServiceContext) -> Iterator[Connection]:
    """A transaction in which no guard looks; they stand again afterwards."""
    with ctx.engine.begin() as connection:
        _each(connection, drop_statements)
        yield connection
        _each(connection, create_statements)


def forge(ctx: ServiceContext, statement: str, **values: object) -> None:
    """Run one statement past the guards, and past the keys that are checked at its end."""
    with guards_lifted(ctx) as connection:
        changed = connection.execute(text(statement), {name: key_of(ctx, value) for name, value in values.items()})
        assert changed.rowcount > 0, "nothing was forged"


def key_of(ctx: ServiceContext, value: object) -> object:
    """A value as plain SQL takes it: SQLite keeps ids as text."""
    return value.hex if isinstance(value, UUID) and ctx.engine.dialect.name == "sqlite" else value


def _each(connection: Connection, statements: Callable[[Guard, str], tuple[str, ...]]) -> None:
    for guard in GUARDS:
        for statement in statements(guard, connection.dialect.name):
            connection.execute(text(statement.replace(":", "\\:")))
