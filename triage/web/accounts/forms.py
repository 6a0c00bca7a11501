"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from triage.web.submitting import PageForm

LONGEST_LOGIN = 80
LONGEST_PASSWORD = 200


class SignInForm(PageForm):
    login = StringField(
        _l("账号"), [InputRequired(_l("请填写账号")), Length(max=LONGEST_LOGIN, message=_l("账号太长"))]
    )
    password = PasswordField(
        _l("密码"), [InputRequired(_l("请填写密码")), Length(max=LONGEST_PASSWORD, message=_l("密码太长"))]
    )


class PasswordForm(PageForm):
    old = PasswordField(_l("原密码"), [InputRequired(_l("请填写原密码")), Length(max=LONGEST_PASSWORD)])
    new = PasswordField(
        _l("新密码"), [InputRequired(_l("请填写新密码")), Length(max=LONGEST_PASSWORD, message=_l("密码太长"))]
    )
    again = PasswordField(_l("再写一次新密码"), [InputRequired(_l("请再写一次新密码"))])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError(_l("两次写的新密码不一样"))
