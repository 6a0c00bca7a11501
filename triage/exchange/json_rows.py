"""Rows of JSON lines; a broken line is rejected alone."""

import json
from collections.abc import Iterable, Iterator, Mapping

from triage.errors import InputError
from triage.exchange.mapping import ColumnMapping
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, Row

FIELDS = ("id", "text", "reported_on", "facts", "history", "category")
SHOWN_KEYS = 20


def read_json_rows(lines: Iterable[str], mapping: ColumnMapping | None = None) -> Iterator[Row]:
    """One row per line that is not blank; with a mapping, its spellings name the keys."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_line(number, line, mapping)


def read_object(line: str) -> dict[str, object]:
    """The object of one line.

    Raises:
        InputError: the line is no JSON, or no object.
    """
    try:
        content = json.loads(line.removeprefix("\ufeff"), strict=False)
    except json.JSONDecodeError as error:
        raise InputError("row_not_json", column=error.colno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets nested without end
        raise InputError("row_not_json", column=1) from error
    if not isinstance(content, dict):
        raise InputError("row_not_object")
    return content


def _read_line(number: int, line: str, mapping: ColumnMapping | None) -> Row:
    try:
        content = read_object(line)
    except InputError as error:
        return RejectedRow(number, error)
    fields = _fields(content, mapping)
    if "text" not in fields:
        return RejectedRow(number, InputError("row_without_text_key", found=list(content)[:SHOWN_KEYS]))
    return RawRow(number, fields)


def _fields(content: Mapping[str, object], mapping: ColumnMapping | None) -> dict[str, object]:
    if mapping is not None:
        values = list(content.values())
        content = {name: values[position] for name, position in mapping.positions(list(content)).items()}
    return {name: content[name] for name in FIELDS if name in content}
