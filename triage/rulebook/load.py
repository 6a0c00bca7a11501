"""Load a whole rulebook: all of it, or the first fault with file, line and column."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from triage.assessment.rule import Rule, Rulebook
from triage.rulebook.build import build_rulebook, rules_with_status
from triage.rulebook.findings import Finding, errors_among
from triage.rulebook.folder import TAXONOMY, Folder, content_hash, read_files, read_folder
from triage.rulebook.lint import lint
from triage.rulebook.references import References
from triage.rulebook.schema import RuleShape, TaxonomyShape
from triage.rulebook.schema_time import CalendarShape, ClocksShape
from triage.rulebook.wording import check_wording
from triage.rulebook.yaml_source import Place, Source
from triage.vocabulary import RiskLevel

Row: TypeAlias = dict[str, Any]


class RuleCase(NamedTuple):
    """One of a rule's own cases, and where it stands."""

    rule_id: str
    text: str
    expect: str  # match, to_check, no_match
    note: str
    finds: tuple[str, ...]  # each lies in a hit of its own
    source: Source
    number: int  # among the cases of its file

    @property
    def file(self) -> str:
        return self.source.file

    @property
    def place(self) -> Place:
        """Line and column, worked out when asked for: few cases ever are."""
        return self.source.place_of(("cases", self.number))


@dataclass(frozen=True, slots=True)
class LoadedRulebook:
    """All that ``rules/`` holds, checked. ``drafts`` are tested but never applied."""

    rulebook: Rulebook
    drafts: tuple[Rule, ...]
    level_scores: Mapping[RiskLevel, int]
    clock_rows: tuple[Row, ...]
    calendar_rows: tuple[Row, ...]
    cases: tuple[RuleCase, ...]
    files: Mapping[str, bytes]


def load_rulebook(root: Path) -> LoadedRulebook:
    """Read the folder ``root``.

    Raises:
        RuleFileError: the first fault by file and place; ``check_folder`` tells all of them.
    """
    return load_files(read_files(root))


def load_files(files: Mapping[str, bytes]) -> LoadedRulebook:
    """As ``load_rulebook``, from the bytes of the files by relative path."""
    with _without_collection():
        return _loaded_if_sound(files)  # what it needed on the way is gone before collection starts again


def _loaded_if_sound(files: Mapping[str, bytes]) -> LoadedRulebook:
    folder, findings = read_and_check(files)
    for fault in errors_among(findings):
        raise fault.as_error()
    return loaded(folder, files)


def read_and_check(files: Mapping[str, bytes]) -> tuple[Folder, list[Finding]]:
    """Everything that can be said about the files without running a rule."""
    folder, findings = read_folder(files)
    return folder, [*findings, *check(folder)]


def check(folder: Folder) -> list[Finding]:
    """Names that lead nowhere, breaches of house rules, sentences that are missing."""
    return [*References(folder).findings(), *lint(folder), *check_wording(folder)]


def loaded(folder: Folder, files: Mapping[str, bytes]) -> LoadedRulebook:
    """The values of a folder that has been checked."""
    taxonomy = folder.one(TAXONOMY, TaxonomyShape)
    levels = taxonomy.levels.model_dump() if taxonomy is not None else {}
    return LoadedRulebook(
        rulebook=build_rulebook(folder, content_hash(files)),
        drafts=rules_with_status(folder, "draft"),
        level_scores={RiskLevel(name): score for name, score in levels.items()},
        clock_rows=tuple(row.model_dump() for _, clocks in folder.of(ClocksShape) for row in clocks.clocks),
        calendar_rows=tuple(calendar.model_dump() for _, calendar in folder.of(CalendarShape)),
        cases=_cases(folder),
        files=dict(files),
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """Loading makes a million small values and next to no rubbish; to search for it takes as long as all the rest."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _cases(folder: Folder) -> tuple[RuleCase, ...]:
    cases = []
    for document, rule in folder.of(RuleShape):
        if rule.status != "retired":
            source = document.source.without_content()
            for number, case in enumerate(rule.cases):
                finds = tuple(case.finds)
                cases.append(RuleCase(rule.id, case.text, case.expect, case.note, finds, source, number))
    return tuple(cases)
