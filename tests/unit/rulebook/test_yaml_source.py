"""One YAML file: what is refused, where the fault stands, and what plain values come out."""

from pathlib import Path

import pytest

from triage.errors_zh import SENTENCES
from triage.rulebook.yaml_source import MOST_BYTES, read_yaml


def _faults(text: str | bytes) -> list[tuple[str, int, int]]:
    raw = text.encode() if isinstance(text, str) else text
    _, findings = read_yaml(raw, "risk/a.yaml")
    return [(found.code, found.line, found.column) for found in findings]


def _content(text: str) -> object:
    source, findings = read_yaml(text.encode(), "a.yaml")
    assert findings == []
    assert source is not None
    return source.content


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\nb: 2\na: 3\n", ("yaml_duplicate_key", 3, 1)),
        ("a:\n  x: {k: 1, k: 2}\n", ("yaml_duplicate_key", 2, 13)),
        ("a:\n\t- b\n", ("yaml_tab", 2, 1)),
        ("a: [1,\n", ("yaml_syntax", 2, 1)),
        ("a: b: c\n", ("yaml_syntax", 1, 5)),
        ("a: 1\n---\nb: 2\n", ("yaml_syntax", 2, 1)),
        ("a: &anchor 1\nb: 2\n", ("yaml_anchor", 1, 4)),
        ("a: 1\nb: *a\n", ("yaml_syntax", 2, 4)),
        ("a: !python/object 1\n", ("yaml_tag", 1, 4)),
        ("a: yes\n", ("yaml_bool", 1, 4)),
        ("a: [true, Off]\n", ("yaml_bool", 1, 11)),
        ("a: TRUE\n", ("yaml_bool", 1, 4)),
        ("<<: {a: 1}\n", ("yaml_key", 1, 1)),
        ("? [a]\n: 1\n", ("yaml_key", 1, 3)),
        ("", ("yaml_empty", 1, 1)),
        ("# only a remark\n", ("yaml_empty", 1, 1)),
        ("a: 1\nb: \x07\n", ("yaml_syntax", 2, 4)),
        ("标题: 一\n标题: 二\n", ("yaml_duplicate_key", 2, 1)),
    ],
)
def test_a_fault_is_told_with_line_and_column(text: str, fault: tuple[str, int, int]) -> None:
    assert _faults(text) == [fault]


def test_every_fault_of_a_file_is_told() -> None:
    assert [code for code, _, _ in _faults("a: yes\na: 1\nb: no\n")] == ["yaml_bool", "yaml_duplicate_key", "yaml_bool"]


def test_text_that_is_not_utf8_is_refused_where_it_starts() -> None:
    assert _faults("a: 1\n标题: 跳楼\n".encode("gb18030")) == [("not_utf8", 2, 1)]


def test_deep_nesting_is_refused() -> None:
    assert _faults("[" * 30 + "]" * 30)[0][0] == "yaml_too_deep"


def test_a_huge_file_is_refused() -> None:
    assert _faults("a: " + "x" * MOST_BYTES) == [("yaml_too_large", 1, 1)]


def test_plain_values_follow_yaml_1_2() -> None:
    numbers = "i: 12, f: 2.5, octal: 012, sexagesimal: 1:30, big: 1_000, q: '110'"
    assert _content(f"{{t: true, n: null, e: , {numbers}, day: 2026-01-31, word: 是}}") == {
        "i": 12,
        "f": 2.5,
        "t": True,
        "n": None,
        "e": None,
        "octal": "012",
        "sexagesimal": "1:30",
        "big": "1_000",
        "day": "2026-01-31",
        "q": "110",
        "word": "是",
    }


def test_quoted_booleans_are_words() -> None:
    assert _content("a: 'yes'\nb: \"off\"\n") == {"a": "yes", "b": "off"}


def test_a_mark_in_quotes_or_words_is_no_anchor() -> None:
    assert _content("a: '*'\nb: 汽*油 & 酒\n") == {"a": "*", "b": "汽*油 & 酒"}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert _content("\ufeffa: 1\n") == {"a": 1}


def test_places_are_found_by_path() -> None:
    source, _ = read_yaml(b"a:\n  - b: 1\n    c: [x, y]\n", "a.yaml")
    assert source is not None
    assert source.place_of(("a", 0, "c", 1)) == (3, 12)
    assert source.place_of(("a", 0, "missing", 3)) == (2, 5)
    assert source.place_of_key(("a", 0, "c")) == (3, 5)


def test_every_code_used_in_the_rulebook_has_a_sentence(checkout: Path) -> None:
    used = {
        word.split('"')[1]
        for path in (checkout / "triage/rulebook").glob("*.py")
        for word in path.read_text(encoding="utf-8").split("finding(")[1:]
        if word.startswith('"')
    }
    assert used - SENTENCES.keys() == set()
    assert len(used) > 20
