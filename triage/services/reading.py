"""Reading a case is an action too: it is logged before the page is made."""

from uuid import UUID

from triage.services.context import ServiceContext
from triage.vocabulary import Actor, CaseAction


def log_reading(ctx: ServiceContext, *, actor: Actor, case_id: UUID) -> None:
    """Write who opened which case.

    Raises:
        NotFoundError: no such case, or not theirs; then nothing is written.
    """
    with ctx.unit_of_work() as uow:
        uow.cases.get(case_id, seen_by=actor)
        uow.audit.record(CaseAction.READ, actor, at=ctx.clock(), case_id=case_id)
        uow.commit()
