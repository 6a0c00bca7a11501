"""The playground: a question is answered with one button, and the old answer stays in sight."""

import re
from collections.abc import Callable

from tests.integration.web.conftest import Screen

SignIn = Callable[[str], Screen]
FIGHT = "两家因为排水打架，脸上擦破了皮"
QUIET = "租的房子到期了，房东不退押金"


def test_an_answer_leads_to_a_new_recommendation_beside_the_old_one(sign_in: SignIn) -> None:
    page = sign_in("desk").post("/playground", text=FIGHT, answer="injury_level=light_injury")
    assert page.status_code == 200
    before, now = page.text.index('id="before-answer"'), page.text.index('id="verdict-title"')
    assert "治安调解" in page.text[before:now]
    assert "暂停分流" in page.text[now:]


def test_an_answer_stays_for_the_next_question(sign_in: SignIn) -> None:
    page = sign_in("desk").post("/playground", text=FIGHT, answer="injury_level=minor_injury")
    chosen = re.search(r'<input[^>]*value="minor_injury"[^>]*>', page.text)
    assert chosen is not None
    assert "checked" in chosen[0]


def test_a_number_is_answered_in_its_own_field(sign_in: SignIn) -> None:
    page = sign_in("desk").post(
        "/playground", text="楼上半夜放音响", answer="mediation_failed=", count_mediation_failed="2"
    )
    assert 'id="before-answer"' in page.text
    assert "劝阻、调解无效" in page.text


def test_an_answer_that_fits_no_question_is_told_and_assesses_nothing(sign_in: SignIn) -> None:
    page = sign_in("desk").post("/playground", text=FIGHT, answer="injury_level=broken")
    assert page.status_code == 422
    assert 'id="verdict-title"' not in page.text


def test_what_would_change_the_route_is_listed(sign_in: SignIn) -> None:
    page = sign_in("desk").post("/playground", text=QUIET)
    assert "什么情况下去向会变" in page.text


def test_the_pieces_the_classifier_weighed_are_shown_for_its_type(sign_in: SignIn) -> None:
    page = sign_in("desk").post("/playground", text=QUIET)
    assert "模型看重的字词" in page.text
