"""Column mappings and the search for the header row."""

import pytest

from triage.errors import InputError
from triage.exchange.mapping import ColumnMapping, columns_missing, find_header, load_mapping, shipped_mappings
from triage.exchange.tables import read_csv


def test_the_header_is_found_below_titles_and_blank_rows() -> None:
    rows = read_csv("某市热线工单,,\n,,\n工单编号,受理时间,诉求内容\nG1,2026-10-01,漏水\n").rows
    header = find_header(rows, shipped_mappings())
    assert header is not None
    assert (header.index, header.mapping.name, header.positions["text"]) == (2, "12345", 2)


@pytest.mark.parametrize("cell", ["报警内容", " 报警 内容 ", "\ufeff报警内容", "报警\n内容"])
def test_a_header_cell_is_known_in_spite_of_spaces_and_marks(cell: str) -> None:
    rows = read_csv(f'接警单号,报警时间,"{cell}"\n').rows
    header = find_header(rows, shipped_mappings())
    assert header is not None
    assert header.mapping.name == "110"


def test_one_column_with_a_known_name_is_not_enough_to_recognise_an_export() -> None:
    assert find_header(read_csv("甲,乙,报警内容\n").rows, shipped_mappings()) is None


def test_a_mapping_that_was_asked_for_needs_only_the_text() -> None:
    assert find_header(read_csv("甲,乙,报警内容\n").rows, [load_mapping("110")]) is not None


def test_fact_columns_are_found_in_any_mapping() -> None:
    positions = load_mapping("plain").positions(["id", "text", "fact.people_count"])
    assert positions["fact.people_count"] == 2


def test_the_error_names_the_columns_found_and_those_expected() -> None:
    error = columns_missing(read_csv("标题\n甲,乙,丙\n").rows, [ColumnMapping("m", {"text": ("来件内容",)})], "a.csv")
    assert (error.values["found"], error.values["expected"]) == (["甲", "乙", "丙"], ["来件内容"])


def test_an_unknown_mapping_names_those_that_ship() -> None:
    with pytest.raises(InputError) as refused:
        load_mapping("119")
    assert refused.value.values["known"] == ["110", "12345", "plain"]
