"""What every test may use; database fixtures: ``integration/conftest.py``; objects: ``factories.py``."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parents[1]

# A loaded machine is slow, not wrong; and a run that fails must fail again for whoever looks into it.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the database, key or settings of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TRIAGE_DATABASE_URL", "TRIAGE_SECRET_KEY", "TRIAGE_RULES", "TRIAGE_MODELS", "TRIAGE_REGION"):
            patch.delenv(name, raising=False)
        patch.setenv("TRIAGE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds ``rules/``, ``models/`` and ``templates/``."""
    return CHECKOUT
