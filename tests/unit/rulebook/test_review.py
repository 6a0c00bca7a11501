"""The review of a folder: every finding has its place and its sentence, survivors name the case that is missing."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.unit.rulebook.folders import FACTS, ROUTE, SELF_HARM, TAXONOMY, folder
from triage.rule_review.mutation import MutationScore
from triage.rulebook.check import checked
from triage.rulebook.findings import Finding, Severity
from triage.rulebook.review import Review, least_score
from triage.rulebook.survivors import score_findings, survivor_rows

TODAY = date(2026, 11, 22)
SECRECY = SELF_HARM.replace("self_harm", "secrecy").replace("trigger: T03", "trigger: T15")
COUNTS = FACTS.replace("facts:", "facts:\n  - {id: prior_reports_30d, label: 次数, kind: count, ask: 几次？}")


def review_of(**changed: str | None) -> Review:
    found = checked(folder(**{"risk__secrecy": SECRECY, "facts": COUNTS, "route__exclusions": None, **changed}))
    assert found.book is not None
    assert found.findings == []
    return Review.of(found.folder, found.book.rulebook)


def findings(**changed: str | None) -> list[Finding]:
    return review_of(**changed).findings(TODAY)


def score(subject: str, **changed: str | None) -> MutationScore:
    return next(score for score in review_of(**changed).scores() if score.subject == subject)


def test_a_sound_folder_has_nothing_to_tidy_up() -> None:
    assert findings() == []


UNCOVERED = "  - {id: T02, label: 扬言杀人, level: red, blocks: true, action: 报警, verification: V}\nindicators:"
CHANGES = [
    (
        "risk__self_harm",
        SELF_HARM.replace("[跳楼, 自杀]", "[跳楼, 自杀, 想自杀]"),
        "dead_contains",
        (7, 8),
        "想自杀(自杀)",
    ),
    ("risk__self_harm", SELF_HARM.replace("[跳楼机]", "[跳楼机, 下雨]"), "dead_encloses_nothing", (10, 15), "下雨"),
    ("risk__self_harm", SELF_HARM.replace("[跳楼机]", "[跳楼机, 自杀]"), "never_firm", (7, 13), "自杀"),
    ("route__01_refused", ROUTE.replace("2}]}", "2}, {all: []}]}"), "row_never_decides", (13, 5), "party_refused"),
    ("taxonomy", TAXONOMY.replace("indicators:", UNCOVERED), "trigger_without_rule", (6, 5), "扬言杀人"),
]


@pytest.mark.parametrize(("name", "text", "code", "place", "said"), CHANGES, ids=[change[2] for change in CHANGES])
def test_a_finding_has_its_place_and_says_what_shows_it(
    name: str, text: str, code: str, place: tuple[int, int], said: str
) -> None:
    (found,) = [found for found in findings(**{name: text}) if found.code == code]
    assert ((found.line, found.column), found.severity is Severity.ERROR) == (place, False)
    assert said in found.message


def test_what_shows_a_conflict_is_told_in_words() -> None:
    other = "when: {any: [{fact: party_refused, is: false}, {fact: prior_penalties_12m, at_least: 2}]}"
    (found,) = findings(route__01_refused=ROUTE.replace("when: {all: []}", other))
    assert (found.code, found.line, found.severity) == ("rows_contradict", 13, Severity.WARNING)
    assert found.message.endswith("全凭先后。例：类型是民间借贷；拒绝调解：是；处罚次数：2")


def test_survivors_are_told_with_the_case_that_is_missing() -> None:
    review = review_of()
    rows = {row[:4]: row[4] for row in survivor_rows(review.scores(), review.rules)}
    assert rows["risk.self_harm", "word", "any", "自杀"] == "没有案例单独证明“自杀”（any）"
    assert rows["risk.self_harm", "wider", "near[0]", ""].endswith("缺一条词距略超 8 字的 no_match")
    assert ("elements.high_places", "set_word", "words", "楼顶") in rows
    assert ("elements.high_places", "set_word", "words", "天台") not in rows


def test_a_low_score_is_a_warning_on_the_file() -> None:
    review = review_of()
    found = {finding.file: finding for finding in score_findings(review.scores(), review.rules)}
    assert set(found) == {"risk/self_harm.yaml", "risk/secrecy.yaml", "elements/high_places.yaml"}
    assert found["risk/self_harm.yaml"].severity is Severity.WARNING
    assert "没有案例单独证明“自杀”" in found["risk/self_harm.yaml"].message


def test_a_further_case_raises_the_score() -> None:
    better = SELF_HARM.replace("cases:\n", "cases:\n  - {text: 他想自杀, expect: match}\n")
    assert score("risk.self_harm", risk__self_harm=better).killed == score("risk.self_harm").killed + 1


def test_only_the_rules_asked_for_are_reviewed() -> None:
    found = checked(folder(risk__self_harm=SELF_HARM.replace("[跳楼机]", "[跳楼机, 下雨]"), route__exclusions=None))
    assert found.book is not None
    review = Review.of(found.folder, found.book.rulebook, lambda rule: rule.startswith("dispute_type."))
    assert ([score.subject for score in review.scores()], review.score_count) == (["dispute_type.loan"], 1)
    assert (review.findings(TODAY), review.is_of_all) == ([], False)


def test_the_review_counts_its_scores_beforehand() -> None:
    review = review_of()
    assert review.score_count == len(list(review.scores()))


def test_a_folder_may_set_itself_a_goal(tmp_path: Path) -> None:
    assert least_score(tmp_path) is None
    (tmp_path / "rule_review.json").write_text(json.dumps({"least_mutation_score": 0.95}), encoding="utf-8")
    assert least_score(tmp_path) == 0.95


def test_several_processes_find_the_same_scores() -> None:
    review = review_of()
    assert list(review.scores(jobs=2)) == list(review.scores())
