"""What every form about a case shows on top, and needs to judge what may be chosen."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from triage.db.records import AlarmRecord, AssessmentRecord, CaseRecord, HandOffRecord, OutcomeRecord, TrackRecord
from triage.db.repositories.cases import visible_to
from triage.errors import NotFoundError
from triage.queries.answers import answer_for
from triage.queries.assessment_view import ReasonView, assessment_view
from triage.queries.masking import mask_text
from triage.vocabulary import Actor, RiskLevel, Route, TrackKind


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """``blocking`` are the open triggers that stop any mediation; ``hops`` counts the offers made so far."""

    id: UUID
    code: str
    version: int
    narrative: str
    place: str
    risk_level: RiskLevel
    dispute_type: str | None
    route: Route | None
    recommended: str | None
    reason: ReasonView | None
    blocking: tuple[str, ...]
    hops: int
    perform_by_on: date | None


def case_brief(orm: Session, case_id: UUID, *, actor: Actor) -> CaseBrief:
    """The head of a case.

    Raises:
        NotFoundError: no such case, or not theirs.
    """
    case = orm.scalars(select(CaseRecord).where(CaseRecord.id == case_id, visible_to(actor))).one_or_none()
    if case is None:
        raise NotFoundError("case_not_found")
    advice = assessment_view(answer_for(_latest(orm, case_id), actor))
    return CaseBrief(
        id=case.id,
        code=case.case_code,
        version=case.version,
        narrative=mask_text(case.narrative),
        place=case.place,
        risk_level=RiskLevel(case.risk_level),
        dispute_type=case.dispute_type,
        route=Route(case.route) if case.route else None,
        recommended=advice.recommended,
        reason=advice.route_reason,
        blocking=_blocking(orm, case_id),
        hops=_hops(orm, case_id),
        perform_by_on=_perform_by_on(orm, case_id),
    )


def _latest(orm: Session, case_id: UUID) -> AssessmentRecord:
    statement = select(AssessmentRecord).where(AssessmentRecord.case_id == case_id)
    return orm.scalars(statement.order_by(AssessmentRecord.number.desc()).limit(1)).one()


def _blocking(orm: Session, case_id: UUID) -> tuple[str, ...]:
    statement = select(AlarmRecord.trigger).where(
        AlarmRecord.case_id == case_id, AlarmRecord.blocks, AlarmRecord.cleared_at.is_(None)
    )
    return tuple(orm.scalars(statement.order_by(AlarmRecord.trigger)))


def _hops(orm: Session, case_id: UUID) -> int:
    statement = (
        select(func.max(HandOffRecord.hop))
        .join(TrackRecord, TrackRecord.id == HandOffRecord.track_id)
        .where(HandOffRecord.case_id == case_id, TrackRecord.closed_at.is_(None))
    )
    return orm.scalars(statement).one() or 0


def _perform_by_on(orm: Session, case_id: UUID) -> date | None:
    statement = (
        select(OutcomeRecord.perform_by_on)
        .join(TrackRecord, TrackRecord.id == OutcomeRecord.track_id)
        .where(TrackRecord.case_id == case_id, TrackRecord.kind == TrackKind.MEDIATION)
        .order_by(OutcomeRecord.recorded_at.desc(), OutcomeRecord.id.desc())
        .limit(1)
    )
    return orm.scalars(statement).one_or_none()


def track_kind(orm: Session, track_id: UUID, case_id: UUID, *, actor: Actor) -> TrackKind:
    """The kind of a track of a case the actor may see.

    Raises:
        NotFoundError: no such track, or not theirs.
    """
    statement = (
        select(TrackRecord.kind)
        .join(CaseRecord, CaseRecord.id == TrackRecord.case_id)
        .where(TrackRecord.id == track_id, TrackRecord.case_id == case_id, visible_to(actor))
    )
    kind = orm.scalars(statement).one_or_none()
    if kind is None:
        raise NotFoundError("track_not_found")
    return TrackKind(kind)
