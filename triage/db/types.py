"""Column types that mean the same on SQLite and PostgreSQL."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

new_id = uuid7  # time-ordered, so a table can be partitioned by year on its key


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused. Kept with microseconds, sortable as stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A JSON value as canonical text: sorted keys, no spaces, so that equal values have equal bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def storable(text: str) -> str:
    """The text with the two things no database takes, NUL and lone surrogates, shown as U+FFFD; no offset moves."""
    return _UNSTORABLE.sub("\ufffd", text)


def canonical_json(value: Mapping[str, Any] | list[Any] | Any) -> str:
    """The one spelling of a JSON value that is hashed and stored."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def Code(length: int = 40) -> String:  # noqa: N802 - reads as a type in the records
    """A short machine word: role, reason code, rule id."""
    return String(length)
