"""Alarms and tasks: what a named person must see or do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from triage.db.records.base import Record, word_of
from triage.db.types import Code, UtcDateTime, new_id
from triage.vocabulary import TaskKind


class AlarmRecord(Record):
    """A firm trigger, raised in the transaction that found it; only a named, authorised person clears it."""

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged"),
        CheckConstraint(
            "(cleared_at IS NULL) = (cleared_by_id IS NULL) AND (cleared_at IS NULL) = (clear_reason IS NULL)",
            name="cleared",
        ),
        Index(
            "uq_alarm_one_open_of_a_trigger",
            "case_id",
            "trigger",
            unique=True,
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
        Index(
            "ix_alarm_desk",
            "unit_id",
            "raised_at",
            "id",
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))  # whose duty desk must see it
    trigger: Mapped[str] = mapped_column(Code(8))
    blocks: Mapped[bool]
    span_start: Mapped[int | None]
    span_end: Mapped[int | None]
    source_id: Mapped[str] = mapped_column(String(80))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    clear_reason: Mapped[str | None] = mapped_column(Code())
    clear_note: Mapped[str] = mapped_column(String(500), default="")


class TaskRecord(Record):
    """Something a person must do and confirm: check a doubtful hit, make a mandatory report, take a case back."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL) AND (done_at IS NULL) = (finding IS NULL)", name="done"
        ),
        # a mandatory report is done only with the receipt of the body that took it (DV 14, MINORS 11)
        CheckConstraint("kind <> 'mandatory_report' OR done_at IS NULL OR receipt <> ''", name="receipt"),
        UniqueConstraint("case_id", "kind", "subject"),
        Index(
            "ix_task_desk",
            "unit_id",
            "due_at",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[TaskKind] = mapped_column(word_of(TaskKind, "kind"))
    subject: Mapped[str] = mapped_column(String(120))  # "T01:negated:13-15", "DV-02", hand-off id
    says: Mapped[str] = mapped_column(String(300))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    finding: Mapped[str | None] = mapped_column(Code())
    receipt: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
