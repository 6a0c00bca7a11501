"""The migrations make exactly what the records describe, go down and up again, and carry old rows along."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text

from tests.factories import DANGEROUS, People, make_agreed_case, make_case, make_offered_case
from tests.integration.conftest import NewDatabase
from triage.db import schema
from triage.db.engine import open_engine
from triage.db.records import Record
from triage.services.context import ServiceContext
from triage.services.doctor import examine

FIRST = "0001"


@pytest.fixture
def rows(ctx: ServiceContext, people: People) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in a database that has been worked with."""
    make_case(ctx, people["desk"], DANGEROUS)
    make_offered_case(ctx, people)
    make_agreed_case(ctx, people)
    return contents(ctx.engine)


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Record.metadata.sorted_tables
        }


def anatomy(engine: Engine) -> dict[str, Any]:
    """Columns, keys, checks and indexes of every table, as the database itself tells them."""
    found = inspect(engine)
    names = sorted(set(found.get_table_names()) - {"alembic_version"})
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(name)
            },
            "primary": found.get_pk_constraint(name)["constrained_columns"],
            "foreign": sorted(_foreign(key) for key in found.get_foreign_keys(name)),
            "unique": sorted((key["name"], key["column_names"]) for key in found.get_unique_constraints(name)),
            "checks": sorted((check["name"], check["sqltext"]) for check in found.get_check_constraints(name)),
            "indexes": sorted(_index(index) for index in found.get_indexes(name)),
        }
        for name in names
    }


def _foreign(key: Any) -> tuple[Any, ...]:
    options = sorted(key["options"].items())
    return (key["name"] or "", key["constrained_columns"], key["referred_table"], key["referred_columns"], options)


def _index(index: Any) -> tuple[Any, ...]:
    options = index.get("dialect_options", {})
    where = [str(value) for name, value in sorted(options.items()) if name.endswith("_where")]
    return (index["name"], index["column_names"], bool(index["unique"]), where)


def guards(engine: Engine) -> set[str]:
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'guard%'"
    )
    with engine.connect() as connection:
        return set(connection.execute(text(names)).scalars())


def test_the_records_describe_what_the_migrations_make(ctx: ServiceContext) -> None:
    with ctx.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_keys_checks_and_partial_indexes_are_those_of_the_records(
    ctx: ServiceContext, new_database: NewDatabase
) -> None:
    with new_database(ctx.engine.dialect.name) as url:
        described = open_engine(url)
        schema.downgrade(described, "base")
        Record.metadata.create_all(described)
        from_records = anatomy(described)
        described.dispose()
    from_migrations = anatomy(ctx.engine)
    assert from_migrations.keys() == from_records.keys()
    for table, made in from_migrations.items():
        assert made == from_records[table], table


def test_going_down_leaves_nothing_behind(ctx: ServiceContext) -> None:
    schema.downgrade(ctx.engine, "base")
    assert set(inspect(ctx.engine).get_table_names()) <= {"alembic_version"}
    assert guards(ctx.engine) == set()
    assert schema.current_revision(ctx.engine) is None


def test_down_and_up_again_makes_the_same(ctx: ServiceContext) -> None:
    before, guarded = anatomy(ctx.engine), guards(ctx.engine)
    schema.downgrade(ctx.engine, "base")
    schema.upgrade(ctx.engine)
    assert (anatomy(ctx.engine), guards(ctx.engine)) == (before, guarded)
    assert schema.current_revision(ctx.engine) == schema.newest_revision()


def test_going_down_to_any_revision_and_up_again_carries_the_rows(
    ctx: ServiceContext, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    line = [script.revision for script in ScriptDirectory(str(schema.MIGRATIONS_FOLDER)).walk_revisions()]
    assert line[-1] == FIRST
    for revision in line:  # newest first; the first one would drop the tables themselves
        schema.downgrade(ctx.engine, revision)
        schema.upgrade(ctx.engine)
        assert contents(ctx.engine) == rows
    assert [check.id for check in examine(ctx) if not check.is_ok] == []


def test_upgrading_what_is_newest_changes_nothing(ctx: ServiceContext, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    schema.upgrade(ctx.engine)
    assert contents(ctx.engine) == rows


def test_the_system_has_a_person_from_the_first_migration(ctx: ServiceContext) -> None:
    with ctx.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalars().all() == ["系统"]
