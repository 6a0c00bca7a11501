"""The rulebook as shipped: no findings, no gaps in its coverage, and versions that move with the content."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.rule_lock import (
    RULES,
    changed_without_version,
    lock_of,
    read_lock,
    versioned_entries,
    versioned_files,
)
from triage.rule_review.coverage import words_not_sought
from triage.rule_review.mutation import total_of
from triage.rulebook.check import check_folder, checked
from triage.rulebook.export_schema import exported
from triage.rulebook.folder import read_files
from triage.rulebook.load import load_rulebook
from triage.rulebook.review import Review, least_score
from triage.rulebook.word_cases import read_word_cases

SEED_WORDS = Path(__file__).with_name("seed_words.yaml")


def _read_all(pattern: str) -> list[Any]:
    files = sorted(RULES.glob(pattern))
    return [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in files]


@pytest.fixture(scope="module")
def taxonomy() -> Any:
    return _read_all("taxonomy.yaml")[0]


def test_the_shipped_rules_pass_every_check_and_their_own_cases() -> None:
    assert [f"{found.file}:{found.line} {found.message}" for found in check_folder(RULES)] == []


@pytest.mark.slow
def test_the_cases_notice_nearly_every_fault_put_into_the_rules() -> None:
    found = checked(read_files(RULES))
    assert found.book is not None
    word_cases, faults = read_word_cases(found.book.files)
    review = Review.of(found.folder, found.book.rulebook, word_cases=word_cases)
    scores = list(review.scores(jobs=2))
    assert faults == []
    assert [case.text for score in scores for case in score.failing] == []
    assert total_of(scores).share >= (least_score(RULES) or 1.0)


def test_no_id_stands_in_two_places() -> None:
    files = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in versioned_files(RULES)]
    ids = Counter(entry["id"] for document in files for entry in versioned_entries(document))
    assert [key for key, count in ids.items() if count > 1] == []


def test_every_dispute_type_but_the_rest_has_a_rule(taxonomy: Any) -> None:
    ruled = {rule["dispute_type"] for rule in _read_all("dispute_type/*.yaml")}
    assert {entry["code"] for entry in taxonomy["dispute_types"]} - ruled == {"other"}


def test_every_choice_of_a_fact_has_a_label() -> None:
    facts = _read_all("facts.yaml")[0]["facts"]
    assert [fact["id"] for fact in facts if set(fact.get("choices", ())) != set(fact.get("choice_labels", {}))] == []


def test_content_never_changes_under_an_old_version() -> None:
    assert changed_without_version(read_lock(), lock_of(RULES)) == []


def test_the_lock_is_that_of_these_rules() -> None:
    assert read_lock() == lock_of(RULES), "run `make rules-lock`"


def test_a_changed_rule_needs_a_higher_version() -> None:
    old = {"risk.a": {"version": 1, "content": "x"}, "risk.b": {"version": 1, "content": "x"}}
    new = {"risk.a": {"version": 1, "content": "y"}, "risk.b": {"version": 2, "content": "y"}}
    assert changed_without_version(old, new) == ["risk.a"]


def test_the_words_of_the_taxonomy_are_all_looked_for() -> None:
    seeds = yaml.safe_load(SEED_WORDS.read_text(encoding="utf-8"))
    rulebook = load_rulebook(RULES).rulebook
    gaps = [gap for words in seeds.values() for gap in words_not_sought(words, rulebook, datetime.now(UTC).date())]
    assert {gap.target: gap.words for gap in gaps} == {}


def test_the_schemas_for_editors_are_those_of_these_shapes() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (RULES / "schema").glob("*.json")}
    assert written == exported(), "run `python -m triage.rulebook.export_schema`"
