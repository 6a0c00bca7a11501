"""Recording mediation sessions."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.queries.case_brief import case_brief
from triage.services.mediation import record_session
from triage.vocabulary import Role
from triage.web.access import current_actor, requires_role, services
from triage.web.local_fields import local_minute
from triage.web.mediation.forms import SessionForm

bp = Blueprint("mediation", __name__)


@bp.route("/cases/<uuid:case_id>/sessions/new", methods=["GET", "POST"])
@requires_role(Role.MEDIATOR, Role.CASE_OFFICER)
def session(case_id: UUID) -> ResponseReturnValue:
    form = SessionForm()
    form.fill_choices()
    if form.validate_on_submit() and form.attempt(lambda: _record(form, case_id)):
        flash(_("调解场次已记录。"))
        return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)
    with services().reading() as orm:
        case = case_brief(orm, case_id, actor=current_actor())
    if request.method == "GET":
        form.held_at.data = local_minute(services().clock())
    form.shown_for(case.version)
    return render_template("mediation/session.html", form=form, case=case), form.status


def _record(form: SessionForm, case_id: UUID) -> None:
    record_session(
        services(), actor=current_actor(), case_id=case_id, seen_version=form.version, sitting=form.sitting()
    )
