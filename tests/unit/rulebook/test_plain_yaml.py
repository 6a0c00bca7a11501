"""The quick reader of plain YAML: what it takes it reads as the full parser does, and it takes what rules hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rulebook.folders import SOUND
from triage.rulebook.plain_yaml import NotPlainError, read_plain
from triage.rulebook.yaml_source import _read_all

DOCUMENTS = sorted(text.strip("\n") for name, text in SOUND.items() if name != "wording.yaml")
PIECES = [
    *" \n:,[]{}#-'\"?!|>%@`&*~\t\\",
    ": ",
    " #",
    "- ",
    "\n  ",
    "a: b",
    "yes",
    "null",
    "1",
    "0x1",
    "-1",
    "1.5",
    "刀",
]


def _as_fully_read(text: str) -> object:
    source, faults = _read_all(text, "file")
    assert source is not None
    assert faults == []
    return source.content


@pytest.mark.parametrize("text", DOCUMENTS)
def test_rules_are_plain(text: str) -> None:
    assert read_plain(text) == _as_fully_read(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [1, 1.5, true, null, ~, 词, '1', \"2\"]\nc: {d: e, f: [g]}",
        "a:\n- b\n- c: 1\n  d: 2\n",
        "a:\n  - [b,\n     c]\n  - {d: e}\n",
        "# comment\n\na: 甲乙丙\n  # comment\nb:\n",
        "a: 2026-01-01\nb: on_time\nc: '#crowd'\nd: []\ne: {}",
    ],
)
def test_plain_forms_are_taken(text: str) -> None:
    assert read_plain(text) == _as_fully_read(text)


@pytest.mark.parametrize(
    "text",
    [
        *("a: 1\na: 2", "{a: 1, a: 2}", "a: {b: 1, b: 2}", "a: {b: 1, b: [2]}"),
        *("a: &x 1", "a: *x", "a: !!str 1", "a: yes", "a: [off]", "a: |\n  b", "a: >\n  b"),
        *("a: b\n  c", "a: b # c", "a: [b, , c]", "a: [b, ]", "a: [b", "a: b]c: d", "a: b: c", "- a", "a", ""),
        *(
            "a: 'it''s'",
            'a: "\\n"',
            "\ta: 1",
            "a:\tb",
            "a: 1\r\nb: 2",
            "---\na: 1",
            "a: 1\n...",
            "%YAML 1.2\n---\na: 1",
        ),
        *("? a\n: b", "'a': 1", "甲: 1", "a: -1", "a: {b, c}", "a: [b: c]", "a: [http://x]", "  a: 1\nb: 2"),
        "\n".join(f"{'  ' * level}a:" for level in range(40)),
        f"a: {'[' * 40}{']' * 40}",
    ],
)
def test_what_is_doubtful_is_left_to_the_full_parser(text: str) -> None:
    with pytest.raises(NotPlainError):
        read_plain(text)


@st.composite
def damaged_documents(draw: st.DrawFn) -> str:
    """A document with a few pieces put in, taken out or put in place of others."""
    text = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 3)))
        text = text[:start] + draw(st.sampled_from(["", *PIECES])) + text[end:]
    return text


@given(st.one_of(damaged_documents(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_whatever_is_taken_is_read_as_the_full_parser_reads_it(text: str) -> None:
    try:
        content = read_plain(text)
    except NotPlainError:
        return
    assert repr(content) == repr(_as_fully_read(text))
