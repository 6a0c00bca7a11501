"""Which column of an export is which part of a report: mappings, and finding the header row."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from triage.errors import InputError
from triage.exchange.tables import TableRow

SHIPPED_FOLDER = Path(__file__).parent / "mappings"
PLAIN = "plain"
FIELDS = ("id", "text", "reported_on", "channel", "place", "unit", "category", "phone", "reporter")
FACT_PREFIX = "fact."
KEYS = {"title", "columns", "values", "defaults"}
HEADER_SEARCH_ROWS = 30
LEAST_COLUMNS_TO_RECOGNISE = 3
SHOWN_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One way to read an export. ``columns`` gives the header spellings of each field, the best first."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    title: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def positions(self, header: Sequence[object]) -> dict[str, int]:
        """Field → column, for the fields whose column stands in this header."""
        cells = [header_key(cell) for cell in header]
        found: dict[str, int] = {}
        for name, spellings in self.columns.items():
            keys = [header_key(spelling) for spelling in spellings]
            position = next((cells.index(key) for key in keys if key in cells), None)
            if position is not None:
                found[name] = position
        facts = {cell: place for place, cell in reversed(list(enumerate(cells))) if cell.startswith(FACT_PREFIX)}
        return found | facts


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a sheet stands (index into its rows) and what its columns mean."""

    index: int
    mapping: ColumnMapping
    positions: Mapping[str, int]


def header_key(cell: object) -> str:
    """A header cell without what exports add to it: spaces, full-width forms, letter case, byte-order marks."""
    text = unicodedata.normalize("NFKC", str(cell)).casefold().replace("\ufeff", "")
    return "".join(text.split())


@cache
def shipped_mappings() -> tuple[ColumnMapping, ...]:
    """The mappings that come with the product, our own column names first."""
    names = sorted((path.stem for path in SHIPPED_FOLDER.glob("*.yaml")), key=lambda name: (name != PLAIN, name))
    return tuple(load_mapping(name) for name in names)


def load_mapping(name_or_path: str) -> ColumnMapping:
    """A shipped mapping by its name, or one from a YAML file.

    Raises:
        InputError: no such mapping, or the file does not have the form of the shipped ones.
    """
    shipped = SHIPPED_FOLDER / f"{name_or_path}.yaml"
    path = shipped if shipped.is_file() else Path(name_or_path)
    if not path.is_file():
        known = sorted(entry.stem for entry in SHIPPED_FOLDER.glob("*.yaml"))
        raise InputError("mapping_not_found", mapping=name_or_path, known=known)
    return _mapping_from(path.stem, _read_yaml(path), str(path))


def find_header(rows: Sequence[TableRow], candidates: Sequence[ColumnMapping]) -> Header | None:
    """The header row among the first rows, by the candidate that knows most of its columns.

    With several candidates (none was asked for) a mapping counts as recognised from three columns on.
    """
    best: Header | None = None
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        for mapping in candidates:
            positions = mapping.positions(row.cells)
            is_sure = len(candidates) == 1 or mapping.name == PLAIN or len(positions) >= LEAST_COLUMNS_TO_RECOGNISE
            if "text" in positions and is_sure and (best is None or len(positions) > len(best.positions)):
                best = Header(index, mapping, positions)
    return best


def columns_missing(rows: Sequence[TableRow], candidates: Sequence[ColumnMapping], file: str) -> InputError:
    """The error for a table without a usable header: the columns it has, and the ones looked for."""
    head = rows[:HEADER_SEARCH_ROWS]
    widest = max(head, key=lambda row: sum(bool(str(cell).strip()) for cell in row.cells), default=None)
    found = [str(cell).strip() for cell in widest.cells if str(cell).strip()] if widest else []
    expected = [spelling for mapping in candidates for spelling in mapping.columns["text"]]
    return InputError("columns_missing", file=file, found=found[:SHOWN_COLUMNS], expected=expected)


def _read_yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError("mapping_not_yaml", file=str(path), line=line, column=column) from error
    except OSError as error:
        raise InputError("file_unreadable", file=str(path)) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError("mapping_not_utf8", file=str(path)) from error


def _mapping_from(name: str, content: object, file: str) -> ColumnMapping:
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict):
        raise InputError("mapping_without_columns", file=file)
    if unknown := sorted(str(key) for key in set(content) - KEYS):
        raise InputError("mapping_key_unknown", file=file, key=unknown[0], known=sorted(KEYS))
    columns = {str(key): _spellings(value) for key, value in content["columns"].items()}
    for key in columns:
        if key not in FIELDS and not key.startswith(FACT_PREFIX):
            raise InputError("mapping_key_unknown", file=file, key=key, known=[*FIELDS, f"{FACT_PREFIX}…"])
    if not columns.get("text"):
        raise InputError("mapping_without_text", file=file)
    values = {str(key): _texts(entry) for key, entry in _texts_of(content, "values", file).items()}
    defaults = _texts(_texts_of(content, "defaults", file))
    return ColumnMapping(name, columns, str(content.get("title", "")), values, defaults)


def _texts_of(content: Mapping[str, object], key: str, file: str) -> Mapping[object, object]:
    value = content.get(key) or {}
    if not isinstance(value, dict):
        raise InputError("mapping_not_pairs", file=file, key=key)
    return value


def _spellings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(entry) for entry in value) if isinstance(value, list) else (str(value),)


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(entry) for key, entry in value.items()} if isinstance(value, dict) else {}
