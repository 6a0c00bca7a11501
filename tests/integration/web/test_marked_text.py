"""Marked text: always escaped, spans may overlap and nest."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from triage.web.marked_text import KINDS, WORD_JOINER, Mark, mark_text


def test_text_without_marks_is_only_escaped() -> None:
    assert mark_text("a<b & c", []) == Markup("a&lt;b &amp; c")


def test_a_span_is_wrapped_and_names_its_rule() -> None:
    html = mark_text("再吵就弄死你", [Mark(3, 6, "trigger", "T02", "扬言杀人")])
    assert html.startswith('再吵就<mark class="mark mark-trigger" title="扬言杀人">弄死你')
    assert "T02</sup></mark>" in html


def test_where_spans_overlap_the_stronger_kind_shows_and_both_are_named() -> None:
    html = mark_text("邻居说弄死你", [Mark(0, 4, "rule", "", "邻居"), Mark(3, 6, "trigger", "T02", "扬言")])
    assert 'mark-trigger" title="邻居；扬言">弄<' in html
    assert 'mark-rule" title="邻居">邻居说<' in html


def test_a_span_inside_another_keeps_both_ends() -> None:
    html = mark_text("一二三四五", [Mark(0, 5, "rule", "", "外"), Mark(1, 3, "check", "T01?", "内")])
    assert html.count("<mark") == 3
    assert html.count("T01?") == 1


def test_a_title_cannot_break_out_of_its_attribute() -> None:
    html = mark_text("abc", [Mark(0, 1, "rule", "", '"><script>')])
    assert "<script>" not in html


def test_spans_outside_the_text_are_left_out() -> None:
    assert mark_text("abc", [Mark(2, 9, "rule", "", "x"), Mark(2, 2, "rule", "", "y")]) == Markup("abc")


spans = st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(KINDS))


@given(st.text(max_size=30), st.lists(spans, max_size=6))
def test_the_words_stay_as_they_were_typed(text: str, found: list[tuple[int, int, str]]) -> None:
    html = mark_text(text, [Mark(start, end, kind, "", "t") for start, end, kind in found])
    assert html.striptags() == Markup.escape(text).striptags()
    assert WORD_JOINER in text or WORD_JOINER not in html
