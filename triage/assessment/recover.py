"""Step *normalise*: undo wrong decoders where the bytes prove what was written.

Text is spoilt on its way when GBK is cut in the middle of a character and read on, when UTF-8 is read as GBK, and when
either is read as Latin-1; ``cut_by_reading`` knows a fourth way.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from triage.assessment.cut_by_reading import find_cuts
from triage.assessment.legibility import ODD_CHAR, ODD_STRETCH, weight, weight_of
from triage.assessment.spoilt_bytes import LOST, NO_BYTE, Recovered, placed_bytes, read_as
from triage.assessment.types import Span

LEAST_WEIGHT = 0.7  # of a recovered character on average; plain Chinese has 1.2 to 1.6
LEAST_GAIN = 6.0  # how much better a stretch must read before it is taken for spoilt
LEAST_GAIN_BY_A_MARK = 3.0  # where the mark of a lost byte stands behind it
MOST_FALL = 8.0  # how much worse it may read again on the way
SHORTEST_CHARS = 3
FEWEST_ODD = 2  # characters in a spoilt stretch; a rare name has one
MOST_LOST = 0.2  # share of characters that a wrong reading may have destroyed
_BEYOND_LATIN = "\u0180"
_SAMPLE_CHARS = 90  # enough to tell a code by
_RUN = re.compile(r"[^\x00-\x7f]{4,}")
_READINGS = (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gbk"), ("cp1252", "gbk"))


def recover(text: str) -> list[Recovered]:
    """The stretches of ``text`` that a wrong decoder spoilt, in order and apart; other scripts are left alone."""
    found: list[Recovered] = []
    start = 0
    for cut in find_cuts(text):
        found += _between(text, start, cut.span[0])
        found.append(cut)
        start = cut.span[1]
    if ODD_CHAR.search(text):
        found += _between(text, start, len(text))
    return found


def _between(text: str, start: int, end: int) -> Iterator[Recovered]:
    for run in _RUN.finditer(text, start, end):
        if len(ODD_CHAR.findall(run.group())) >= FEWEST_ODD:
            misread = _misread(run)
            yield from [misread] if misread else _shifted(run)


def _misread(run: re.Match[str]) -> Recovered | None:
    """``run`` from its first odd character on, as far as another code makes it readable."""
    odd = ODD_STRETCH.search(run.group())
    if odd is None or weight_of(odd.group()[:_SAMPLE_CHARS]) >= 0:
        return None
    start, end = run.start() + odd.start(), run.start() + odd.end()
    for read, written in _READINGS:
        if _reads_better(run.string[start : min(start + _SAMPLE_CHARS, end)], read, written):
            letters = read_as(written, placed_bytes(run.string[start : run.end()], start, read))
            # its last characters may look ordinary, but ordinary text behind it is no text in that code
            readable = tuple(takewhile(lambda letter: letter[0] != LOST or letter[1][0] < end, letters))
            return Recovered((start, readable[-1][1][1]), readable)
    return None


def _reads_better(stretch: str, read: str, written: str) -> bool:
    if read != "gb18030" and not any(char < _BEYOND_LATIN for char in stretch[:SHORTEST_CHARS]):
        return False
    chars = "".join(char for char, _ in read_as(written, placed_bytes(stretch, 0, read))).rstrip(LOST)
    weight_written = weight_of(chars)
    return (
        len(chars) >= SHORTEST_CHARS
        and chars.count(LOST) <= MOST_LOST * len(chars)
        and weight_written >= LEAST_WEIGHT * len(chars)
        and weight_written - weight_of(stretch) >= LEAST_GAIN
    )


def _shifted(run: re.Match[str]) -> Iterator[Recovered]:
    """Stretches of GBK that was cut inside a character: each character stands on two neighbours."""
    text, offset = run.group(), run.start()
    encoded = (char.encode("gb18030", errors="replace") for char in text)
    pairs = [raw if len(raw) == 2 else bytes((NO_BYTE, NO_BYTE)) for raw in encoded]
    crossed = (this[-1:] + following[:1] for this, following in pairwise(pairs))
    written = [pair.decode("gbk", errors="replace")[:1] for pair in crossed]
    for start, end in _best_stretches(text, written):
        if weight_of(written[start : end - 1]) < LEAST_WEIGHT * (end - start):
            continue
        first, last = offset + start, offset + end
        inner = ((written[at], (offset + at, offset + at + 2)) for at in range(start, end - 1))
        close = last + run.string.startswith(LOST, last)  # the mark for the byte that was left over
        yield Recovered((first, close), ((LOST, (first, first + 1)), *inner, (LOST, (last - 1, close))))


def _best_stretches(text: str, written: Sequence[str]) -> Iterator[Span]:
    """Where reading ``written[i]`` for ``text[i]`` and ``text[i + 1]`` gains most, each stretch as long as it gains."""
    start = best_end = at = 0
    gained = best = 0.0
    while at < len(written):
        gained += weight(written[at]) - weight(text[at])
        if gained <= 0:
            start, gained, best = at + 1, 0.0, 0.0
        elif gained - max(weight(text[at + 1]), 0.0) > best:
            best, best_end = gained - max(weight(text[at + 1]), 0.0), at + 2
        at += 1
        least = LEAST_GAIN_BY_A_MARK if best_end < len(text) and text[best_end] == LOST else LEAST_GAIN
        if best >= least and (gained < best - MOST_FALL or at == len(written)):
            yield start, best_end
            start = at = best_end
            gained = best = 0.0
