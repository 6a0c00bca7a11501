"""The case page. Opening it is logged before it is made."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from triage.queries.case_page import case_contacts, case_page
from triage.services.reading import log_reading
from triage.web.access import CASE_ROLES, current_actor, requires_role, services
from triage.web.fact_fields import police_only_facts

bp = Blueprint("cases", __name__)


@bp.get("/cases/<uuid:case_id>")
@requires_role(*CASE_ROLES)
def show(case_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    log_reading(services(), actor=actor, case_id=case_id)
    with services().reading() as orm:
        page = case_page(
            orm,
            case_id,
            actor=actor,
            police_only_facts=police_only_facts(),
            assessment_number=request.args.get("assessment", type=int),
        )
    return render_template("cases/show.html", page=page)


@bp.post("/cases/<uuid:case_id>/contacts")
@requires_role(*CASE_ROLES)
def contacts(case_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    log_reading(services(), actor=actor, case_id=case_id)
    with services().reading() as orm:
        parties = case_contacts(orm, case_id, actor=actor)
    return render_template("cases/contacts.html", parties=parties, case_id=case_id)
