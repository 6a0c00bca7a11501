"""One action = one transaction: everything a service changes is committed together or not at all."""

from types import TracebackType
from typing import Self

from sqlalchemy import Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from triage.db.repositories.audit import AuditTrail
from triage.db.repositories.cases import CaseRepository
from triage.db.repositories.clocks import ClockRepository
from triage.db.repositories.people import PeopleRepository
from triage.db.text_lengths import refuse_overlong_text
from triage.errors import ActionNotAllowedError, StaleCaseError

# what a driver says when a guard or unique index refuses → the code of our sentence for it
REFUSALS = {
    "an open trigger blocks the offer": "blocked_by_trigger",
    "an open trigger blocks the acceptance": "blocked_by_trigger",
    "the level falls only with a new human decision": "level_needs_decision",
    "an open track keeps the case open": "track_still_open",
    "uq_hand_off_one_offer": "offer_already_open",
    "hand_off.track_id": "offer_already_open",
    "uq_case_external_source": "external_number_taken",
    "case.external_source": "external_number_taken",
}


class UnitOfWork:
    """Leaves without ``commit()`` → rolled back.

    Raises:
        StaleCaseError: on flush or commit, when somebody else changed the case first.
        ActionNotAllowedError: on flush or commit, when a guard of the database refuses.
        InputError: on flush or commit, when a text is longer than its column.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(begin_immediate=True)

    def __enter__(self) -> Self:
        self.orm = Session(self._engine, expire_on_commit=False)
        event.listen(self.orm, "before_flush", refuse_overlong_text)
        self.cases = CaseRepository(self.orm)
        self.clocks = ClockRepository(self.orm)
        self.people = PeopleRepository(self.orm)
        self.audit = AuditTrail(self.orm)
        return self

    def flush(self) -> None:
        """Send what is pending to the database, so that its guards speak now."""
        self.orm.flush()

    def commit(self) -> None:
        """Make the action lasting."""
        self.orm.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.orm.close()
        if isinstance(error, StaleDataError):
            raise StaleCaseError("stale_case") from error
        if isinstance(error, IntegrityError):
            said = str(error.orig)
            for words, code in REFUSALS.items():
                if words in said:
                    raise ActionNotAllowedError(code) from error
