"""A literal is compared with normalised text, so it must be written as that reads, and once in its list."""

from collections.abc import Iterable, Iterator

from triage.assessment.normalise import normalise
from triage.assessment.rule import QUANTITY_MARK
from triage.rulebook.findings import Finding, finding, warning
from triage.rulebook.folder import Folder
from triage.rulebook.references import LITERAL_PARTS
from triage.rulebook.schema import ContextShape, RuleShape, WordSetShape
from triage.rulebook.yaml_source import Path, Source

SET_MARK = "@"
WORDS_AT_ONCE = 5000
BETWEEN = ";"  # not a Chinese mark: repairs look at runs of Chinese, and one run of all words would take long


def literal_findings(folder: Folder) -> Iterator[Finding]:
    """Literals in another form than text has after normalising, and literals written twice."""
    lists = list(_word_lists(folder))
    if not _all_sound(dict.fromkeys(word for _, _, words in lists for word in words)):
        for source, path, words in lists:
            yield from _ill_formed(source, path, words)
    for source, path, words in lists:
        if len(set(words)) < len(words):
            yield from _repeated(source, path, words)


def _word_lists(folder: Folder) -> Iterator[tuple[Source, Path, list[str]]]:
    """Every list of words with the path it stands at."""
    for document, rule in folder.of(RuleShape):
        match = rule.match
        for part in LITERAL_PARTS:
            if words := getattr(match, part):
                yield document.source, ("match", part), words
        for number, pattern in enumerate(match.near):
            for place, words in enumerate(pattern.all):
                yield document.source, ("match", "near", number, "all", place), words
    for document, word_set in folder.of(WordSetShape):
        yield document.source, ("words",), word_set.words
    for document, context in folder.of(ContextShape):
        for key in sorted(ContextShape.model_fields.keys() - {"id", "version"}):
            yield document.source, (key,), getattr(context, key)


def _all_sound(words: Iterable[str]) -> bool:
    """True for nearly every rulebook; thousands at once take no longer than a few one by one."""
    literals = [word for word in words if word[0] not in (SET_MARK, QUANTITY_MARK)]
    for start in range(0, len(literals), WORDS_AT_ONCE):
        together = BETWEEN.join(literals[start : start + WORDS_AT_ONCE])
        if normalise(together).text != together:
            return False
    return True


def _ill_formed(source: Source, path: Path, words: list[str]) -> Iterator[Finding]:
    if _all_sound(words):
        return
    for number, word in enumerate(words):
        expected = word if word[0] in (SET_MARK, QUANTITY_MARK) else normalise(word).text
        if expected != word:
            place = source.place_of((*path, number))
            yield finding("literal_form", source.file, place, literal=word, expected=expected)


def _repeated(source: Source, path: Path, words: list[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, word in enumerate(words):
        if word in seen:
            yield warning("literal_repeated", source.file, source.place_of((*path, number)), literal=word)
        seen.add(word)
