"""A form that changes a case: it remembers the version it was made from and shows a refusal without losing input."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField

from triage.errors import ActionNotAllowedError, InputError, NotPermittedError, StaleCaseError, TriageError
from triage.web.errors import sentences, status_of

MENDABLE = (InputError, ActionNotAllowedError, StaleCaseError, NotPermittedError)
REQUIRED = _l("这一项必须填写")


def or_empty(text: str | None) -> str:
    """A text field that was not sent is empty, not missing."""
    return text or ""


class PageForm(FlaskForm):
    """A form with a list of errors on top; ``refused`` is how a service answered."""

    refused: TriageError | None = None

    class Meta(FlaskForm.Meta):
        """Every text field holds a text."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": [*unbound_field.kwargs.get("filters", ()), or_empty]}
            return super().bind_field(form, unbound_field, options)

    def attempt(self, action: Callable[[], Any]) -> bool:
        """Run one service call; a refusal that the person can mend is shown on the form."""
        try:
            action()
        except MENDABLE as error:
            self.refused = error
            self.form_errors.extend(sentences(error))
            return False
        return True

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status to show the form with."""
        if self.refused is not None:
            return status_of(self.refused)
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    @property
    def is_stale(self) -> bool:
        """True when somebody else changed the case meanwhile."""
        return isinstance(self.refused, StaleCaseError)


class CaseForm(PageForm):
    """A form about a case; ``seen_version`` is the version on the screen when it was opened."""

    seen_version = HiddenField()

    @property
    def version(self) -> int:
        """The version the person had before them; a damaged field is an old version."""
        text = str(self.seen_version.data or "")
        return int(text) if text.isascii() and text.isdigit() else 0

    def shown_for(self, version: int) -> None:
        """Note the version on the screen: when the form is opened, and again once a clash has been shown.

        Sending again after a clash is then a decision, not an accident.
        """
        if not self.seen_version.data or self.is_stale:
            self.seen_version.data = str(version)
