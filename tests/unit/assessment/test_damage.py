"""Bytes that a wrong decoder destroyed are found, and nothing else is taken for them."""

import pytest

from triage.assessment.damage import find_damage


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("我\ufffd\ufffd家", ((1, 3),)),
        ("我\ud83d家", ((1, 2),)),
        ("锟斤拷锟斤拷报警", ((0, 6),)),
        ("烫烫烫\ufffd报警", ((0, 4),)),
    ],
)
def test_lost_bytes_are_damage(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert find_damage(text) == spans


@pytest.mark.parametrize("text", ["", "报警人称被开水烫伤", "屯里的人", "鄰居說要殺死我", "😀"])
def test_other_text_is_no_damage(text: str) -> None:
    assert find_damage(text) == ()
