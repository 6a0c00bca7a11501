"""Step *elements*: stated quantities that rules may ask for in a near pattern (``#crowd``, ``#long_time`` …)."""

import re
from collections.abc import Iterator, Mapping

from triage.assessment import number_words as words
from triage.assessment.stated_amounts import DAYS_IN_A_YEAR, Amount, Measure, find_amounts
from triage.assessment.types import Span

QUANTITY_MARK = "#"  # before the name of a quantity in a rule file
CROWD, SEVERAL_PEOPLE, LONG_TIME, LARGE_SUM = QUANTITIES = ("crowd", "several_people", "long_time", "large_sum")
CROWD_PEOPLE = 10
SEVERAL = 3
LARGE_YUAN = 50_000
PRODUCT_YEAR = 2026  # no text is older, so what has lasted since an earlier year than the last has lasted a year

_YEAR_SIGNS = re.compile(r"多年|前年|\d{4}年")
_LONG_AGO = re.compile(
    "|".join((words.MANY_YEARS, words.SINCE_YEAR_BEFORE_LAST, words.YEAR_TO_YEAR, words.SINCE_A_YEAR))
)


def find_quantities(text: str) -> Mapping[str, tuple[Span, ...]]:
    """Where the normalised ``text`` states each of ``QUANTITIES``, in order of place."""
    spans: dict[str, list[Span]] = {name: [] for name in QUANTITIES}
    for amount in find_amounts(text):
        if name := _name_of(amount):
            spans[name].append(amount.span)
    if _YEAR_SIGNS.search(text):
        spans[LONG_TIME] = sorted({*spans[LONG_TIME], *_long_ago(text)})
    return {name: tuple(found) for name, found in spans.items()}


def _name_of(amount: Amount) -> str | None:
    if amount.measure is Measure.PEOPLE:
        return CROWD if amount.value >= CROWD_PEOPLE else SEVERAL_PEOPLE if amount.value >= SEVERAL else None
    if amount.measure is Measure.DAYS:
        return LONG_TIME if amount.value >= DAYS_IN_A_YEAR else None
    return LARGE_SUM if amount.value >= LARGE_YUAN else None


def _long_ago(text: str) -> Iterator[Span]:
    """Periods of a year or more that are not written as a number of years: 多年, 从前年起, 2019年至今."""
    for found in _LONG_AGO.finditer(text):
        if found["from"]:
            is_long = int(found["to"]) - int(found["from"]) >= 2
        else:
            is_long = not found["since"] or int(found["since"]) < PRODUCT_YEAR - 1
        if is_long:
            yield found.span()
