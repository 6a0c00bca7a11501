"""Assessments as the JSON object of the contract, and back."""

import json
from dataclasses import replace
from datetime import date

import pytest

from triage.assessment.types import (
    Assessment,
    Element,
    ExclusionCheck,
    IndicatorHit,
    Question,
    Reason,
    RestrictedPart,
    RiskGrade,
    RouteAdvice,
    ToCheck,
    TriggerHit,
    TypeTag,
    TypeTags,
)
from triage.exchange.contract import ExpectedDeadline, answer_of, assessment_of, restricted_of, to_line
from triage.vocabulary import ElementKind, HitContext, RiskLevel, Route

SHARED_ROUTE = RouteAdvice(
    Route.POLICE, (Route.PENALTY,), (Route.POLICE,), blocked=False, exclusions=(), rows=("route.a@1",)
)
POLICE_ROUTE = replace(SHARED_ROUTE, recommended=Route.PENALTY, exclusions=(ExclusionCheck("mps_proc_179_3", True),))
REASON = Reason("risk.a@2", "文中出现“推搡”", (3, 5), 0.5, ("PSAPL 9",), "V")
ASSESSMENT = Assessment(
    report_id="g1",
    tags=TypeTags((TypeTag("fight_injury", 0.75, ("rule", "model")),), abstained=False, is_dispute=True),
    risk=RiskGrade(
        RiskLevel.YELLOW,
        20,
        "score",
        (TriggerHit("T15", None, "risk.b@1"),),
        (ToCheck("T01", (1, 2), HitContext.NEGATED, "现场有没有刀具？", "risk.c@1"),),
        (IndicatorHit("R31", (3, 5), 20, "risk.a@2"),),
    ),
    route=SHARED_ROUTE,
    questions=(Question("injury_level", "有没有人受伤？", {"light_injury": "BLOCK", "none": None}),),
    elements=(
        Element(ElementKind.PERSON, "邻居", (0, 2), ("relation", "邻居")),
        Element(ElementKind.PLACE, "东路", (3, 5)),
    ),
    reasons=(REASON,),
    warnings=("w",),
    assessed_on=date(2026, 11, 22),
    rulebook="sha256:r",
    model="dispute_type@v001",
    policy="sha256:p",
    engine="1.0.0",
    facts={"people_count": 2},
)
WITH_POLICE_PART = replace(
    ASSESSMENT,
    route=POLICE_ROUTE,
    restricted=RestrictedPart(
        (IndicatorHit("R11", None, 15, "R11"),), SHARED_ROUTE, (replace(REASON, source_id="R11"),)
    ),
)
KEYS = [
    *("contract", "id", "is_dispute", "types", "abstained", "triggers", "to_check", "indicators", "risk", "route"),
    *("questions", "elements", "reasons", "deadlines", "warnings"),
    *("assessed_on", "rulebook", "model", "policy", "engine"),
]


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    assert list(answer_of(ASSESSMENT)) == KEYS


def test_a_clock_is_written_with_its_date() -> None:
    answer = answer_of(ASSESSMENT, [ExpectedDeadline("DV-01", date(2026, 11, 22), provisional=False)])
    assert answer["deadlines"] == [{"rule": "DV-01", "due_on": "2026-11-22", "provisional": False}]


@pytest.mark.parametrize("assessment", [ASSESSMENT, WITH_POLICE_PART], ids=["shared", "with a police part"])
def test_what_is_stored_gives_the_assessment_back(assessment: Assessment) -> None:
    answer, restricted = (json.loads(json.dumps(part)) for part in (answer_of(assessment), restricted_of(assessment)))
    assert assessment_of(answer, facts=assessment.facts, restricted=restricted) == assessment


def test_the_shared_answer_holds_nothing_that_police_only_facts_change() -> None:
    assert answer_of(WITH_POLICE_PART) == answer_of(ASSESSMENT)


def test_the_answer_for_the_police_holds_it() -> None:
    answer = answer_of(WITH_POLICE_PART, for_police=True)
    assert (answer["route"]["recommended"], [reason["source"] for reason in answer["reasons"]]) == (
        "PEN",
        ["risk.a@2", "R11"],
    )


def test_chinese_is_written_as_it_is_and_half_a_pair_is_escaped() -> None:
    assert to_line({"id": "邻居"}) == '{"id": "邻居"}'
    assert json.loads(to_line({"id": "邻\ud800"}).encode()) == {"id": "邻\ud800"}
