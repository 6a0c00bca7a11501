"""From the report to the closed case, as people do it at their screens, with JavaScript and without."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Station, Visitor
from tests.factories import DANGEROUS, QUIET

Visit = Callable[..., Visitor]


def register(desk: Visitor, text: str) -> str:
    """Take a report in and give the path of its case."""
    desk.open("/cases/new")
    desk.page.get_by_label("发生了什么").fill(text)
    desk.page.get_by_label("窗口来访").check()
    desk.page.get_by_role("button", name="登记并评估").click()
    desk.page.wait_for_url("**/cases/*-*")
    return desk.page.url.removeprefix(desk.address)


def decide_people_mediation(desk: Visitor, case: str) -> None:
    desk.open(f"{case}/route")
    desk.page.get_by_label("人民调解", exact=True).check()
    desk.page.get_by_label("与建议不同的理由").select_option(label="当事人自己选择")
    desk.page.get_by_role("button", name="由我决定").click()
    desk.page.wait_for_url("**" + case)


def offer(desk: Visitor, case: str) -> None:
    desk.open(f"{case}/hand-off")
    page = desk.page
    page.get_by_label("测试街道人民调解委员会").check()
    for question in ("是否未能当场调解好？", "是否符合移交调解的条件？"):
        page.get_by_role("group", name=question).get_by_label("是", exact=True).check()
    for side in ("申请人是否同意移交调解", "被申请人是否同意移交调解"):
        page.get_by_role("group", name=side, exact=True).get_by_label("书面同意").check()
    page.get_by_role("button", name="发出移交").click()
    page.wait_for_url("**" + case)


def mediate(mediator: Visitor, case: str) -> None:
    """Accept, hold one session, settle, record performance, close."""
    page = mediator.page
    mediator.open("/hand-offs")
    page.get_by_role("button", name="签收，由我办理").click()
    page.wait_for_url("**" + case)
    page.get_by_role("link", name="记录调解场次…").click()
    page.get_by_label("调解地点").fill("社区调解室")
    page.get_by_label("双方同意").check()
    page.get_by_label("调解经过").fill("双方各自说明了想法，同意清理过道并轮流打扫。")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**" + case)
    page.get_by_role("link", name="登记协议…").click()
    page.get_by_label("书面协议").check()
    page.get_by_label("协议内容").fill("被申请人三日内清空过道，双方轮流打扫。")
    page.get_by_label("履行期限").fill("2026-09-20")
    page.get_by_role("button", name="登记协议").click()
    page.wait_for_url("**" + case)
    page.get_by_role("link", name="登记履行…").click()
    page.get_by_role("button", name="登记履行").click()
    page.wait_for_url("**" + case)
    page.get_by_role("link", name="办结…").click()
    page.get_by_label("协议已履行").check()
    page.get_by_role("button", name="办结").click()
    page.wait_for_url("**" + case)


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_a_quiet_dispute_goes_from_the_desk_to_a_performed_agreement(visit: Visit, javascript: bool) -> None:
    desk, mediator = visit(javascript=javascript), visit(javascript=javascript)
    desk.sign_in("desk")
    mediator.sign_in("mediator")
    case = register(desk, QUIET)
    decide_people_mediation(desk, case)
    offer(desk, case)
    mediate(mediator, case)
    assert mediator.page.get_by_text("已办结", exact=True).first.is_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_danger_alarms_at_once_and_blocks_until_a_supervisor_clears_it(visit: Visit, javascript: bool) -> None:
    desk, supervisor = visit(javascript=javascript), visit(javascript=javascript)
    desk.sign_in("desk")
    supervisor.sign_in("supervisor")
    case = register(desk, DANGEROUS)
    assert desk.page.locator(".verdict .route").inner_text() == "暂停分流，先处置险情"
    while desk.page.get_by_role("button", name="确认收到").count():
        desk.page.get_by_role("button", name="确认收到").first.click()
        desk.page.wait_for_url("**" + case)
    supervisor.open(case)
    while supervisor.page.get_by_role("link", name="解除险情…").count():
        supervisor.page.get_by_role("link", name="解除险情…").first.click()
        supervisor.page.get_by_label("已到现场核实").check()
        supervisor.page.get_by_role("button", name="解除险情").click()
        supervisor.page.wait_for_url("**" + case)
    assert supervisor.page.get_by_text("已解除", exact=True).count() >= 2


def test_the_offer_page_names_the_closed_gates_and_keeps_what_was_typed(visit: Visit, station: Station) -> None:
    desk = visit()
    desk.sign_in("desk")
    case = register(desk, QUIET)
    decide_people_mediation(desk, case)
    desk.open(f"{case}/hand-off")
    page = desk.page
    page.get_by_label("测试街道人民调解委员会").check()
    page.get_by_role("group", name="是否未能当场调解好？").get_by_label("是", exact=True).check()
    page.get_by_role("group", name="是否符合移交调解的条件？").get_by_label("是", exact=True).check()
    page.get_by_role("group", name="申请人是否同意移交调解", exact=True).get_by_label("书面同意").check()
    page.get_by_role("group", name="被申请人是否同意移交调解").get_by_label("不同意").check()
    page.get_by_role("textbox", name="移交摘要").fill("双方为过道堆物争执。")
    page.get_by_role("button", name="发出移交").click()
    assert page.get_by_role("alert").get_by_text("有一方不同意").is_visible()
    assert page.get_by_role("textbox", name="移交摘要").input_value() == "双方为过道堆物争执。"


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_answering_a_question_assesses_again(visit: Visit, javascript: bool) -> None:
    desk = visit(javascript=javascript)
    desk.sign_in("desk")
    register(desk, "楼上住户半夜放音响，我上去说了几次，他推了我一把，我手擦破了皮，双方都愿意谈谈。")
    page = desk.page
    first = page.locator("form.question").first
    first.get_by_role("button").first.click()
    page.get_by_text("第 2 次评估").wait_for()
    assert page.get_by_text("已按补充的情况重新评估").is_visible()
