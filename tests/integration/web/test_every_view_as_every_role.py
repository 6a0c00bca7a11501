"""Deny by default: every view for every role, for strangers, and without its token."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.factories import DANGEROUS, POSTS, People, make_case, make_offered_case, rows_of
from tests.integration.web.conftest import Screen
from triage.db.records import AlarmRecord, TaskRecord, TrackRecord
from triage.services.context import ServiceContext
from triage.web.access import PUBLIC

SignIn = Callable[[str], Screen]
LOGINS = [login for login, *_ in POSTS]
NOT_VIEWS = {"assets.show", "accounts.sign_out"}  # a file; and the view that would end the test's own session


@pytest.fixture
def ids(ctx: ServiceContext, people: People) -> dict[str, object]:
    """One of each thing a view's address may name."""
    case_id, hand_off_id = make_offered_case(ctx, people)
    dangerous = make_case(ctx, people["desk"], DANGEROUS + "他说没有动刀。")
    return {
        "case_id": case_id,
        "hand_off_id": hand_off_id,
        "alarm_id": rows_of(ctx, AlarmRecord, case_id=dangerous)[0].id,
        "task_id": rows_of(ctx, TaskRecord, case_id=dangerous)[0].id,
        "track_id": rows_of(ctx, TrackRecord, case_id=case_id)[0].id,
        "post_id": UUID(int=7),
        "rule_id": "risk.self_harm",
        "code": "zh_Hans_CN",
    }


def views(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in NOT_VIEWS]


def address(app: Flask, rule: Rule, ids: dict[str, object]) -> str:
    values = {name: ids[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def test_every_view_names_its_roles_or_is_public(app: Flask) -> None:
    unmarked = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "allowed_roles")
    ]
    assert unmarked == []


@pytest.mark.parametrize("login", LOGINS)
def test_a_role_opens_its_views_and_no_others(
    app: Flask, people: People, sign_in: SignIn, ids: dict[str, object], login: str
) -> None:
    role, screen = people[login].role, sign_in(login)
    wrong = []
    for rule in views(app):
        allowed = app.view_functions[rule.endpoint].allowed_roles  # type: ignore[attr-defined]
        path = address(app, rule, ids)
        answer = screen.get(path) if "GET" in (rule.methods or ()) else screen.post(path)
        is_refused = answer.status_code == 403
        if is_refused == (allowed == PUBLIC or role in allowed) or answer.status_code >= 500:
            wrong.append((rule.endpoint, answer.status_code))
    assert wrong == []


def test_a_stranger_is_sent_to_sign_in(app: Flask, stranger: Screen, ids: dict[str, object]) -> None:
    let_in = []
    for rule in views(app):
        if app.view_functions[rule.endpoint].allowed_roles == PUBLIC:  # type: ignore[attr-defined]
            continue
        path = address(app, rule, ids)
        answer = stranger.get(path) if "GET" in (rule.methods or ()) else stranger.client.post(path)
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            let_in.append((rule.endpoint, answer.status_code))
    assert let_in == []


def test_no_form_is_taken_without_its_token(app: Flask, sign_in: SignIn, ids: dict[str, object]) -> None:
    screens = {login: sign_in(login) for login in ("desk", "mediator", "officer")}
    taken = []
    for rule in views(app):
        if "POST" not in (rule.methods or ()):
            continue
        path = address(app, rule, ids)
        answers = {screen.client.post(path, data={}).status_code for screen in screens.values()}
        if not answers <= {400, 403} or 400 not in answers:
            taken.append((rule.endpoint, answers))
    assert taken == []


@pytest.mark.parametrize("login", ["reviewer", "administrator"])
def test_whoever_needs_no_case_sees_no_narrative(sign_in: SignIn, ids: dict[str, object], login: str) -> None:
    screen = sign_in(login)
    assert screen.get("/").location == "/rules"
    assert screen.get(f"/cases/{ids['case_id']}").status_code == 403


def test_a_case_of_another_area_does_not_exist_for_others(sign_in: SignIn, ids: dict[str, object], app: Flask) -> None:
    assert sign_in("desk").get(f"/cases/{ids['case_id']}").status_code == 200
    assert sign_in("far_desk").get(f"/cases/{ids['case_id']}").status_code == 404
    assert sign_in("second_mediator").get(f"/cases/{ids['case_id']}").status_code == 404
