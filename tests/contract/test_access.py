"""Deny by default: every page names the roles that may open it, or says that it is public."""

from pathlib import Path

import pytest
from flask import Flask

from triage.app import create_app
from triage.settings import Settings

PUBLIC_ENDPOINTS = {"static", "access.log_in"}  # whatever else is public needs a reason here


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings.from_environment({"TRIAGE_HOME": str(tmp_path_factory.mktemp("home"))}))


def test_every_view_names_its_roles_or_is_public(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    open_to_anyone = {name for name, view in views.items() if not getattr(view, "allowed_roles", ())}
    assert open_to_anyone - PUBLIC_ENDPOINTS == set()


def test_every_change_is_a_post(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_templates_come_from_the_checkout(app: Flask, checkout: Path) -> None:
    assert Path(str(app.template_folder)).resolve() == checkout / "templates"
