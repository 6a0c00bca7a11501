"""Forms of the hand-off: offer, decline."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from triage.casework.hand_off import DECLINE_REASONS
from triage.queries.people import UnitView
from triage.services.offer import Offer
from triage.web.submitting import CaseForm, PageForm
from triage.web.wording import choices, label

ITEMS = (
    "mediation_summary",
    "commission_letter",
    "transfer_letter",
    "register_page",
    "party_materials",
    "contact_list",
    "injury_documents",
    "valuation_report",
    "damage_photos",
)
CONSENTS = ("verbal", "written", "recorded", "refused")
LONGEST_SUMMARY, LONGEST_NOTE = 5_000, 500
ANSWERS = ("true", "false")


class OfferForm(CaseForm):
    """Two questions, consent of each side, the list of what goes along, and to whom."""

    to_unit_id = RadioField(_l("接收单位"), [InputRequired(_l("请选择接收单位"))])
    is_unsettled_on_spot = RadioField(_l("是否未能当场调解好？"), [InputRequired(_l("请回答是或否"))])
    is_transferable = RadioField(_l("是否符合移交调解的条件？"), [InputRequired(_l("请回答是或否"))])
    consent_applicant = RadioField(_l("申请人是否同意移交调解"), [InputRequired(_l("请记录申请人的意见"))])
    consent_respondent = RadioField(_l("被申请人是否同意移交调解"), [InputRequired(_l("请记录被申请人的意见"))])
    summary = TextAreaField(
        _l("移交摘要"),
        [InputRequired(_l("请写移交摘要")), Length(max=LONGEST_SUMMARY, message=_l("不能超过 5000 字"))],
    )
    item_codes = SelectMultipleField(
        _l("一并移交的材料"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def fill_choices(self, units: tuple[UnitView, ...]) -> None:
        self.to_unit_id.choices = [
            SelectChoice(str(unit.id), f"{unit.name}（{label('unit_kind', unit.kind)}）") for unit in units
        ]
        for question in (self.is_unsettled_on_spot, self.is_transferable):
            question.choices = choices("yes_no", ANSWERS)
        for consent in (self.consent_applicant, self.consent_respondent):
            consent.choices = choices("consent", CONSENTS)
        self.item_codes.choices = choices("hand_off_item", ITEMS)

    def offer(self) -> Offer:
        """What the service needs; an unanswered question stays unanswered."""
        return Offer(
            to_unit_id=UUID(self.to_unit_id.data),
            is_unsettled_on_spot=_answer(self.is_unsettled_on_spot.data),
            is_transferable=_answer(self.is_transferable.data),
            consent={
                side: way
                for side, way in (
                    ("applicant", self.consent_applicant.data),
                    ("respondent", self.consent_respondent.data),
                )
                if way
            },
            summary=self.summary.data,
            item_codes=tuple(self.item_codes.data or ()),
        )


class DeclineForm(PageForm):
    reason = RadioField(_l("拒收理由"), [InputRequired(_l("请选择拒收理由"))])
    note = TextAreaField(_l("说明"), [Length(max=LONGEST_NOTE, message=_l("不能超过 500 字"))])

    def fill_choices(self) -> None:
        self.reason.choices = choices("decline_reason", DECLINE_REASONS)


def _answer(text: str | None) -> bool | None:
    return {"true": True, "false": False}.get(text or "")
