"""Reads labelled reports for training and evaluation."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.errors import InputError

Normalise = Callable[[str], str]
CODE = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A report with its primary type, the types a colleague could also accept, and whether it is a dispute."""

    text: str
    types: tuple[str, ...]  # best first, never empty
    is_dispute: bool | None  # None: nobody said

    @property
    def primary(self) -> str:
        return self.types[0]


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that was trained on, as the metadata names it."""

    name: str
    sha256: str
    rows: int


def read_corpus(paths: Sequence[Path]) -> tuple[list[LabelledText], list[CorpusFile]]:
    """Read ``.jsonl`` files with ``text``, ``types`` and ``is_dispute``; rows without types are passed over.

    Raises:
        InputError: ``corpus_unreadable`` or ``corpus_row`` with file and row.
    """
    rows: list[LabelledText] = []
    files = []
    for path in paths:
        content = _read(path)
        own = _rows(content, path.name)
        rows += own
        files.append(CorpusFile(path.name, hashlib.sha256(content).hexdigest(), len(own)))
    return rows, files


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("corpus_unreadable", file=path.name, reason=error.strerror or "") from error


def _rows(content: bytes, name: str) -> list[LabelledText]:
    rows = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            try:
                row = _row(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise InputError("corpus_row", file=name, row=number) from error
            rows += [row] if row else []
    return rows


def _row(fields: dict[str, Any]) -> LabelledText | None:
    text, types, is_dispute = fields["text"], fields.get("types"), fields.get("is_dispute")
    if not types:
        return None
    if not (isinstance(text, str) and text.strip() and isinstance(types, list) and is_dispute in {None, True, False}):
        raise ValueError("text, types or is_dispute have the wrong form")
    if not all(isinstance(code, str) and CODE.fullmatch(code) for code in types):
        raise ValueError("a type is no code")
    return LabelledText(text, tuple(types), is_dispute)
