"""The hash chain of actions."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.insert_missing import insert_missing
from triage.db.records import AuditEntryRecord, AuditHeadRecord
from triage.db.types import canonical_json, new_id
from triage.vocabulary import SYSTEM_PERSON_ID, Actor

FIRST_HASH = "0" * 64


class AuditTrail:
    """Adds entries to the chain of the actor's unit."""

    def __init__(self, orm: Session) -> None:
        self._orm = orm

    def record(
        self,
        action: str,
        actor: Actor,
        *,
        at: datetime,
        case_id: UUID | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> AuditEntryRecord:
        """Add one entry; the chain's head stays locked until the transaction ends, so call it last.

        Args:
            details: ids, codes and dates only, never a person's words.
        """
        return self.append(
            AuditEntryRecord(
                id=new_id(),
                chain=str(actor.unit_id),
                at=at,
                action=action,
                person_id=actor.person_id if actor.person_id != SYSTEM_PERSON_ID else None,
                role=actor.role.value,
                unit_id=actor.unit_id,
                case_id=case_id,
                details=dict(details or {}),
            )
        )

    def append(self, entry: AuditEntryRecord) -> AuditEntryRecord:
        """Number, chain and add an entry."""
        head = self._locked_head(entry.chain)
        entry.number = head.number + 1
        entry.previous_hash = head.hash
        entry.hash = entry_hash(entry)
        head.number, head.hash = entry.number, entry.hash
        self._orm.add(entry)
        self._orm.flush()
        return entry

    def _locked_head(self, chain: str) -> AuditHeadRecord:
        insert_missing(self._orm, AuditHeadRecord, chain=chain, number=0, hash=FIRST_HASH)
        locked = select(AuditHeadRecord).where(AuditHeadRecord.chain == chain).with_for_update()
        return self._orm.scalars(locked.execution_options(populate_existing=True)).one()


def entry_hash(entry: AuditEntryRecord) -> str:
    """The hash of an entry over all it says and the hash before it."""
    said = {
        "id": str(entry.id),
        "chain": entry.chain,
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "action": entry.action,
        "person": str(entry.person_id) if entry.person_id else None,
        "role": entry.role,
        "unit": str(entry.unit_id) if entry.unit_id else None,
        "case": str(entry.case_id) if entry.case_id else None,
        "details": entry.details,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()
