"""Offering a case to another unit, and answering offers."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.casework.hand_off import Gate, receivers_for, required_items
from triage.queries.case_brief import CaseBrief, case_brief
from triage.queries.people import UnitView, unit_of, units_of_kinds
from triage.queries.waiting import OfferView, one_offer, open_offers
from triage.services import hand_off
from triage.vocabulary import Role, UnitKind
from triage.web.access import CASE_ROLES, current_actor, requires_role, services
from triage.web.hand_off.forms import DeclineForm, OfferForm

bp = Blueprint("hand_off", __name__)

OFFERING = (Role.DESK_OFFICER, Role.SUPERVISOR)


@bp.route("/cases/<uuid:case_id>/hand-off", methods=["GET", "POST"])
@requires_role(*OFFERING)
def offer(case_id: UUID) -> ResponseReturnValue:
    case, sender, units = _choices_for(case_id)
    form = OfferForm()
    form.fill_choices(units)
    if form.validate_on_submit() and form.attempt(lambda: _offer(form, case_id)):
        flash(_("已发出移交，等待对方签收。签收之前案件仍由本单位负责。"))
        return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)
    if request.method == "GET":
        form.summary.data = case.narrative
        form.item_codes.data = _usual_items(sender, units)
    form.shown_for(case.version)
    page = render_template("hand_off/offer.html", form=form, case=case, units=units, gates=_gates(form, case_id))
    return page, form.status


@bp.get("/hand-offs")
@requires_role(*CASE_ROLES)
def inbox() -> ResponseReturnValue:
    with services().reading() as orm:
        offers = open_offers(orm, actor=current_actor())
    return render_template("hand_off/inbox.html", offers=offers)


@bp.post("/hand-offs/<uuid:hand_off_id>/accept")
@requires_role(Role.MEDIATOR)
def accept(hand_off_id: UUID) -> ResponseReturnValue:
    case_id = _offered(hand_off_id).case_id
    hand_off.accept_hand_off(services(), actor=current_actor(), hand_off_id=hand_off_id)
    flash(_("已签收，案件由您负责，调解期限开始计算。"))
    return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)


@bp.route("/hand-offs/<uuid:hand_off_id>/decline", methods=["GET", "POST"])
@requires_role(Role.MEDIATOR)
def decline(hand_off_id: UUID) -> ResponseReturnValue:
    offered = _offered(hand_off_id)
    form = DeclineForm()
    form.fill_choices()
    if form.validate_on_submit() and form.attempt(lambda: _decline(form, hand_off_id)):
        flash(_("已拒收，案件已退回移交单位的值班岗。"))
        return redirect(url_for("hand_off.inbox"), HTTPStatus.SEE_OTHER)
    return render_template("hand_off/decline.html", form=form, offer=offered), form.status


@bp.post("/hand-offs/<uuid:hand_off_id>/withdraw")
@requires_role(*OFFERING)
def withdraw(hand_off_id: UUID) -> ResponseReturnValue:
    case_id = _offered(hand_off_id).case_id
    hand_off.withdraw_hand_off(services(), actor=current_actor(), hand_off_id=hand_off_id)
    flash(_("已撤回移交，案件仍由本单位负责。"))
    return redirect(url_for("cases.show", case_id=case_id), HTTPStatus.SEE_OTHER)


def _offer(form: OfferForm, case_id: UUID) -> None:
    hand_off.offer_hand_off(
        services(), actor=current_actor(), case_id=case_id, seen_version=form.version, offer=form.offer()
    )


def _decline(form: DeclineForm, hand_off_id: UUID) -> None:
    hand_off.decline_hand_off(
        services(),
        actor=current_actor(),
        hand_off_id=hand_off_id,
        reason=form.reason.data,
        note=form.note.data,
    )


def _offered(hand_off_id: UUID) -> OfferView:
    with services().reading() as orm:
        return one_offer(orm, hand_off_id, actor=current_actor())


def _choices_for(case_id: UUID) -> tuple[CaseBrief, UnitKind, tuple[UnitView, ...]]:
    actor = current_actor()
    with services().reading() as orm:
        case = case_brief(orm, case_id, actor=actor)
        kinds = receivers_for(case.route) if case.route else ()
        return case, unit_of(orm, actor.unit_id).kind, units_of_kinds(orm, kinds, except_unit=actor.unit_id)


def _usual_items(sender: UnitKind, units: tuple[UnitView, ...]) -> list[str]:
    """What any of the possible receivers requires, ticked beforehand."""
    return list(dict.fromkeys(item for unit in units for item in required_items(sender, unit.kind)))


def _gates(form: OfferForm, case_id: UUID) -> tuple[Gate, ...]:
    """The gates as they stand for what has been filled in; none before a receiver is chosen."""
    if not form.to_unit_id.data or form.to_unit_id.errors:
        return ()
    return hand_off.offer_gates(services(), actor=current_actor(), case_id=case_id, offer=form.offer())
