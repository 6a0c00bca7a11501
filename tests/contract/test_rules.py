"""The rulebook as shipped: ids, labels, own cases, and versions that move with the content."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.rule_lock import RULES, changed_without_version, lock_of, read_lock, versioned_entries
from tests.contract.source_tree import CHECKOUT, shown

KINDS = ("risk", "dispute_type")
RULE_FILES = [path for kind in KINDS for path in sorted((RULES / kind).glob("*.yaml"))]
ALL_FILES = sorted(RULES.rglob("*.yaml"))


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture(scope="module")
def taxonomy() -> dict[str, Any]:
    read: dict[str, Any] = _read(RULES / "taxonomy.yaml")
    return read


@pytest.mark.parametrize("path", RULE_FILES, ids=shown)
def test_a_rule_is_named_after_its_file(path: Path) -> None:
    assert _read(path)["id"] == f"{path.parent.name}.{path.stem}"


@pytest.mark.parametrize("path", RULE_FILES, ids=shown)
def test_a_rule_has_cases_for_and_against_and_a_near_miss(path: Path) -> None:
    cases = _read(path)["cases"]
    expected = Counter(case["expect"] for case in cases)
    near_misses = [case for case in cases if case["expect"] != "match" and "近似" in case.get("note", "")]
    assert (expected["match"] >= 2, expected["no_match"] >= 2, bool(near_misses)) == (True, True, True)


def test_no_id_stands_in_two_places() -> None:
    ids = Counter(entry["id"] for path in ALL_FILES for entry in versioned_entries(_read(path)))
    assert [key for key, count in ids.items() if count > 1] == []


def test_every_entry_of_the_taxonomy_has_a_label(taxonomy: dict[str, Any]) -> None:
    entries = [*taxonomy["dispute_types"], *taxonomy["triggers"], *taxonomy["indicators"]]
    assert [entry for entry in entries if not str(entry.get("label", "")).strip()] == []


def test_every_dispute_type_trigger_and_worded_indicator_is_known(taxonomy: dict[str, Any]) -> None:
    codes = {entry["code"] for entry in taxonomy["dispute_types"]}
    known = codes | {entry["id"] for entry in (*taxonomy["triggers"], *taxonomy["indicators"])}
    rules = [_read(path) for path in RULE_FILES]
    targets = {rule.get("trigger") or rule.get("indicator") or rule["dispute_type"] for rule in rules}
    assert targets - known == set()


def test_every_dispute_type_has_a_rule(taxonomy: dict[str, Any]) -> None:
    ruled = {_read(path)["dispute_type"] for path in sorted((RULES / "dispute_type").glob("*.yaml"))}
    assert {entry["code"] for entry in taxonomy["dispute_types"]} - ruled == set()


def test_every_choice_of_a_fact_has_a_label() -> None:
    facts = _read(RULES / "facts.yaml")["facts"]
    unlabelled = [fact["id"] for fact in facts if set(fact.get("choices", ())) != set(fact.get("choice_labels", {}))]
    assert unlabelled == []


def test_content_never_changes_under_an_old_version() -> None:
    assert changed_without_version(read_lock(), lock_of(RULES)) == []


def test_the_lock_is_that_of_these_rules() -> None:
    assert read_lock() == lock_of(RULES), "run `make rules-lock`"


def test_a_changed_rule_needs_a_higher_version() -> None:
    old = {"risk.a": {"version": 1, "content": "x"}, "risk.b": {"version": 1, "content": "x"}}
    new = {"risk.a": {"version": 1, "content": "y"}, "risk.b": {"version": 2, "content": "y"}}
    assert changed_without_version(old, new) == ["risk.a"]


def test_the_shipped_rulebook_passes_its_own_cases() -> None:
    from triage.rulebook.self_test import self_test

    assert list(self_test(CHECKOUT / "rules")) == []
