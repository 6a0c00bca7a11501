"""Amounts that a text states: how many people, how long, how much money. One pass over the text finds all three."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from triage.assessment import number_words as words
from triage.assessment.numerals import NUMBER_PATTERN, read_number
from triage.assessment.types import Span

MOST_PEOPLE = 100_000  # a larger number is no headcount
LONGEST_YEARS = 100
DAYS_IN_A_YEAR = 365


class Measure(Enum):
    """What an amount is counted in."""

    PEOPLE = "people"
    DAYS = "days"
    YUAN = "yuan"


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` is the least the writing can mean (十几 → 13); ``span`` lies in the normalised text."""

    measure: Measure
    value: float
    span: Span


_AMOUNT = re.compile(
    rf"(?<![\d.{words.SMALL_NUMERAL}{words.NOT_AFTER}])(?P<number>半|{NUMBER_PATTERN})"
    rf"[{words.MORE}]?(?P<large>[{words.BIG_UNITS}]{{0,2}})[{words.MORE}]?"
    rf"(?:(?P<years>{words.YEARS})|(?P<months>{words.MONTHS})|(?P<weeks>{words.WEEKS})|(?P<days>{words.DAYS})"
    rf"|(?P<hours>{words.HOURS})|(?P<minutes>{words.MINUTES})"
    rf"|(?P<people>{words.ROUGHLY_PEOPLE}|{words.PEOPLE})"
    rf"|(?P<currency>{words.CURRENCY})"
    rf"|(?P<tens_of_thousands>{words.AFTER_TEN_THOUSAND}(?!{words.NOT_MONEY_AFTER}))"
    rf"|(?P<figure>(?<=\d\d\d\d)(?![\d.:%a-z号年月日-])|{words.AFTER_HUNDRED}(?!{words.NOT_MONEY_AFTER})))"
)
_DAYS_IN = {"years": 365.0, "months": 30.0, "weeks": 7.0, "days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}
_NO_DURATION_AFTER = re.compile(words.NOT_A_DURATION_AFTER)
_NO_DURATION_BEFORE = re.compile(words.NOT_A_DURATION_BEFORE)
_LASTS_AFTER = re.compile(words.LASTS_AFTER)
_LASTS_BEFORE = re.compile(words.LASTS_BEFORE)
_OWED_BEFORE = re.compile(words.OWED_BEFORE)
_HEADCOUNT_BEFORE = re.compile(words.HEADCOUNT_BEFORE)
_TOGETHER_BEFORE = re.compile(words.TOGETHER_BEFORE)
_PEOPLE_BEHIND = re.compile(f"(?:{words.DESCRIBED_AS})(?:{words.GROUP_NOUNS})")
_REACH_BEFORE = 12  # characters before an amount that say what it is


@lru_cache(maxsize=2)  # elements, the count of people and the rules ask for the same text in turn
def find_amounts(text: str) -> tuple[Amount, ...]:
    """All amounts stated in the normalised ``text``, in order of place; dates, ages and house numbers are none."""
    return tuple(amount for found in _AMOUNT.finditer(text) if (amount := _amount(found)))


def _amount(found: re.Match[str]) -> Amount | None:
    unit = found.lastgroup or ""
    if unit == "people":
        return _people(found)
    return _duration(found, unit) if unit in _DAYS_IN else _money(found, unit)


def _number(found: re.Match[str]) -> float:
    number = 0.5 if found["number"] == "半" else read_number(found["number"]) or 0.0
    for large in found["large"]:
        number *= words.UNITS[large]
    return number


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - _REACH_BEFORE) : found.start()]


def _people(found: re.Match[str]) -> Amount | None:
    """A group of people; the headcount of a firm or a housing estate (公司有200名员工) is none."""
    count, before = int(_number(found)), _before(found)
    if not 0 < count <= MOST_PEOPLE or _HEADCOUNT_BEFORE.search(before):
        return None
    is_clear = found["people"].endswith(words.CLEAR_ENDS) or _TOGETHER_BEFORE.search(before)
    if not is_clear and not _PEOPLE_BEHIND.match(found.string, found.end()):
        return None
    return Amount(Measure.PEOPLE, count, found.span())


def _duration(found: re.Match[str], unit: str) -> Amount | None:
    number, before = _number(found), _before(found)
    half = 0.5 if "半" in found[unit] else 0.0
    days = (number + half) * _DAYS_IN[unit]
    if not 0 < days <= LONGEST_YEARS * DAYS_IN_A_YEAR or _NO_DURATION_AFTER.match(found.string, found.end()):
        return None
    if unit == "years" and _NO_DURATION_BEFORE.search(before):
        return None
    if unit == "years" and _may_be_a_date(found) and not _lasts(found, before):
        return None
    return Amount(Measure.DAYS, days, found.span())


def _may_be_a_date(found: re.Match[str]) -> bool:
    """19年 is 2019 or nineteen years."""
    return found["number"].isdigit() and len(found["number"]) >= 2 and found["years"] == "年"


def _lasts(found: re.Match[str], before: str) -> bool:
    return bool(_LASTS_BEFORE.search(before) or _LASTS_AFTER.match(found.string, found.end()))


def _money(found: re.Match[str], unit: str) -> Amount | None:
    """Without a currency the number must be more than a unit (千万别), or stand behind a word of owing (欠我80000)."""
    before = _before(found)
    is_bare_unit = unit == "tens_of_thousands" and found["number"] in words.UNITS_ALONE
    if is_bare_unit and not before.endswith(words.NEARLY):
        return None
    if unit == "figure" and not _OWED_BEFORE.search(before):
        return None
    yuan = _number(found)
    return Amount(Measure.YUAN, yuan, found.span()) if yuan > 0 else None
