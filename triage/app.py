"""Joins the parts: settings, database, rulebook, classifier, pages. The only place where that happens."""

import logging
from datetime import UTC, datetime

from flask import Flask

from triage.db import schema
from triage.db.engine import open_engine
from triage.errors import SettingsError
from triage.services.assessor import Assessor
from triage.services.context import ServiceContext
from triage.services.releases import live_rulebook
from triage.settings import Settings
from triage.web import register_pages

log = logging.getLogger(__name__)


def make_context(settings: Settings) -> ServiceContext:
    """Open the database and load rulebook and classifier.

    Raises:
        SettingsError: the database schema is not the newest.
        RuleFileError: the rules are broken and no earlier release exists.
    """
    settings.prepare_home()
    engine = open_engine(settings.database_url)
    at, newest = schema.current_revision(engine), schema.newest_revision()
    if at != newest:
        raise SettingsError("schema_outdated", at=at or "", newest=newest)
    loaded, fault = live_rulebook(engine, settings.rules_folder)
    if fault is not None:
        log.error("rules folder is broken, serving the last good release: %s", fault)
    assessor = Assessor.from_rulebook(loaded, settings)
    return ServiceContext(
        settings=settings, engine=engine, assessor=assessor, clock=lambda: datetime.now(UTC), rules_fault=fault
    )


def create_app(settings: Settings, context: ServiceContext | None = None) -> Flask:
    """The web application; ``context`` lets a test bring its own clock and database."""
    ctx = context or make_context(settings)
    app = Flask("triage", template_folder=str(settings.templates_folder), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_behind_https,
        SESSION_COOKIE_NAME="triage",
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
    )
    app.extensions["triage"] = ctx
    register_pages(app)
    return app
