"""The sending system's category travels with the report: shown, kept, and used again when the case is recomputed."""

from uuid import UUID

from tests.factories import QUIET, People, case_of, rows_of
from triage.db.records import AssessmentRecord
from triage.services.context import ServiceContext
from triage.services.intake import Registration, reassess_case, register_case
from triage.services.verify import verify_case
from triage.vocabulary import IntakeChannel


def _register(ctx: ServiceContext, people: People, category: str | None) -> UUID:
    registration = Registration(
        narrative=QUIET, intake_channel=IntakeChannel.IMPORT, reported_at=ctx.clock(), category=category
    )
    return register_case(ctx, actor=people["desk"], registration=registration)


def test_the_category_is_a_reason_of_its_own(ctx: ServiceContext, people: People) -> None:
    case_id = _register(ctx, people, "邻里纠纷")
    (kept,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    assert [one["source"] for one in kept.answer["reasons"] if "邻里纠纷" in one["says"]] == ["regions.call_types@1"]


def test_it_is_kept_for_the_next_assessment_and_for_recomputing(ctx: ServiceContext, people: People) -> None:
    case_id = _register(ctx, people, "没有这个类别")
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts={"both_willing": True})
    told = [one.answer["warnings"] for one in rows_of(ctx, AssessmentRecord, case_id=case_id)]
    assert all(any("没有这个类别" in warning for warning in warnings) for warnings in told)
    assert [one.is_same for one in verify_case(ctx, case_of(ctx, case_id).case_code)] == [True, True]


def test_a_report_without_one_is_no_worse_off(ctx: ServiceContext, people: People) -> None:
    case_id = _register(ctx, people, None)
    assert [one.is_same for one in verify_case(ctx, case_of(ctx, case_id).case_code)] == [True]
