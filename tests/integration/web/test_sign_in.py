"""Signing in: one answer for every mistake, throttled, and worthless once the account changes."""

from collections.abc import Callable

import pytest

from tests.factories import PASSWORD, SetClock
from tests.integration.web.conftest import Screen
from triage.services.accounts import MAX_FAILED_BY_LOGIN, disable_account
from triage.services.context import ServiceContext

SignIn = Callable[[str], Screen]
WRONG = "账号或密码不对"


@pytest.mark.parametrize(("login", "password"), [("desk", "wrong-password"), ("nobody", PASSWORD)])
def test_a_wrong_login_and_a_wrong_password_read_the_same(stranger: Screen, login: str, password: str) -> None:
    answer = stranger.post("/sign-in", login=login, password=password)
    assert answer.status_code == 403
    assert WRONG in answer.text


def test_too_many_tries_are_refused_even_with_the_right_password(stranger: Screen) -> None:
    for _ in range(MAX_FAILED_BY_LOGIN):
        stranger.post("/sign-in", login="desk", password="wrong-password")
    answer = stranger.post("/sign-in", login="desk", password=PASSWORD)
    assert answer.status_code == 403
    assert "连续多次登录失败" in answer.text


def test_waiting_opens_the_door_again(stranger: Screen, clock: SetClock) -> None:
    for _ in range(MAX_FAILED_BY_LOGIN):
        stranger.post("/sign-in", login="desk", password="wrong-password")
    clock.advance(minutes=16)
    assert stranger.post("/sign-in", login="desk", password=PASSWORD).status_code == 303


def test_a_disabled_account_is_out_at_once(ctx: ServiceContext, sign_in: SignIn) -> None:
    desk = sign_in("desk")
    assert desk.get("/work").status_code == 200
    disable_account(ctx, login="desk")
    assert desk.get("/work").location.startswith("/sign-in")


def test_signing_out_ends_the_session(sign_in: SignIn) -> None:
    desk = sign_in("desk")
    desk.post("/sign-out")
    assert desk.get("/work").status_code == 303


def test_signing_in_leads_back_to_the_page_asked_for(stranger: Screen) -> None:
    answer = stranger.post("/sign-in?next=/alarms", login="desk", password=PASSWORD)
    assert answer.location == "/alarms"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_elsewhere(stranger: Screen, elsewhere: str) -> None:
    answer = stranger.post("/sign-in", login="desk", password=PASSWORD)
    stranger.post("/sign-out")
    answer = stranger.client.post(
        "/sign-in",
        query_string={"next": elsewhere},
        data={"csrf_token": stranger.token(), "login": "desk", "password": PASSWORD},
    )
    assert answer.location == "/"


def test_a_changed_password_ends_other_sessions(sign_in: SignIn) -> None:
    here, there = sign_in("desk"), sign_in("desk")
    changed = here.post("/password", old=PASSWORD, new="another-password-2", again="another-password-2")
    assert changed.status_code == 303
    assert here.get("/work").status_code == 200
    assert there.get("/work").status_code == 303


def test_pages_carry_the_headers_that_keep_others_out(stranger: Screen) -> None:
    headers = stranger.get("/sign-in").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
