"""Step *clocks*: when a period ends, day by day, with the reason for every day.

Source: CIVIL 201-203, MPS-PROC 35 (law.md 10.1). Which clocks an action starts stands in ``clocks.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from triage.casework.working_calendar import ONE_DAY, WorkingCalendar
from triage.errors import ActionNotAllowedError, InputError
from triage.vocabulary import RiskLevel

# China has kept one time without summer time since 1991; a station PC may have no time-zone database.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class ClockUnit(StrEnum):
    HOURS = "h"
    CALENDAR_DAYS = "cd"
    WORKING_DAYS = "wd"
    MONTHS = "mo"


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How a clock may be extended: ``length`` None = as agreed, ``at_most`` None = no fixed number of times."""

    length: int | None
    unit: ClockUnit
    at_most: int | None
    approver: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One row of ``rules/deadlines/*.yaml``. ``length`` None: the parties agree on the date (PM-08, POL-12)."""

    id: str
    version: int
    title: str
    starts_on: str
    length: int | None
    unit: ClockUnit
    owner: str
    on_expiry: str
    kind: str  # S statutory, R ministry rule or interpretation, L local, D default of the product
    legal_basis: tuple[str, ...]
    verification: str
    valid_from: date
    valid_to: date | None = None  # last day, inclusive
    extension: ExtensionRule | None = None
    holds: tuple[str, ...] = ()  # reasons for which the law stops this clock
    length_by_level: tuple[tuple[RiskLevel, int], ...] = ()
    region_setting: bool = False

    @property
    def source_id(self) -> str:
        return f"{self.id}@{self.version}"

    def is_live(self, on: date) -> bool:
        """True when ``on`` lies in the rule's period of validity."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def length_for(self, level: RiskLevel | None) -> int | None:
        """The length at a risk level, the ordinary one where none is set for it."""
        return dict(self.length_by_level).get(level, self.length) if level is not None else self.length


@dataclass(frozen=True, slots=True)
class Hold:
    """Whole local days on which a clock stands still: ``from_on`` is held, ``to_on`` counts; None = still held."""

    from_on: date
    to_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension granted; ``length`` None takes the rule's. ``document`` is the id of the approval."""

    document: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class DayStep:
    """One line of "explain this date". ``why`` is a key of ``labels.day_step``."""

    day: date
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock ends: ``due_at`` is aware UTC (24:00 local of ``due_on`` unless the rule counts hours)."""

    due_at: datetime
    due_on: date
    provisional: bool
    steps: tuple[DayStep, ...]


class TimeState(StrEnum):
    IN_TIME = "in_time"
    HALF_GONE = "half_gone"
    URGENT = "urgent"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """``days`` are whole days to go, negative once overdue (-1 = less than a day late)."""

    days: int
    state: TimeState


def due(
    rule: ClockRule,
    started_at: datetime,
    calendar: WorkingCalendar,
    holds: Sequence[Hold] = (),
    extensions: Sequence[Extension] = (),
    *,
    level: RiskLevel | None = None,
    agreed_on: date | None = None,
) -> Due:
    """Compute the end of a clock and explain every day of it.

    Args:
        holds: a hold still open is counted as one day, so the date is the earliest possible, and provisional.
        agreed_on: the date in the agreement, for a rule without a length.
    Raises:
        InputError: ``started_at`` has no zone, a hold ends before it begins, or the agreed date is missing.
        ActionNotAllowedError: more extensions than the rule allows, or one without an approval document.
    """
    _check(rule, started_at, holds, extensions)
    length = rule.length_for(level)
    if length is None:
        return _due_as_agreed(rule, started_at, agreed_on)
    count = _DayCount(started_at, calendar, holds)
    count.add(length, rule.unit)
    for extension in extensions:
        _extend(count, rule, extension)
    return count.finish(rolls=rule.unit is not ClockUnit.HOURS)


def time_left(due_at: datetime, now: datetime, started_at: datetime) -> TimeLeft:
    """Where a clock stands: half gone at 50 %, urgent when 20 % is left, overdue from the due instant on (SUP-01)."""
    left, whole = due_at - now, due_at - started_at
    if left <= timedelta(0):
        return TimeLeft(left.days, TimeState.OVERDUE)
    if left * 5 <= whole:
        return TimeLeft(left.days, TimeState.URGENT)
    return TimeLeft(left.days, TimeState.HALF_GONE if left * 2 <= whole else TimeState.IN_TIME)


def end_of_day(day: date) -> datetime:
    """24:00 local of a day, as aware UTC."""
    return datetime.combine(day + ONE_DAY, time(0), SHANGHAI).astimezone(UTC)


def local_date(moment: datetime) -> date:
    """The date in China at an aware moment."""
    return moment.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same date of a later month; its last day where there is no such date (CIVIL 202)."""
    years, month_index = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month_index + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - ONE_DAY).day))


def _check(rule: ClockRule, started_at: datetime, holds: Sequence[Hold], extensions: Sequence[Extension]) -> None:
    if started_at.tzinfo is None:
        raise InputError("time_without_zone", rule=rule.id)
    for hold in holds:
        if hold.to_on is not None and hold.to_on <= hold.from_on:
            raise InputError("hold_ends_before_it_begins", rule=rule.id, from_on=hold.from_on, to_on=hold.to_on)
    if not extensions:
        return
    if rule.extension is None:
        raise ActionNotAllowedError("extension_not_allowed", rule=rule.id, allowed=0)
    if rule.extension.at_most is not None and len(extensions) > rule.extension.at_most:
        raise ActionNotAllowedError("extension_not_allowed", rule=rule.id, allowed=rule.extension.at_most)
    if any(not extension.document for extension in extensions):
        raise ActionNotAllowedError("extension_without_document", rule=rule.id)


def _extend(count: "_DayCount", rule: ClockRule, extension: Extension) -> None:
    granted = rule.extension
    length = extension.length if granted is None or extension.length is not None else granted.length
    if granted is None or length is None:
        raise InputError("extension_without_length", rule=rule.id)
    count.add(length, granted.unit)


def _due_as_agreed(rule: ClockRule, started_at: datetime, agreed_on: date | None) -> Due:
    if agreed_on is None:
        raise InputError("agreed_date_missing", rule=rule.id)
    # a date the parties named stands as it is: nothing is counted, so nothing rolls
    steps = (DayStep(local_date(started_at), False, "start_day"), DayStep(agreed_on, True, "agreed_day"))
    return Due(end_of_day(agreed_on), agreed_on, False, steps)


class _DayCount:
    """Walks the days of one period and keeps the reason for each."""

    def __init__(self, started_at: datetime, calendar: WorkingCalendar, holds: Sequence[Hold]) -> None:
        self._calendar = calendar
        self._holds = tuple(holds)
        self._moment = started_at.astimezone(SHANGHAI)
        self._day = self._moment.date()
        self._steps = [DayStep(self._day, False, "start_day")]
        self._provisional = False

    def add(self, length: int, unit: ClockUnit) -> None:
        """Append a stretch of the period; stretches follow each other without rolling in between."""
        if unit is ClockUnit.HOURS:
            self._add_hours(length)
        elif unit is ClockUnit.MONTHS:
            # the month is fixed first, held days then lengthen it one by one
            self._add_days((add_months(self._day, length) - self._day).days, False)
        else:
            self._add_days(length, unit is ClockUnit.WORKING_DAYS)

    def finish(self, *, rolls: bool) -> Due:
        """Roll a last day that is a rest day to the next working day (CIVIL 203) and close the count."""
        if not rolls:
            return Due(self._moment.astimezone(UTC), self._moment.date(), self._provisional, tuple(self._steps))
        # the last day decides about rolling, so its year must be known even where calendar days are counted
        self._touch(self._day)
        while not self._calendar.is_working_day(self._day):
            self._day += ONE_DAY
            self._touch(self._day)
            kind = self._calendar.day_kind(self._day)
            self._steps.append(DayStep(self._day, self._calendar.is_working_day(self._day), f"rolled_{kind}"))
        return Due(end_of_day(self._day), self._day, self._provisional, tuple(self._steps))

    def _add_days(self, length: int, working_days_only: bool) -> None:
        while length > 0:
            self._day += ONE_DAY
            counted, why = self._judge(self._day, working_days_only)
            self._steps.append(DayStep(self._day, counted, why))
            length -= int(counted)

    def _judge(self, day: date, working_days_only: bool) -> tuple[bool, str]:
        hold = self._hold_on(day)
        if hold is not None:
            return False, "held"
        if not working_days_only:
            return True, "calendar_day"
        self._touch(day)
        return self._calendar.is_working_day(day), self._calendar.day_kind(day)

    def _add_hours(self, hours: int) -> None:
        left = timedelta(hours=hours)
        while left > timedelta(0):
            midnight = datetime.combine(self._moment.date() + ONE_DAY, time(0), SHANGHAI)
            is_held = self._hold_on(self._moment.date()) is not None
            run = timedelta(0) if is_held else min(left, midnight - self._moment)
            self._moment = midnight if is_held else self._moment + run
            left -= run
            day = midnight.date() - ONE_DAY
            self._steps.append(DayStep(day, not is_held, "held" if is_held else "hours"))

    def _hold_on(self, day: date) -> Hold | None:
        for hold in self._holds:
            if hold.from_on <= day < (hold.to_on or hold.from_on + ONE_DAY):
                self._provisional = self._provisional or hold.to_on is None
                return hold
        return None

    def _touch(self, day: date) -> None:
        self._provisional = self._provisional or not self._calendar.is_certain(day)
