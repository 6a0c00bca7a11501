"""My work: what I or my unit hold, most urgent first."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from triage.queries.queue import queue_page
from triage.queries.waiting import open_alarms, open_offers
from triage.web.access import ALL_ROLES, CASE_ROLES, current_actor, may_open, requires_role, services

bp = Blueprint("queue", __name__)

SHOWN_ON_TOP = 5


@bp.get("/")
@requires_role(*ALL_ROLES)
def home() -> ResponseReturnValue:
    start = "queue.index" if may_open("queue.index") else "rules.index"
    return redirect(url_for(start), HTTPStatus.SEE_OTHER)


@bp.get("/work")
@requires_role(*CASE_ROLES)
def index() -> ResponseReturnValue:
    actor = current_actor()
    with services().reading() as orm:
        page = queue_page(orm, actor=actor, scope=request.args.get("scope", "unit"), after=request.args.get("after"))
        alarms = open_alarms(orm, actor=actor, at_most=SHOWN_ON_TOP)
        offers = open_offers(orm, actor=actor, at_most=SHOWN_ON_TOP)
    return render_template("queue/index.html", page=page, alarms=alarms, offers=offers)
