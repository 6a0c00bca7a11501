"""Form of a mediation session."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from triage.services.mediation import Sitting
from triage.web.local_fields import LocalTimeField
from triage.web.submitting import CaseForm
from triage.web.wording import choices

CONSENTED = "both"
REFUSING = ("applicant", "respondent")
LONGEST_ACCOUNT = 20_000


class SessionForm(CaseForm):
    held_at = LocalTimeField(_l("调解时间"), [InputRequired(_l("请填写调解时间"))])
    place = StringField(_l("调解地点"), [InputRequired(_l("请填写地点")), Length(max=120, message=_l("太长了"))])
    participants = StringField(_l("参加人"), [Length(max=300, message=_l("太长了"))])
    consent = RadioField(_l("开始时双方是否同意调解"), [InputRequired(_l("请记录双方是否同意"))])
    account = TextAreaField(
        _l("调解经过"),
        [InputRequired(_l("请写调解经过")), Length(max=LONGEST_ACCOUNT, message=_l("不能超过 20000 字"))],
    )
    has_next = BooleanField(_l("还要再调解一次"))

    def fill_choices(self) -> None:
        self.consent.choices = [SelectChoice(CONSENTED, _l("双方同意")), *choices("refused_by", REFUSING)]

    def sitting(self) -> Sitting:
        is_consented = self.consent.data == CONSENTED
        return Sitting(
            held_at=self.held_at.moment,
            place=self.place.data,
            participants=self.participants.data,
            is_consented=is_consented,
            refused_by=None if is_consented else self.consent.data,
            account=self.account.data,
            has_next=self.has_next.data,
        )
