"""Read one YAML file as plain values, in YAML 1.2 spelling, remembering where everything stands."""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import yaml

from triage.rulebook.findings import Finding, finding
from triage.rulebook.plain_yaml import (
    BOOLEANS,
    LONGEST_WORD,
    OTHER_BOOLEANS,
    NotPlainError,
    read_plain,
    typed_word,
)

Place: TypeAlias = tuple[int, int]  # line, column; both from 1
Path: TypeAlias = Sequence[str | int]

MOST_LEVELS = 20
MOST_BYTES = 1_000_000

_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = {_TAG + kind for kind in ("str", "seq", "map")}


class _PlainLoader(yaml.CSafeLoader):
    """Leaves plain scalars as text: which of them is a number is decided here, in YAML 1.2 spelling."""


_PlainLoader.yaml_implicit_resolvers = {}


class Source:
    """One file as plain values, with the place of each."""

    def __init__(self, file: str, content: object, text: str) -> None:
        self.file = file
        self.content = content
        self.text = text

    @cached_property
    def node(self) -> yaml.Node:
        """The file as nodes; most files are never asked for a place, and nodes are what takes long."""
        return yaml.compose(self.text, Loader=_PlainLoader) or yaml.ScalarNode("", "")

    def without_content(self) -> "Source":
        """The places alone, for those who keep them."""
        return Source(self.file, None, self.text)

    def place_of(self, path: Path) -> Place:
        """Where the value at ``path`` starts; parts that the file does not have are passed over."""
        node = self.node
        for part in path:
            node = _child(node, part) or node
        return _place(node)

    def place_of_key(self, path: Path) -> Place:
        """Where the key named last in ``path`` stands."""
        node = self.node
        for part in path[:-1]:
            node = _child(node, part) or node
        if isinstance(node, yaml.MappingNode):
            return next((_place(key) for key, _ in node.value if key.value == path[-1]), _place(node))
        return _place(node)


def read_yaml(raw: bytes, file: str) -> tuple[Source | None, list[Finding]]:
    """Parse one document: refuses duplicate keys, anchors, tags, tabs and the yes/no booleans of YAML 1.1."""
    if len(raw) > MOST_BYTES:
        return None, [finding("yaml_too_large", file, most_kb=MOST_BYTES // 1000)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [finding("not_utf8", file, _place_at(raw[: error.start].decode("utf-8", "replace")))]
    try:
        return Source(file, read_plain(text), text), []
    except NotPlainError:
        return _read_all(text, file)


def _read_all(text: str, file: str) -> tuple[Source | None, list[Finding]]:
    """As ``read_yaml``, for text that may hold anything."""
    try:
        node = yaml.compose(text, Loader=_PlainLoader)
        anchor = _first_anchor(text)
    except (yaml.YAMLError, RecursionError) as error:
        return None, [_syntax_finding(error, text, file)]
    if anchor is not None:
        return None, [finding("yaml_anchor", file, anchor)]
    if node is None:
        return None, [finding("yaml_empty", file)]
    builder = _Builder(file)
    return Source(file, builder.plain(node, 0), text), builder.findings


class _Builder:
    """Turns nodes into plain values and notes every fault on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def plain(self, node: yaml.Node, level: int) -> object:
        if level > MOST_LEVELS:
            self._note("yaml_too_deep", node, most=MOST_LEVELS)
            return None
        if node.tag not in _KNOWN_TAGS:
            self._note("yaml_tag", node, tag=node.tag)
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(child, level + 1) for child in node.value]
        return self._mapping(node, level)

    def _mapping(self, node: yaml.Node, level: int) -> dict[str, object]:
        content: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or (key.value == "<<" and not key.style):
                self._note("yaml_key", key, key=key.value if isinstance(key, yaml.ScalarNode) else "?")
            elif key.value in content:
                self._note("yaml_duplicate_key", key, key=key.value, first_line=lines[key.value])
            else:
                lines[key.value] = _place(key)[0]
                content[key.value] = self.plain(value, level + 1)
        return content

    def _scalar(self, node: yaml.ScalarNode) -> object:
        value = str(node.value)
        if node.style or len(value) > LONGEST_WORD:  # quoted, or a sentence
            return value
        if value not in BOOLEANS and value.lower() in OTHER_BOOLEANS:
            self._note("yaml_bool", node, value=value)
        return typed_word(value)

    def _note(self, code: str, node: yaml.Node, **values: object) -> None:
        self.findings.append(finding(code, self.file, _place(node), **values))


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _place_at(before: str) -> Place:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _first_anchor(text: str) -> Place | None:
    """Nodes do not tell of anchors, so the events are asked; only for the few files that hold the characters."""
    if "&" not in text and "*" not in text:
        return None
    events = yaml.parse(text, Loader=_PlainLoader)
    marks = (event.start_mark for event in events if getattr(event, "anchor", None))
    return next(((mark.line + 1, mark.column + 1) for mark in marks if mark is not None), None)


def _syntax_finding(error: yaml.YAMLError | RecursionError, text: str, file: str) -> Finding:
    if isinstance(error, RecursionError):
        return finding("yaml_too_deep", file, most=MOST_LEVELS)
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        lines = text.split("\n")
        line = lines[mark.line] if mark.line < len(lines) else ""
        code = "yaml_tab" if "\t" in line[: mark.column + 1] else "yaml_syntax"
        return finding(code, file, (mark.line + 1, mark.column + 1), problem=error.problem)
    at = getattr(error, "position", 0)
    return finding("yaml_syntax", file, _place_at(text[:at]), problem=getattr(error, "reason", "unreadable"))
