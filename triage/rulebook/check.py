"""All that is wrong with a rules folder, for ``triage rules check``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.rulebook.findings import Finding, errors_among
from triage.rulebook.folder import CONTEXT, FACTS, TAXONOMY, Folder, read_files
from triage.rulebook.load import LoadedRulebook, check, loaded, read_and_check
from triage.rulebook.self_test import self_test


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings on a folder, and what of it is sound; ``book`` is None where a file nobody can spare is not."""

    findings: list[Finding]
    folder: Folder
    book: LoadedRulebook | None


def check_folder(root: Path) -> list[Finding]:
    """As ``check_files``, for the folder ``root``."""
    return check_files(read_files(root))


def check_files(files: Mapping[str, bytes]) -> list[Finding]:
    """Every finding in order of file and place: YAML, shape, references, house rules, and failing cases."""
    return checked(files).findings


def checked(files: Mapping[str, bytes]) -> Checked:
    """As ``check_files``, with the sound part of the folder.

    The cases of sound files run even while other files have errors.
    """
    folder, findings = read_and_check(files)
    faulty = {found.file for found in errors_among(findings)}
    while faulty:
        folder = folder.without(faulty)
        faulty = {found.file for found in errors_among(check(folder))} & set(folder.documents)
    book = None
    if all(name in folder.documents for name in (TAXONOMY, FACTS, CONTEXT)):
        book = loaded(folder, files)
        findings += self_test(book)
    return Checked(sorted(findings), folder, book)
