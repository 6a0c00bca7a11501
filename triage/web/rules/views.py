"""The live rules, each with its own cases and their results."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from triage.queries.rule_list import RULE_KINDS, TO_CONFIRM, RuleList, rule_list
from triage.web.access import ALL_ROLES, requires_role, services

bp = Blueprint("rules", __name__)


@bp.get("/rules")
@requires_role(*ALL_ROLES)
def index() -> ResponseReturnValue:
    kind = request.args.get("kind")
    listed = _rules()
    kinds = (*RULE_KINDS, TO_CONFIRM)
    return render_template("rules/index.html", listed=listed, rules=listed.of_kind(kind), kind=kind, kinds=kinds)


@bp.get("/rules/<rule_id>")
@requires_role(*ALL_ROLES)
def show(rule_id: str) -> ResponseReturnValue:
    return render_template("rules/show.html", rule=_rules().get(rule_id))


def _rules() -> RuleList:
    ctx = services()
    with ctx.reading() as orm:
        return rule_list(orm, live=ctx.assessor.index, rules_folder=ctx.settings.rules_folder)
