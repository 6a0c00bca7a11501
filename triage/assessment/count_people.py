"""Step *elements*: how many people the text speaks of, for when nobody has counted them."""

import re
from dataclasses import dataclass

from triage.assessment.characters import (
    CLEAR_MEASURES,
    GROUP_NOUNS,
    HEADCOUNT_BEFORE,
    MEASURES,
    MORE,
    NUMERAL,
    ORDINAL_OR_SHARE,
    TOGETHER_BEFORE,
)
from triage.assessment.normalise import span_in_original
from triage.assessment.numerals import NUMBER_PATTERN, read_number
from triage.assessment.types import NormalisedText, Span

MOST_PEOPLE = 100_000  # a larger number is no headcount

_COUNT = re.compile(
    rf"(?<![\d.{ORDINAL_OR_SHARE}{NUMERAL}])(?P<number>{NUMBER_PATTERN}){MORE}(?P<measure>{MEASURES})(?P<noun>(?:{GROUP_NOUNS})?)"
)
_HEADCOUNT_BEFORE = re.compile(HEADCOUNT_BEFORE)
_TOGETHER_BEFORE = re.compile(TOGETHER_BEFORE)


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """The largest number of people named, and where; ``span`` lies in the text as typed."""

    count: int
    span: Span


def count_people(intake: NormalisedText) -> PeopleCount | None:
    """The largest group the text names (我们七个人, 60余名业主); None where it names none.

    The headcount of a firm or a housing estate (公司有200名员工) is not a group in dispute.
    """
    largest: PeopleCount | None = None
    for found in _COUNT.finditer(intake.text):
        count = int(read_number(found["number"]) or 0)
        if 0 < count <= MOST_PEOPLE and (largest is None or count > largest.count) and _is_a_group(found, intake.text):
            largest = PeopleCount(count, span_in_original(intake, found.start(), found.end("measure")))
    return largest


def _is_a_group(found: re.Match[str], text: str) -> bool:
    before = text[max(0, found.start() - 12) : found.start()]
    if _HEADCOUNT_BEFORE.search(before):
        return False
    is_clear = found["measure"].endswith(CLEAR_MEASURES)
    return is_clear or bool(found["noun"]) or bool(_TOGETHER_BEFORE.search(before))
