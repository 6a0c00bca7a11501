"""Recording how a mediation ended, and closing tracks."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.queries.case_brief import case_brief, track_kind
from triage.services import outcome
from triage.vocabulary import Role, TrackKind
from triage.web.access import current_actor, requires_role, services
from triage.web.outcome.forms import AgreementForm, CloseForm, FailureForm, PerformanceForm
from triage.web.submitting import CaseForm

bp = Blueprint("outcome", __name__)

MEDIATING = (Role.MEDIATOR, Role.CASE_OFFICER)
CLOSING = (Role.MEDIATOR, Role.CASE_OFFICER, Role.DESK_OFFICER, Role.SUPERVISOR)


@bp.route("/cases/<uuid:case_id>/agreement", methods=["GET", "POST"])
@requires_role(*MEDIATING)
def agreement(case_id: UUID) -> ResponseReturnValue:
    form = AgreementForm()
    form.fill_choices()
    if request.method == "GET":
        form.effective_on.data = services().today()
    return _answer(form, case_id, "outcome/agreement.html", lambda: _agree(form, case_id), _("协议已登记。"))


@bp.route("/cases/<uuid:case_id>/failure", methods=["GET", "POST"])
@requires_role(*MEDIATING)
def failure(case_id: UUID) -> ResponseReturnValue:
    form = FailureForm()
    form.fill_choices()
    told = _("调解不成已登记，案件已退回移交单位的值班岗。")
    return _answer(form, case_id, "outcome/failure.html", lambda: _fail(form, case_id), told)


@bp.route("/cases/<uuid:case_id>/performance", methods=["GET", "POST"])
@requires_role(*MEDIATING)
def performance(case_id: UUID) -> ResponseReturnValue:
    form = PerformanceForm()
    if request.method == "GET":
        form.performed_on.data = services().today()
    return _answer(form, case_id, "outcome/performance.html", lambda: _perform(form, case_id), _("履行已登记。"))


@bp.route("/cases/<uuid:case_id>/tracks/<uuid:track_id>/close", methods=["GET", "POST"])
@requires_role(*CLOSING)
def close(case_id: UUID, track_id: UUID) -> ResponseReturnValue:
    form = CloseForm()
    with services().reading() as orm:
        kind: TrackKind = track_kind(orm, track_id, case_id, actor=current_actor())
    form.fill_choices(kind)
    return _answer(
        form, case_id, "outcome/close.html", lambda: _close(form, case_id, track_id), _("已办结。"), kind=kind
    )


def _answer(
    form: CaseForm, case_id: UUID, template: str, action: Callable[[], None], told: str, **shown: object
) -> ResponseReturnValue:
    if form.validate_on_submit() and form.attempt(action):
        flash(told)
        return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)
    with services().reading() as orm:
        case = case_brief(orm, case_id, actor=current_actor())
    form.shown_for(case.version)
    return render_template(template, form=form, case=case, **shown), form.status


def _agree(form: AgreementForm, case_id: UUID) -> None:
    outcome.record_agreement(
        services(), actor=current_actor(), case_id=case_id, seen_version=form.version, agreement=form.agreement()
    )


def _fail(form: FailureForm, case_id: UUID) -> None:
    outcome.record_failure(
        services(),
        actor=current_actor(),
        case_id=case_id,
        seen_version=form.version,
        failure_reason=form.reason.data,
        note=form.note.data,
    )


def _perform(form: PerformanceForm, case_id: UUID) -> None:
    outcome.record_performance(
        services(),
        actor=current_actor(),
        case_id=case_id,
        seen_version=form.version,
        performed_on=form.performed_on.data,
    )


def _close(form: CloseForm, case_id: UUID, track_id: UUID) -> None:
    outcome.close_track(
        services(),
        actor=current_actor(),
        case_id=case_id,
        track_id=track_id,
        seen_version=form.version,
        closed_as=form.closed_as.data,
        note=form.note.data,
    )
