"""Turns the validated rows of ``rules/deadlines`` and ``rules/calendar`` into what ``casework`` counts with."""

from collections.abc import Iterable, Mapping
from typing import Any

from triage.casework.deadlines import ClockRule, ClockUnit, ExtensionRule
from triage.casework.working_calendar import CalendarYear, WorkingCalendar
from triage.vocabulary import RiskLevel


def clock_rules(rows: Iterable[Mapping[str, Any]]) -> dict[str, ClockRule]:
    """The clock rules by id; of several versions of one id the last row wins."""
    return {row["id"]: _clock_rule(row) for row in rows}


def working_calendar(rows: Iterable[Mapping[str, Any]]) -> WorkingCalendar:
    """One calendar over all the years that have a file."""
    return WorkingCalendar(
        CalendarYear(
            year=row["year"],
            off_days=frozenset(row["off_days"]),
            makeup_workdays=frozenset(row["makeup_workdays"]),
            is_official=row["status"] == "official",
            source_notice=row["source_notice"],
        )
        for row in rows
    )


def _clock_rule(row: Mapping[str, Any]) -> ClockRule:
    granted = row["extension"]
    return ClockRule(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        starts_on=row["starts_on"],
        length=row["length"],
        unit=ClockUnit(row["unit"]),
        owner=row["owner"],
        on_expiry=row["on_expiry"],
        kind=row["kind"],
        legal_basis=tuple(row["legal_basis"]),
        verification=row["verification"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        extension=ExtensionRule(granted["length"], ClockUnit(granted["unit"]), granted["at_most"], granted["approver"])
        if granted
        else None,
        holds=tuple(row["holds"]),
        length_by_level=tuple((RiskLevel(level), length) for level, length in row["length_by_level"].items()),
        region_setting=row["region_setting"],
    )
