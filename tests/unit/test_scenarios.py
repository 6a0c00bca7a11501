"""What the shipped rules say of whole invented reports (``tests/scenarios/``), without a classifier."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.assessment.classify import SilentClassifier
from triage.assessment.pipeline import assess
from triage.assessment.types import Assessment, Report
from triage.services.assessor import Assessor
from triage.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
DAY = date(2026, 11, 22)
LEAST_TYPES_RIGHT = 0.95


@cache
def assessor() -> Assessor:
    return Assessor.from_settings(Settings.from_environment())


def by_rules_alone(text: str) -> Assessment:
    shipped = assessor()
    policy = replace(shipped.policy, rule_share=1.0)
    return assess(Report("", text), on=DAY, index=shipped.index, classifier=SilentClassifier(), policy=policy)


def scenarios(name: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


@pytest.mark.parametrize("scenario", scenarios("danger_paraphrases"), ids=lambda row: row["text"][:12])
def test_danger_is_found_however_it_is_put(scenario: Mapping[str, Any]) -> None:
    found = {hit.id for hit in by_rules_alone(scenario["text"]).risk.triggers}
    assert set(scenario["triggers"]) <= found


@pytest.mark.parametrize("scenario", scenarios("harmless_lookalikes"), ids=lambda row: row["text"][:12])
def test_what_only_looks_like_danger_raises_no_alarm(scenario: Mapping[str, Any]) -> None:
    found = {hit.id for hit in by_rules_alone(scenario["text"]).risk.triggers}
    assert found.isdisjoint(scenario["not"])


def test_types_of_everyday_reports_are_recognised_by_rules_alone() -> None:
    rows = scenarios("type_reports")
    missed = [row["text"] for row in rows if by_rules_alone(row["text"]).tags.primary not in row["types"]]
    assert len(missed) <= (1 - LEAST_TYPES_RIGHT) * len(rows), missed
