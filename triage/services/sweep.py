"""The scheduled look at what has become due; one of several workers does it, by a lease."""

from datetime import timedelta

from sqlalchemy import select

from triage.db.insert_missing import insert_missing
from triage.db.records import LeaseRecord
from triage.services.context import ServiceContext
from triage.services.hand_off import expire_hand_offs

LEASE_NAME = "sweep"
LEASE_TIME = timedelta(minutes=3)


def sweep(ctx: ServiceContext, *, worker: str) -> int:
    """Return unanswered offers to their senders; gives how many, 0 when another worker has the lease."""
    if not take_lease(ctx, worker=worker):
        return 0
    return expire_hand_offs(ctx)


def take_lease(ctx: ServiceContext, *, worker: str) -> bool:
    """True when this worker holds the lease now; it may take over one that has run out."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        insert_missing(uow.orm, LeaseRecord, name=LEASE_NAME, holder=worker, until=now)
        lease = uow.orm.scalars(select(LeaseRecord).where(LeaseRecord.name == LEASE_NAME).with_for_update()).one()
        if lease.holder != worker and lease.until > now:
            return False
        lease.holder, lease.until = worker, now + LEASE_TIME
        uow.commit()
    return True
