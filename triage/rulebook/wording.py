"""Check ``rules/wording.yaml``: every sentence the core says exists, and its blanks can be filled."""

from collections.abc import Iterator, Mapping
from string import Formatter

from triage.assessment.sentences import SENTENCES
from triage.rulebook.findings import Finding, finding
from triage.rulebook.folder import WORDING, Folder
from triage.rulebook.yaml_source import Source

_formatter = Formatter()


def check_wording(folder: Folder) -> list[Finding]:
    """What is missing in the sentences, and blanks that nobody fills."""
    if folder.wording_source is None:
        return []
    missing = [finding("missing_wording", WORDING, key=key) for key in SENTENCES if key not in folder.wording]
    return [*missing, *_blanks(folder.wording, folder.wording_source)]


def _blanks(wording: Mapping[str, str], source: Source) -> Iterator[Finding]:
    for key, sentence in wording.items():
        place = source.place_of(key.split("."))
        try:
            blanks = {name for _, name, _, _ in _formatter.parse(sentence) if name is not None}
        except ValueError as error:
            yield finding("expected_other", WORDING, place, problem=error)
            continue
        if key in SENTENCES:
            allowed = "、".join(sorted(SENTENCES[key]))
            for blank in sorted(blanks - SENTENCES[key]):
                yield finding("wording_slot", WORDING, place, key=key, slot=blank, allowed=allowed)
