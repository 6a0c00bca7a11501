"""Pages: one folder per step. Views check the role, parse the form, call one service, redirect."""

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from triage.web import accounts, cases, hand_off, intake, mediation, outcome, playground, queue, rules, safety
from triage.web.access import guard_views
from triage.web.assets import bp as assets
from triage.web.errors import show_errors
from triage.web.filters import add_filters
from triage.web.headers import add_headers
from triage.web.language import LANGUAGES, KeptDomain, chosen_language

SHIFT_SECONDS = 12 * 60 * 60  # a signed-in session ends after a long shift
BLUEPRINTS = (accounts, queue, cases, intake, hand_off, mediation, outcome, safety, rules, playground)


def register_pages(app: Flask) -> None:
    """Put every page on the application, guarded and worded."""
    app.config["PERMANENT_SESSION_LIFETIME"] = SHIFT_SECONDS
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # the strip refreshes itself; that must not keep a session alive
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # the token lives as long as the session: a long form is never refused
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0].code
    Babel(app, locale_selector=chosen_language).domain_instance = KeptDomain()
    guard_views(app)  # before CSRF: whoever may not open a view learns that first
    CSRFProtect(app)
    add_headers(app)
    add_filters(app)
    show_errors(app)
    app.register_blueprint(assets)
    for package in BLUEPRINTS:
        app.register_blueprint(package.bp)
