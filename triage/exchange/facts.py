"""Read the facts of a row; what cannot be read stays unknown and is said so."""

from collections.abc import Mapping

from triage.assessment.rule import FactDefinition, FactValue
from triage.exchange.notices import Notice
from triage.exchange.spellings import plain, spellings


def read_facts(
    given: Mapping[str, object], definitions: Mapping[str, FactDefinition]
) -> tuple[dict[str, FactValue], list[Notice]]:
    """The facts that the rulebook knows, with a notice for every other one. Empty and "unknown" cells are absent."""
    facts: dict[str, FactValue] = {}
    notices: list[Notice] = []
    for name, cell in given.items():
        definition = definitions.get(name)
        if _is_unknown(cell):
            continue
        if definition is None:
            notices.append(Notice("fact_unknown", {"fact": name}))
            continue
        value = _READERS[definition.kind](cell, definition)
        if value is None:
            notices.append(Notice("fact_unreadable", {"fact": name, "label": definition.label}))
        else:
            facts[name] = value
    return facts, notices


def _is_unknown(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and plain(cell) in spellings().unknown | {""})


def _read_boolean(cell: object, _definition: FactDefinition) -> bool | None:
    word = plain(cell)
    return True if word in spellings().yes else False if word in spellings().no else None


def _read_count(cell: object, _definition: FactDefinition) -> int | None:
    if isinstance(cell, bool):
        return None
    word = plain(cell)
    return int(word) if word.isdecimal() and word.isascii() else None


def _read_choice(cell: object, definition: FactDefinition) -> str | None:
    word = plain(cell)
    return next((choice for choice in definition.choices if plain(choice) == word), None)


_READERS = {"boolean": _read_boolean, "count": _read_count, "choice": _read_choice}
