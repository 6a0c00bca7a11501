"""Step *clocks*: which days are working days, from the yearly notices of the State Council."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One file ``rules/calendar/YEAR.yaml``; only an official one makes the days of its year certain."""

    year: int
    off_days: frozenset[date]
    makeup_workdays: frozenset[date]
    is_official: bool = True
    source_notice: str = ""


class WorkingCalendar:
    """Tells working days from rest days, and says when it only guesses (weekends alone)."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self._years = tuple(years)
        self._official_years = frozenset(entry.year for entry in self._years if entry.is_official)
        # joined over the years: a notice may name days of the December before
        self._off_days = frozenset(day for entry in self._years for day in entry.off_days)
        self._makeup_workdays = frozenset(day for entry in self._years for day in entry.makeup_workdays)

    @property
    def official_years(self) -> frozenset[int]:
        """The years whose days are certain; a date in any other year is provisional."""
        return self._official_years

    def is_certain(self, day: date) -> bool:
        """True when the notice for the day's year is known."""
        return day.year in self._official_years

    def is_working_day(self, day: date) -> bool:
        """True on an ordinary weekday and on a make-up Saturday or Sunday (调休上班)."""
        return self.day_kind(day) in {"working_day", "makeup_workday"}

    def day_kind(self, day: date) -> str:
        """``working_day``, ``makeup_workday``, ``weekend`` or ``public_holiday``: the reason shown for the day."""
        if day in self._makeup_workdays:
            return "makeup_workday"
        if day in self._off_days:
            return "public_holiday"
        return "weekend" if day.weekday() >= SATURDAY else "working_day"

    def next_working_day(self, day: date) -> date:
        """The first working day on or after ``day``."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; ``start`` itself is never counted, 0 gives ``start``."""
        day = start
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day
