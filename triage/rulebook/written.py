"""Lay the rules out as they were written, for the review of a rulebook (``rule_review/``)."""

from collections.abc import Iterator, Mapping

from triage.assessment.rule import Rule
from triage.rule_review.written_rule import NEAR, WORD_PARTS, Case, Slot, Words, WrittenRule
from triage.rulebook.build import rules_with_status
from triage.rulebook.folder import Document, Folder
from triage.rulebook.schema import RuleShape, WordSetShape

SET_MARK = "@"


def written_rules(folder: Folder) -> list[WrittenRule]:
    """The active rules and the drafts of a folder without errors, in order of file."""
    rules = {rule.id: rule for status in ("active", "draft") for rule in rules_with_status(folder, status)}
    sets = {words.id.partition(".")[2]: tuple(dict.fromkeys(words.words)) for _, words in folder.of(WordSetShape)}
    return [
        _written(document, shape, rules[shape.id], sets)
        for document, shape in folder.of(RuleShape)
        if shape.id in rules
    ]


def _written(document: Document, shape: RuleShape, rule: Rule, sets: Mapping[str, Words]) -> WrittenRule:
    words = list(_written_words(shape))
    own = {slot: tuple(word for word in written if not word.startswith(SET_MARK)) for slot, written in words}
    named = {slot: [word[1:] for word in written if word.startswith(SET_MARK)] for slot, written in words}
    return WrittenRule(
        rule=rule,
        file=document.file,
        own={slot: written for slot, written in own.items() if written},
        sets={slot: {name: sets[name] for name in names} for slot, names in named.items() if names},
        contexts=frozenset(shape.doubtful_in or ()),
        cases=tuple(Case(case.text, case.expect, tuple(case.finds)) for case in shape.cases),
    )


def _written_words(shape: RuleShape) -> Iterator[tuple[Slot, list[str]]]:
    for part in WORD_PARTS:
        yield Slot(part), getattr(shape.match, part)
    for number, pattern in enumerate(shape.match.near):
        for place, group in enumerate(pattern.all):
            yield Slot(NEAR, number, place), group
