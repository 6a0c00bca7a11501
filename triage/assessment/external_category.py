"""Before *combine*: what the sending system's category means here. It leans towards a type and never decides."""

from collections.abc import Iterator

from triage.assessment.normalise import normalise
from triage.assessment.rule import ExternalCategory, Rulebook
from triage.assessment.sentences import say
from triage.assessment.types import Report

LONGEST = 40  # characters of a category that are shown


def category_of(report: Report, rulebook: Rulebook) -> ExternalCategory | None:
    """The category as the tables of the regions know it; None where the report has none or no table knows it."""
    if report.category is None:
        return None
    given = report.category.strip()
    return rulebook.categories.get(given) or rulebook.categories.get(normalise(given).text)


def leaning_of(category: ExternalCategory | None) -> tuple[str, ...]:
    """The types it may mean."""
    return category.codes if category is not None else ()


def category_warnings(report: Report, rulebook: Rulebook) -> Iterator[str]:
    """A category that stands in no table goes to a person."""
    given = (report.category or "").strip()
    if given and category_of(report, rulebook) is None:
        yield say(rulebook.wording, "warnings.unknown_category", category=given[:LONGEST])
