"""Run every rule's own cases: a rule that does not do what it promises is a finding."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule_index import RuleIndex
from triage.rulebook.findings import Finding, finding
from triage.rulebook.load import LoadedRulebook, RuleCase


def self_test(book: LoadedRulebook) -> list[Finding]:
    """The cases that fail, of active rules and of drafts; each case is judged on its rule's first day."""
    rules = (*book.rulebook.rules, *book.drafts)
    index = RuleIndex.of(replace(book.rulebook, rules=rules))
    first_days = {rule.id: rule.valid_from for rule in rules}
    by_text: defaultdict[tuple[str, date], list[RuleCase]] = defaultdict(list)
    for case in book.cases:
        if case.rule_id in first_days:
            by_text[case.text, first_days[case.rule_id]].append(case)
    findings = []
    for (text, on), cases in by_text.items():
        verdicts = _verdicts(index, text, on)
        for case in cases:
            actual = verdicts.get(case.rule_id, "no_match")
            if actual != case.expect:
                place = (case.line, case.column)
                findings.append(finding("case_fails", case.file, place, text=text, expect=case.expect, actual=actual))
    return sorted(findings)


def _verdicts(index: RuleIndex, text: str, on: date) -> dict[str, str]:
    verdicts: dict[str, str] = {}
    for hit in match_rules(normalise(text), index, on):
        if hit.context is None:
            verdicts[hit.rule.id] = "match"
        else:
            verdicts.setdefault(hit.rule.id, "to_check")
    return verdicts
