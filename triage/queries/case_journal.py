"""Case page: what happened, from the audit entries; the assessments and the human decisions on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import AssessmentRecord, AuditEntryRecord, DecisionRecord
from triage.queries.masking import mask_text
from triage.queries.people import Names
from triage.vocabulary import CaseAction, RiskLevel

ENTRIES_AT_MOST = 300
UNIT_DETAILS = ("to_unit",)


@dataclass(frozen=True, slots=True)
class EntryView:
    """``details`` are codes and dates of the entry, unit ids already turned into names."""

    at: datetime
    action: str
    who: str
    role: str
    unit: str
    details: tuple[tuple[str, str], ...]
    is_reading: bool


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    number: int
    made_at: datetime
    made_by: str
    level: str
    recommended: str | None
    rulebook: str
    model: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    recommended: str
    decided: str
    override_reason: str | None
    risk_level: RiskLevel
    note: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Journal:
    entries: tuple[AuditEntryRecord, ...]
    assessments: tuple[AssessmentRecord, ...]
    decisions: tuple[DecisionRecord, ...]

    def person_ids(self) -> Iterable[UUID | None]:
        yield from (one.person_id for one in self.entries)
        yield from (one.made_by_id for one in self.assessments)
        yield from (one.decided_by_id for one in self.decisions)

    def unit_ids(self) -> Iterable[UUID | None]:
        yield from (one.unit_id for one in self.entries)
        yield from (_uuid(one.details.get(key)) for one in self.entries for key in UNIT_DETAILS)


@dataclass(frozen=True, slots=True)
class JournalViews:
    timeline: tuple[EntryView, ...]
    assessments: tuple[AssessmentLine, ...]
    decisions: tuple[DecisionView, ...]


def journal_rows(orm: Session, case_id: UUID) -> Journal:
    """Entries newest first, assessments and decisions newest first."""
    entries = (
        select(AuditEntryRecord)
        .where(AuditEntryRecord.case_id == case_id)
        .order_by(AuditEntryRecord.at.desc(), AuditEntryRecord.id.desc())
        .limit(ENTRIES_AT_MOST)
    )
    assessments = select(AssessmentRecord).where(AssessmentRecord.case_id == case_id)
    decisions = select(DecisionRecord).where(DecisionRecord.case_id == case_id)
    return Journal(
        tuple(orm.scalars(entries)),
        tuple(orm.scalars(assessments.order_by(AssessmentRecord.number.desc()))),
        tuple(orm.scalars(decisions.order_by(DecisionRecord.decided_at.desc(), DecisionRecord.id.desc()))),
    )


def journal_views(journal: Journal, names: Names, hidden_facts: frozenset[str]) -> JournalViews:
    """The same as the page shows it; an entry about a hidden fact does not name it."""
    return JournalViews(
        timeline=tuple(_entry(one, names, hidden_facts) for one in journal.entries),
        assessments=tuple(_assessment(one, names) for one in journal.assessments),
        decisions=tuple(_decision(one, names) for one in journal.decisions),
    )


def _entry(one: AuditEntryRecord, names: Names, hidden_facts: frozenset[str]) -> EntryView:
    return EntryView(
        at=one.at,
        action=one.action,
        who=names.person(one.person_id),
        role=one.role,
        unit=names.unit(one.unit_id),
        details=tuple(_details(one.details, names, hidden_facts)),
        is_reading=one.action == CaseAction.READ.value,
    )


def _details(details: dict[str, Any], names: Names, hidden_facts: frozenset[str]) -> Iterable[tuple[str, str]]:
    for key, value in sorted(details.items()):
        if key in UNIT_DETAILS:
            yield key, names.unit(_uuid(value))
        elif isinstance(value, list):
            yield key, "、".join(str(one) for one in value if one not in hidden_facts)
        elif value is not None:
            yield key, str(value)


def _assessment(one: AssessmentRecord, names: Names) -> AssessmentLine:
    return AssessmentLine(
        number=one.number,
        made_at=one.made_at,
        made_by=names.person(one.made_by_id),
        level=one.answer["risk"]["level"],
        recommended=one.answer["route"]["recommended"],
        rulebook=one.rulebook,
        model=one.model,
    )


def _decision(one: DecisionRecord, names: Names) -> DecisionView:
    return DecisionView(
        recommended=one.recommended,
        decided=one.decided,
        override_reason=one.override_reason,
        risk_level=one.risk_level,
        note=mask_text(one.note),
        decided_by=names.person(one.decided_by_id),
        decided_at=one.decided_at,
    )


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
