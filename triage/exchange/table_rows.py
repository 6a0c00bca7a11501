"""Rows of CSV files and workbooks: below the header, as the mapping says."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from triage.errors import InputError
from triage.exchange.mapping import (
    FACT_PREFIX,
    PLAIN,
    ColumnMapping,
    Header,
    columns_missing,
    find_header,
    shipped_mappings,
)
from triage.exchange.notices import Notice, RejectedRow
from triage.exchange.reports import RawRow, Row
from triage.exchange.spellings import plain, spellings
from triage.exchange.tables import Sheet, TableRow

REPORT_FIELDS = ("id", "text", "reported_on")


def read_sheets(
    sheets: Sequence[Sheet], mapping: ColumnMapping | None, file: str
) -> tuple[Iterator[Row], int, str, tuple[str, ...]]:
    """All sheets with a usable header: their rows, how many, the mapping's title, the sheets left out.

    Raises:
        InputError: no sheet has the columns looked for.
    """
    candidates = shipped_mappings() if mapping is None else (mapping,)
    headers = [(sheet, find_header(sheet.rows, candidates)) for sheet in sheets]
    used = [(sheet, header) for sheet, header in headers if header is not None]
    if not used:
        widest = max(sheets, key=lambda sheet: len(sheet.rows), default=Sheet("", ()))
        raise columns_missing(widest.rows, candidates, file)
    names_sheet = len(used) > 1
    rows = (row for sheet, header in used for row in _rows_below(sheet, header, names_sheet=names_sheet))
    count = sum(len(sheet.rows) - header.index - 1 for sheet, header in used)
    skipped = tuple(sheet.name for sheet, header in headers if header is None and sheet.rows)
    return rows, count, used[0][1].mapping.title, skipped


def _rows_below(sheet: Sheet, header: Header, *, names_sheet: bool) -> Iterator[Row]:
    titles = sheet.rows[header.index].cells
    for row in sheet.rows[header.index + 1 :]:
        if row.is_blank or row.cells == titles:  # exports repeat the header on each printed page
            continue
        yield _read_row(row, header, len(titles), sheet.name if names_sheet else "")


def _read_row(row: TableRow, header: Header, width: int, sheet: str) -> Row:
    cells = {name: row.cells[place] for name, place in header.positions.items() if place < len(row.cells)}
    if _is_total(row, cells):
        return RejectedRow(row.number, InputError("row_is_total"), sheet)
    facts = {name.removeprefix(FACT_PREFIX): cell for name, cell in cells.items() if name.startswith(FACT_PREFIX)}
    fields: dict[str, object] = {name: cells[name] for name in REPORT_FIELDS if name in cells}
    if header.mapping.name != PLAIN and isinstance(fields.get("id"), str):
        fields["id"] = unicodedata.normalize("NFKC", str(fields["id"]))  # full-width digits name the same ticket
    return RawRow(row.number, fields | {"facts": facts}, _intake(cells, header.mapping), _notices(row, width), sheet)


def _is_total(row: TableRow, cells: Mapping[str, object]) -> bool:
    if str(cells.get("text", "")).strip():
        return False
    first = next((cell for cell in row.cells if str(cell).strip()), "")
    return plain(first).rstrip(":") in spellings().totals


def _intake(cells: Mapping[str, object], mapping: ColumnMapping) -> dict[str, str]:
    given = {
        name: plain_text
        for name, cell in cells.items()
        if name not in REPORT_FIELDS and not name.startswith(FACT_PREFIX) and (plain_text := _cell_text(cell))
    }
    translated = {name: mapping.values.get(name, {}).get(text, text) for name, text in given.items()}
    return {**mapping.defaults, **translated}


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _notices(row: TableRow, width: int) -> tuple[Notice, ...]:
    extra = [cell for cell in row.cells[width:] if str(cell).strip()]
    notices = [Notice("cells_beyond_header", {"count": len(extra)})] if extra else []
    return (*notices, Notice("quotes_unpaired")) if row.is_loose else tuple(notices)
