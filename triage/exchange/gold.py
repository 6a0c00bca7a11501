"""Labelled rows (contract section 4): a report and what a good assessment says of it. Absent labels are None."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from triage.assessment.rule import FactDefinition
from triage.assessment.types import Report
from triage.errors import InputError
from triage.exchange.encoding import decode
from triage.exchange.json_rows import read_object
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, read_report
from triage.exchange.wording import error_sentence
from triage.vocabulary import RiskLevel, Route

T = TypeVar("T")
Names = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """``types``: the best first, any of them is a hit."""

    report: Report
    types: Names
    triggers_must: Names
    triggers_must_not: Names
    risk_min: RiskLevel | None
    risk_max: RiskLevel | None
    mediation_blocked: bool | None
    routes_ok: Names
    routes_never: Names


def read_gold(file: str, definitions: Mapping[str, FactDefinition], today: date) -> list[LabelledRow]:
    """All labelled rows of a file.

    Raises:
        InputError: the file cannot be read or is empty, or a row or label does not have the form of the contract:
            labels are measured against, so none is ever skipped.
    """
    path = Path(file)
    if not path.is_file():
        raise InputError("file_not_found", file=file)
    try:
        content = decode(path.read_bytes(), file)
    except OSError as error:
        raise InputError("file_unreadable", file=file) from error
    rows = list(_rows(content, file, definitions, today))
    if not rows:
        raise InputError("file_empty", file=file)
    return rows


def _rows(content: str, file: str, definitions: Mapping[str, FactDefinition], today: date) -> Iterator[LabelledRow]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _labelled(number, read_object(line), definitions, today)
        except InputError as error:
            problem = error_sentence(error.code, error.values) or error.code
            raise InputError("gold_row_invalid", file=file, row=number, problem=problem) from error


def _labelled(
    number: int, labels: Mapping[str, object], definitions: Mapping[str, FactDefinition], today: date
) -> LabelledRow:
    read = read_report(RawRow(number, labels), definitions, today)
    if isinstance(read, RejectedRow):
        raise read.error
    return LabelledRow(
        report=read.report,
        types=_label(labels, "types", _names),
        triggers_must=_label(labels, "triggers_must", _names),
        triggers_must_not=_label(labels, "triggers_must_not", _names),
        risk_min=_label(labels, "risk_min", RiskLevel),
        risk_max=_label(labels, "risk_max", RiskLevel),
        mediation_blocked=_label(labels, "mediation_blocked", _boolean),
        routes_ok=_label(labels, "routes_ok", _routes),
        routes_never=_label(labels, "routes_never", _routes),
    )


def _label(labels: Mapping[str, object], name: str, read: Callable[[Any], T]) -> T | None:
    value = labels.get(name)
    try:
        return None if value is None else read(value)
    except ValueError as error:
        raise InputError("label_invalid", label=name, value=value) from error


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(value)
    return tuple(value)


def _routes(value: object) -> tuple[str, ...]:
    return tuple(Route(name).value for name in _names(value))


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value
