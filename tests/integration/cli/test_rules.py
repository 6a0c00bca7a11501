"""`triage rules`: check, list, show."""

import json
import shutil
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Command


@pytest.fixture
def rules_copy(checkout: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checkout / "rules", tmp_path / "rules"))


def test_the_shipped_rules_hold(command: Command) -> None:
    said = command("rules", "check", "--json")
    answer = json.loads(said.out)
    assert (said.status, answer["ok"], answer["errors"]) == (0, True, 0)
    assert answer["rules"] > 50 < answer["cases"]


def test_a_fault_is_shown_with_file_line_and_column(command: Command, rules_copy: Path) -> None:
    file = rules_copy / "risk" / "self_harm.yaml"
    first, rest = file.read_text(encoding="utf-8").split("version: ", 1)
    file.write_text(f"{first}version: 1\nversion: {rest}", encoding="utf-8")
    said = command("rules", "check", rules_copy)
    assert (said.status, "risk/self_harm.yaml:3:1: " in said.out) == (1, True)


def test_a_case_that_fails_is_a_finding(command: Command, rules_copy: Path) -> None:
    file = rules_copy / "risk" / "self_harm.yaml"
    text = file.read_text(encoding="utf-8").replace("cases:\n", "cases:\n  - {text: 物业费涨价, expect: match}\n")
    file.write_text(text, encoding="utf-8")
    said = command("rules", "check", rules_copy, "--json")
    codes = {found["code"] for found in json.loads(said.out)["findings"]}
    assert (said.status, "case_fails" in codes) == (1, True)


def test_rules_are_listed_by_what_they_raise(command: Command) -> None:
    rows = json.loads(command("rules", "list", "--trigger", "T03", "--json").out)
    assert {row["target"] for row in rows} == {"T03"}


@pytest.mark.parametrize(("rule", "words"), [("risk.self_harm", "trigger: T03"), ("pm-01", "accept_hand_off")])
def test_one_rule_is_shown_whole(command: Command, rule: str, words: str) -> None:
    said = command("rules", "show", rule)
    assert (said.status, words in said.out) == (0, True)


@pytest.mark.parametrize("arguments", [["show", "risk.no_such"], ["check", "no-such-folder"], ["approve"]])
def test_wrong_use_is_one_line_and_status_2(command: Command, arguments: list[str]) -> None:
    said = command("rules", *arguments)
    assert (said.status, said.out, len(said.err.splitlines())) == (2, "", 1)
