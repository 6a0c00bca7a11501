"""The trie of many texts and the automaton of one find exactly the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.assessment.automaton import find_all_of
from triage.assessment.trie import Trie

TEXT = st.text(alphabet="甲乙丙a。\U00020000", max_size=30)


def _found(literals: list[str], text: str) -> list[tuple[int, int, int]]:
    found = Trie.of(literals).find(np.frombuffer(text.encode("utf-32-le"), dtype="<u4"))
    return list(zip(found.starts.tolist(), found.ends.tolist(), found.literals.tolist(), strict=True))


@given(st.sets(st.text(alphabet="甲乙丙a\U00020000", min_size=1, max_size=4), max_size=12), TEXT)
def test_it_finds_what_the_automaton_finds(words: set[str], text: str) -> None:
    literals = sorted(words)
    expected = sorted((start, end, literal) for literal, start, end in find_all_of(literals)(text))
    assert _found(literals, text) == expected


@pytest.mark.parametrize("text", ["", "乙", "甲"])
def test_a_text_may_end_inside_a_literal(text: str) -> None:
    assert _found(["甲乙"], text) == []


def test_many_transitions_share_the_table_without_harm() -> None:
    literals = sorted(chr(0x4E00 + first) + chr(0x4E00 + second) for first in range(60) for second in range(60))
    for literal in literals[::97]:
        assert _found(literals, literal) == [(0, 2, literals.index(literal))]
