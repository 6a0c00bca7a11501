"""Alarms and tasks: seen, cleared, done."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.queries.waiting import one_alarm, one_task, open_alarms, open_tasks
from triage.services import safety
from triage.vocabulary import Role
from triage.web.access import CASE_ROLES, current_actor, requires_role, services
from triage.web.safety.forms import ClearForm, TaskForm

bp = Blueprint("safety", __name__)

ACKNOWLEDGING = (Role.DESK_OFFICER, Role.CASE_OFFICER, Role.COMMUNITY_OFFICER, Role.SUPERVISOR)
CLEARING = (Role.CASE_OFFICER, Role.SUPERVISOR)


@bp.get("/strip")
@requires_role(*CASE_ROLES)
def strip() -> ResponseReturnValue:
    return render_template("safety/strip.html")


@bp.get("/alarms")
@requires_role(*CASE_ROLES)
def alarms() -> ResponseReturnValue:
    with services().reading() as orm:
        waiting = open_alarms(orm, actor=current_actor())
    return render_template("safety/alarms.html", alarms=waiting)


@bp.post("/alarms/<uuid:alarm_id>/acknowledge")
@requires_role(*ACKNOWLEDGING)
def acknowledge(alarm_id: UUID) -> ResponseReturnValue:
    safety.acknowledge_alarm(services(), actor=current_actor(), alarm_id=alarm_id)
    flash(_("已确认收到警报。险情仍未解除，请立即处置。"))
    back = request.form.get("back_to_case", type=UUID)
    address = url_for("cases.show", case_id=back) if back else url_for("safety.alarms")
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.route("/alarms/<uuid:alarm_id>/clear", methods=["GET", "POST"])
@requires_role(*CLEARING)
def clear(alarm_id: UUID) -> ResponseReturnValue:
    with services().reading() as orm:
        alarm = one_alarm(orm, alarm_id, actor=current_actor())
    form = ClearForm()
    form.fill_choices()
    if form.validate_on_submit() and form.attempt(lambda: _clear(form, alarm_id)):
        flash(_("险情已解除，理由和经办人已留痕。"))
        return redirect(url_for("cases.show", case_id=alarm.case_id), HTTPStatus.SEE_OTHER)
    return render_template("safety/clear.html", form=form, alarm=alarm), form.status


@bp.get("/tasks")
@requires_role(*CASE_ROLES)
def tasks() -> ResponseReturnValue:
    with services().reading() as orm:
        waiting = open_tasks(orm, actor=current_actor())
    return render_template("safety/tasks.html", tasks=waiting)


@bp.route("/tasks/<uuid:task_id>", methods=["GET", "POST"])
@requires_role(*CASE_ROLES)
def task(task_id: UUID) -> ResponseReturnValue:
    with services().reading() as orm:
        waiting = one_task(orm, task_id, actor=current_actor())
    form = TaskForm()
    form.fill_choices(waiting.kind)
    if form.validate_on_submit() and form.attempt(lambda: _complete(form, task_id)):
        flash(_("待办已办结。"))
        return redirect(url_for("cases.show", case_id=waiting.case_id), HTTPStatus.SEE_OTHER)
    return render_template("safety/task.html", form=form, task=waiting), form.status


def _clear(form: ClearForm, alarm_id: UUID) -> None:
    safety.clear_trigger(
        services(), actor=current_actor(), alarm_id=alarm_id, reason=form.reason.data, note=form.note.data
    )


def _complete(form: TaskForm, task_id: UUID) -> None:
    safety.complete_task(
        services(),
        actor=current_actor(),
        task_id=task_id,
        finding=form.finding.data,
        receipt=form.receipt.data,
        note=form.note.data,
    )
