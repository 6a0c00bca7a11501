"""Opens the database so that both engines keep the same promises."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from triage.db.types import storable

BUSY_TIMEOUT_MS = 15_000
# an error names the statement, not the words of the people in it: errors are logged
_COMMON: dict[str, Any] = {"pool_size": 8, "hide_parameters": True}


def open_engine(url: str) -> Engine:
    """An engine for a ``sqlite:///`` or ``postgresql+psycopg://`` address.

    SQLite runs in WAL mode with foreign keys on and full sync; a transaction that will write takes the write lock at
    its start (``begin_immediate`` execution option), so that two writers queue instead of failing half-way.
    Text goes to either database only as ``storable`` leaves it.
    """
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = _sqlite_engine(url) if is_sqlite else create_engine(url, pool_pre_ping=True, **_COMMON)
    event.listen(engine, "before_cursor_execute", _with_storable_text, retval=True)
    return engine


def _sqlite_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.database in (None, "", ":memory:"):
        in_one_thread = {"check_same_thread": False}
        engine = create_engine(url, poolclass=StaticPool, connect_args=in_one_thread, hide_parameters=True)
    else:
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, **_COMMON)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _with_storable_text(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _is_many: bool
) -> tuple[str, Any]:
    # many rows come as a list; many rows folded into one statement come as one row
    is_list = isinstance(parameters, list)
    return statement, [_storable_row(row) for row in parameters] if is_list else _storable_row(parameters)


def _storable_row(row: Any) -> Any:
    if isinstance(row, Mapping):
        return {name: _storable_value(value) for name, value in row.items()}
    return tuple(_storable_value(value) for value in row)


def _storable_value(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else INSERT OR REPLACE would delete a row past its guard
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("begin_immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
