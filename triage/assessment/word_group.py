"""A set of words that is looked for only where something else was found already."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from triage.assessment.rule import QUANTITY_MARK
from triage.assessment.types import Span

_NOTHING = r"(?!)"


class WordGroup:
    """Words of a rule or cue list, and the quantities (``#crowd``) named among them."""

    __slots__ = ("_find_firsts", "_lengths", "longest", "quantities", "words")

    def __init__(self, members: Iterable[str]) -> None:
        members = frozenset(members)
        self.quantities: Final = tuple(sorted(word[1:] for word in members if word.startswith(QUANTITY_MARK)))
        self.words: Final = frozenset(word for word in members if not word.startswith(QUANTITY_MARK))
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for word in self.words:
            lengths[word[0]].add(len(word))
        self._lengths: Final = {first: tuple(sorted(found)) for first, found in lengths.items()}
        self.longest: Final = max(map(len, self.words), default=0)
        firsts = f"[{''.join(map(re.escape, sorted(lengths)))}]" if lengths else _NOTHING
        self._find_firsts: Final = re.compile(firsts).finditer

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Every word that lies within ``text[start:end]``, overlapping ones too, in order of start, then of end."""
        lengths, words, spans = self._lengths, self.words, []
        for first in self._find_firsts(text, start, end):
            at = first.start()
            for length in lengths[first.group()]:
                if at + length <= end and text[at : at + length] in words:
                    spans.append((at, at + length))
        return spans
