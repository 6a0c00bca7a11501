"""Read the cells of CSV text and of workbooks, with the row numbers a user sees in their own program."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO

import python_calamine

from triage.errors import InputError

DELIMITERS = (",", "\t", ";", "|")
QUOTE = '"'
DELIMITER_SAMPLE_LINES = 20
MOST_LINES_OF_A_ROW = 1000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as read. ``number`` is the first line (CSV) or the sheet row, counted from 1."""

    number: int
    cells: tuple[object, ...]
    is_loose: bool = False  # its quotes do not pair up: the line was taken as it stands

    @property
    def is_blank(self) -> bool:
        return not any(str(cell).strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet; a CSV file is one sheet without a name."""

    name: str
    rows: tuple[TableRow, ...]


def read_csv(text: str) -> Sheet:
    """All rows of comma, tab or semicolon separated text; an unclosed quote never swallows the rows after it."""
    csv.field_size_limit(sys.maxsize)
    lines = list(StringIO(text, newline=""))
    return Sheet("", tuple(_csv_rows(lines, _delimiter(lines))))


def read_workbook(content: bytes, file: str) -> list[Sheet]:
    """The visible sheets of a workbook, in their order.

    Raises:
        InputError: the file is damaged, protected by a password, or no workbook.
    """
    try:
        workbook = python_calamine.load_workbook(BytesIO(content))
        visible = python_calamine.SheetVisibleEnum.Visible
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == visible]
        return [Sheet(name, tuple(_sheet_rows(workbook.get_sheet_by_name(name)))) for name in names]
    except python_calamine.PasswordError as error:
        raise InputError("workbook_protected", file=file) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError("workbook_damaged", file=file) from error


def _sheet_rows(sheet: python_calamine.CalamineSheet) -> Iterator[TableRow]:
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield TableRow(number, tuple(cells))


def _delimiter(lines: list[str]) -> str:
    head = [line for line in lines if line.strip()][:DELIMITER_SAMPLE_LINES]
    return max(DELIMITERS, key=lambda delimiter: _steadiness([line.count(delimiter) for line in head]))


def _steadiness(counts: list[int]) -> int:
    # commas also stand inside narratives, but only the delimiter stands equally often in most lines
    return max(Counter(count for count in counts if count).values(), default=0)


def _csv_rows(lines: list[str], delimiter: str) -> Iterator[TableRow]:
    start = 0
    while start < len(lines):
        taken: list[str] = []
        try:
            for cells in csv.reader(_remember(lines, start, taken), delimiter=delimiter, strict=True):
                yield TableRow(start + 1, tuple(cells))
                start += len(taken)
                taken.clear()
        except csv.Error:
            # an unclosed or misplaced quote would swallow the rows after it: take this one line as it stands
            yield TableRow(start + 1, _loose_cells(lines[start], delimiter), is_loose=True)
            start += 1


def _loose_cells(line: str, delimiter: str) -> tuple[object, ...]:
    if line.count(QUOTE) % 2:
        return tuple(next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)))
    return tuple(next(csv.reader([line], delimiter=delimiter)))


def _remember(lines: list[str], start: int, taken: list[str]) -> Iterator[str]:
    for position in range(start, len(lines)):
        if len(taken) == MOST_LINES_OF_A_ROW:
            raise csv.Error("an unclosed quote")
        taken.append(lines[position])
        yield lines[position]
