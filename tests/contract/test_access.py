"""Deny by default: every page names the roles that may open it, or says that it is public."""

from pathlib import Path

import pytest
from flask import Flask

from triage.app import create_app
from triage.db.engine import open_engine
from triage.db.schema import upgrade
from triage.settings import Settings
from triage.vocabulary import Role
from triage.web.access import PUBLIC

PUBLIC_VIEWS = {"accounts.sign_in", "accounts.choose_language", "assets.show"}  # nobody is signed in yet; static files


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings.from_environment({"TRIAGE_HOME": str(tmp_path_factory.mktemp("home"))})
    engine = open_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()
    return create_app(settings)


@pytest.fixture(scope="module")
def allowed_roles(app: Flask) -> dict[str, frozenset[Role] | str]:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return {name: getattr(app.view_functions[name], "allowed_roles", frozenset()) for name in endpoints}


def test_every_view_names_its_roles_or_is_public(allowed_roles: dict[str, frozenset[Role] | str]) -> None:
    assert [name for name, roles in allowed_roles.items() if not roles] == []


def test_only_what_must_be_is_public(allowed_roles: dict[str, frozenset[Role] | str]) -> None:
    assert {name for name, roles in allowed_roles.items() if roles == PUBLIC} == PUBLIC_VIEWS


def test_no_view_opens_for_the_system_itself(allowed_roles: dict[str, frozenset[Role] | str]) -> None:
    assert [name for name, roles in allowed_roles.items() if roles != PUBLIC and Role.SYSTEM in roles] == []


def test_pages_are_read_by_get_and_changed_by_post(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_templates_come_from_the_checkout(app: Flask, checkout: Path) -> None:
    assert Path(str(app.template_folder)).resolve() == checkout / "templates"
