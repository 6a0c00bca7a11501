"""The shape of clocks and calendars."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from triage.rulebook.schema import Day, Name, Shape, Source, Text, Verification, Version


class ExtensionShape(Shape):
    length: Annotated[int, Field(ge=1)] | None = None
    unit: Literal["h", "cd", "wd", "mo"]
    at_most: Annotated[int, Field(ge=1)] | None = None
    approver: Text


class ClockShape(Shape):
    """One row of the table of ``domain/deadlines.md``; without ``length``: as agreed."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{2}(-[A-Z0-9]+)?$")]
    version: Version
    title: Text
    starts_on: Name
    length: Annotated[int, Field(ge=0)] | None = None
    unit: Literal["h", "cd", "wd", "mo"]
    length_by_level: dict[Literal["blue", "yellow", "orange", "red"], Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict
    )
    owner: Name
    on_expiry: Text
    extension: ExtensionShape | None = None
    holds: list[Name] = Field(default_factory=list)
    region_setting: bool = False
    kind: Literal["S", "R", "L", "D"]
    legal_basis: list[Source] = Field(default_factory=list)
    verification: Verification
    valid_from: Day
    valid_to: Day | None = None
    note: str = ""


class ClocksShape(Shape):
    """``rules/deadlines/*.yaml``."""

    clocks: Annotated[list[ClockShape], Field(min_length=1)]


class CalendarShape(Shape):
    """``rules/calendar/YEAR.yaml``."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    source_notice: Text
    status: Literal["official", "provisional"]
    off_days: list[Day]
    makeup_workdays: list[Day]
