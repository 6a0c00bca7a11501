"""Turns errors into Chinese pages that say what happened, why, and what to do now."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from uuid import UUID

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from triage.errors import (
    ActionNotAllowedError,
    GateClosedError,
    InputError,
    NotFoundError,
    NotPermittedError,
    StaleCaseError,
    TriageError,
)
from triage.queries.people import name_of
from triage.web.access import services
from triage.web.time_words import local_time
from triage.web.wording import label, wording

log = logging.getLogger(__name__)

STATUS_OF: Mapping[type[TriageError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    NotPermittedError: HTTPStatus.FORBIDDEN,
    StaleCaseError: HTTPStatus.CONFLICT,
    ActionNotAllowedError: HTTPStatus.CONFLICT,
    InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422})


def show_errors(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(TriageError, _triage_error)
    app.register_error_handler(CSRFError, _page_too_old)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _broken)


def sentences(error: TriageError) -> list[str]:
    """What an error says to the person: one sentence, or one for each closed gate."""
    if isinstance(error, GateClosedError):
        return [wording(f"reasons.gate.{code}") for code in error.values.get("gates", ())]  # type: ignore[attr-defined]
    if isinstance(error, StaleCaseError):
        return [_stale_sentence(error)]
    return [wording(f"errors.{error.code}", **{key: _shown(value) for key, value in error.values.items()})]


def status_of(error: TriageError) -> HTTPStatus:
    """The HTTP status of an error."""
    for kind in type(error).__mro__:
        if kind in STATUS_OF:
            return STATUS_OF[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _stale_sentence(error: StaleCaseError) -> str:
    by, at = error.values.get("changed_by_id"), error.values.get("changed_at")
    if not isinstance(by, UUID) or not isinstance(at, datetime):
        return _("您填写期间，这个案件被别人改动过。")
    with services().reading() as orm:
        who = name_of(orm, by)
    return _("您填写期间，%(who)s 于 %(when)s 改动过这个案件。", who=who, when=local_time(at))


def _shown(value: object) -> str:
    if isinstance(value, StrEnum):
        return label(type(value).__name__, value.value)
    if isinstance(value, datetime):
        return local_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(_shown(one) for one in value) or _("无")
    return str(value)


def _triage_error(error: TriageError) -> ResponseReturnValue:
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _broken(error)
    log.info("refused code=%s path=%s", error.code, request.path)
    page = render_template(
        f"errors/{status.value}.html", sentences=sentences(error), is_stale=isinstance(error, StaleCaseError)
    )
    return page, status


def _page_too_old(_error: CSRFError) -> ResponseReturnValue:
    return render_template("errors/400.html", is_page_too_old=True), HTTPStatus.BAD_REQUEST


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:  # a redirect of Flask's own
        return error
    known = error.code if error.code in PAGES else HTTPStatus.BAD_REQUEST
    page = render_template(f"errors/{int(known)}.html", sentences=[], is_stale=False, is_page_too_old=False)
    return page, error.code


def _broken(error: Exception) -> ResponseReturnValue:
    cause = getattr(error, "original_exception", None) or error
    log.error("page failed path=%s kind=%s", request.path, type(cause).__name__, exc_info=cause)
    return render_template("errors/500.html"), HTTPStatus.INTERNAL_SERVER_ERROR
