"""The one place where commands read the clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The aware UTC time."""
    return datetime.now(UTC)


def today() -> date:
    """The local date (Asia/Shanghai)."""
    from triage.casework.deadlines import local_date

    return local_date(now())
