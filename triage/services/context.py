"""What every service needs, joined once by ``app.py`` or a command."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from triage.casework.deadlines import ClockRule, local_date
from triage.casework.working_calendar import WorkingCalendar
from triage.db.unit_of_work import UnitOfWork
from triage.errors import RuleFileError
from triage.services.assessor import Assessor
from triage.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """One per process. ``clock`` gives the aware UTC time and is the only clock that services read."""

    settings: Settings
    engine: Engine
    assessor: Assessor
    clock: Callable[[], datetime]
    rules_fault: RuleFileError | None = None  # set while the rules folder is broken and an earlier release serves

    @property
    def calendar(self) -> WorkingCalendar:
        return self.assessor.calendar

    @property
    def clock_rules(self) -> Mapping[str, ClockRule]:
        """The clock rules by id."""
        return self.assessor.clock_rules

    def today(self) -> date:
        """The local date now."""
        return local_date(self.clock())

    def unit_of_work(self) -> UnitOfWork:
        """A writing transaction."""
        return UnitOfWork(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A reading transaction; nothing in it is ever committed."""
        with Session(self.engine, expire_on_commit=False) as orm:
            yield orm
