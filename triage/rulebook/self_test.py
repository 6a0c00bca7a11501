"""Run every rule's own cases: a rule that does not do what it promises is a finding."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Hit
from triage.rule_review.own_cases import missing_find, verdict_of
from triage.rulebook.findings import Finding, finding
from triage.rulebook.load import LoadedRulebook, RuleCase


def self_test(book: LoadedRulebook, live: RuleIndex | None = None) -> list[Finding]:
    """The cases that fail, of active rules and of drafts; each case is judged on its rule's first day.

    Args:
        live: an index of this very rulebook, where there is one already.
    """
    rules = (*book.rulebook.rules, *book.drafts)
    is_same = live is not None and live.rulebook.content_hash == book.rulebook.content_hash and not book.drafts
    index = live if live is not None and is_same else RuleIndex.of(replace(book.rulebook, rules=rules))
    first_days = {rule.id: rule.valid_from for rule in rules}
    by_text: defaultdict[tuple[str, date], list[RuleCase]] = defaultdict(list)
    for case in book.cases:
        if case.rule_id in first_days:
            by_text[case.text, first_days[case.rule_id]].append(case)
    findings: list[Finding] = []
    for (text, on), cases in by_text.items():
        hits = match_rules(normalise(text), index, on)
        for case in cases:
            findings += _faults(case, [hit for hit in hits if hit.rule.id == case.rule_id])
    return sorted(findings)


def _faults(case: RuleCase, hits: Sequence[Hit]) -> Iterator[Finding]:
    actual = verdict_of(hits)
    if actual != case.expect:
        yield finding("case_fails", case.file, case.place, text=case.text, expect=case.expect, actual=actual)
    elif (missing := missing_find(case, hits)) is not None:
        words = "、".join(case.finds)
        yield finding("case_finds", case.file, case.place, text=case.text, words=words, missing=missing)
