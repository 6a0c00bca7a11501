"""Find stretches that a wrong decoder spoilt: shifted GBK, UTF-8 read as GBK, GBK read as Latin-1, lost bytes."""

import re

from triage.assessment.characters import LOST_BYTES, PLAIN
from triage.assessment.types import Span

SHORTEST_RUN = 4  # characters; shorter stretches cannot be told from rare names


def _everyday_han() -> str:
    """The 3,755 characters of GB 2312 level 1: almost all of everyday Chinese."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return "".join(row.decode("gb2312", errors="ignore") for row in rows)


_EVERYDAY = frozenset(_everyday_han())
_LEGIBLE = _EVERYDAY | frozenset("，。、！？：；“”（）")
_PLAIN_MARKS = PLAIN.replace(r"\u4e00-\u9fff\u3400-\u4dbf", "")
_ODD_PAIR = re.compile(f"[^{''.join(_EVERYDAY)}{_PLAIN_MARKS}]{{2}}")
_LOST = re.compile("|".join((r"[\ufffd\ud800-\udfff]+", *(f"(?:{word})+" for word in LOST_BYTES))))
_LOST_MARKS = re.compile(f"[\ufffd\ud800-\udfff{''.join(word[0] for word in LOST_BYTES)}]")
_RUN = re.compile(r"[^\x00-\x7f]{4,}")
_ODD_STRETCH = re.compile(f"[^{''.join(_EVERYDAY)}].*[^{''.join(_EVERYDAY)}]", re.DOTALL)


def find_damage(text: str) -> tuple[Span, ...]:
    """Spans of ``text`` that cannot be read, in order; text in another language or script is not damage."""
    spans = [found.span() for found in _LOST.finditer(text)] if _LOST_MARKS.search(text) else []
    if _ODD_PAIR.search(text):
        spans += [span for run in _RUN.finditer(text) if (span := _spoilt_part(run))]
    return _merged(spans)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _spoilt_part(run: re.Match[str]) -> Span | None:
    """The part of a non-ASCII run between its first and last unusual character, if it is spoilt."""
    odd = _ODD_STRETCH.search(run.group())
    if odd is None or len(odd.group()) < SHORTEST_RUN:
        return None
    stretch = odd.group().strip("\ufffd")
    spoilt = _is_shifted_gbk(stretch) or _is_misread_utf8(stretch) or _is_misread_latin(stretch)
    return (run.start() + odd.start(), run.start() + odd.end()) if spoilt else None


def _legible_share(text: str) -> float:
    return sum(char in _LEGIBLE for char in text) / max(len(text), 1)


def _is_shifted_gbk(text: str) -> bool:
    """True when dropping one byte turns rare characters into everyday ones."""
    shifted = text.encode("gb18030", errors="ignore")[1:-1].decode("gbk", errors="replace")
    return _legible_share(text) <= 0.6 and _legible_share(shifted) >= 0.85


def _is_misread_utf8(text: str) -> bool:
    read = text.encode("gb18030", errors="ignore").decode("utf-8", errors="ignore")
    return len(read) * 2 >= len(text) and _legible_share(read) >= 0.7


def _is_misread_latin(text: str) -> bool:
    for charset in ("latin-1", "cp1252"):
        raw = text.encode(charset, errors="ignore")
        if len(raw) >= len(text) * 0.9:
            return any(_legible_share(raw.decode(code, errors="ignore")) >= 0.7 for code in ("utf-8", "gbk"))
    return False
