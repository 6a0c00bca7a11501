"""Schema upgrade, and a backup that restores on either database."""

import hashlib
import json
import os
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeAlias
from uuid import UUID

from sqlalchemy import Column, Connection, Engine, Enum, Table, exists, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from triage.db import schema
from triage.db.engine import open_engine
from triage.db.guards import GUARDS, create_statements, drop_statements
from triage.db.records import Record
from triage.db.types import UtcDateTime
from triage.errors import InputError, SettingsError
from triage.settings import Settings

ROWS_AT_ONCE = 1_000
MANIFEST = "manifest.json"
FORMAT = "triage-backup-1"
# a database is empty while these are: what a first start writes by itself (release, lease) is replaced
TELLING_TABLES = ("case", "account", "unit", "audit_entry")
# whatever reading a file that is no backup, or one made by hand, may run into
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    DataError,
    IntegrityError,
)

Row: TypeAlias = dict[str, Any]

_FROM_TEXT: Mapping[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    bytes: b64decode,
}


def upgrade_schema(settings: Settings) -> str | None:
    """Bring the database to the newest schema and give its revision."""
    settings.prepare_home()
    with _opened(settings) as engine:
        schema.upgrade(engine)
        return schema.current_revision(engine)


def backup(settings: Settings, file: Path) -> int:
    """Write every table into one zip file and give the number of rows; the database stays in use meanwhile.

    Raises:
        InputError: the file exists already, or cannot be written.
        SettingsError: there is no database, or its schema is not the newest.
    """
    partial = file.with_name(file.name + ".partial")
    if file.exists():
        raise InputError("backup_exists", file=str(file))
    with _opened(settings) as engine:
        _check_schema(settings, engine)
        try:
            with _own_file(partial) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                count = _write_tables(archive, engine)
            partial.rename(file)  # only a whole backup ever has the name asked for
        except OSError as error:
            raise InputError("file_not_writable", file=str(file)) from error
        finally:
            partial.unlink(missing_ok=True)
    return count


def restore(settings: Settings, file: Path) -> int:
    """Fill an empty database from a backup, all or nothing, and give the number of rows.

    Raises:
        InputError: not a backup, or damaged; then the database has not been touched.
        SettingsError: the database holds something already, or its schema is another one.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            _check_archive(archive, manifest)
            upgrade_schema(settings)
            with _opened(settings) as engine, engine.execution_options(begin_immediate=True).begin() as connection:
                _check_fits(connection, manifest)
                return _fill(connection, archive, manifest)
    except UNREADABLE as error:
        raise InputError("backup_unreadable", file=str(file)) from error


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _own_file(path: Path) -> IO[bytes]:
    """A new file that only its owner can read: it will hold everybody's data."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _check_schema(settings: Settings, engine: Engine) -> None:
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    is_missing = file is not None and not Path(file).exists()  # opening it would create it
    at, newest = None if is_missing else schema.current_revision(engine), schema.newest_revision()
    if at != newest:
        raise SettingsError("schema_outdated", at=at or "", newest=newest)


def _write_tables(archive: zipfile.ZipFile, engine: Engine) -> int:
    with _snapshot(engine) as connection:
        tables = {table.name: _write_table(archive, connection, table) for table in Record.metadata.sorted_tables}
        manifest = {"format": FORMAT, "revision": schema.current_revision(engine), "tables": tables}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return sum(table["rows"] for table in tables.values())


def _snapshot(engine: Engine) -> Connection:
    connection = engine.connect()
    if engine.dialect.name == "postgresql":  # a reading transaction of SQLite is a snapshot by itself
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    order = list(table.primary_key.columns)
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*order)):
            line = json.dumps([_to_text(value) for value in row], ensure_ascii=False).encode() + b"\n"
            out.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest(), "columns": [column.name for column in table.columns]}


def _to_text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def _check_archive(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> None:
    """Read everything once before anything is changed."""
    if manifest["format"] != FORMAT:
        raise InputError("backup_unreadable", file=MANIFEST)
    for name, listed in manifest["tables"].items():
        digest, count = hashlib.sha256(), 0
        for line in _lines(archive, name):
            digest.update(line)
            count += 1
        if (count, digest.hexdigest()) != (listed["rows"], listed["sha256"]):
            raise InputError("backup_damaged", table=name)


def _check_fits(connection: Connection, manifest: Mapping[str, Any]) -> None:
    if manifest["revision"] != schema.newest_revision():
        raise SettingsError("backup_of_other_schema", revision=manifest["revision"])
    for name in TELLING_TABLES:
        if connection.scalar(select(exists(select(Record.metadata.tables[name])))):
            raise SettingsError("database_not_empty")


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> int:
    # the guards judge actions, not history: they are lifted inside this transaction and stand again at its end
    _each_guard(connection, drop_statements)
    tables = Record.metadata.sorted_tables
    for table in reversed(tables):
        connection.execute(table.delete())
    total = 0
    for table in tables:
        columns = [table.columns[name] for name in manifest["tables"][table.name]["columns"]]
        for rows in _batches(_in_order(table, _rows(archive, table, columns))):
            connection.execute(insert(table), rows)
            total += len(rows)
    _each_guard(connection, create_statements)
    return total


def _rows(archive: zipfile.ZipFile, table: Table, columns: Sequence[Column[Any]]) -> Iterator[Row]:
    for line in _lines(archive, table.name):
        values = zip(columns, json.loads(line), strict=True)
        yield {column.name: _of_text(column, value) for column, value in values}


def _in_order(table: Table, rows: Iterator[Row]) -> Iterator[Row]:
    """Parents before their children, where a table points at itself (areas, units: few rows)."""
    parent = next((key.parent.name for key in table.foreign_keys if key.column.table is table), None)
    if parent is None:
        yield from rows
        return
    waiting, placed = list(rows), {None}
    while waiting:
        ready = [row for row in waiting if row[parent] in placed]
        if not ready:
            raise InputError("backup_damaged", table=table.name)
        yield from ready
        placed.update(row["id"] for row in ready)
        waiting = [row for row in waiting if row["id"] not in placed]


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _lines(archive: zipfile.ZipFile, table: str) -> Iterator[bytes]:
    with archive.open(f"{table}.jsonl") as lines:
        yield from lines


def _of_text(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Enum):
        return column.type.enum_class(value) if column.type.enum_class else value
    kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
    return _FROM_TEXT.get(kind, str)(value)


def _each_guard(connection: Connection, statements: Callable[[Any, str], tuple[str, ...]]) -> None:
    for guard in GUARDS:
        for statement in statements(guard, connection.dialect.name):
            connection.execute(text(statement.replace(":", "\\:")))
