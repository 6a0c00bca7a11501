"""Mediation sessions and outcomes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from triage.db.records.base import Record, word_of
from triage.db.types import Code, UtcDateTime, new_id
from triage.vocabulary import OutcomeKind


class MediationSessionRecord(Record):
    """One sitting; both sides' consent is asked at its start (PML 17, 23)."""

    __tablename__ = "mediation_session"
    __table_args__ = (
        UniqueConstraint("track_id", "number"),
        CheckConstraint("is_consented OR refused_by IS NOT NULL", name="consent"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    number: Mapped[int]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))  # who held the track and so the sitting
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(120))
    chaired_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    participants: Mapped[str] = mapped_column(String(300), default="")
    is_consented: Mapped[bool]
    refused_by: Mapped[str | None] = mapped_column(Code())
    account: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class OutcomeRecord(Record):
    """How the mediation of a track ended: agreement, failure or termination."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint(
            "(kind IN ('written_agreement', 'oral_agreement')) = (effective_on IS NOT NULL)", name="effective"
        ),
        CheckConstraint(
            "kind IN ('written_agreement', 'oral_agreement') OR failure_reason IS NOT NULL", name="failure_reason"
        ),
        UniqueConstraint("track_id", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    number: Mapped[int]
    kind: Mapped[OutcomeKind] = mapped_column(word_of(OutcomeKind, "kind"))
    agreed: Mapped[str] = mapped_column(Text, default="")
    effective_on: Mapped[date | None]
    perform_by_on: Mapped[date | None]
    performed_on: Mapped[date | None]
    failure_reason: Mapped[str | None] = mapped_column(Code())
    note: Mapped[str] = mapped_column(String(500), default="")
    is_escalation_prevented: Mapped[bool] = mapped_column(default=False)  # 防止民转刑
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
