"""Tracks, their holders, hand-offs and clocks: the tables that keep a dispute from being dropped."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from triage.db.records.base import Record, word_of
from triage.db.types import Code, JsonText, UtcDateTime, new_id
from triage.vocabulary import ClockStatus, HandOffStatus, TrackKind, TrackStatus


class TrackRecord(Record):
    """One line of work on a case, with exactly one accountable holder while it is open.

    ``guard_clock_id`` points at a live clock of this track: it may not be empty while the track is open, and the
    database refuses to stop the clock that an open track points at. So an open track always has a clock.
    """

    __tablename__ = "track"
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        ForeignKeyConstraint(
            ["guard_clock_id", "id"],
            ["clock.id", "clock.track_id"],
            name="fk_track_guard_clock",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("closed_at IS NOT NULL OR guard_clock_id IS NOT NULL", name="guarded"),
        Index(
            "uq_track_one_open_of_a_kind",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_track_queue",
            "holder_unit_id",
            "urgency",
            "next_due_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_track_person_queue",
            "holder_person_id",
            "urgency",
            "next_due_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[TrackKind] = mapped_column(word_of(TrackKind, "kind"))
    status: Mapped[TrackStatus] = mapped_column(word_of(TrackStatus, "status"))
    holder_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    holder_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: the unit's duty desk
    sender_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))  # where it returns to
    guard_clock_id: Mapped[UUID | None]
    urgency: Mapped[int]  # 3 − risk rank: red is 0, so that one ascending index serves the queue
    next_due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # earliest live clock
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_as: Mapped[str | None] = mapped_column(Code())
    closed_note: Mapped[str] = mapped_column(String(500), default="")
    legal_basis: Mapped[str] = mapped_column(String(200), default="")

    clocks: Mapped[list["ClockRecord"]] = relationship(
        lazy="raise",
        primaryjoin="TrackRecord.id == ClockRecord.track_id",
        foreign_keys="ClockRecord.track_id",
        order_by="ClockRecord.started_at, ClockRecord.id",
        viewonly=True,
    )


class CustodyEntryRecord(Record):
    """One change of a track's holder; together they are the chain of custody."""

    __tablename__ = "custody_entry"
    __table_args__ = (UniqueConstraint("track_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    number: Mapped[int]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Code())
    hand_off_id: Mapped[UUID | None] = mapped_column(ForeignKey("hand_off.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandOffRecord(Record):
    """An offer of a track to another unit. Offering does not release the sender."""

    __tablename__ = "hand_off"
    __table_args__ = (
        CheckConstraint("(status = 'offered') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("status <> 'declined' OR decline_reason IS NOT NULL", name="decline_reason"),
        CheckConstraint("from_unit_id <> to_unit_id", name="two_units"),
        CheckConstraint("is_unsettled_on_spot AND is_transferable", name="gates"),
        Index(
            "uq_hand_off_one_offer",
            "track_id",
            unique=True,
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
        Index(
            "ix_hand_off_inbox",
            "to_unit_id",
            "due_at",
            "id",
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
        Index(
            "ix_hand_off_due",
            "due_at",
            "id",
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
        Index("ix_hand_off_track", "track_id", "offered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    status: Mapped[HandOffStatus] = mapped_column(word_of(HandOffStatus, "status"))
    from_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    from_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    to_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    hop: Mapped[int]  # 1 for the first offer of the track
    is_unsettled_on_spot: Mapped[bool]
    is_transferable: Mapped[bool]
    consent: Mapped[Any] = mapped_column(JsonText)  # per side: how and when it was given
    legal_basis: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)  # the mediation summary: neutral, no investigation file
    seal: Mapped[str] = mapped_column(String(80))  # hash over the list of what was handed over
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decline_reason: Mapped[str | None] = mapped_column(Code())
    note: Mapped[str] = mapped_column(String(500), default="")


class HandOffItemRecord(Record):
    """One line of the sealed list; the database refuses to change it."""

    __tablename__ = "hand_off_item"
    __table_args__ = (UniqueConstraint("hand_off_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    hand_off_id: Mapped[UUID] = mapped_column(ForeignKey("hand_off.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(Code())
    title: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(80))


class ClockRecord(Record):
    """One deadline of one track. Live while running or held; overdue is a reading, not a status."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("id", "track_id"),
        CheckConstraint("(status IN ('running', 'held')) = (stopped_at IS NULL)", name="stopped"),
        CheckConstraint("(status = 'held') = (wake_on IS NOT NULL)", name="wake"),
        Index("ix_clock_track", "track_id", "status"),
        Index(
            "ix_clock_due",
            "due_at",
            "id",
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    track_id: Mapped[UUID] = mapped_column(ForeignKey("track.id"))
    rule_id: Mapped[str] = mapped_column(Code(20))
    rule_version: Mapped[int]
    started_by: Mapped[str] = mapped_column(Code())  # the CaseAction that started it
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    is_provisional: Mapped[bool]
    calendar: Mapped[str] = mapped_column(String(80))  # hash of the calendars it was computed with
    status: Mapped[ClockStatus] = mapped_column(word_of(ClockStatus, "status"), default=ClockStatus.RUNNING)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wake_on: Mapped[date | None]
    extended_units: Mapped[int] = mapped_column(default=0)


class ClockHoldRecord(Record):
    """Days that do not count, with reason, cause and wake date; belongs to the case, never to the policy."""

    __tablename__ = "clock_hold"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # first day that counts again
    wake_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Code())
    caused_by: Mapped[str] = mapped_column(Code())
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class ClockExtensionRecord(Record):
    """More time, with the document that approves it."""

    __tablename__ = "clock_extension"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id"), index=True)
    length: Mapped[int]
    approval: Mapped[str] = mapped_column(String(120))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
