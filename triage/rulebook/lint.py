"""House rules for rules: what is well formed and still must not go live."""

from collections.abc import Iterator

from triage.assessment.rule import QUANTITY_MARK
from triage.errors_zh import SENTENCES
from triage.rulebook.findings import Finding, finding
from triage.rulebook.folder import Document, Folder
from triage.rulebook.literal_form import literal_findings
from triage.rulebook.person_labels import label_findings
from triage.rulebook.schema import NearShape, RuleShape
from triage.rulebook.yaml_source import Path, Source

LEAST_CASES = 2  # of match, and of no_match


def lint(folder: Folder) -> list[Finding]:
    """Every breach of a house rule; errors keep the rulebook from loading, warnings do not."""
    findings: list[Finding] = []
    for document, rule in folder.of(RuleShape):
        for check in (_target, _parts, _life, _cases, _single_characters):
            findings += check(document, rule)
    return [*findings, *literal_findings(folder), *label_findings(folder)]


def _target(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source = document.source
    targets = [key for key in ("trigger", "indicator", "dispute_type", "fact") if getattr(rule, key) is not None]
    if len(targets) != 1:
        yield finding("one_target", source.file, source.place_of(()))
    if (rule.fact is None) != (rule.value is None) or (rule.only_types and rule.fact is None):
        yield finding("value_with_fact", source.file, source.place_of(()))
    if rule.dispute_type is None and rule.weight is not None:
        yield finding("weight_on_risk", source.file, source.place_of_key(("weight",)))
    if rule.dispute_type is not None and rule.weight is None:
        yield finding("weight_missing", source.file, source.place_of(()))


def _parts(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source, match = document.source, rule.match
    is_type_rule = rule.dispute_type is not None
    if not (match.any or match.near or match.doubtful):
        yield finding("no_literals", source.file, source.place_of(("match",)))
    if match.unless and not is_type_rule and rule.fact is None:
        yield finding("unless_on_risk", source.file, source.place_of_key(("match", "unless")))
    if match.other_sense and is_type_rule:
        yield finding("other_sense_on_type", source.file, source.place_of_key(("match", "other_sense")))
    if match.doubtful and is_type_rule:
        yield finding("doubtful_on_type", source.file, source.place_of_key(("match", "doubtful")))
    if rule.fact is not None and (match.doubtful or match.other_sense):
        yield finding("doubtful_on_fact", source.file, source.place_of(("match",)))
    if rule.trigger is not None and not rule.ask.strip():
        yield finding("ask_missing", source.file, source.place_of(()))
    for number, pattern in enumerate(match.near):
        yield from _near(source, ("match", "near", number), pattern)


def _near(source: Source, path: Path, pattern: NearShape) -> Iterator[Finding]:
    if len(pattern.all) < 2:
        yield finding("near_groups", source.file, source.place_of((*path, "all")))
    if not any(all(not word.startswith(QUANTITY_MARK) for word in group) for group in pattern.all):
        yield finding("near_without_words", source.file, source.place_of((*path, "all")))
    written = [[word for word in group if word[0] not in ("@", QUANTITY_MARK)] for group in pattern.all]
    least = sum(min(map(len, group), default=1) for group in written)
    if pattern.within_chars < least:
        place = source.place_of((*path, "within_chars"))
        yield finding("near_window", source.file, place, within=pattern.within_chars, least=least)


def _life(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source = document.source
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        yield finding("valid_to_before", source.file, source.place_of(("valid_to",)))
    is_retired, lies_retired = rule.status == "retired", source.file.startswith("retired/")
    if is_retired != lies_retired or (is_retired and not (rule.retired_on and rule.retired_because)):
        yield finding("retired_place", source.file, source.place_of(("status",)))


def _cases(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source = document.source
    expected = [case.expect for case in rule.cases]
    match, no_match = expected.count("match"), expected.count("no_match")
    if not rule.match.any and not rule.match.near:
        match += expected.count("to_check")  # only doubtful words: the best it can say
    if match < LEAST_CASES or no_match < LEAST_CASES:
        yield finding("few_cases", source.file, source.place_of(("cases",)), match=match, no_match=no_match)
    near_miss = SENTENCES["near_miss_text"]
    if not any(case.expect != "match" and near_miss in case.note for case in rule.cases):
        yield finding("no_near_miss", source.file, source.place_of(("cases",)))


def _single_characters(document: Document, rule: RuleShape) -> Iterator[Finding]:
    if rule.trigger is not None:
        for number, word in enumerate(rule.match.any):
            if len(word) == 1:
                place = document.source.place_of(("match", "any", number))
                yield finding("single_char_firm", document.file, place, literal=word)
