"""Step *intake*: register a case, and assess it again with new facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from triage.assessment.rule import FactValue
from triage.assessment.types import Assessment, EarlierMatter, Report
from triage.casework.clocks import ClockSituation
from triage.casework.deadlines import local_date
from triage.casework.intake import lead_track, tracks_opened_by
from triage.casework.lifecycle import CASE, next_status
from triage.db.records import AssessmentRecord, CaseRecord, PartyRecord, ReportingPersonRecord, UnitRecord
from triage.db.repositories.cases import CASE_ROLES
from triage.db.types import new_id, storable
from triage.db.unit_of_work import UnitOfWork
from triage.errors import InputError, NotPermittedError
from triage.services.case_changes import (
    add_checks,
    add_report_tasks,
    open_track,
    raise_level,
    store_assessment,
    touch,
)
from triage.services.context import ServiceContext
from triage.services.danger import new_evidence, raise_alarms, respond
from triage.services.kept_report import report_of_record
from triage.vocabulary import Actor, CaseAction, CaseStatus, IntakeChannel, TrackKind

SECRECY_TRIGGER = "T15"


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A side as entered; ``side`` is applicant, respondent or other."""

    side: str
    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ReporterEntry:
    """Who reported; kept apart from the parties."""

    name: str = ""
    phone: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """A report as it comes in; only the text and the channel must be there."""

    narrative: str
    intake_channel: IntakeChannel
    reported_at: datetime
    place: str = ""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    parties: tuple[PartyEntry, ...] = ()
    reporter: ReporterEntry = field(default_factory=ReporterEntry)
    external_source: str | None = None
    external_number: str | None = None
    history: tuple[EarlierMatter, ...] = ()
    category: str | None = None  # as the sending system sorted it


def register_case(ctx: ServiceContext, *, actor: Actor, registration: Registration) -> UUID:
    """Assess a report, open the case with its tracks and clocks and raise every alarm, all in one transaction.

    Raises:
        InputError: the text holds nothing readable.
        ActionNotAllowedError: the number of the sending system is taken.
    """
    with ctx.unit_of_work() as uow:
        case = register_in(ctx, uow, actor=actor, registration=registration)
        uow.commit()
    return case.id


def register_in(ctx: ServiceContext, uow: UnitOfWork, *, actor: Actor, registration: Registration) -> CaseRecord:
    """Register one case inside a transaction that the caller commits (used by the import)."""
    now = ctx.clock()
    if actor.role not in CASE_ROLES:
        raise NotPermittedError("not_permitted", action=CaseAction.REGISTER, role=actor.role)
    if registration.reported_at > now:
        raise InputError("reported_in_future")
    registration = replace(registration, narrative=storable(registration.narrative))
    report = _report(registration)
    assessment = ctx.assessor.assess(report, on=ctx.today())
    unit = uow.people.unit(actor.unit_id)
    case = _new_case(uow, actor, unit, registration, assessment, now)
    track_ids = {
        kind: new_id()
        for kind in tracks_opened_by(_codes(assessment), _blocking(ctx, assessment), _indicators(assessment))
    }
    case.lead_track_id = track_ids[lead_track(track_ids.keys())]
    uow.orm.add(case)
    uow.flush()
    _add_people(uow, case, registration, assessment)
    uow.cases.grant_access(case.id, unit.id, reason=CaseAction.REGISTER.value, at=now)
    stored = store_assessment(ctx, uow, case.id, 1, assessment, report, actor, now)
    for kind, track_id in track_ids.items():
        situation = _opening_situation(ctx, kind, unit, assessment)
        open_track(ctx, uow, case, kind, unit, situation, action=CaseAction.REGISTER, at=now, track_id=track_id)
    raised = raise_alarms(ctx, uow, case, assessment.risk.triggers, stored.id, now)
    add_report_tasks(ctx, uow, case, [alarm.trigger for alarm in raised], now)
    add_checks(uow, case, assessment.risk.to_check, now)
    uow.audit.record(
        CaseAction.REGISTER,
        actor,
        at=now,
        case_id=case.id,
        details={"case_code": case.case_code, "channel": case.intake_channel, "assessment": str(stored.id)},
    )
    return case


