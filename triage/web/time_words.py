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
    state = time_left(due_at, now, started_at).state
    text = _late(now - due_at) if state is TimeState.OVERDUE else _to_go(due_at, now)
    return TimeWords(text, state.value, ICONS[state])


def due_shown(due_at: datetime) -> str:
    """The last day of a day clock, or the minute of a clock that counts hours."""
    local = due_at.astimezone(SHANGHAI)
    return last_day(due_at).isoformat() if local.time() == MIDNIGHT else local.strftime("%Y-%m-%d %H:%M")


def last_day(due_at: datetime) -> date:
    """The last day before a clock ends: 24:00 of a day is stored as the next midnight."""
    local = due_at.astimezone(SHANGHAI)
    return (local - timedelta(microseconds=1)).date()


def _to_go(due_at: datetime, now: datetime) -> str:
    counts_hours = due_at.astimezone(SHANGHAI).time() != MIDNIGHT
    left = due_at - now
    if counts_hours and left < timedelta(hours=1):
        return _("还剩 %(count)s 分钟", count=max(1, int(left.total_seconds() // 60)))
    if counts_hours and left < timedelta(days=1):
        return _("还剩 %(count)s 小时", count=int(left.total_seconds() // 3600))
    days = (last_day(due_at) - now.astimezone(SHANGHAI).date()).days
    return _("还剩 %(count)s 天", count=days) if days else _("今天到期")


def _late(late: timedelta) -> str:
    if late < timedelta(hours=1):
        return _("逾期 %(count)s 分钟", count=int(late.total_seconds() // 60))
    if late < timedelta(days=1):
        return _("逾期 %(count)s 小时", count=int(late.total_seconds() // 3600))
    return _("逾期 %(count)s 天", count=late.days)
