"""Check ``rules/wording.yaml``: every sentence the core says exists, and its blanks can be filled."""

from collections.abc import Mapping
from string import Formatter

from triage.assessment.sentences import SENTENCES
from triage.rulebook.findings import Finding, finding
from triage.rulebook.folder import WORDING, Folder
from triage.rulebook.yaml_source import Source

_formatter = Formatter()


def check_wording(folder: Folder) -> list[Finding]:
    """What is missing in the sentences, and blanks that nobody fills."""
    source = folder.wording_source
    return [] if source is None else [*_missing(folder.wording, source), *_blanks(folder.wording, source)]


def _missing(wording: Mapping[str, str], source: Source) -> list[Finding]:
    return [finding("missing_wording", WORDING, key=key) for key in SENTENCES if key not in wording]


def _blanks(wording: Mapping[str, str], source: Source) -> list[Finding]:
    findings = []
    for key, sentence in wording.items():
        place = source.place_of(key.split("."))
        try:
            blanks = {name for _, name, _, _ in _formatter.parse(sentence) if name is not None}
        except ValueError as error:
            findings.append(finding("expected_other", WORDING, place, problem=error))
            continue
        allowed = SENTENCES.get(key)
        for blank in sorted(blanks - set(allowed)) if allowed is not None else ():
            findings.append(finding("wording_slot", WORDING, place, key=key, slot=blank, allowed="、".join(sorted(allowed or ()))))
    return findings
