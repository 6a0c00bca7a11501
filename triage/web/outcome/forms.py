"""Forms of the outcome: agreement, failure, performance, closing."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from triage.casework.outcome import CLOSE_REASONS, FAILURE_REASONS
from triage.services.outcome import Agreement
from triage.vocabulary import OutcomeKind, TrackKind
from triage.web.local_fields import LocalDateField
from triage.web.submitting import CaseForm
from triage.web.wording import choices

AGREEMENT_KINDS = (OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT)
LONGEST_AGREEMENT, LONGEST_NOTE = 20_000, 500

_note = Length(max=LONGEST_NOTE, message=_l("不能超过 500 字"))


class AgreementForm(CaseForm):
    kind = RadioField(_l("协议形式"), [InputRequired(_l("请选择协议形式"))])
    agreed = TextAreaField(
        _l("协议内容"),
        [InputRequired(_l("请写协议内容")), Length(max=LONGEST_AGREEMENT, message=_l("不能超过 20000 字"))],
    )
    effective_on = LocalDateField(_l("生效日期"), [InputRequired(_l("请填写生效日期"))])
    perform_by_on = LocalDateField(_l("履行期限"), [MayBeEmpty()])
    is_escalation_prevented = BooleanField(_l("防止了民转刑"))
    note = TextAreaField(_l("备注"), [_note])

    def fill_choices(self) -> None:
        self.kind.choices = choices("outcome_kind", AGREEMENT_KINDS)

    def agreement(self) -> Agreement:
        return Agreement(
            kind=OutcomeKind(self.kind.data),
            agreed=self.agreed.data,
            effective_on=self.effective_on.data,
            perform_by_on=self.perform_by_on.data,
            is_escalation_prevented=self.is_escalation_prevented.data,
            note=self.note.data,
        )


class FailureForm(CaseForm):
    reason = RadioField(_l("原因"), [InputRequired(_l("请选择原因"))])
    note = TextAreaField(_l("说明"), [_note])

    def fill_choices(self) -> None:
        self.reason.choices = choices("failure_reason", FAILURE_REASONS)


class PerformanceForm(CaseForm):
    performed_on = LocalDateField(_l("全部履行完毕的日期"), [InputRequired(_l("请填写日期"))])


class CloseForm(CaseForm):
    closed_as = RadioField(_l("办结方式"), [InputRequired(_l("请选择办结方式"))])
    note = TextAreaField(_l("说明"), [_note])

    def fill_choices(self, kind: TrackKind) -> None:
        self.closed_as.choices = choices("close_reason", CLOSE_REASONS[kind])
