"""Every code a page may show has its Chinese words, and every refusal its sentence."""

import ast
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest
import yaml

from triage import vocabulary
from triage.casework.hand_off import DECLINE_REASONS
from triage.casework.intake import CLEARING_REASONS, OVERRIDE_REASONS
from triage.casework.outcome import FAILURE_REASONS
from triage.services.assessor import Assessor
from triage.services.safety import TASK_FINDINGS
from triage.web.case_links import CASE_VIEWS, HAND_OFF_VIEWS
from triage.web.hand_off.forms import CONSENTS, ITEMS
from triage.web.outcome.forms import CLOSE_REASONS

SHOWN_ENUMS: dict[str, type[StrEnum]] = {
    "risk_level": vocabulary.RiskLevel,
    "risk_colour": vocabulary.RiskLevel,
    "route": vocabulary.Route,
    "route_hint": vocabulary.Route,
    "role": vocabulary.Role,
    "unit_kind": vocabulary.UnitKind,
    "intake_channel": vocabulary.IntakeChannel,
    "case_status": vocabulary.CaseStatus,
    "track_kind": vocabulary.TrackKind,
    "track_status": vocabulary.TrackStatus,
    "hand_off_status": vocabulary.HandOffStatus,
    "clock_status": vocabulary.ClockStatus,
    "task_kind": vocabulary.TaskKind,
    "outcome_kind": vocabulary.OutcomeKind,
    "hit_context": vocabulary.HitContext,
    "action": vocabulary.CaseAction,
    "case_action": vocabulary.CaseAction,
}
SHOWN_CODES: dict[str, Iterable[str]] = {
    "override_reason": OVERRIDE_REASONS,
    "clear_reason": CLEARING_REASONS,
    "decline_reason": DECLINE_REASONS,
    "failure_reason": FAILURE_REASONS,
    "close_reason": [code for codes in CLOSE_REASONS.values() for code in codes],
    "consent": CONSENTS,
    "hand_off_item": ITEMS,
    "task_finding": [code for codes in TASK_FINDINGS.values() for code in codes],
    "do": [action.value for action in (*CASE_VIEWS, *HAND_OFF_VIEWS)],
}
REFUSING = ("services", "queries", "web")
WORDED_ELSEWHERE = ("cli/wording.yaml", "exchange/wording.yaml")  # refusals that only a command can meet


@pytest.fixture(scope="module")
def wording(assessor: Assessor) -> dict[str, str]:
    return dict(assessor.rulebook.wording)


@pytest.mark.parametrize("group", SHOWN_ENUMS)
def test_every_value_has_a_label(wording: dict[str, str], group: str) -> None:
    assert [value for value in SHOWN_ENUMS[group] if f"labels.{group}.{value.value}" not in wording] == []


@pytest.mark.parametrize("group", SHOWN_CODES)
def test_every_code_has_a_label(wording: dict[str, str], group: str) -> None:
    assert [code for code in SHOWN_CODES[group] if f"labels.{group}.{code}" not in wording] == []


def test_every_law_a_rule_cites_has_its_name(assessor: Assessor, wording: dict[str, str]) -> None:
    book = assessor.rulebook
    cited = [one.legal_basis for one in (*book.rules, *book.routes, *book.exclusions, *book.triggers.values())]
    cited += [rule.legal_basis for rule in assessor.clock_rules.values()]
    keys = {source.partition(" ")[0] for sources in cited for source in sources}
    assert sorted(key for key in keys if f"labels.law.{key}" not in wording) == []


def test_every_refusal_of_a_page_has_its_sentence(wording: dict[str, str], checkout: Path) -> None:
    codes = {code for folder in REFUSING for code in _codes_raised(checkout / "triage" / folder)}
    elsewhere = {code for file in WORDED_ELSEWHERE for code in _errors_in(checkout / "triage" / file)}
    assert sorted(code for code in codes - elsewhere if f"errors.{code}" not in wording) == []


def _errors_in(file: Path) -> set[str]:
    return set(yaml.safe_load(file.read_text(encoding="utf-8"))["errors"])


def _codes_raised(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            first = node.args[0]
            if node.func.id.endswith("Error") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
