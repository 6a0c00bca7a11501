"""Open a file of reports and yield its rows, whatever its kind."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from triage.errors import InputError
from triage.exchange.encoding import SAMPLE_BYTES, decode, decode_line, is_binary, is_utf16
from triage.exchange.json_rows import read_json_rows
from triage.exchange.mapping import ColumnMapping
from triage.exchange.reports import Row
from triage.exchange.table_rows import read_sheets
from triage.exchange.tables import read_csv, read_workbook

STDIN = "-"
JSON_LINES = (".jsonl", ".ndjson")
TEXT_TABLES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
COUNTING_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class RowSource:
    """The rows of one file, read as they are asked for.

    ``count`` is about how many there are, for a progress bar; ``mapping`` is the title of the mapping that knew the
    header; ``skipped_sheets`` are the sheets of a workbook without a usable header.
    """

    rows: Iterator[Row]
    count: int
    mapping: str = ""
    skipped_sheets: tuple[str, ...] = ()


def open_rows(file: str, stdin: BinaryIO, mapping: ColumnMapping | None = None) -> RowSource:
    """The rows of ``.jsonl``, ``.csv`` or ``.xlsx``, or of standard input (``-``), whose kind is found out.

    Raises:
        InputError: there is no such file, it is empty, damaged or of another kind, or its columns are not known.
    """
    if file == STDIN:
        return _open_content(stdin.read(), file, mapping)
    path = Path(file)
    kind = path.suffix.lower()
    if not path.exists():
        raise InputError("file_not_found", file=file)
    if kind not in (*JSON_LINES, *TEXT_TABLES, *WORKBOOKS):
        raise InputError("file_kind_unknown", file=file, known=["jsonl", "csv", "xlsx"])
    try:
        if kind in JSON_LINES:
            return _open_json_lines(path, mapping)
        return _open_table(path.read_bytes(), file, mapping, is_workbook=kind in WORKBOOKS)
    except OSError as error:
        raise InputError("file_unreadable", file=file) from error


def _open_content(content: bytes, file: str, mapping: ColumnMapping | None) -> RowSource:
    if not content.startswith(WORKBOOK_SIGNATURES) and not is_binary(content[:SAMPLE_BYTES]):
        text = _not_empty(decode(content, file), file)
        if text.lstrip("\ufeff \t\r\n").startswith("{"):
            return RowSource(read_json_rows(io.StringIO(text), mapping), text.count("\n"))
    return _open_table(content, file, mapping, is_workbook=False)


def _open_json_lines(path: Path, mapping: ColumnMapping | None) -> RowSource:
    with path.open("rb") as stream:
        start = stream.read(SAMPLE_BYTES)
    if not start.strip():
        raise InputError("file_empty", file=str(path))
    if is_utf16(start):
        text = _not_empty(decode(path.read_bytes(), str(path)), str(path))
        return RowSource(read_json_rows(io.StringIO(text), mapping), text.count("\n"))
    if is_binary(start):
        raise InputError("file_not_text", file=str(path))
    return RowSource(read_json_rows(_lines_of(path), mapping), _line_count(path))


def _open_table(content: bytes, file: str, mapping: ColumnMapping | None, *, is_workbook: bool) -> RowSource:
    if content.startswith(WORKBOOK_SIGNATURES):  # whatever its name: exports are often misnamed
        sheets = read_workbook(content, file)
    elif is_workbook and is_binary(content[:SAMPLE_BYTES]):
        raise InputError("workbook_damaged", file=file)
    else:
        sheets = [read_csv(_not_empty(decode(content, file), file))]
    return RowSource(*read_sheets(sheets, mapping, file))


def _not_empty(text: str, file: str) -> str:
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("file_empty", file=file)
    return text


def _lines_of(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        for line in stream:
            yield decode_line(line)


def _line_count(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(COUNTING_BYTES), b""))
