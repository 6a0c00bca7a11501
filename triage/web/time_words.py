"""Times in local words: when something is due, and how much time is left."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from triage.casework.deadlines import SHANGHAI, TimeState, time_left

MIDNIGHT = time(0)
ICONS = {
    TimeState.IN_TIME: "○",
    TimeState.HALF_GONE: "◑",
    TimeState.URGENT: "▲",
    TimeState.OVERDUE: "■",
}


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words, a state for the colour and a shape, so that colour never speaks alone."""

    text: str
    state: str
    icon: str


def local_time(moment: datetime) -> str:
    """Local date and time, 2026-11-22 18:41."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def local_short(moment: datetime) -> str:
    """Month, day and time, 11-22 18:41."""
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def due_words(due_at: datetime, now: datetime, started_at: datetime) -> TimeWords:
    """How a clock stands: 还剩 3 天, 今天到期, 还剩 2 小时, 逾期 2 天."""
    left = time_left(due_at, now, started_at)
    if left.state is TimeState.OVERDUE:
        text = _late(now - due_at, -left.days, counts_hours=_counts_hours(due_at))
    else:
        text = _to_go(due_at, now)
    return TimeWords(text, left.state.value, ICONS[left.state])


def due_shown(due_at: datetime) -> str:
    """The last day of a day clock, or the minute of a clock that counts hours."""
    return local_time(due_at) if _counts_hours(due_at) else last_day(due_at).isoformat()


def last_day(due_at: datetime) -> date:
    """The last day before a clock ends: 24:00 of a day is stored as the next midnight."""
    local = due_at.astimezone(SHANGHAI)
    return (local - timedelta(microseconds=1)).date()


def _counts_hours(due_at: datetime) -> bool:
    return due_at.astimezone(SHANGHAI).time() != MIDNIGHT


def _to_go(due_at: datetime, now: datetime) -> str:
    left = due_at - now
    if _counts_hours(due_at) and left < timedelta(hours=1):
        return _("还剩 %(count)s 分钟", count=max(1, int(left.total_seconds() // 60)))
    if _counts_hours(due_at) and left < timedelta(days=1):
        return _("还剩 %(count)s 小时", count=int(left.total_seconds() // 3600))
    days = (last_day(due_at) - now.astimezone(SHANGHAI).date()).days
    return _("还剩 %(count)s 天", count=days) if days else _("今天到期")


def _late(late: timedelta, days: int, *, counts_hours: bool) -> str:
    if counts_hours and late < timedelta(hours=1):
        return _("逾期 %(count)s 分钟", count=int(late.total_seconds() // 60))
    if counts_hours and late < timedelta(days=1):
        return _("逾期 %(count)s 小时", count=int(late.total_seconds() // 3600))
    return _("逾期 %(count)s 天", count=days)
