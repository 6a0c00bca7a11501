"""The case, its people, its assessments and the human decisions on them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from triage.db.records.base import Record, word_of
from triage.db.types import Code, JsonText, UtcDateTime, new_id
from triage.vocabulary import CaseStatus, IntakeChannel, RiskLevel, Route


class CaseRecord(Record):
    """One dispute, one code (一案一码). What happens to it happens on its tracks."""

    __tablename__ = "case"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lead_track_id", "id"],
            ["track.id", "track.case_id"],
            name="fk_case_lead_track",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint(
            "risk_rank = CASE risk_level WHEN 'blue' THEN 0 WHEN 'yellow' THEN 1 WHEN 'orange' THEN 2 ELSE 3 END",
            name="risk_rank",
        ),
        UniqueConstraint("external_source", "external_number"),
        Index("ix_case_unit_registered", "unit_id", "registered_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_code: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    intake_channel: Mapped[IntakeChannel] = mapped_column(word_of(IntakeChannel, "intake_channel"))
    external_source: Mapped[str | None] = mapped_column(String(80))
    external_number: Mapped[str | None] = mapped_column(String(80))
    narrative: Mapped[str] = mapped_column(Text)  # as typed; the database refuses to change it
    place: Mapped[str] = mapped_column(String(200), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    status: Mapped[CaseStatus] = mapped_column(word_of(CaseStatus, "status"), default=CaseStatus.OPEN)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lead_track_id: Mapped[UUID]
    dispute_type: Mapped[str | None] = mapped_column(Code())
    risk_level: Mapped[RiskLevel] = mapped_column(word_of(RiskLevel, "risk_level"))
    risk_rank: Mapped[int]  # 0–3; the database lets it fall only together with a new human decision
    route: Mapped[Route | None] = mapped_column(word_of(Route, "route"))  # as decided by a person
    last_decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("decision.id", name="fk_case_last_decision", use_alter=True, deferrable=True, initially="DEFERRED")
    )
    chaser: Mapped[str | None] = mapped_column(Code())  # who follows the outcome, by diversion path
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    __mapper_args__ = {"version_id_col": version}

    parties: Mapped[list["PartyRecord"]] = relationship(lazy="raise", order_by="PartyRecord.position")


class CaseAreaRecord(Record):
    """A case may lie in several areas."""

    __tablename__ = "case_area"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)


class CaseAccessRecord(Record):
    """Which unit may see a case and since when; an ended row stays as history."""

    __tablename__ = "case_access"
    __table_args__ = (Index("ix_case_access_unit_case", "unit_id", "case_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str] = mapped_column(Code())
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartyRecord(Record):
    """A side in the dispute."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    position: Mapped[int]
    side: Mapped[str] = mapped_column(Code())  # applicant | respondent | other
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")


class ReportingPersonRecord(Record):
    """Who reported, kept apart from the parties: with T15 nobody else learns of it."""

    __tablename__ = "reporting_person"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    is_secret: Mapped[bool] = mapped_column(default=False)


class AssessmentRecord(Record):
    """One assessment, whole and unchangeable; a new one is added beside it."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]
    assessed_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    report: Mapped[Any] = mapped_column(JsonText)  # the input: text, facts, history
    answer: Mapped[Any] = mapped_column(JsonText)  # the shared part, contracts.md 3
    restricted: Mapped[Any | None] = mapped_column(JsonText)  # police-only part (PSAPL 136)
    rulebook: Mapped[str] = mapped_column(String(80))
    model: Mapped[str] = mapped_column(String(80))
    policy: Mapped[str] = mapped_column(String(80))


class DecisionRecord(Record):
    """A named person's decision on a recommendation; an override keeps both and its coded reason (PIPL 24)."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("recommended = decided OR override_reason IS NOT NULL", name="override"),
        Index("ix_decision_case", "case_id", "decided_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    recommended: Mapped[str] = mapped_column(Code())  # "none" when the assessment left it to a person
    decided: Mapped[str] = mapped_column(Code())
    override_reason: Mapped[str | None] = mapped_column(Code())
    risk_level: Mapped[RiskLevel] = mapped_column(word_of(RiskLevel, "risk_level"))
    note: Mapped[str] = mapped_column(String(500), default="")
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
