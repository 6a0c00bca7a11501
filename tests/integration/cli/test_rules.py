"""`triage rules`: check, list, show."""

import json
import shutil
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Command
from tests.unit.rulebook.folders import folder


@pytest.fixture
def rules_copy(checkout: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checkout / "rules", tmp_path / "rules"))


def test_the_shipped_rules_hold(command: Command) -> None:
    said = command("rules", "check", "--quick", "--json")
    answer = json.loads(said.out)
    assert (said.status, answer["ok"], answer["errors"]) == (0, True, 0)
    assert answer["rules"] > 50 < answer["cases"]


def test_a_fault_is_shown_with_file_line_and_column(command: Command, rules_copy: Path) -> None:
    file = rules_copy / "risk" / "self_harm.yaml"
    first, rest = file.read_text(encoding="utf-8").split("version: ", 1)
    file.write_text(f"{first}version: 1\nversion: {rest}", encoding="utf-8")
    said = command("rules", "check", rules_copy, "--quick")
    assert (said.status, "risk/self_harm.yaml:3:1: " in said.out) == (1, True)


def test_a_case_that_fails_is_a_finding(command: Command, rules_copy: Path) -> None:
    file = rules_copy / "risk" / "self_harm.yaml"
    text = file.read_text(encoding="utf-8").replace("cases:\n", "cases:\n  - {text: 物业费涨价, expect: match}\n")
    file.write_text(text, encoding="utf-8")
    said = command("rules", "check", rules_copy, "--quick", "--json")
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


def test_the_review_tells_what_the_cases_prove(command: Command, tmp_path: Path) -> None:
    listing = tmp_path / "survivors.tsv"
    said = command("rules", "check", "--rule", "risk.self_harm", "--survivors", listing, "--json")
    mutation = json.loads(said.out)["mutation"]
    rows = [line.split("\t") for line in listing.read_text(encoding="utf-8").splitlines()]
    assert said.status == 0
    assert 0 < mutation["killed"] <= mutation["tried"]
    assert "risk.self_harm" in {subject["id"] for subject in mutation["subjects"]}
    assert (rows[0][0], len(rows) - 1) == ("subject", mutation["tried"] - mutation["killed"])


@pytest.fixture
def small_rulebook(tmp_path: Path) -> Path:
    for name, raw in folder().items():
        file = tmp_path / "small" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    return tmp_path / "small"


def test_a_check_ends_with_the_score_and_a_quick_one_leaves_it_out(command: Command, small_rulebook: Path) -> None:
    whole, quick = command("rules", "check", small_rulebook), command("rules", "check", small_rulebook, "--quick")
    assert (whole.status, "变异测试：" in whole.out) == (0, True)
    assert (quick.status, "变异测试：" in quick.out) == (0, False)


def test_a_rulebook_below_its_own_goal_fails(command: Command, small_rulebook: Path) -> None:
    (small_rulebook / "rule_review.json").write_text('{"least_mutation_score": 0.999}', encoding="utf-8")
    said = command("rules", "check", small_rulebook)
    assert (said.status, "低于本规则手册定下的 99.9%" in said.out) == (1, True)


def test_of_each_kind_a_few_findings_are_told_and_all_on_demand(command: Command, rules_copy: Path) -> None:
    chosen = ("rules", "check", rules_copy, "--rule", "dispute_type.")
    few, every = command(*chosen).out.splitlines(), command(*chosen, "--all").out.splitlines()
    assert "--all" in "".join(few)
    assert len(few) < len(every)
