"""Reports out of rows: what can be read is used, the rest is said."""

from datetime import date

import pytest

from triage.assessment.rule import FactDefinition
from triage.assessment.types import EarlierMatter
from triage.exchange.facts import read_facts
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, ReportRow, read_report, read_reports

TODAY = date(2026, 11, 22)
FACTS = {
    "gathered": FactDefinition("gathered", "聚集", "boolean", "", (), police_only=False),
    "people_count": FactDefinition("people_count", "人数", "count", "", (), police_only=False),
    "agreement_kind": FactDefinition("agreement_kind", "协议", "choice", "", ("people", "police"), police_only=False),
}


def read(**fields: object) -> ReportRow:
    row = read_report(RawRow(7, {"text": "吵架", **fields}), FACTS, TODAY)
    assert isinstance(row, ReportRow)
    return row


def codes(row: ReportRow) -> list[str]:
    return [notice.code for notice in row.notices]


def test_a_row_without_an_id_gets_one_from_its_number() -> None:
    row = read()
    assert (row.report.id, codes(row), row.has_own_id) == ("row-7", ["id_missing"], False)


@pytest.mark.parametrize(("given", "made"), [(12, "12"), (12.0, "12"), (" A1 ", "A1")])
def test_an_id_is_text(given: object, made: str) -> None:
    assert read(id=given).report.id == made


def test_a_second_row_with_an_id_is_used_and_told() -> None:
    rows = [RawRow(number, {"id": "A", "text": "吵架"}) for number in (2, 5)]
    first, second = read_reports(rows, FACTS, TODAY)
    assert isinstance(second, ReportRow)
    assert (codes(second), second.notices[0].values["first"]) == (["id_repeated"], 2)
    assert isinstance(first, ReportRow)


@pytest.mark.parametrize(("given", "code"), [("2026-13-45 99:99", "date_unreadable"), ("2027-01-01", "date_in_future")])
def test_a_doubtful_date_is_told(given: str, code: str) -> None:
    assert codes(read(id="1", reported_on=given)) == [code]


def test_a_text_stays_as_given_because_spans_count_in_it() -> None:
    assert read(id="1", text=" ＡＢ\u200b吵架\ud800 ").report.text == " ＡＢ\u200b吵架\ud800 "


def test_history_without_a_date_is_left_out_and_told() -> None:
    row = read(id="1", history=[{"reported_on": "2026-11-01", "text": "又吵"}, {"text": "没有日期"}, 3])
    assert row.report.history == (EarlierMatter(date(2026, 11, 1), "又吵", None),)
    assert row.notices[0].values == {"count": 2}


def test_facts_that_are_no_object_are_told() -> None:
    assert codes(read(id="1", facts=["gathered"])) == ["facts_unreadable"]


@pytest.mark.parametrize(
    ("fact", "cell", "value"),
    [
        ("gathered", "是", True),
        ("gathered", "无", False),
        ("gathered", 1.0, True),
        ("people_count", "１２", 12),
        ("people_count", 3.0, 3),
        ("agreement_kind", "Police", "police"),
    ],
)
def test_a_fact_is_understood_as_a_person_spells_it(fact: str, cell: object, value: object) -> None:
    assert read_facts({fact: cell}, FACTS) == {fact: value}


@pytest.mark.parametrize("cell", [None, "", " ", "不详", "未知", "-"])
def test_an_unknown_fact_is_absent_never_false(cell: object) -> None:
    assert read_facts({"gathered": cell}, FACTS) == {}


def test_what_cannot_be_understood_is_left_to_flow_1_to_refuse() -> None:
    facts = read_facts({"people_count": "很多", "gathered": "也许", "no_such": [1]}, FACTS)
    assert facts == {"people_count": "很多", "gathered": "也许", "no_such": "[1]"}


@pytest.mark.parametrize("text", [None, "", "\n\t", {"a": 1}, True])
def test_a_row_is_rejected_without_a_text(text: object) -> None:
    assert isinstance(read_report(RawRow(3, {"text": text}), FACTS, TODAY), RejectedRow)
