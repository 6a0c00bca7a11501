"""Rules as authors write them, for the review: own words by slot, cases as pairs of text and verdict."""

from collections.abc import Mapping
from typing import Any

from tests.unit.assessment.books import make_book, make_rule
from triage.assessment.rule import Rule, Rulebook
from triage.rule_review.written_rule import Case, Slot, Words, WrittenRule, slots_of


def written(
    rule: Rule,
    *cases: tuple[str, str] | Case,
    sets: Mapping[Slot, Mapping[str, Words]] | None = None,
    **fields: Any,
) -> WrittenRule:
    """``rule`` with its cases; words that ``sets`` bring into a slot are not its own."""
    sets = sets or {}
    own = {}
    for slot, words in slots_of(rule):
        foreign = {word for names in sets.get(slot, {}).values() for word in names}
        if kept := tuple(word for word in words if word not in foreign):
            own[slot] = kept
    told = tuple(case if isinstance(case, Case) else Case(*case) for case in cases)
    return WrittenRule(rule=rule, file=f"{rule.id}.yaml", own=own, sets=sets, cases=told, **fields)


def weapon(**fields: Any) -> Rule:
    """A rule for T01."""
    return make_rule(fields.pop("rule_id", "risk.weapon"), trigger="T01", **fields)


def book_of(*rules: WrittenRule, **parts: Any) -> Rulebook:
    return make_book(*(rule.rule for rule in rules), **parts)
