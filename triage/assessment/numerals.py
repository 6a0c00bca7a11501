"""Read numbers as people write them: 35000, 50,000, 3.5万, 3万5, 三万五, 二十多, 几十, 8w."""

import re

from triage.assessment.number_words import BEGINS_ANOTHER, BIG_UNITS, DIGITS, NUMERAL, UNITS, VAGUE_DIGITS

VAGUE = "".join(word for word in VAGUE_DIGITS if len(word) == 1)
_DIGIT = "".join(DIGITS)
_NEXT_NUMBER = f"[{_DIGIT}](?=[{BEGINS_ANOTHER}])"
_ARABIC_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9})(?:\.\d{1,4})?"
    rf"(?:[{BIG_UNITS}]{{1,2}}(?:\d{{1,4}}[百千]?(?!\d))?|[wk](?![a-z\d]))?"
)
_CHINESE_NUMBER = rf"(?<=[万亿]){_NEXT_NUMBER}|[{NUMERAL}{VAGUE}]{{1,9}}(?<![{BIG_UNITS[1:]}]{_NEXT_NUMBER})"
NUMBER_PATTERN = f"(?:{_ARABIC_NUMBER}|{_CHINESE_NUMBER})"

_ARABIC = re.compile(rf"(\d+(?:\.\d+)?)([{''.join(UNITS)}]*)(?:(\d+)([百千]?))?")
_LARGE = 10_000


def read_number(written: str) -> float | None:
    """The value of ``written``, the least possible one where it is vague (几十 → 30); None if it is no number."""
    arabic = _ARABIC.fullmatch(written.replace(",", ""))
    return _read_arabic(arabic) if arabic else _read_chinese(written)


def _read_arabic(arabic: re.Match[str]) -> float:
    """3.5万; 3万5 is 35,000 as 三万五 is, 3万5千 and 1万2000 say what they say."""
    factor = 1
    for unit in arabic[2]:
        factor *= UNITS[unit]
    tail = 0
    if arabic[3]:
        tail = int(arabic[3]) * (UNITS[arabic[4]] if arabic[4] else factor // 10 if len(arabic[3]) == 1 else 1)
    return float(round(float(arabic[1]) * factor, 4) + tail)


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
                total, section = ((total + section + digit) or 1) * unit, 0
            else:
                section += (digit or (0 if place and written[place - 1] in "零〇" else 1)) * unit
            digit, last_unit = 0, unit
        else:
            return None
    # 三万五 is 35,000 and 一百二 is 120: the digit after the last unit counts tenths of it
    tail = digit * last_unit // 10 if last_unit >= 100 else digit
    return float(total + section + tail) if written else None
