"""`triage assess` over files with the faults of real exports."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.integration.cli.conftest import Command, json_lines

QUARREL = "我和隔壁邻居为公共过道堆杂物吵了几次，想请人调解"
THREAT = "邻居喝了酒拿着菜刀站在我家门口，说要弄死我全家"
STRANGE = {
    "long": "楼上漏水一直不修，" * 11_200,
    "emoji": "😡😡楼上半夜蹦迪🎵没人管",
    "right to left": "\u202eمرحبا邻居吵架\u202c",
    "nul": "邻居\x00堵门",
    "half a pair": "邻居\ud83d堵门",
    "control": "\x01\x02\x03借钱不还\x7f",
    "zero width": "邻\u200b居\u200d堵\ufeff门",
    "numbers": "110 12345",
}
UNREADABLE = ("", " \n", "\x00\x01", "？？？", "\ufffd\ufffd", "\ud800")


def written(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_row_gives_one_object_of_contract_1(command: Command) -> None:
    line = json.dumps({"id": "a1", "text": THREAT, "reported_on": "2026-09-14"}).encode()
    said = command("assess", "-", "--on", "2026-09-14", stdin=line)
    (row,) = said.rows
    assert said.status == 0
    assert (row["contract"], row["id"], row["assessed_on"], row["risk"]["level"]) == (1, "a1", "2026-09-14", "red")
    assert row["route"]["blocked"] is (row["route"]["recommended"] == "BLOCK")


def test_spans_point_into_the_text_as_given(command: Command) -> None:
    text = "（转）Ａ区 拿着 菜 刀 站 在门口"
    (row,) = command("assess", stdin=json.dumps({"id": "1", "text": text}).encode()).rows
    hits = [hit for hit in (*row["triggers"], *row["to_check"]) if hit["id"] == "T01"]
    assert ["菜 刀" in text[slice(*hit["span"])] for hit in hits] == [True] * len(hits) != []


def test_the_clocks_of_the_day_of_the_report_are_named(command: Command) -> None:
    line = json.dumps({"id": "a1", "text": THREAT, "reported_on": "2026-09-14"}).encode()
    (row,) = command("assess", stdin=line).rows
    assert {"rule": "POL-04", "due_on": "2026-10-14", "provisional": False} in row["deadlines"]


def test_without_a_date_there_are_no_clocks(command: Command) -> None:
    (row,) = command("assess", stdin=json.dumps({"id": "a1", "text": THREAT}).encode()).rows
    assert row["deadlines"] == []


def test_rejected_rows_go_to_a_file_and_the_rest_is_assessed(command: Command, tmp_path: Path) -> None:
    source = json_lines(tmp_path / "in.jsonl", {"id": "1", "text": QUARREL}, "{broken", {"id": "3", "text": "…"})
    out = tmp_path / "out.jsonl"
    said = command("assess", source, "-o", out)
    rejected = written(tmp_path / "out.jsonl.rejected.jsonl")
    assert (said.status, len(written(out)), [row["row"] for row in rejected]) == (3, 1, [2, 3])
    assert all(row["error"] for row in rejected)


def test_rejected_rows_of_an_earlier_run_do_not_stay(command: Command, tmp_path: Path) -> None:
    out, beside = tmp_path / "out.jsonl", tmp_path / "out.jsonl.rejected.jsonl"
    beside.write_text("{}\n")
    assert command("assess", json_lines(tmp_path / "in.jsonl", {"text": QUARREL}), "-o", out).status == 0
    assert not beside.exists()


def test_any_readable_text_is_assessed_with_warnings(command: Command) -> None:
    rows = [
        {"text": QUARREL, "facts": {"no_such_fact": 1, "people_count": "很多"}, "reported_on": "上个月"},
        {"id": "b", "text": QUARREL},
        {"id": "b", "text": QUARREL},
    ]
    said = command("assess", stdin="\n".join(map(json.dumps, rows)).encode())
    assert (said.status, [len(row["warnings"]) for row in said.rows]) == (0, [4, 0, 1])


def test_strange_texts_are_assessed(command: Command) -> None:
    rows = [{"id": f"{name}\ud800", "text": text} for name, text in STRANGE.items()]
    said = command("assess", stdin="\n".join(map(json.dumps, rows)).encode())
    assert (said.status, [row["id"] for row in said.rows]) == (0, [row["id"] for row in rows])


def test_a_text_without_anything_readable_is_rejected_in_words(command: Command) -> None:
    said = command("assess", stdin="\n".join(json.dumps({"id": "1", "text": text}) for text in UNREADABLE).encode())
    assert (said.status, said.out, said.err.count("行未采用：没有可读的文字")) == (3, "", len(UNREADABLE))


def test_the_output_is_the_same_whatever_the_number_of_processes(command: Command, tmp_path: Path) -> None:
    rows = [{"id": str(n % 90), "text": f"{QUARREL}{n}" if n % 7 else ""} for n in range(250)]
    source = json_lines(tmp_path / "in.jsonl", *rows)
    for jobs in (1, 2):
        assert command("assess", source, "-o", tmp_path / f"{jobs}.jsonl", "--jobs", jobs).status == 3
    one, two = ((tmp_path / f"{jobs}.jsonl").read_bytes() for jobs in (1, 2))
    rejected = [(tmp_path / f"{jobs}.jsonl.rejected.jsonl").read_bytes() for jobs in (1, 2)]
    assert (one, rejected[0]) == (two, rejected[1])


def test_an_export_in_gb18030_is_read_by_its_header(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "calls.csv"
    source.write_bytes(f"接警单号,报警时间,来源,报警内容\nJ1,2026年9月14日 9时05分,110,{QUARREL}\n".encode("gb18030"))
    said = command("assess", source)
    assert [(row["id"], row["warnings"]) for row in said.rows] == [("J1", [])]


def test_a_workbook_is_read_by_a_mapping_of_ones_own(command: Command, tmp_path: Path) -> None:
    mapping = tmp_path / "ours.yaml"
    mapping.write_text("columns:\n  id: 编号\n  text: [经过]\n  fact.people_count: 人数\n", encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "ours.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "经过", "人数"])
        sheet.write_row(1, 0, [7, QUARREL, 12])
    said = command("assess", tmp_path / "ours.xlsx", "--mapping", mapping)
    (row,) = said.rows
    assert (row["id"], "R18" in [hit["id"] for hit in row["indicators"]]) == ("7", True)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.csv", None, ["找不到文件", "missing.csv"]),
        ("notes.docx", b"x", ["不认识", "docx"]),
        ("empty.csv", b"", ["是空的"]),
        ("image.csv", b"\x89PNG\x00\x00\x00\x01" * 50, ["不是文本文件"]),
        ("broken.xlsx", b"PK\x03\x04zip", ["已损坏"]),
        ("columns.csv", "甲,乙\n1,2\n".encode(), ["甲、乙", "text"]),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_status_2(
    command: Command, tmp_path: Path, name: str, content: bytes | None, words: list[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said = command("assess", tmp_path / name)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert all(word in said.err for word in words)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--jobs", "0"],
        ["--jobs", "many"],
        ["--on", "2026-13-01"],
        ["--no-such-option"],
        ["in.jsonl", "-o", "in.jsonl"],
        ["in.jsonl", "--mapping", "119"],
        ["in.jsonl", "-o", "no/such/folder/out.jsonl"],
    ],
)
def test_wrong_use_is_one_chinese_line_and_status_2(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    json_lines(tmp_path / "in.jsonl", {"text": QUARREL})
    said = command("assess", *arguments)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
    assert any("\u4e00" <= character <= "\u9fff" for character in said.err)


def test_a_failed_run_leaves_an_earlier_output_alone(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("earlier\n")
    assert command("assess", tmp_path / "missing.jsonl", "-o", out).status == 2
    assert out.read_text() == "earlier\n"


def test_a_broken_rulebook_is_told_with_file_line_and_column(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "taxonomy.yaml").write_text("dispute_types:\n\t- {}\n", encoding="utf-8")
    monkeypatch.setenv("TRIAGE_RULES", str(tmp_path / "rules"))
    said = command("assess", json_lines(tmp_path / "in.jsonl", {"text": QUARREL}))
    assert (
        said.status,
        said.err.startswith(("facts.yaml:1:1: ", "taxonomy.yaml:2:1: ", "elements/context.yaml:1:1: ")),
    ) == (2, True)
