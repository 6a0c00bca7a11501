"""Read the dates of exports: ISO, 2026/10/20 13:21, 2026 year 10 month 20 day, 20261020, Excel's day numbers."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from triage.casework.deadlines import SHANGHAI

EARLIEST_YEAR, LATEST_YEAR = 1980, 2100
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
EXCEL_DAYS = range(29_221, 73_051)  # 1980 to 2100
# any one character that is no digit may stand between the numbers: a slash, a dot or a Chinese character
SPELLED = re.compile(r"(\d{4})[^\d\s]\s?(\d{1,2})[^\d\s]\s?(\d{1,2})(?!\d)[^\d\s]?(.*)", re.DOTALL)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\D?(\d{2}):?(\d{2}):?(\d{2})?)?")
TIME_OF_DAY = re.compile(r"\s*(\d{1,2})[^\d\s](\d{1,2})(?:[^\d\s](\d{1,2}))?(?:\.\d+)?[^\d\s]?\s*")


@dataclass(frozen=True, slots=True)
class Moment:
    """A local date (Asia/Shanghai), with its time of day where one was readable."""

    on: date
    at: time | None = None


def read_moment(value: object) -> Moment | None:
    """The moment a cell stands for, or None when it is no date."""
    if isinstance(value, datetime):
        return _checked(value)
    if isinstance(value, date):
        return Moment(value) if EARLIEST_YEAR <= value.year <= LATEST_YEAR else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(float(value))
    return _from_text(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None


def _from_text(text: str) -> Moment | None:
    try:
        return _checked(datetime.fromisoformat(text), has_time=len(text) > len("2026-10-20"))
    except ValueError:
        pass
    if compact := COMPACT.fullmatch(text):
        return _from_parts(*compact.groups())
    if spelled := SPELLED.fullmatch(text):
        *day, rest = spelled.groups()
        clock = TIME_OF_DAY.fullmatch(rest)
        return _from_parts(*day, *(clock.groups() if clock else ()))
    try:
        return _from_number(float(text))
    except ValueError:
        return None


def _from_number(number: float) -> Moment | None:
    if not math.isfinite(number) or number > LATEST_YEAR * 10_000:
        return None
    if number == int(number) and (compact := COMPACT.fullmatch(str(int(number)))):
        return _from_parts(*compact.groups())
    return _checked(EXCEL_EPOCH + timedelta(days=number)) if int(number) in EXCEL_DAYS else None


def _from_parts(*parts: str | None) -> Moment | None:
    year, month, day, hour, minute, second = [int(part or 0) for part in (*parts, *[None] * 6)][:6]
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
    return _checked(moment, has_time=any(parts[3:]))


def _checked(moment: datetime, *, has_time: bool = True) -> Moment | None:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    return Moment(local.date(), local.time().replace(microsecond=0) if has_time else None)
