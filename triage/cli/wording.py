"""The Chinese sentences of the command line, from ``wording.yaml`` beside this file."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("wording.yaml")
# the compiled loader where PyYAML has it: --help must come at once
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table() -> Mapping[str, Any]:
    """All sentences, by section."""
    with FILE.open(encoding="utf-8") as file:
        content: Mapping[str, Any] = yaml.load(file, Loader=LOADER)  # noqa: S506 - both are safe loaders
    return content


def say(key: str, **values: object) -> str:
    """The sentence below ``says``, with its places filled."""
    sentence: str = table()["says"][key]
    return sentence.format(**values)


def fault(code: str, values: Mapping[str, object]) -> str | None:
    """The sentence of a fault of use, None where this file has none."""
    sentence = table()["errors"].get(code)
    return sentence.format_map(values) if sentence else None
