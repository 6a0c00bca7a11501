"""The Chinese sentences of the command line, from the ``…wording.yaml`` files beside this one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
# the compiled loader where PyYAML has it: --help must come at once
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table() -> Mapping[str, Any]:
    """All sentences, by section; a group of commands may bring a file of its own."""
    sections: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("*wording.yaml")):
        with path.open(encoding="utf-8") as file:
            content = yaml.load(file, Loader=LOADER)  # noqa: S506 - both are safe loaders
        for section, sentences in content.items():
            sections.setdefault(section, {}).update(sentences)
    return sections


def say(key: str, **values: object) -> str:
    """The sentence below ``says``, with its places filled."""
    sentence: str = table()["says"][key]
    return sentence.format(**values)


def fault(code: str, values: Mapping[str, object]) -> str | None:
    """The sentence of a fault of use, None where this file has none."""
    sentence = table()["errors"].get(code)
    return sentence.format_map(values) if sentence else None
