"""Read the facts of a row as a person spelt them; whether they are usable is decided by flow 1, with a warning."""

from collections.abc import Mapping

from triage.assessment.rule import FactDefinition, FactValue
from triage.exchange.spellings import plain, spellings


def read_facts(given: Mapping[str, object], definitions: Mapping[str, FactDefinition]) -> dict[str, FactValue]:
    """The facts with their spellings understood; empty and "unknown" cells are absent, all else stays as it is."""
    return {name: _read(cell, definitions.get(name)) for name, cell in given.items() if not _is_unknown(cell)}


def _is_unknown(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and plain(cell) in spellings().unknown | {""})


def _read(cell: object, definition: FactDefinition | None) -> FactValue:
    if definition is None or not isinstance(cell, bool | int | float | str):
        return str(cell)
    return _READERS[definition.kind](cell, definition)


def _boolean(cell: FactValue | float, _definition: FactDefinition) -> FactValue:
    word = plain(cell)
    return True if word in spellings().yes else False if word in spellings().no else word


def _count(cell: FactValue | float, _definition: FactDefinition) -> FactValue:
    word = plain(cell)
    is_whole = not isinstance(cell, bool) and word.isascii() and word.isdecimal()
    return int(word) if is_whole else word


def _choice(cell: FactValue | float, definition: FactDefinition) -> FactValue:
    word = plain(cell)
    return next((choice for choice in definition.choices if plain(choice) == word), word)


_READERS = {"boolean": _boolean, "count": _count, "choice": _choice}
