"""Try a text: the same assessment as on a case page, nothing stored."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from triage.assessment.types import Report
from triage.exchange.contract import answer_of
from triage.queries.assessment_view import AssessmentView, assessment_view
from triage.web.access import ALL_ROLES, current_actor, requires_role, services
from triage.web.fact_fields import fact_fields, facts_in, facts_open_to, form_with_facts, police_only_facts
from triage.web.playground.forms import ANSWER, TryForm, answered

bp = Blueprint("playground", __name__)


@bp.route("/playground", methods=["GET", "POST"])
@requires_role(*ALL_ROLES)
def index() -> ResponseReturnValue:
    form_type = form_with_facts(TryForm, facts_open_to(current_actor()))
    form = form_type(answered(request.form)) if request.form else form_type()
    seen: list[AssessmentView] = []
    if form.validate_on_submit():
        form.attempt(lambda: seen.append(_assess(form)))
        if seen and ANSWER in request.form:
            form.attempt(lambda: seen.append(_assess(form_type(request.form))))
    now, before = (*seen, None, None)[:2]
    page = render_template(
        "playground/index.html", form=form, facts=fact_fields(form), assessment=now, before_answer=before
    )
    return page, form.status


def _assess(form: TryForm) -> AssessmentView:
    ctx = services()
    report = Report(id="", text=form.text.data, facts=facts_in(form), reported_on=ctx.today())
    assessment = ctx.assessor.assess(report, on=ctx.today())
    deadlines = ctx.assessor.expected_deadlines(assessment, ctx.clock())
    hidden = frozenset() if current_actor().is_police else police_only_facts()
    return assessment_view(answer_of(assessment, deadlines), hidden_facts=hidden)
