"""Step *elements*: how many people the text speaks of, for when nobody has counted them."""

from dataclasses import dataclass

from triage.assessment.normalise import span_in_original
from triage.assessment.stated_amounts import Amount, Measure, find_amounts
from triage.assessment.types import NormalisedText, Span


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """The largest number of people named, and where; ``span`` lies in the text as typed."""

    count: int
    span: Span


def count_people(intake: NormalisedText) -> PeopleCount | None:
    """The largest group the text names (我们七个人, 60余名业主); None where it names none."""
    largest: Amount | None = None
    for amount in find_amounts(intake.text):
        if amount.measure is Measure.PEOPLE and (largest is None or amount.value > largest.value):
            largest = amount
    return PeopleCount(int(largest.value), span_in_original(intake, *largest.span)) if largest else None
