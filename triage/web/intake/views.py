"""Taking a report in, answering questions about it, deciding its route."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.queries.case_brief import CaseBrief, case_brief
from triage.services.intake import reassess_case, register_case
from triage.services.route import decide_route
from triage.vocabulary import RiskLevel, Role, Route
from triage.web.access import CASE_ROLES, current_actor, requires_role, services
from triage.web.fact_fields import fact_fields, facts_in, facts_open_to, form_with_facts
from triage.web.intake.forms import INTAKE_FACTS, FactsForm, RegisterForm, RouteForm
from triage.web.local_fields import local_minute
from triage.web.submitting import CaseForm

bp = Blueprint("intake", __name__)

REGISTERING = CASE_ROLES
DECIDING = frozenset({Role.DESK_OFFICER, Role.CASE_OFFICER, Role.SUPERVISOR})


@bp.route("/cases/new", methods=["GET", "POST"])
@requires_role(*REGISTERING)
def create() -> ResponseReturnValue:
    form = _register_form()
    registered: list[UUID] = []
    if form.validate_on_submit() and form.attempt(lambda: registered.append(_register(form))):
        return redirect(url_for("cases.show", case_id=registered[0]), HTTPStatus.SEE_OTHER)
    return render_template("intake/create.html", form=form, facts=fact_fields(form)), form.status


@bp.route("/cases/<uuid:case_id>/facts", methods=["GET", "POST"])
@requires_role(*CASE_ROLES)
def facts(case_id: UUID) -> ResponseReturnValue:
    form = form_with_facts(FactsForm, facts_open_to(current_actor()))()
    if form.validate_on_submit() and form.attempt(lambda: _reassess(form, case_id)):
        flash(_("已按补充的情况重新评估，原来的评估仍保留。"))
        return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)
    case = _brief(case_id)
    form.shown_for(case.version)
    return render_template("intake/facts.html", form=form, facts=fact_fields(form), case=case), form.status


@bp.route("/cases/<uuid:case_id>/route", methods=["GET", "POST"])
@requires_role(*DECIDING)
def route(case_id: UUID) -> ResponseReturnValue:
    form = RouteForm()
    form.fill_choices()
    if form.validate_on_submit() and form.attempt(lambda: _decide(form, case_id)):
        flash(_("去向已决定。"))
        return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)
    case = _brief(case_id)
    if request.method == "GET":
        form.decided.data, form.risk_level.data = case.recommended or case.route, case.risk_level
    form.shown_for(case.version)
    return render_template("intake/route.html", form=form, case=case), form.status


def _register_form() -> RegisterForm:
    form = form_with_facts(RegisterForm, facts_open_to(current_actor(), INTAKE_FACTS))()
    form.fill_choices()
    if request.method == "GET":
        form.reported_at.data = local_minute(services().clock())
        form.intake_channel.data = session.get("last_channel")  # a desk takes most reports the same way
    return form


def _register(form: RegisterForm) -> UUID:
    session["last_channel"] = form.intake_channel.data
    return register_case(services(), actor=current_actor(), registration=form.registration(services().clock()))


def _reassess(form: CaseForm, case_id: UUID) -> None:
    reassess_case(services(), actor=current_actor(), case_id=case_id, seen_version=form.version, facts=facts_in(form))


def _decide(form: RouteForm, case_id: UUID) -> None:
    decide_route(
        services(),
        actor=current_actor(),
        case_id=case_id,
        seen_version=form.version,
        decided=Route(form.decided.data),
        risk_level=RiskLevel(form.risk_level.data),
        override_reason=form.override_reason.data or None,
        note=form.note.data,
    )


def _brief(case_id: UUID) -> CaseBrief:
    with services().reading() as orm:
        return case_brief(orm, case_id, actor=current_actor())
