"""The one place that knows which automaton finds literals, so that another library can take its place."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

FindAll: TypeAlias = Callable[[str], list[tuple[int, int, int]]]


def find_all_of(literals: Sequence[str]) -> FindAll:
    """Compile ``literals`` (no empty string) into a function that finds every occurrence, overlapping ones too.

    The function returns ``(literal number, start, end)`` in code points, in order of ``end``. It takes text without
    lone surrogates, which ``normalise`` guarantees.
    """
    if not literals:
        return lambda text: []
    automaton = AhoCorasick(literals, MatchKind.Standard, implementation=Implementation.DFA)

    def find_all(text: str) -> list[tuple[int, int, int]]:
        return automaton.find_matches_as_indexes(text, overlapping=True)

    return find_all
