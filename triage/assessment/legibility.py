"""How everyday a character is: what tells readable Chinese from bytes that were read with the wrong decoder."""

import re
from collections.abc import Iterable

from triage.assessment.characters import EVERYDAY_MARKS, FREQUENT, USUAL_MARKS
from triage.assessment.simplify import TRADITIONAL

ODD = -2.0  # the weight of a character that hardly stands in a report


def _level_one() -> str:
    """The 3,755 characters of GB 2312 level 1: almost all of everyday Chinese."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return "".join(row.decode("gb2312", errors="ignore") for row in rows)


def _with_traditional(simplified: str) -> str:
    """``simplified`` and the traditional forms of its characters."""
    known = frozenset(simplified)
    return simplified + "".join(old for old, simple in TRADITIONAL.items() if simple in known)


_EVERYDAY = _with_traditional(_level_one())
_WEIGHTS = {
    **dict.fromkeys(_EVERYDAY, 0.4),
    **dict.fromkeys(_with_traditional(FREQUENT), 2.0),
    **dict.fromkeys(EVERYDAY_MARKS, 0.5),
}
_ODD_CHAR = rf"[^{_EVERYDAY}{USUAL_MARKS}\uff01-\uff5e￥]"
ODD_CHAR = re.compile(_ODD_CHAR)
ODD_STRETCH = re.compile(f"{_ODD_CHAR}.*{_ODD_CHAR}", re.DOTALL)


def weight(char: str) -> float:
    """2 for the most frequent characters, about 0 for ASCII and the rest of everyday Chinese, -2 for all others."""
    return _WEIGHTS.get(char, 0.0 if char < "\x80" else ODD)


def weight_of(chars: Iterable[str]) -> float:
    """The sum over ``chars``."""
    return sum(map(weight, chars))
