"""Form fields for local times and dates as people type them."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, DateTimeLocalField

from triage.casework.deadlines import SHANGHAI

MINUTE_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class LocalTimeField(DateTimeLocalField):
    """A local date and time; ``moment`` is the aware value."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=MINUTE_FORMATS, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请按 2026-01-31 09:30 的样子填写日期和时间")) from error

    @property
    def moment(self) -> datetime:
        local: datetime = self.data
        return local.replace(tzinfo=SHANGHAI)


class LocalDateField(DateField):
    """A local date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("请按 2026-01-31 的样子填写日期")) from error


def local_minute(moment: datetime) -> datetime:
    """An aware moment as the naive local minute a form field shows."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)
