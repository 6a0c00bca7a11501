"""The category of an export: read from its column, or from the object's key."""

from datetime import date

import pytest

from triage.exchange.json_rows import read_json_rows
from triage.exchange.reports import RawRow, ReportRow, read_report

TODAY = date(2026, 11, 22)


def _category(row: RawRow) -> str | None:
    read = read_report(row, {}, TODAY)
    assert isinstance(read, ReportRow)
    return read.report.category


def test_a_column_gives_the_category() -> None:
    assert _category(RawRow(1, {"id": "a", "text": "太吵"}, {"category": "噪音纠纷"})) == "噪音纠纷"


@pytest.mark.parametrize(
    ("line", "category"), [('{"text": "太吵", "category": "噪音纠纷"}', "噪音纠纷"), ('{"text": "太吵"}', None)]
)
def test_an_object_may_name_it(line: str, category: str | None) -> None:
    (row,) = read_json_rows([line])
    assert isinstance(row, RawRow)
    assert _category(row) == category


@pytest.mark.parametrize("empty", ["", None, [], {}])
def test_what_is_no_category_is_none(empty: object) -> None:
    assert _category(RawRow(1, {"id": "a", "text": "太吵", "category": empty})) is None
