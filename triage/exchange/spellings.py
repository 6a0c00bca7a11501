"""How cells of exports spell yes, no, unknown and a line of totals."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("spellings.yaml")


@dataclass(frozen=True, slots=True)
class Spellings:
    yes: frozenset[str]
    no: frozenset[str]
    unknown: frozenset[str]
    totals: frozenset[str]


@cache
def spellings() -> Spellings:
    """The spellings shipped with the product."""
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Spellings(*(frozenset(plain(word) for word in table[key]) for key in ("true", "false", "unknown", "totals")))


def plain(cell: object) -> str:
    """A cell as it is compared: half-width, lower case, without outer spaces; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip().casefold()
