"""Schema upgrade, and a backup that restores on either database."""

import hashlib
import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Engine, Enum, Table, func, insert, select, text

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

_FROM_TEXT: Mapping[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    UUID: UUID,
    bytes: b64decode,
}


def upgrade_schema(settings: Settings) -> str | None:
    """Bring the database to the newest schema and give its revision."""
    settings.prepare_home()
    engine = open_engine(settings.database_url)
    schema.upgrade(engine)
    return schema.current_revision(engine)


def backup(settings: Settings, file: Path) -> int:
    """Write every table into one zip file and give the number of rows; the database stays in use meanwhile.

    Raises:
        InputError: the file exists already, or cannot be written.
    """
    engine = open_engine(settings.database_url)
    partial = file.with_name(file.name + ".partial")
    if file.exists():
        raise InputError("backup_exists", file=str(file))
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot(engine) as connection:
            tables = {table.name: _write_table(archive, connection, table) for table in Record.metadata.sorted_tables}
            manifest = {"format": FORMAT, "revision": schema.current_revision(engine), "tables": tables}
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        partial.rename(file)  # only a whole backup ever has the name asked for
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError("file_not_writable", file=str(file)) from error
    return sum(table["rows"] for table in tables.values())


def restore(settings: Settings, file: Path) -> int:
    """Fill an empty database from a backup, all or nothing, and give the number of rows.

    Raises:
        InputError: not a backup, or damaged.
        SettingsError: the database holds cases already, or its schema is another one.
    """
    upgrade_schema(settings)
    engine = open_engine(settings.database_url)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            _check_manifest(manifest, engine)
            with engine.execution_options(begin_immediate=True).begin() as connection:
                return _fill(connection, archive, manifest)
    except (OSError, KeyError, zipfile.BadZipFile, json.JSONDecodeError) as error:
        raise InputError("backup_unreadable", file=str(file)) from error


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


def _check_manifest(manifest: Mapping[str, Any], engine: Engine) -> None:
    if manifest.get("format") != FORMAT:
        raise InputError("backup_unreadable", file=MANIFEST)
    if manifest["revision"] != schema.current_revision(engine):
        raise SettingsError("backup_of_other_schema", revision=manifest["revision"])
    with engine.connect() as connection:
        if connection.scalar(select(func.count()).select_from(Record.metadata.tables["case"])):
            raise SettingsError("database_not_empty")


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> int:
    # the guards judge actions, not history: they are lifted inside this transaction and stand again at its end
    _each_guard(connection, drop_statements)
    tables = Record.metadata.sorted_tables
    for table in reversed(tables):
        connection.execute(table.delete())
    total = 0
    for table in tables:
        listed = manifest["tables"][table.name]
        total += _read_table(connection, archive, table, listed)
    _each_guard(connection, create_statements)
    return total


def _read_table(connection: Connection, archive: zipfile.ZipFile, table: Table, listed: Mapping[str, Any]) -> int:
    digest, count, rows = hashlib.sha256(), 0, []
    columns = [table.columns[name] for name in listed["columns"]]
    for line in _lines(archive, table):
        digest.update(line)
        rows.append(
            {column.name: _of_text(column, value) for column, value in zip(columns, json.loads(line), strict=True)}
        )
        count += 1
        if len(rows) == ROWS_AT_ONCE:
            connection.execute(insert(table), rows)
            rows = []
    if rows:
        connection.execute(insert(table), rows)
    if (count, digest.hexdigest()) != (listed["rows"], listed["sha256"]):
        raise InputError("backup_damaged", table=table.name)
    return count


def _lines(archive: zipfile.ZipFile, table: Table) -> Iterator[bytes]:
    with archive.open(f"{table.name}.jsonl") as lines:
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
