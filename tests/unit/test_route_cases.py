"""The decision table against the cases a legal reviewer reads (``route_cases.yaml``)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.assessment.recommend_route import RouteAdviser
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import IndicatorHit, RiskGrade, RouteAdvice, TriggerHit, TypeTag, TypeTags
from triage.rulebook.load import load_rulebook
from triage.vocabulary import RiskLevel, Route

CHECKOUT = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load((CHECKOUT / "tests/scenarios/route_cases.yaml").read_text(encoding="utf-8"))["cases"]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def index() -> RuleIndex:
    return RuleIndex.of(load_rulebook(CHECKOUT / "rules").rulebook)


def _advice(case: dict[str, Any], index: RuleIndex) -> RouteAdvice:
    ranked = tuple(TypeTag(code, 0.9 if rank == 0 else 0.4, ("rule",)) for rank, code in enumerate(case["types"]))
    risk = RiskGrade(
        level=RiskLevel.BLUE,
        score=0,
        because="score",
        triggers=tuple(TriggerHit(trigger, (0, 1), "") for trigger in case["triggers"]),
        to_check=(),
        indicators=tuple(IndicatorHit(indicator, (0, 1), 0, "") for indicator in case.get("indicators", ())),
    )
    tags = TypeTags(ranked, abstained=False, is_dispute=True)
    return RouteAdviser(tags, risk, 0, index, case.get("assessed_on", TODAY)).advise(case["facts"]).advice


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_goes_where_the_reviewer_expects(case: dict[str, Any], index: RuleIndex) -> None:
    advice = _advice(case, index)
    assert advice.recommended == (Route(case["route"]) if case["route"] else None)
    assert advice.recommended not in case["never"]
    assert "then" not in case or list(advice.then) == case["then"]
    assert "possible" not in case or set(advice.possible) == set(case["possible"])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_police_mediation_is_never_advised_while_an_exclusion_holds(case: dict[str, Any], index: RuleIndex) -> None:
    advice = _advice(case, index)
    assert advice.recommended is not Route.POLICE or not any(check.holds for check in advice.exclusions)
