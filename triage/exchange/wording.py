"""The Chinese sentence of a fault or notice of this package; None for codes that are worded elsewhere."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from triage.exchange.notices import Notice

FILE = Path(__file__).with_name("wording.yaml")


def error_sentence(code: str, values: Mapping[str, object]) -> str | None:
    """What is wrong with a file or row, and what to do."""
    return _filled(_table()["errors"].get(code), values)


def warning_sentence(notice: Notice) -> str:
    """What was done differently with a row that was used."""
    return _filled(_table()["warnings"][notice.code], notice.values) or notice.code


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return table


def _filled(sentence: str | None, values: Mapping[str, object]) -> str | None:
    if sentence is None:
        return None
    shown = {key: "、".join(map(str, value)) if isinstance(value, list) else value for key, value in values.items()}
    return sentence.format_map(shown)
