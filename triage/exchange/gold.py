"""Labelled rows (contract section 4): a report and what a good assessment says of it. Absent labels are None."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from triage.assessment.rule import FactDefinition
from triage.assessment.types import Report
from triage.errors import InputError
from triage.exchange.encoding import decode
from triage.exchange.json_rows import read_object
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, read_report
from triage.vocabulary import RiskLevel, Route

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
            labels = read_object(line)
            yield _labelled(number, labels, definitions, today)
        except (InputError, ValueError) as error:
            raise InputError("gold_row_invalid", file=file, row=number, problem=_problem(error)) from error


def _labelled(
    number: int, labels: Mapping[str, Any], definitions: Mapping[str, FactDefinition], today: date
) -> LabelledRow:
    read = read_report(RawRow(number, labels), definitions, today)
    if isinstance(read, RejectedRow):
        raise read.error
    return LabelledRow(
        report=read.report,
        types=_names(labels, "types"),
        triggers_must=_names(labels, "triggers_must"),
        triggers_must_not=_names(labels, "triggers_must_not"),
        risk_min=RiskLevel(labels["risk_min"]) if labels.get("risk_min") else None,
        risk_max=RiskLevel(labels["risk_max"]) if labels.get("risk_max") else None,
        mediation_blocked=labels.get("mediation_blocked"),
        routes_ok=_routes(labels, "routes_ok"),
        routes_never=_routes(labels, "routes_never"),
    )


def _names(labels: Mapping[str, Any], key: str) -> Names:
    value = labels.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(key)
    return tuple(value)


def _routes(labels: Mapping[str, Any], key: str) -> Names:
    names = _names(labels, key)
    return None if names is None else tuple(Route(name).value for name in names)


def _problem(error: Exception) -> str:
    return error.code if isinstance(error, InputError) else str(error)
