"""The case page: what it shows, to whom, and how safely."""

from collections.abc import Callable
from uuid import UUID

from tests.factories import DANGEROUS, QUIET, People, make_case, make_offer, make_offered_case, make_routed_case
from tests.integration.web.conftest import Screen
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off, offer_hand_off
from triage.services.intake import Registration, ReporterEntry, reassess_case, register_case
from triage.services.route import decide_route
from triage.vocabulary import IntakeChannel, RiskLevel, Route

SignIn = Callable[[str], Screen]
SCRIPT = "<script>alert(1)</script>隔壁半夜唱歌吵得我睡不着。"


def page_of(screen: Screen, case_id: UUID) -> str:
    answer = screen.get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return answer.text


def parties_in(page: str) -> str:
    """The part of the page about the sides; the reporting person below it may bear the same name."""
    start = page.index("<h2>当事人")
    return page[start : page.index("报告人", start)]


def test_a_script_in_the_report_is_shown_as_text(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    page = page_of(sign_in("desk"), make_case(ctx, people["desk"], SCRIPT))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_what_raised_the_alarm_is_marked_in_the_text(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    page = page_of(sign_in("desk"), make_case(ctx, people["desk"], DANGEROUS))
    assert 'class="mark mark-trigger"' in page
    assert "T01" in page
    assert "确认收到" in page


def test_a_phone_number_in_the_report_is_masked(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    page = page_of(sign_in("desk"), make_case(ctx, people["desk"], QUIET + "我的电话13812345678。"))
    assert "138****5678" in page
    assert "13812345678" not in page


def test_names_show_to_the_holder_and_to_nobody_else(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    mediator = sign_in("mediator")
    assert "申请甲" not in page_of(mediator, case_id)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    assert "申请甲" in page_of(mediator, case_id)
    assert "申请甲" not in parties_in(page_of(sign_in("desk"), case_id))


def test_the_full_phone_number_opens_to_the_holder_only(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, _ = make_offered_case(ctx, people)
    assert "13800000001" in sign_in("desk").post(f"/cases/{case_id}/contacts").text
    assert sign_in("mediator").post(f"/cases/{case_id}/contacts").status_code == 404


def test_a_secret_reporter_is_unknown_to_the_receiving_unit(
    ctx: ServiceContext, people: People, sign_in: SignIn
) -> None:
    registration = Registration(
        narrative=QUIET,
        intake_channel=IntakeChannel.CALL_110,
        reported_at=ctx.clock(),
        reporter=ReporterEntry("线索丙", "13900000003", is_secret=True),
    )
    case_id = register_case(ctx, actor=people["desk"], registration=registration)
    _route_and_offer(ctx, people, case_id)
    assert "线索丙" in page_of(sign_in("desk"), case_id)
    assert "线索丙" not in page_of(sign_in("mediator"), case_id)


def test_police_only_facts_stay_with_the_police(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id, _ = make_offered_case(ctx, people)
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts={"prior_penalties_12m": 2})
    assert "一年内受治安处罚次数" in page_of(sign_in("desk"), case_id)
    mediator = page_of(sign_in("mediator"), case_id)
    assert "一年内受治安处罚次数" not in mediator
    assert "仅公安人员可见" not in mediator


def test_opening_a_case_is_logged_with_the_name(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id = make_case(ctx, people["desk"])
    page_of(sign_in("community"), case_id)
    page = page_of(sign_in("desk"), case_id)
    readers = page[page.index("谁看过这个案件") :]
    assert "community甲" in readers


def test_only_what_the_person_may_do_now_is_offered(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    assert f"/cases/{case_id}/hand-off" in page_of(sign_in("desk"), case_id)
    assert f"/cases/{case_id}/hand-off" not in page_of(sign_in("officer"), case_id)


def test_an_earlier_assessment_can_be_looked_at(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    case_id = make_case(ctx, people["desk"])
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts={"party_refused": True})
    desk = sign_in("desk")
    assert "一方明确拒绝调解" in page_of(desk, case_id)
    earlier = desk.get(f"/cases/{case_id}?assessment=1").text
    assert "<dt>一方明确拒绝调解</dt>" not in earlier
    assert desk.get(f"/cases/{case_id}?assessment=9").status_code == 404


def _route_and_offer(ctx: ServiceContext, people: People, case_id: UUID) -> None:
    decide_route(
        ctx,
        actor=people["desk"],
        case_id=case_id,
        seen_version=None,
        decided=Route.PEOPLE,
        risk_level=RiskLevel.YELLOW,
        override_reason="parties_chose",
    )
    offer_hand_off(ctx, actor=people["desk"], case_id=case_id, seen_version=None, offer=make_offer(people.committee))
