"""Forms of intake: a new report, answers to questions, the decision on the route."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from triage.casework.intake import OVERRIDE_REASONS
from triage.services.intake import PartyEntry, Registration, ReporterEntry
from triage.vocabulary import IntakeChannel, RiskLevel, Route
from triage.web.fact_fields import facts_in
from triage.web.local_fields import LocalTimeField
from triage.web.submitting import CaseForm, PageForm
from triage.web.wording import choices, label

LONGEST_NARRATIVE = 100_000
LONGEST_NAME, LONGEST_PHONE, LONGEST_PLACE, LONGEST_NOTE = 120, 40, 200, 500
TYPED_CHANNELS = tuple(channel for channel in IntakeChannel if channel is not IntakeChannel.IMPORT)
SIDES = ("applicant", "respondent", "other")
PARTY_ROWS = (1, 2)
# asked at the counter anyway; every other fact is asked when it matters
INTAKE_FACTS = (
    "both_willing",
    "party_refused",
    "injury_level",
    "weapon_present",
    "gathered",
    "minor_involved",
    "people_count",
    "prior_reports_90d",
)


def _short(most: int) -> Length:
    return Length(max=most, message=_l("太长了，请缩短"))


class RegisterForm(PageForm):
    """Only the text and the channel must be there."""

    narrative = TextAreaField(
        _l("发生了什么"),
        [InputRequired(_l("请写下发生了什么")), Length(max=LONGEST_NARRATIVE, message=_l("不能超过 100000 字"))],
    )
    intake_channel = RadioField(_l("来源渠道"), [InputRequired(_l("请选择来源渠道"))])
    place = StringField(_l("发生地点"), [_short(LONGEST_PLACE)])
    reported_at = LocalTimeField(_l("报告时间"), [MayBeEmpty()])
    side_1 = SelectField(_l("身份"), default="applicant")
    name_1 = StringField(_l("姓名或单位"), [_short(LONGEST_NAME)])
    phone_1 = StringField(_l("电话"), [_short(LONGEST_PHONE)])
    address_1 = StringField(_l("住址"), [_short(LONGEST_PLACE)])
    side_2 = SelectField(_l("身份"), default="respondent")
    name_2 = StringField(_l("姓名或单位"), [_short(LONGEST_NAME)])
    phone_2 = StringField(_l("电话"), [_short(LONGEST_PHONE)])
    address_2 = StringField(_l("住址"), [_short(LONGEST_PLACE)])
    reporter_name = StringField(_l("报告人姓名"), [_short(LONGEST_NAME)])
    reporter_phone = StringField(_l("报告人电话"), [_short(LONGEST_PHONE)])
    reporter_is_secret = BooleanField(_l("报告人要求保密"))
    external_source = StringField(_l("来件系统"), [_short(80)])
    external_number = StringField(_l("来件编号"), [_short(80)])

    def fill_choices(self) -> None:
        """Word the choices; called in a request."""
        self.intake_channel.choices = choices("intake_channel", TYPED_CHANNELS)
        for row in PARTY_ROWS:
            self[f"side_{row}"].choices = choices("side", SIDES)

    def registration(self, now: datetime) -> Registration:
        """What the service needs; a missing time means now."""
        return Registration(
            narrative=self.narrative.data,
            intake_channel=IntakeChannel(self.intake_channel.data),
            reported_at=self.reported_at.moment if self.reported_at.data else now,
            place=self.place.data.strip(),
            facts=facts_in(self),
            parties=tuple(self._parties()),
            reporter=ReporterEntry(
                name=self.reporter_name.data.strip(),
                phone=self.reporter_phone.data.strip(),
                is_secret=self.reporter_is_secret.data,
            ),
            external_source=self.external_source.data.strip() or None,
            external_number=self.external_number.data.strip() or None,
        )

    def _parties(self) -> list[PartyEntry]:
        rows = (
            [self[f"{name}_{row}"].data.strip() for name in ("side", "name", "phone", "address")] for row in PARTY_ROWS
        )
        return [PartyEntry(side, name, phone, address) for side, name, phone, address in rows if name or phone]


class FactsForm(CaseForm):
    """New facts about a case; the fields come from the rulebook."""

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if is_valid and not facts_in(self):
            self.form_errors.append(_("请至少填一项新问清的情况"))
            return False
        return is_valid


class RouteForm(CaseForm):
    """Accept the recommendation, or choose otherwise with a coded reason."""

    decided = RadioField(_l("去向"), [InputRequired(_l("请选择去向"))])
    risk_level = RadioField(_l("风险等级"), [InputRequired(_l("请选择风险等级"))])
    override_reason = SelectField(_l("与建议不同的理由"), [MayBeEmpty()])
    note = TextAreaField(_l("说明"), [_short(LONGEST_NOTE)])

    def fill_choices(self) -> None:
        self.decided.choices = choices("route", Route)
        self.risk_level.choices = [
            SelectChoice(level.value, f"{label('risk_colour', level)} · {label('risk_level', level)}")
            for level in RiskLevel
        ]
        self.override_reason.choices = [
            SelectChoice("", _l("（与建议相同，不必选）")),
            *choices("override_reason", OVERRIDE_REASONS),
        ]
