"""What lies where below ``rules/``: the bytes of every file, and the shape each must have."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from triage.rulebook.findings import Finding, finding
from triage.rulebook.schema import ContextShape, FactsShape, RuleShape, Shape, TaxonomyShape, WordSetShape
from triage.rulebook.schema_region import RegionTableShape
from triage.rulebook.schema_route import ConditionsShape, ExclusionsShape, RouteFileShape
from triage.rulebook.schema_time import CalendarShape, ClocksShape
from triage.rulebook.validate import validated
from triage.rulebook.yaml_source import Source, read_yaml

AnyShape = TypeVar("AnyShape", bound=Shape)

TAXONOMY, FACTS, WORDING = "taxonomy.yaml", "facts.yaml", "wording.yaml"
CONTEXT = "elements/context.yaml"
EXCLUSIONS, CONDITIONS = "route/exclusions.yaml", "route/conditions.yaml"
REQUIRED = (TAXONOMY, FACTS, WORDING, CONTEXT)

SHAPES_BY_NAME: dict[str, type[Shape]] = {
    TAXONOMY: TaxonomyShape,
    FACTS: FactsShape,
    CONTEXT: ContextShape,
    EXCLUSIONS: ExclusionsShape,
    CONDITIONS: ConditionsShape,
}
SHAPES_BY_FOLDER: dict[str, type[Shape]] = {
    "elements": WordSetShape,
    "risk": RuleShape,
    "dispute_type": RuleShape,
    "fact": RuleShape,
    "retired": RuleShape,
    "route": RouteFileShape,
    "regions": RegionTableShape,
    "deadlines": ClocksShape,
    "calendar": CalendarShape,
}
_READ_ELSEWHERE = ("cases/", "forms/", "schema/")  # documents/ reads its own forms


@dataclass(frozen=True, slots=True)
class Document:
    """One file that has the right shape."""

    source: Source
    content: Shape

    @property
    def file(self) -> str:
        return self.source.file


@dataclass(frozen=True, slots=True)
class Folder:
    """All files of one rulebook; ``wording`` is the flat map of sentences."""

    documents: Mapping[str, Document]
    wording: Mapping[str, str]
    wording_source: Source | None

    def of(self, shape: type[AnyShape]) -> Iterator[tuple[Document, AnyShape]]:
        """The documents of one shape, in order of file name."""
        for document in self.documents.values():
            if isinstance(document.content, shape):
                yield document, document.content

    def without(self, files: Collection[str]) -> "Folder":
        """The folder as if ``files`` were not there."""
        kept = {name: document for name, document in self.documents.items() if name not in files}
        return Folder(kept, self.wording, self.wording_source)

    def one(self, name: str, shape: type[AnyShape]) -> AnyShape | None:
        """The file ``name``, if it is there and sound."""
        document = self.documents.get(name)
        return document.content if document is not None and isinstance(document.content, shape) else None


def read_files(root: Path) -> dict[str, bytes]:
    """The bytes of every YAML file below ``root``, by relative path with slashes, in order of path."""
    return dict(sorted(_files_below(str(root), "")))


def _files_below(folder: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files_below(entry.path, f"{prefix}{entry.name}/")
            elif entry.name.endswith((".yaml", ".yml")) and entry.is_file():
                with open(entry.path, "rb") as file:
                    yield prefix + entry.name, file.read()


def content_hash(files: Mapping[str, bytes]) -> str:
    """``sha256:…`` over the sorted relative paths and the bytes of the files; lengths keep neighbours apart."""
    digest = sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def read_folder(files: Mapping[str, bytes]) -> tuple[Folder, list[Finding]]:
    """Parse and shape-check every file; faulty files are left out and reported."""
    documents: dict[str, Document] = {}
    wording: dict[str, str] = {}
    wording_source = None
    findings = [finding("missing_file", name, name=name) for name in REQUIRED if name not in files]
    for file in sorted(files):
        if file.startswith(_READ_ELSEWHERE):
            continue
        source, faults = read_yaml(files[file], file)
        if source is not None and not faults:
            if file == WORDING:
                wording, faults = _flat_wording(source)
                wording_source = source
            else:
                faults = _add_document(documents, source)
        findings += faults
    return Folder(documents, wording, wording_source), findings


def _add_document(documents: dict[str, Document], source: Source) -> list[Finding]:
    shape = SHAPES_BY_NAME.get(source.file) or _shape_by_folder(source.file)
    if shape is None:
        return [finding("unknown_place", source.file, allowed="、".join(SHAPES_BY_FOLDER))]
    content, faults = validated(source, shape)
    if content is not None:
        documents[source.file] = Document(source, content)
    return faults


def _shape_by_folder(file: str) -> type[Shape] | None:
    folder, _, name = file.partition("/")
    is_in_place = name.count("/") == (1 if folder == "regions" else 0)  # one folder for each region
    return SHAPES_BY_FOLDER.get(folder) if name and is_in_place and name.endswith(".yaml") else None


def _flat_wording(source: Source) -> tuple[dict[str, str], list[Finding]]:
    """``{errors: {not_found: …}}`` → ``{"errors.not_found": …}``; every leaf must be text."""
    flat: dict[str, str] = {}
    faults: list[Finding] = []
    pending: list[tuple[tuple[str, ...], object]] = [((), source.content)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), below) for key, below in value.items()]
        elif isinstance(value, str):
            flat[".".join(path)] = value
        else:
            faults.append(finding("expected_text", source.file, source.place_of(path)))
    return dict(sorted(flat.items())), faults
