"""Something to tell about a row, as a code and values; worded by whoever shows it."""

from dataclasses import dataclass, field

from triage.errors import InputError


@dataclass(frozen=True, slots=True)
class Notice:
    """A row was used, but not quite as it stands. The sentence is ``warnings.<code>``."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be used. ``number`` is the line or sheet row, counted from 1 as the user's program does.

    ``sheet`` is named only where rows of several sheets were read.
    """

    number: int
    error: InputError
    sheet: str = ""
