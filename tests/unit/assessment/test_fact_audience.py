"""Who may see which fact: every role against every fact of the shipped rulebook."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tests.unit.test_scenarios import assessor
from triage.assessment.rule import FactDefinition, FactValue
from triage.assessment.types import Report
from triage.exchange.contract import answer_of
from triage.vocabulary import POLICE_ROLES, Actor, Role, UnitKind

POLICE_ONLY = {"prior_penalties_12m", "repeated_offence", "penalty_decided"}
NOBODY = UUID(int=1)
TEXT = "两个邻居因为停车互相推搡，打了几拳。"
ON = date(2026, 11, 22)


def _actor(role: Role, unit_kind: UnitKind) -> Actor:
    return Actor(NOBODY, "甲", role, NOBODY, "单位", unit_kind, "/1/", NOBODY)


def _facts() -> dict[str, FactDefinition]:
    return dict(assessor().rulebook.facts)


def _answer_to(fact: FactDefinition) -> FactValue:
    return True if fact.kind == "boolean" else 3 if fact.kind == "count" else fact.choices[-1]


@pytest.mark.parametrize("fact", sorted(assessor().rulebook.facts))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_what_its_fact_says(role: Role, fact: str) -> None:
    is_for_police = fact in POLICE_ONLY
    in_station = _facts()[fact].is_open_to(_actor(role, UnitKind.POLICE_STATION))
    elsewhere = _facts()[fact].is_open_to(_actor(role, UnitKind.MEDIATION_COMMITTEE))
    assert (in_station, elsewhere) == (not is_for_police or role in POLICE_ROLES, not is_for_police)


@pytest.mark.parametrize("fact", sorted(POLICE_ONLY))
def test_a_police_only_fact_leaves_no_trace_in_the_shared_answer(fact: str) -> None:
    report = Report("r", TEXT, {"both_willing": True})
    told = replace(report, facts={**report.facts, fact: _answer_to(_facts()[fact])})
    plain, with_fact = assessor().assess(report, ON), assessor().assess(told, ON)
    assert answer_of(with_fact) == answer_of(plain)
    assert with_fact.restricted is not None


def test_no_condition_that_asks_a_police_only_fact_is_worded_for_others() -> None:
    questions = {question.fact for question in assessor().assess(Report("r", TEXT), ON).questions}
    assert questions.isdisjoint(POLICE_ONLY)
