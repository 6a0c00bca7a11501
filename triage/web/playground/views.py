"""Try a text: the same assessment as on a case page, nothing stored."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from triage.assessment.types import Report
from triage.exchange.contract import answer_of
from triage.queries.assessment_view import AssessmentView, assessment_view
from triage.web.access import ALL_ROLES, current_actor, requires_role, services
from triage.web.fact_fields import fact_fields, facts_in, facts_open_to, form_with_facts, police_only_facts
from triage.web.playground.forms import TryForm

bp = Blueprint("playground", __name__)


@bp.route("/playground", methods=["GET", "POST"])
@requires_role(*ALL_ROLES)
def index() -> ResponseReturnValue:
    form = form_with_facts(TryForm, facts_open_to(current_actor()))()
    seen: list[AssessmentView] = []
    if form.validate_on_submit():
        form.attempt(lambda: seen.append(_assess(form)))
    page = render_template(
        "playground/index.html", form=form, facts=fact_fields(form), assessment=seen[0] if seen else None
    )
    return page, form.status


def _assess(form: TryForm) -> AssessmentView:
    ctx = services()
    report = Report(id="", text=form.text.data, facts=facts_in(form), reported_on=ctx.today())
    assessment = ctx.assessor.assess(report, on=ctx.today())
    deadlines = ctx.assessor.expected_deadlines(assessment, ctx.clock())
    hidden = frozenset() if current_actor().is_police else police_only_facts()
    return assessment_view(answer_of(assessment, deadlines), hidden_facts=hidden)
