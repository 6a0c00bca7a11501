"""Form of the playground."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from triage.web.fact_fields import PREFIX
from triage.web.submitting import PageForm

LONGEST_TEXT = 100_000
ANSWER = "answer"  # the button of a question: "fact=value", "fact=" where the number stands in its own field
COUNT = "count_"


class TryForm(PageForm):
    text = TextAreaField(
        _l("文字"),
        [InputRequired(_l("请写下要试的文字")), Length(max=LONGEST_TEXT, message=_l("文字不能超过 100000 字"))],
    )


def answered(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent, with the answer whose button was pressed in place of what the form said of that fact."""
    fact, _, value = sent.get(ANSWER, "").partition("=")
    answers = MultiDict(sent)
    if fact:
        answers[PREFIX + fact] = value or sent.get(COUNT + fact, "")
    return answers
