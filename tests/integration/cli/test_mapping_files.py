"""A column mapping of one's own that is not quite right is refused in words."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Command

FAULTS = {
    "columns:\n  text: [内容\n": "对照表的 YAML 写法有误",
    "columns:\n\ttext: 内容\n": ":2:1: ",
    "text: 内容\n": "缺少 columns",
    "- text\n": "缺少 columns",
    "columns: {id: 编号}\n": "没有写明 text",
    "columns: {text: }\n": "没有写明 text",
    "columns: {text: 内容, place_of_birth: 籍贯}\n": "不认识“place_of_birth”",
    "columns: {text: 内容}\ncolumn: {}\n": "不认识“column”",
    "columns: {text: 内容}\nvalues: [a]\n": "values 应当是",
}


@pytest.mark.parametrize(("content", "words"), FAULTS.items())
def test_a_faulty_mapping_is_one_line_and_status_2(command: Command, tmp_path: Path, content: str, words: str) -> None:
    mapping, table = tmp_path / "ours.yaml", tmp_path / "a.csv"
    mapping.write_text(content, encoding="utf-8")
    table.write_text("内容\n吵架\n", encoding="utf-8")
    said = command("assess", table, "--mapping", mapping)
    assert (said.status, said.out, len(said.err.splitlines()), words in said.err) == (2, "", 1, True)


def test_a_mapping_in_another_encoding_is_refused(command: Command, tmp_path: Path) -> None:
    mapping = tmp_path / "ours.yaml"
    mapping.write_bytes("columns: {text: 内容}\n".encode("gb18030"))
    assert "不是 UTF-8" in command("assess", "a.csv", "--mapping", mapping).err
