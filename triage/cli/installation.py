"""Open the installation for one command, and close its database afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage.services.context import ServiceContext


@contextmanager
def installation() -> "Iterator[ServiceContext]":
    """The context that the settings name.

    Raises:
        SettingsError: the database schema is not the newest.
    """
    from triage.app import make_context
    from triage.settings import Settings

    ctx = make_context(Settings.from_environment())
    try:
        yield ctx
    finally:
        ctx.engine.dispose()
