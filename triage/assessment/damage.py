"""Find what a wrong decoder destroyed for good: lost bytes, which ``recover`` cannot bring back."""

import re

from triage.assessment.characters import LOST_BYTES
from triage.assessment.types import Span

_LOST = re.compile("|".join((r"[\ufffd\ud800-\udfff]+", *(f"(?:{word})+" for word in LOST_BYTES))))
_LOST_MARKS = re.compile(f"[\ufffd\ud800-\udfff{''.join(word[0] for word in LOST_BYTES)}]")


def find_damage(text: str) -> tuple[Span, ...]:
    """Spans of ``text`` that cannot be read, in order; text in another language or script is not damage."""
    if not _LOST_MARKS.search(text):
        return ()
    spans: list[Span] = []
    for found in _LOST.finditer(text):
        start, end = found.span()
        if spans and start == spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)
