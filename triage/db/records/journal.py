"""The audit chain, imports, releases and leases: what the system keeps about itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from triage.db.records.base import Record
from triage.db.types import Code, JsonText, UtcDateTime, new_id


class AuditHeadRecord(Record):
    """The last entry of a chain; locking this row gives the chain its order. One chain per unit, so units never wait
    for each other."""

    __tablename__ = "audit_head"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditEntryRecord(Record):
    """One action. ``hash`` covers the entry and the hash before it; the database refuses to change or delete it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("chain", "number"),
        Index("ix_audit_entry_case", "case_id", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    chain: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(Code())
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: the system's own sweep
    role: Mapped[str] = mapped_column(Code())
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    case_id: Mapped[UUID | None]  # no key: the entry outlives whatever it speaks of
    details: Mapped[Any] = mapped_column(JsonText)  # ids, codes and dates; never a person's words
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ImportBatchRecord(Record):
    """One imported file: how many rows came in, how many were refused."""

    __tablename__ = "import_batch"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_hash: Mapped[str] = mapped_column(String(80))
    mapping: Mapped[str] = mapped_column(String(80))
    accepted_count: Mapped[int]
    rejected_count: Mapped[int]
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ReleaseRecord(Record):
    """An immutable snapshot of a whole rulebook; exactly one is live."""

    __tablename__ = "release"
    __table_args__ = (
        Index(
            "uq_release_one_live",
            "is_live",
            unique=True,
            sqlite_where=text("is_live"),
            postgresql_where=text("is_live"),
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(80), unique=True)
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    is_live: Mapped[bool]
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[str] = mapped_column(String(80))


class CaseNumberRecord(Record):
    """The next case number of a unit and year; locked while a case is registered, so no number is used twice."""

    __tablename__ = "case_number"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class LeaseRecord(Record):
    """Lets one of several workers do a job."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
