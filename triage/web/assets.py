"""Style sheets and scripts, served by ourselves under an address that changes with their content."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, abort, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from triage.web.access import public

FOLDER = Path(__file__).resolve().parent / "static"
A_YEAR_SECONDS = 365 * 24 * 60 * 60
HASH_CHARS = 12

bp = Blueprint("assets", __name__)


@bp.get("/assets/<mark>/<path:name>")
@public
def show(mark: str, name: str) -> ResponseReturnValue:
    if mark != content_mark(name):
        abort(404)
    response = send_from_directory(FOLDER, name, max_age=A_YEAR_SECONDS)
    response.cache_control.immutable = True
    return response


def asset(name: str) -> str:
    """The address of a file in ``static/``."""
    return url_for("assets.show", mark=content_mark(name), name=name)


@cache
def content_mark(name: str) -> str | None:
    """The beginning of the file's hash; None where there is no such file."""
    known = {str(path.relative_to(FOLDER).as_posix()) for path in FOLDER.rglob("*") if path.is_file()}
    return sha256((FOLDER / name).read_bytes()).hexdigest()[:HASH_CHARS] if name in known else None
