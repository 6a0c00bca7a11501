"""The text of a report as safe HTML with its spans marked; spans may overlap and nest."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span, half-open code points. ``kind`` is trigger, check or rule, the strongest first."""

    start: int
    end: int
    kind: str
    note: str  # short code shown after the span, e.g. T03
    title: str


WORD_JOINER = "\u2060"  # keeps the short code on the line of the words it belongs to
KINDS = ("trigger", "check", "rule")


def mark_text(text: str, marks: Iterable[Mark]) -> Markup:
    """Escape a text piece by piece and wrap what is marked.

    Where spans overlap, the piece takes the strongest kind and the titles of all of them.
    """
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    edges = sorted({0, len(text), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    pieces = (_piece(text, start, end, inside) for start, end in pairwise(edges))
    return Markup("").join(pieces)


def _piece(text: str, start: int, end: int, marks: list[Mark]) -> Markup:
    shown = escape(text[start:end])
    over = [mark for mark in marks if mark.start <= start and end <= mark.end]
    if not over:
        return shown
    kind = min((mark.kind for mark in over), key=KINDS.index)
    titles = "；".join(dict.fromkeys(mark.title for mark in over))
    ending = dict.fromkeys(mark.note for mark in over if mark.end == end and mark.note)
    notes = Markup('{}<sup class="mark-note">{}</sup>').format(WORD_JOINER, " ".join(ending)) if ending else Markup("")
    return Markup('<mark class="mark mark-{}" title="{}">{}{}</mark>').format(kind, titles, shown, notes)
