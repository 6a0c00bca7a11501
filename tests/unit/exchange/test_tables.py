"""Cells of CSV text and workbooks."""

from io import BytesIO

import pytest
import xlsxwriter

from triage.errors import InputError
from triage.exchange.tables import read_csv, read_workbook


def cells_of(text: str) -> list[tuple[object, ...]]:
    return [row.cells for row in read_csv(text).rows]


def test_a_quoted_cell_may_hold_line_ends_commas_and_quotes() -> None:
    assert cells_of('1,"甲说：""还钱""\n乙不理,走了"\n') == [("1", '甲说："还钱"\n乙不理,走了')]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it() -> None:
    rows = read_csv('id,text\n1,"邻居骂人\n2,欠钱不还\n3,"噪音"\n').rows
    assert [(row.number, row.cells, row.is_loose) for row in rows[1:]] == [
        (2, ("1", '"邻居骂人'), True),
        (3, ("2", "欠钱不还"), False),
        (4, ("3", "噪音"), False),
    ]


def test_a_file_of_unclosed_quotes_is_read_in_reasonable_time() -> None:
    rows = read_csv("id,text\n" + '1,"没有关的引号\n' * 3001).rows
    assert len(rows) == 3002


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_one_that_stands_in_every_line(delimiter: str) -> None:
    lines = [delimiter.join(("id", "text")), *(delimiter.join((str(n), "吵架" + "；，" * n)) for n in range(4))]
    assert cells_of("\n".join(lines))[0] == ("id", "text")


def test_commas_in_a_tab_separated_narrative_do_not_split_it() -> None:
    assert cells_of("id\ttext\n1\ta,b,c\n2\td,e\n")[1] == ("1", "a,b,c")


def test_row_numbers_are_line_numbers() -> None:
    assert [row.number for row in read_csv('a,b\n\n"x\ny",1\nz,2\n').rows] == [1, 2, 3, 5]


def test_other_line_separators_inside_a_cell_do_not_end_the_row() -> None:
    assert cells_of("id,text\n1,甲\u2028乙\x0b丙\n")[1] == ("1", "甲\u2028乙\x0b丙")


def test_only_visible_sheets_are_read_with_their_row_numbers() -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        shown, hidden = book.add_worksheet("工单"), book.add_worksheet("备份")
        hidden.hide()
        shown.write(2, 0, "text")
        hidden.write(0, 0, "text")
    (sheet,) = read_workbook(stream.getvalue(), "a.xlsx")
    assert (sheet.name, [(row.number, row.is_blank) for row in sheet.rows]) == (
        "工单",
        [(1, True), (2, True), (3, False)],
    )


def test_a_damaged_workbook_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        read_workbook(b"PK\x03\x04 not a workbook", "a.xlsx")
    assert refused.value.code == "workbook_damaged"
