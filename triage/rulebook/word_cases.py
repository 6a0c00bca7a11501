"""``rules/cases/``: word-by-word cases beside those in the rules' own files; read for checking only, never to serve."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from triage.rule_review.composed_cases import BLANK, WordCase
from triage.rule_review.mutation import MutationScore
from triage.rulebook.findings import Finding, finding
from triage.rulebook.schema import RuleId, Shape, Text
from triage.rulebook.validate import validated
from triage.rulebook.yaml_source import Source, read_yaml

FOLDER = "cases/"
HEAD = (
    "# Composed by `triage rules compose`: sentences in which each word of a list must do the same. They show that\n"
    "# every word is reached; that people speak so is shown by the cases in the rule's own file.\n"
)


class WordCaseShape(Shape):
    text: Text
    expect: Literal["match", "to_check", "no_match"]
    each: list[Text] = Field(default_factory=list)


class WordCasesShape(Shape):
    """``rules/cases/<id of the rule>.yaml``."""

    rule: RuleId
    cases: Annotated[list[WordCaseShape], Field(min_length=1)]


def read_word_cases(files: Mapping[str, bytes]) -> tuple[dict[str, list[WordCase]], list[Finding]]:
    """The cases by rule id, and what is wrong with the files; faulty files are left out."""
    by_rule: dict[str, list[WordCase]] = {}
    findings: list[Finding] = []
    for file in sorted(name for name in files if name.startswith(FOLDER)):
        source, faults = read_yaml(files[file], file)
        shape = None
        if source is not None and not faults:
            shape, faults = validated(source, WordCasesShape)
        if source is not None and shape is not None:
            faults = list(_misplaced(source, shape))
            by_rule[shape.rule] = [WordCase(case.text, case.expect, tuple(case.each) or ("",)) for case in shape.cases]
        findings += faults
    return by_rule, findings


def failing_findings(scores: Iterable[MutationScore], files: Mapping[str, bytes]) -> Iterator[Finding]:
    """A finding for each composed case that does not hold; the rules' own cases are told by ``self_test``."""
    for score in scores:
        file = file_of(score.subject)
        if file in files:
            yield from (finding("word_case_fails", file, text=case.text, expect=case.expect) for case in score.failing)


def file_of(rule_id: str) -> str:
    """Where the cases of a rule stand, below ``rules/``."""
    return f"{FOLDER}{rule_id}.yaml"


def as_yaml(rule_id: str, cases: Sequence[WordCase]) -> str:
    """The file of one rule; JSON strings are YAML, and nothing in them is taken for a date or a number."""
    lines = [HEAD + f"rule: {rule_id}\n", "cases:\n"]
    for case in cases:
        each = [word for word in case.each if word]
        words = f", each: {json.dumps(each, ensure_ascii=False)}" if each else ""
        lines.append(f"  - {{text: {json.dumps(case.text, ensure_ascii=False)}, expect: {case.expect}{words}}}\n")
    return "".join(lines)


def _misplaced(source: Source, shape: WordCasesShape) -> Iterator[Finding]:
    if file_of(shape.rule) != source.file:
        yield finding("word_cases_file", source.file, source.place_of(("rule",)), expected=file_of(shape.rule))
    for number, case in enumerate(shape.cases):
        if bool(case.each) != (BLANK in case.text):
            yield finding("word_case_blank", source.file, source.place_of(("cases", number)), text=case.text)
