"""Rows of any kind of file, through standard input, whose kind is found out."""

import json
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter

from triage.assessment.types import Report
from triage.errors import InputError
from triage.exchange.mapping import load_mapping
from triage.exchange.notices import RejectedRow
from triage.exchange.reports import RawRow, ReportRow, read_reports
from triage.exchange.rows import RowSource, open_rows

TODAY = date(2026, 11, 22)
HEADER = ["接警单号", "报警时间", "来源", "报警内容"]


def opened(content: bytes, mapping: str | None = None) -> RowSource:
    return open_rows("-", BytesIO(content), load_mapping(mapping) if mapping else None)


def reports(content: bytes) -> list[ReportRow | RejectedRow]:
    return list(read_reports(opened(content).rows, {}, TODAY))


def workbook(*rows: list[object], sheets: int = 1) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"第{number + 1}页")
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
    return stream.getvalue()


def codes(row: ReportRow | RejectedRow) -> list[str]:
    return [row.error.code] if isinstance(row, RejectedRow) else [notice.code for notice in row.notices]


def test_json_lines_csv_and_workbooks_give_the_same_report() -> None:
    line = json.dumps({"id": "1", "text": "欠钱不还", "reported_on": "2026-10-20"}).encode()
    table = b"id,text,reported_on\n1," + "欠钱不还".encode() + b",2026-10-20\n"
    book = workbook(["id", "text", "reported_on"], [1, "欠钱不还", datetime(2026, 10, 20, 9, 5)])  # noqa: DTZ001
    read = [reports(content)[0] for content in (line, table, book)]
    expected = Report("1", "欠钱不还", {}, date(2026, 10, 20))
    assert [row.report for row in read if isinstance(row, ReportRow)] == [expected] * 3


def test_an_export_of_110_calls_is_recognised_by_its_header() -> None:
    content = "\n".join(
        [",".join(HEADER), "J1,2026年10月20日 13时56分,网格,两家为过道吵架", "J2,2026/10/20 00:50,,漏水"]
    )
    source = opened(content.encode("gb18030"))
    first, second = read_reports(source.rows, {}, TODAY)
    assert isinstance(first, ReportRow)
    assert isinstance(second, ReportRow)
    assert (first.report.reported_on, first.intake["channel"], "channel" in second.intake) == (
        date(2026, 10, 20),
        "grid",
        False,
    )


def test_a_hotline_export_skips_titles_and_blanks_and_reports_its_total() -> None:
    book = workbook(
        ["12345 热线工单（导出）"],
        [],
        ["序号", "工单编号", "受理时间", "诉求内容"],
        [1, "ＧＤ1", "2026-10-26", "物业不修电梯"],
        [],
        ["序号", "工单编号", "受理时间", "诉求内容"],
        [2, "GD2", "2026-10-27", ""],
        ["合计", 2],
    )
    rows = reports(book)
    assert [(row.number, codes(row)) for row in rows] == [(4, []), (7, ["row_without_text"]), (8, ["row_is_total"])]
    assert isinstance(rows[0], ReportRow)
    assert rows[0].report.id == "GD1"


def test_the_rows_of_all_sheets_with_a_header_are_read() -> None:
    rows = list(opened(workbook(["id", "text"], ["", ""], ["1", ""], sheets=2)).rows)
    read = list(read_reports(rows, {}, TODAY))
    assert [row.sheet for row in read] == ["第1页", "第2页"]


def test_a_sheet_without_a_header_is_named() -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        book.add_worksheet("来件").write_row(0, 0, ["id", "text"])
    assert opened(stream.getvalue()).skipped_sheets == ("说明",)


def test_columns_that_nobody_knows_are_an_error_with_both_lists() -> None:
    with pytest.raises(InputError) as refused:
        opened("甲,乙\n1,2\n".encode())
    assert (refused.value.code, refused.value.values["found"]) == ("columns_missing", ["甲", "乙"])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "1", "text": "吵架"', "row_not_json"),
        ("[1, 2]", "row_not_object"),
        ('{"id": "1", "内容": "吵架"}', "row_without_text_key"),
        ("[" * 100_000, "row_not_json"),
        ('{"text": null}', "row_without_text"),
        ('{"text": "  \\n "}', "row_without_text"),
        ('{"text": ["吵架"]}', "row_without_text"),
    ],
)
def test_a_broken_line_is_rejected_alone_with_its_number(line: str, code: str) -> None:
    first, broken, last = reports(f'{{"text": "借钱不还"}}\n{line}\n{{"text": "噪音"}}\n'.encode())
    assert (type(first), broken.number, codes(broken), type(last)) == (ReportRow, 2, [code], ReportRow)


def test_the_keys_of_json_lines_may_be_mapped() -> None:
    (row,) = opened('{"接警单号": "J1", "报警内容": "漏水"}'.encode(), "110").rows
    assert isinstance(row, RawRow)
    assert row.fields["text"] == "漏水"


def test_more_cells_than_headings_are_told() -> None:
    (row,) = reports("id,text\n1,他说,我不还\n".encode())
    assert codes(row) == ["cells_beyond_header"]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        opened(content)
    assert refused.value.code == "file_empty"


def test_a_workbook_under_another_name_is_still_a_workbook() -> None:
    assert opened(workbook(["id", "text"], ["1", "吵架"])).count == 1
