"""How well the shipped word lists and patterns find the elements that were marked by hand in invented reports."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.assessment.find_elements import find_elements
from triage.assessment.normalise import normalise
from triage.services.assessor import Assessor
from triage.settings import Settings
from triage.vocabulary import ElementKind

MARKED = Path(__file__).resolve().parents[1] / "scenarios" / "elements.yaml"
LEAST = 0.9


@cache
def counted() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Elements marked, found, and found as marked, by kind."""
    index = Assessor.from_settings(Settings.from_environment()).index
    marked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in yaml.safe_load(MARKED.read_text(encoding="utf-8")):
        in_row = Counter((element.kind.value, element.text) for element in find_elements(normalise(row["text"]), index))
        by_hand = Counter(_marks(row))
        for counter, elements in ((marked, by_hand), (found, in_row), (right, by_hand & in_row)):
            for (kind, _), times in elements.items():
                counter[kind] += times
    return marked, found, right


def _marks(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind in ElementKind:
        yield from ((kind.value, text) for text in row.get(kind.value, ()))


@pytest.mark.parametrize("kind", [kind.value for kind in ElementKind])
def test_nine_in_ten_are_found_and_nine_in_ten_found_are_right(kind: str) -> None:
    marked, found, right = counted()
    assert marked[kind] >= 15
    assert right[kind] >= LEAST * marked[kind]
    assert right[kind] >= LEAST * found[kind]
