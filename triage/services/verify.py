"""Recompute stored assessments from the release and model that made them, and compare byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.db.records import AssessmentRecord, CaseRecord, ReleaseRecord
from triage.db.types import canonical_json
from triage.errors import InputError, NotFoundError
from triage.exchange.contract import answer_of
from triage.rulebook.release import load_snapshot
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.services.kept_report import kept_restricted, report_of_record


@dataclass(frozen=True, slots=True)
class Verified:
    """One stored assessment: ``differs`` names the parts that came out otherwise, ``missing`` what is gone."""

    number: int
    differs: tuple[str, ...]
    missing: str | None

    @property
    def is_same(self) -> bool:
        return not self.differs and self.missing is None


def verify_case(ctx: ServiceContext, case_code: str) -> tuple[Verified, ...]:
    """Every assessment of a case, recomputed.

    Raises:
        NotFoundError: no case has this code.
    """
    with ctx.reading() as orm:
        case_id = orm.scalars(select(CaseRecord.id).where(CaseRecord.case_code == case_code)).one_or_none()
        if case_id is None:
            raise NotFoundError("case_not_found")
        stored = orm.scalars(
            select(AssessmentRecord).where(AssessmentRecord.case_id == case_id).order_by(AssessmentRecord.number)
        )
        return tuple(_verified(ctx, orm, record) for record in stored)


def _verified(ctx: ServiceContext, orm: Session, record: AssessmentRecord) -> Verified:
    assessor = _assessor_of(ctx, orm, record.rulebook)
    if assessor is None:
        return Verified(record.number, (), record.rulebook)
    report = report_of_record(record)
    again = assessor.assess(report, on=record.assessed_on)
    if again.model != record.model:
        return Verified(record.number, (), record.model)
    differs = tuple(_differences(record.answer, answer_of(again)))
    restricted = kept_restricted(report, again, assessor.rulebook.facts)
    if canonical_json(record.restricted or {}) != canonical_json(restricted or {}):
        differs += ("restricted",)
    return Verified(record.number, differs, None)


def _differences(kept: dict[str, object], again: dict[str, object]) -> Iterator[str]:
    for key in sorted(kept.keys() | again.keys()):
        if canonical_json(kept.get(key)) != canonical_json(again.get(key)):
            yield key


def _assessor_of(ctx: ServiceContext, orm: Session, content_hash: str) -> Assessor | None:
    if ctx.assessor.rulebook.content_hash == content_hash:
        return ctx.assessor
    snapshot = orm.scalars(
        select(ReleaseRecord.snapshot).where(ReleaseRecord.content_hash == content_hash)
    ).one_or_none()
    if snapshot is None:
        return None
    try:
        return Assessor.from_rulebook(load_snapshot(snapshot), ctx.settings)
    except InputError:  # damaged, or written for an engine that read rules otherwise
        return None
