"""Form of the playground."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from triage.web.submitting import PageForm

LONGEST_TEXT = 100_000


class TryForm(PageForm):
    text = TextAreaField(
        _l("文字"),
        [InputRequired(_l("请写下要试的文字")), Length(max=LONGEST_TEXT, message=_l("文字不能超过 100000 字"))],
    )
