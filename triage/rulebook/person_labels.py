"""Labels that stack traits on a person are refused: in what rules look for, and in what they say (taxonomy 4)."""

import re
from collections.abc import Iterator

from triage.errors_zh import LABELLED_PEOPLE, LABELLED_TRAITS, REFUSED_LABELS
from triage.rulebook.findings import Finding, finding
from triage.rulebook.folder import Folder
from triage.rulebook.yaml_source import Source

_PARTS = (*REFUSED_LABELS, *LABELLED_TRAITS)
_MOST_HAVE = LABELLED_TRAITS[0][2]  # one letter of nearly every label: to look for it first is ten times quicker
_AROUND_IT = (part.partition(_MOST_HAVE) for part in _PARTS if _MOST_HAVE in part)
_OTHERS = tuple(part for part in _PARTS if _MOST_HAVE not in part)
_FIRST_LOOK = re.compile(f"{_MOST_HAVE}(?:{'|'.join(f'(?<={head}{mark}){tail}' for head, mark, tail in _AROUND_IT)})")
_ESCAPE = "\\"  # may hide any letter
_TRAIT_OF_A_PERSON = re.compile(rf"(?:{'|'.join(LABELLED_TRAITS)})的?(?:{'|'.join(LABELLED_PEOPLE)})")
_LOOKED_FOR = ("match", "words")  # what people say: that somebody lost money is told there, but not what he is
_TOLD = ("cases",)  # texts to try a rule on


def label_findings(folder: Folder) -> Iterator[Finding]:
    """Every label in a title, reason, question or name, and among the words that rules look for."""
    sources = [document.source for document in folder.documents.values()]
    if folder.wording_source is not None:
        sources.append(folder.wording_source)
    for source in sources:
        if _FIRST_LOOK.search(source.text) or any(part in source.text for part in (*_OTHERS, _ESCAPE)):
            for path, text in _texts(source.content, ()):
                yield from _labels(source, path, text)


def _labels(source: Source, path: tuple[str | int, ...], text: str) -> Iterator[Finding]:
    if path and path[0] in _TOLD:
        return
    found = [label for label in REFUSED_LABELS if label in text]
    found += _TRAIT_OF_A_PERSON.findall(text)
    if not found and not (path and path[0] in _LOOKED_FOR):
        found = [trait for trait in LABELLED_TRAITS if trait in text]
    for label in found[:1]:
        yield finding("person_label", source.file, source.place_of(path), label=label)


def _texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _texts(below, (*path, number))
