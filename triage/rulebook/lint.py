"""House rules for rules: what is well formed and still must not go live."""

from collections.abc import Iterator

from triage.assessment.normalise import normalise
from triage.errors_zh import REFUSED_LABELS, SENTENCES
from triage.rulebook.findings import Finding, finding, warning
from triage.rulebook.folder import Document, Folder
from triage.rulebook.references import words_of
from triage.rulebook.schema import ContextShape, NearShape, RuleShape, WordSetShape
from triage.rulebook.yaml_source import Path, Source

LEAST_CASES = 2  # of match, and of no_match


def lint(folder: Folder) -> list[Finding]:
    """Every breach of a house rule; errors keep the rulebook from loading, warnings do not."""
    findings: list[Finding] = []
    for document, rule in folder.of(RuleShape):
        for check in (_target, _parts, _life, _cases, _rule_words):
            findings += check(document, rule)
        findings += _labels(document, [("title",), ("ask",)], [rule.title, rule.ask])
    for document, words in folder.of(WordSetShape):
        findings += _word_list(document.source, ("words",), words.words)
        findings += _labels(document, [("title",)], [words.title])
    for document, context in folder.of(ContextShape):
        for key in ("negation", "negation_fillers", "question", "past", "settled", "fiction"):
            findings += _word_list(document.source, (key,), getattr(context, key))
    return findings


def _target(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source = document.source
    targets = [key for key in ("trigger", "indicator", "dispute_type") if getattr(rule, key) is not None]
    if len(targets) != 1:
        yield finding("one_target", source.file, source.place_of(()))
    if rule.dispute_type is None and rule.weight is not None:
        yield finding("weight_on_risk", source.file, source.place_of_key(("weight",)))
    if rule.dispute_type is not None and rule.weight is None:
        yield finding("weight_missing", source.file, source.place_of(()))


def _parts(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source, match = document.source, rule.match
    is_type_rule = rule.dispute_type is not None
    if not (match.any or match.near or match.doubtful):
        yield finding("no_literals", source.file, source.place_of(("match",)))
    if match.unless and not is_type_rule:
        yield finding("unless_on_risk", source.file, source.place_of_key(("match", "unless")))
    if match.doubtful and is_type_rule:
        yield finding("doubtful_on_type", source.file, source.place_of_key(("match", "doubtful")))
    if rule.trigger is not None and not rule.ask.strip():
        yield finding("ask_missing", source.file, source.place_of(()))
    for number, pattern in enumerate(match.near):
        yield from _near(source, ("match", "near", number), pattern)


def _near(source: Source, path: Path, pattern: NearShape) -> Iterator[Finding]:
    if len(pattern.all) < 2:
        yield finding("near_groups", source.file, source.place_of((*path, "all")))
    least = sum(min((len(word) for word in group if not word.startswith("@")), default=1) for group in pattern.all)
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
    match = sum(case.expect == "match" for case in rule.cases)
    no_match = sum(case.expect == "no_match" for case in rule.cases)
    if not rule.match.any and not rule.match.near:
        match += sum(case.expect == "to_check" for case in rule.cases)  # only doubtful words: the best it can say
    if match < LEAST_CASES or no_match < LEAST_CASES:
        yield finding("few_cases", source.file, source.place_of(("cases",)), match=match, no_match=no_match)
    near_miss = SENTENCES["near_miss_text"]
    if not any(case.expect != "match" and near_miss in case.note for case in rule.cases):
        yield finding("no_near_miss", source.file, source.place_of(("cases",)))


def _rule_words(document: Document, rule: RuleShape) -> Iterator[Finding]:
    source = document.source
    yield from _literals(source, [(path, word) for path, word in words_of(rule) if not word.startswith("@")])
    if rule.trigger is not None:
        for number, word in enumerate(rule.match.any):
            if len(word) == 1:
                place = source.place_of(("match", "any", number))
                yield finding("single_char_firm", source.file, place, literal=word)
    for part in ("any", "doubtful", "context_in", "unless"):
        yield from _repeats(source, ("match", part), getattr(rule.match, part))


def _word_list(source: Source, path: Path, words: list[str]) -> Iterator[Finding]:
    yield from _literals(source, [((*path, number), word) for number, word in enumerate(words)])
    yield from _repeats(source, path, words)


def _literals(source: Source, words: list[tuple[Path, str]]) -> Iterator[Finding]:
    """A literal is compared with normalised text, so it must be written as that reads."""
    together = "。".join(word for _, word in words)
    if normalise(together).text == together and not any(label in together for label in REFUSED_LABELS):
        return  # nearly always; one word at a time is ten times slower
    for path, word in words:
        expected = normalise(word).text
        if expected != word:
            yield finding("literal_form", source.file, source.place_of(path), literal=word, expected=expected)
        yield from _label(source, path, word)


def _repeats(source: Source, path: Path, words: list[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, word in enumerate(words):
        if word in seen:
            yield warning("literal_repeated", source.file, source.place_of((*path, number)), literal=word)
        seen.add(word)


def _labels(document: Document, paths: list[Path], texts: list[str]) -> Iterator[Finding]:
    for path, text in zip(paths, texts, strict=True):
        yield from _label(document.source, path, text)


def _label(source: Source, path: Path, text: str) -> Iterator[Finding]:
    for label in REFUSED_LABELS:
        if label in text:
            yield finding("person_label", source.file, source.place_of(path), label=label)
