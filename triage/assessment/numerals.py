"""Read numbers as people write them: 35000, 3.5万, 三万五, 二十多, 几十."""

import re

from triage.assessment.characters import DIGITS, NUMERAL, UNITS, VAGUE_DIGITS

VAGUE = "".join(word for word in VAGUE_DIGITS if len(word) == 1)
NUMBER_PATTERN = rf"(?:\d{{1,9}}(?:\.\d{{1,4}})?[{''.join(UNITS)}]{{0,2}}|[{NUMERAL}{VAGUE}]{{1,9}})"

_ARABIC = re.compile(rf"(\d+(?:\.\d+)?)([{''.join(UNITS)}]*)")
_LARGE = 10_000


def read_number(written: str) -> float | None:
    """The value of ``written``, the least possible one where it is vague (几十 → 30); None if it is no number."""
    arabic = _ARABIC.fullmatch(written)
    if arabic:
        factor = 1
        for unit in arabic.group(2):
            factor *= UNITS[unit]
        return float(arabic.group(1)) * factor
    return _read_chinese(written)


def _read_chinese(written: str) -> float | None:
    """Sections up to 万 and 亿, each a sum of digit times unit."""
    total = section = digit = 0
    last_unit = 1
    for place, char in enumerate(written):
        if char in DIGITS or char in VAGUE_DIGITS:
            digit = DIGITS.get(char, VAGUE_DIGITS.get(char, 0))
            last_unit = 1 if char in "零〇" else last_unit
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= _LARGE:
                total, section = (total + section + digit) * unit, 0
            else:
                section += (digit or (0 if place and written[place - 1] in "零〇" else 1)) * unit
            digit, last_unit = 0, unit
        else:
            return None
    # 三万五 is 35,000 and 一百二 is 120: the digit after the last unit counts tenths of it
    tail = digit * last_unit // 10 if last_unit >= 100 else digit
    return float(total + section + tail) if written else None
