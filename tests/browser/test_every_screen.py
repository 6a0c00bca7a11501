"""What holds on every screen: nothing from outside, no sideways scrolling on a phone, no broken page."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.browser.conftest import NARROW, WIDE, Station, Visitor
from tests.factories import DANGEROUS, QUIET, make_case, make_offer, make_offered_case
from triage.services.hand_off import accept_hand_off, decline_hand_off, offer_hand_off
from triage.services.mediation import Sitting, record_session
from triage.services.outcome import Agreement, record_agreement
from triage.services.route import decide_route
from triage.vocabulary import OutcomeKind, RiskLevel, Route

Visit = Callable[..., Visitor]
PATHS = (
    "/work",
    "/cases/new",
    "/alarms",
    "/tasks",
    "/hand-offs",
    "/playground",
    "/rules",
    "/rules/risk.self_harm",
    "/posts",
)


@pytest.fixture(scope="module")
def cases(station: Station) -> list[str]:
    """The paths of a quiet, a dangerous and a settled case."""
    made = [make_case(station.ctx, station.people["desk"], text) for text in (QUIET, DANGEROUS)]
    return [f"/cases/{case}" for case in (*made, settled_case(station))]


def settled_case(station: Station) -> UUID:
    """A case with everything a page can show: a declined and an accepted offer, a session, an agreement."""
    ctx, people = station.ctx, station.people
    case_id, hand_off_id = make_offered_case(ctx, people)
    decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="package_incomplete")
    decide_route(
        ctx,
        actor=people["desk"],
        case_id=case_id,
        seen_version=None,
        decided=Route.PEOPLE,
        risk_level=RiskLevel.YELLOW,
        override_reason="parties_chose",
    )
    offer = make_offer(people.committee)
    second = offer_hand_off(ctx, actor=people["desk"], case_id=case_id, seen_version=None, offer=offer)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=second)
    sitting = Sitting(
        ctx.clock(), "社区调解室", "双方本人、社区主任", True, None, "双方各自说明了想法，愿意轮流打扫过道。"
    )
    record_session(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, sitting=sitting)
    agreement = Agreement(
        OutcomeKind.WRITTEN_AGREEMENT,
        "三日内清空过道。",
        ctx.today(),
        ctx.today() + timedelta(days=3),
        True,
        "双方握手",
    )
    record_agreement(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, agreement=agreement)
    return case_id


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_screen_scrolls_sideways(visit: Visit, cases: list[str], width: int) -> None:
    desk = visit(width=width)
    desk.sign_in("desk")
    too_wide = []
    for path in (*PATHS, *cases, *(f"{case}/route" for case in cases), *(f"{case}/facts" for case in cases)):
        desk.open(path)
        if desk.page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(path)
    assert too_wide == []


def test_no_screen_asks_another_host_or_breaks_the_content_policy(visit: Visit, cases: list[str]) -> None:
    desk = visit()
    complaints: list[str] = []
    desk.page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.page.on("pageerror", lambda error: complaints.append(str(error)))
    desk.sign_in("desk")
    for path in (*PATHS, *cases):
        desk.open(path)
    outside = [address for address in desk.asked if not address.startswith((desk.address, "data:"))]
    assert (outside, complaints) == ([], [])


def test_touch_targets_on_a_phone_are_large_enough(visit: Visit, cases: list[str]) -> None:
    desk = visit(width=NARROW)
    desk.sign_in("desk")
    small = []
    for path in ("/work", "/cases/new", cases[1]):
        desk.open(path)
        small += desk.page.eval_on_selector_all(
            "button, a.button, .choice, select, input:not([type=hidden]):not(.menu-switch)",
            "all => all.filter(one => one.offsetParent && !one.classList.contains('as-link')"
            " && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))",
        )
    assert small == []


def test_the_narrow_menu_opens_without_javascript(visit: Visit) -> None:
    desk = visit(width=NARROW, javascript=False)
    desk.sign_in("desk")
    desk.page.get_by_text("菜单", exact=True).click()
    assert desk.page.get_by_role("link", name="登记来件").first.is_visible()


def test_the_strip_shows_a_new_alarm_by_itself(visit: Visit, station: Station) -> None:
    desk = visit()
    desk.sign_in("desk")
    desk.open("/rules")
    before = desk.page.locator("#status-strip").inner_text()
    make_case(station.ctx, station.people["desk"], DANGEROUS)
    desk.page.evaluate("htmx.ajax('GET', '/strip', {target: '#status-strip', swap: 'outerHTML'})")
    desk.page.wait_for_function("was => document.querySelector('#status-strip').innerText !== was", arg=before)
    assert "条警报待确认" in desk.page.locator("#status-strip").inner_text()
