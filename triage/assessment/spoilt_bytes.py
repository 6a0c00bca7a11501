"""Step *normalise*: the bytes behind spoilt characters, each with its place, and the characters they stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from triage.assessment.types import Span

LOST = "\ufffd"
NO_BYTE = 0xFF  # starts no character in any code

PlacedByte: TypeAlias = tuple[int, Span]
Letter: TypeAlias = tuple[str, Span]  # a character as written, and the stretch of spoilt text that holds its bytes


@dataclass(frozen=True, slots=True)
class Recovered:
    """The stretch ``span`` of a spoilt text as it was written; U+FFFD stands for what is lost."""

    span: Span
    letters: Sequence[Letter]


def placed_bytes(text: str, start: int, code: str) -> list[PlacedByte]:
    """What a decoder of ``code`` read as ``text``, which starts at ``start``."""
    placed: list[PlacedByte] = []
    for at, char in enumerate(text, start):
        try:
            raw = char.encode(code)
        except UnicodeEncodeError:
            raw = bytes((NO_BYTE,))
        placed += ((byte, (at, at + 1)) for byte in raw)
    return placed


def read_as(code: str, placed: Sequence[PlacedByte]) -> Iterator[Letter]:
    """Read ``placed`` as ``code``, gbk or utf-8, from the first byte on; bytes that are no character are lost."""
    widths = (1, 2) if code == "gbk" else (1, 3, 2, 4)
    at = 0
    while at < len(placed):
        for width in widths:
            char = _decoded(bytes(byte for byte, _ in placed[at : at + width]), code)
            if char:
                break
        else:
            width = 2 if code == "gbk" and placed[at][0] != NO_BYTE else 1
        last = placed[min(at + width, len(placed)) - 1]
        yield char or LOST, (placed[at][1][0], last[1][1])
        at += width


def _decoded(raw: bytes, code: str) -> str:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return ""
