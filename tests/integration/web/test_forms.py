"""Forms: errors on top and beside the field, what was typed stays, a lost race is told."""

import re
from collections.abc import Callable
from uuid import UUID

from tests.factories import QUIET, People, make_case, make_offer, make_offered_case, make_routed_case, rows_of
from tests.integration.web.conftest import Screen
from triage.db.records import CaseRecord, DecisionRecord, HandOffRecord
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off, offer_hand_off
from triage.services.intake import reassess_case

SignIn = Callable[[str], Screen]
VERSION = re.compile(r'name="seen_version"[^>]*value="(\d+)"')


def version_on(screen: Screen, path: str) -> str:
    found = VERSION.search(screen.get(path).text)
    assert found is not None
    return found[1]


def test_a_report_needs_text_and_channel_and_keeps_the_rest(sign_in: SignIn) -> None:
    answer = sign_in("desk").post("/cases/new", place="幸福路三号")
    assert answer.status_code == 422
    assert "请写下发生了什么" in answer.text
    assert answer.text.count("请选择来源渠道") == 2  # on top and beside the field
    assert 'value="幸福路三号"' in answer.text


def test_a_report_with_text_and_channel_becomes_a_case(ctx: ServiceContext, sign_in: SignIn) -> None:
    answer = sign_in("desk").post("/cases/new", narrative=QUIET, intake_channel="call_110")
    (case,) = rows_of(ctx, CaseRecord)
    assert answer.status_code == 303
    assert answer.location == f"/cases/{case.id}"
    assert case.reported_at == ctx.clock()


def test_a_report_from_the_future_is_refused_in_words(sign_in: SignIn) -> None:
    answer = sign_in("desk").post(
        "/cases/new", narrative=QUIET, intake_channel="call_110", reported_at="2026-12-24T09:30"
    )
    assert answer.status_code == 422
    assert "报告时间不能晚于现在" in answer.text
    assert QUIET in answer.text


def test_unreadable_text_is_refused_in_words(sign_in: SignIn) -> None:
    answer = sign_in("desk").post("/cases/new", narrative="\u200b\u200b", intake_channel="call_110")
    assert answer.status_code == 422
    assert "没有可读的文字" in answer.text


def test_facts_typed_at_intake_reach_the_assessment(ctx: ServiceContext, sign_in: SignIn) -> None:
    desk = sign_in("desk")
    answer = desk.post(
        "/cases/new", narrative=QUIET, intake_channel="counter", fact_party_refused="true", fact_people_count="3"
    )
    page = desk.get(answer.location).text
    assert "<dt>一方明确拒绝调解</dt><dd>是</dd>" in page
    assert "<dt>涉及人数</dt><dd>3</dd>" in page


def test_an_override_without_a_reason_is_refused_and_keeps_the_note(
    ctx: ServiceContext, people: People, sign_in: SignIn
) -> None:
    case_id, desk = make_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/route"
    answer = desk.post(
        path, seen_version=version_on(desk, path), decided="ARB", risk_level="yellow", note="双方已约好时间"
    )
    assert answer.status_code == 409
    assert "请选择理由" in answer.text
    assert "双方已约好时间" in answer.text
    assert rows_of(ctx, DecisionRecord, case_id=case_id) == []


def test_a_lost_race_names_who_was_faster_and_keeps_the_input(
    ctx: ServiceContext, people: People, sign_in: SignIn
) -> None:
    case_id, desk = make_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/route"
    seen = version_on(desk, path)
    reassess_case(ctx, actor=people["officer"], case_id=case_id, seen_version=None, facts={"both_willing": True})
    typed = {"decided": "PM", "risk_level": "yellow", "override_reason": "parties_chose", "note": "我写的说明"}
    answer = desk.post(path, seen_version=seen, **typed)
    assert answer.status_code == 409
    assert "officer甲" in answer.text
    assert "2026-09-14 12:00" in answer.text
    assert "我写的说明" in answer.text
    again = VERSION.search(answer.text)
    assert again is not None
    assert desk.post(path, seen_version=again[1], **typed).status_code == 303


def test_an_ordinary_mistake_does_not_hide_a_race(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, desk = make_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/route"
    seen = version_on(desk, path)
    reassess_case(ctx, actor=people["officer"], case_id=case_id, seen_version=None, facts={"both_willing": True})
    mistaken = desk.post(path, seen_version=seen, risk_level="yellow")
    assert mistaken.status_code == 422
    shown = VERSION.search(mistaken.text)
    assert shown is not None
    assert shown[1] == seen


def test_closed_gates_are_named_and_nothing_is_offered(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, desk = make_routed_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/hand-off"
    answer = desk.post(
        path,
        seen_version=version_on(desk, path),
        to_unit_id=people.committee,
        is_unsettled_on_spot="true",
        is_transferable="true",
        consent_applicant="verbal",
        consent_respondent="refused",
        summary="双方为过道争执",
        item_codes=["mediation_summary", "commission_letter"],
    )
    assert answer.status_code == 409
    assert "有一方不同意" in answer.text
    assert rows_of(ctx, HandOffRecord, case_id=case_id) == []


def test_an_answered_question_is_assessed_again(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, desk = make_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/facts"
    answer = desk.post(path, seen_version=version_on(desk, path), fact_party_refused="true")
    assert answer.status_code == 303
    assert "第 2 次评估" in desk.get(f"/cases/{case_id}").text


def test_no_answer_at_all_is_told(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, desk = make_case(ctx, people["desk"]), sign_in("desk")
    path = f"/cases/{case_id}/facts"
    answer = desk.post(path, seen_version=version_on(desk, path))
    assert answer.status_code == 422
    assert "请至少填一项" in answer.text


def test_a_police_only_fact_is_not_taken_from_a_mediator(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    mediator = sign_in("mediator")
    path = f"/cases/{case_id}/facts"
    answer = mediator.post(path, seen_version=version_on(mediator, path), fact_prior_penalties_12m="2")
    assert answer.status_code == 422


def test_the_inbox_shows_an_offer_to_its_unit_only(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id: UUID = make_routed_case(ctx, people["desk"])
    offer_hand_off(
        ctx,
        actor=people["desk"],
        case_id=case_id,
        seen_version=None,
        offer=make_offer(people.committee, summary="过道堆物之争"),
    )
    assert "过道堆物之争" in sign_in("mediator").get("/hand-offs").text
    assert "过道堆物之争" not in sign_in("second_mediator").get("/hand-offs").text


def test_playing_with_a_text_stores_nothing(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    before = len(rows_of(ctx, CaseRecord))
    answer = sign_in("reviewer").post("/playground", text="再不还钱我就跳楼", fact_people_count="2")
    assert answer.status_code == 200
    assert "暂停分流，先处置险情" in answer.text
    assert len(rows_of(ctx, CaseRecord)) == before
