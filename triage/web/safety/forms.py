"""Forms of safety: clearing a trigger, completing a task."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from triage.casework.intake import CLEARING_REASONS
from triage.services.safety import TASK_FINDINGS
from triage.vocabulary import TaskKind
from triage.web.submitting import PageForm
from triage.web.wording import choices

_note = Length(max=500, message=_l("不能超过 500 字"))


class ClearForm(PageForm):
    reason = RadioField(_l("解除理由"), [InputRequired(_l("请选择解除理由"))])
    note = TextAreaField(_l("核实经过"), [_note])

    def fill_choices(self) -> None:
        self.reason.choices = choices("clear_reason", CLEARING_REASONS)


class TaskForm(PageForm):
    finding = RadioField(_l("结果"), [InputRequired(_l("请选择结果"))])
    receipt = StringField(_l("回执编号或受理人"), [Length(max=120, message=_l("太长了"))])
    note = TextAreaField(_l("经过"), [_note])

    def fill_choices(self, kind: TaskKind) -> None:
        self.finding.choices = choices("task_finding", TASK_FINDINGS[kind])
        if len(self.finding.choices) == 1 and not self.finding.data:
            self.finding.data = self.finding.choices[0].value