def reassess_case(
    ctx: ServiceContext, *, actor: Actor, case_id: UUID, seen_version: int | None, facts: Mapping[str, FactValue]
) -> None:
    """Assess again with more facts; the earlier assessment stays, the level can only rise."""
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        case = uow.cases.get(case_id, seen_by=actor, seen_version=seen_version)
        next_status(CASE, CaseStatus(case.status), CaseAction.REASSESS, actor.role)
        earlier = uow.cases.latest_assessment(case.id)
        report = report_of(earlier, facts)
        assessment = ctx.assessor.assess(report, on=ctx.today())
        number = earlier.number + 1
        stored = store_assessment(ctx, uow, case.id, number, assessment, report, actor, now)
        _take_in(ctx, uow, case, assessment, new_facts=facts.keys(), at=now)
        touch(case, actor, now)
        details = {"assessment": str(stored.id), "facts": sorted(facts)}
        uow.audit.record(CaseAction.REASSESS, actor, at=now, case_id=case.id, details=details)
        uow.commit()


def _take_in(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    assessment: Assessment,
    *,
    new_facts: Collection[str],
    at: datetime,
) -> None:
    """Let a new assessment raise the level, add tracks, alarms and tasks; it never takes any of them away."""
    raise_level(uow, case, assessment.risk.level)
    case.dispute_type = assessment.tags.primary or case.dispute_type
    add_checks(uow, case, assessment.risk.to_check, at)
    found = new_evidence(uow, case, assessment.risk.triggers, new_facts)
    respond(ctx, uow, case, found, at=at, types=_codes(assessment), indicators=_indicators(assessment))


def _report(registration: Registration) -> Report:
    return Report(
        id="",
        text=registration.narrative,
        facts=dict(registration.facts),
        reported_on=local_date(registration.reported_at),
        history=tuple(
            replace(matter, text=_storable(matter.text), outcome=_storable(matter.outcome))
            for matter in registration.history
        ),
        category=_storable(registration.category),
    )


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


def report_of(earlier: AssessmentRecord, facts: Mapping[str, FactValue]) -> Report:
    """The report of a case with new facts laid over those known."""
    report = report_of_record(earlier)
    return replace(report, facts={**report.facts, **facts})


def _new_case(
    uow: UnitOfWork, actor: Actor, unit: UnitRecord, registration: Registration, assessment: Assessment, now: datetime
) -> CaseRecord:
    year = local_date(now).year
    number = uow.cases.next_number(unit.id, year)
    return CaseRecord(
        id=new_id(),
        case_code=f"{year}-{unit.short_name}-{number:05d}",
        unit_id=unit.id,
        area_id=unit.area_id,
        intake_channel=registration.intake_channel,
        external_source=registration.external_source,
        external_number=registration.external_number,
        narrative=registration.narrative,
        place=registration.place,
        reported_at=registration.reported_at,
        registered_at=now,
        registered_by_id=actor.person_id,
        status=CaseStatus.OPEN,
        dispute_type=assessment.tags.primary,
        risk_level=assessment.risk.level,
        risk_rank=assessment.risk.level.rank,
        changed_at=now,
        changed_by_id=actor.person_id,
    )


def _add_people(uow: UnitOfWork, case: CaseRecord, registration: Registration, assessment: Assessment) -> None:
    for position, party in enumerate(registration.parties):
        uow.orm.add(
            PartyRecord(
                id=new_id(),
                case_id=case.id,
                position=position,
                side=party.side,
                name=party.name,
                phone=party.phone,
                address=party.address,
            )
        )
    asks_secrecy = any(hit.id == SECRECY_TRIGGER for hit in assessment.risk.triggers)
    reporter = registration.reporter
    uow.orm.add(
        ReportingPersonRecord(
            case_id=case.id, name=reporter.name, phone=reporter.phone, is_secret=reporter.is_secret or asks_secrecy
        )
    )


def _opening_situation(
    ctx: ServiceContext, kind: TrackKind, unit: UnitRecord, assessment: Assessment
) -> ClockSituation:
    return ClockSituation(
        track=kind,
        desk=unit.kind,
        dispute_type=assessment.tags.primary,
        route=assessment.route.recommended,
        triggers=frozenset(hit.id for hit in assessment.risk.triggers),
        blocking_triggers=frozenset(_blocking(ctx, assessment)),
        indicators=frozenset(_indicators(assessment)),
    )


def _codes(assessment: Assessment) -> list[str]:
    primary = assessment.tags.primary
    return [primary] if primary and not assessment.tags.abstained else []


def _blocking(ctx: ServiceContext, assessment: Assessment) -> list[str]:
    triggers = ctx.assessor.rulebook.triggers
    return [hit.id for hit in assessment.risk.triggers if triggers[hit.id].blocks]


def _indicators(assessment: Assessment) -> list[str]:
    return [hit.id for hit in assessment.risk.indicators]
