"""Promise 3 under random actions by many people: see ``casework_machine.py``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.factories import People, SetClock
from tests.integration.conftest import STAFFED, NewDatabase
from tests.integration.services.casework_machine import Casework
from triage.db.engine import open_engine
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest, new_database: NewDatabase, assessor: Assessor) -> type[Casework]:
    """Every sequence of actions happens in a database of its own."""
    people: People = request.getfixturevalue(f"staffed_{request.param}")[1]

    @contextmanager
    def opening() -> Iterator[tuple[ServiceContext, People, SetClock]]:
        clock = SetClock()
        with new_database(request.param, STAFFED) as url:
            settings = replace(Settings.from_environment(), database_url=url)
            engine = open_engine(url)
            yield ServiceContext(settings=settings, engine=engine, assessor=assessor, clock=clock), people, clock
            engine.dispose()

    return type("CaseworkHere", (Casework,), {"opening": staticmethod(opening)})


def test_nothing_is_dropped(machine: type[Casework]) -> None:
    run_state_machine_as_test(machine, settings=hypothesis_settings(max_examples=10, stateful_step_count=40))


@pytest.mark.slow
def test_nothing_is_dropped_in_the_long_run(machine: type[Casework]) -> None:
    run_state_machine_as_test(machine, settings=hypothesis_settings(max_examples=100, stateful_step_count=60))
