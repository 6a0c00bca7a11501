"""Police-only facts on screen: on the case page and in the playground, for every person who may open it."""

from collections.abc import Callable

import pytest

from tests.factories import People, make_offered_case
from tests.integration.web.conftest import Screen
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off
from triage.services.intake import reassess_case

SignIn = Callable[[str], Screen]
FACTS = {"prior_penalties_12m": 2, "repeated_offence": True, "penalty_decided": True}
POLICE = ("desk", "officer", "community", "supervisor")
OTHERS = ("mediator", "colleague")


def _page_of_case(ctx: ServiceContext, people: People, screen: Screen) -> str:
    case_id, hand_off_id = make_offered_case(ctx, people)
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=FACTS)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    answer = screen.get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return answer.text


def _labels(ctx: ServiceContext) -> set[str]:
    """As the page names a fact; an exclusion may bear the same words, and is shown to all as not known."""
    return {f"<dt>{ctx.assessor.rulebook.facts[fact].label}</dt>" for fact in FACTS}


@pytest.mark.parametrize("login", POLICE)
def test_the_police_see_them_on_the_case(ctx: ServiceContext, people: People, sign_in: SignIn, login: str) -> None:
    page = _page_of_case(ctx, people, sign_in(login))
    assert {label for label in _labels(ctx) if label in page} == _labels(ctx)


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_does(ctx: ServiceContext, people: People, sign_in: SignIn, login: str) -> None:
    page = _page_of_case(ctx, people, sign_in(login))
    assert {label for label in _labels(ctx) if label in page} == set()
    assert "治安处罚" not in page


@pytest.mark.parametrize(
    ("login", "is_police"), [(login, True) for login in POLICE] + [("mediator", False), ("reviewer", False)]
)
def test_the_playground_asks_them_of_the_police_alone(
    ctx: ServiceContext, people: People, sign_in: SignIn, login: str, is_police: bool
) -> None:
    page = sign_in(login).get("/playground").text
    assert {fact for fact in FACTS if f'name="fact_{fact}"' in page} == (set(FACTS) if is_police else set())
