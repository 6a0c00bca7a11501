"""The shipped calendars and clock rows, read without the rulebook: these tests are about the core alone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.casework.deadlines import ClockRule, ClockUnit, ExtensionRule
from triage.casework.working_calendar import CalendarYear, WorkingCalendar
from triage.vocabulary import RiskLevel


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="session")
def calendar(checkout: Path) -> WorkingCalendar:
    """2024 to 2026 as published; every other year is unknown."""
    files = sorted((checkout / "rules" / "calendar").glob("*.yaml"))
    return WorkingCalendar(_year(_read(path)) for path in files)


@pytest.fixture(scope="session")
def clock_rows(checkout: Path) -> dict[str, dict[str, Any]]:
    """Every row of ``rules/deadlines`` as written, by id."""
    files = sorted((checkout / "rules" / "deadlines").glob("*.yaml"))
    return {row["id"]: row for path in files for row in _read(path)["clocks"]}


@pytest.fixture(scope="session")
def clock_rules(clock_rows: dict[str, dict[str, Any]]) -> dict[str, ClockRule]:
    """The same rows as the core sees them."""
    return {rule_id: _rule(row) for rule_id, row in clock_rows.items()}


def _year(entry: dict[str, Any]) -> CalendarYear:
    days, makeup = frozenset[date](entry["off_days"]), frozenset[date](entry["makeup_workdays"])
    return CalendarYear(entry["year"], days, makeup, entry["status"] == "official", entry["source_notice"])


def _rule(row: dict[str, Any]) -> ClockRule:
    extension = row.get("extension")
    return ClockRule(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        starts_on=row["starts_on"],
        length=row.get("length"),
        unit=ClockUnit(row["unit"]),
        owner=row["owner"],
        on_expiry=row["on_expiry"],
        kind=row["kind"],
        legal_basis=tuple(row["legal_basis"]),
        verification=row["verification"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        extension=extension
        and ExtensionRule(
            extension.get("length"), ClockUnit(extension["unit"]), extension.get("at_most"), extension["approver"]
        ),
        holds=tuple(row.get("holds", ())),
        length_by_level=tuple((RiskLevel(level), days) for level, days in row.get("length_by_level", {}).items()),
        region_setting=row.get("region_setting", False),
    )
