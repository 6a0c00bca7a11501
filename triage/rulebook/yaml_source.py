"""Read one YAML file as plain values, in YAML 1.2 spelling, remembering where everything stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from triage.rulebook.findings import Finding, finding

Place: TypeAlias = tuple[int, int]  # line, column; both from 1
Path: TypeAlias = Sequence[str | int]

MOST_LEVELS = 20
MOST_BYTES = 1_000_000

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_KNOWN_TAGS = {_TAG + kind for kind in ("str", "bool", "int", "float", "null", "timestamp", "merge", "value", "seq", "map")}


@dataclass(frozen=True, slots=True)
class Source:
    """One file as plain values, with the place of each."""

    file: str
    content: object
    node: yaml.Node

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
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        anchor = _first_anchor(text)
    except (yaml.YAMLError, RecursionError) as error:
        return None, [_syntax_finding(error, text, file)]
    if anchor is not None:
        return None, [finding("yaml_anchor", file, anchor)]
    if node is None:
        return None, [finding("yaml_empty", file)]
    builder = _Builder(file)
    content = builder.plain(node, 0)
    return Source(file, content, node), builder.findings


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
            if not isinstance(key, yaml.ScalarNode) or key.tag == _TAG + "merge":
                self._note("yaml_key", key, key=key.value if isinstance(key, yaml.ScalarNode) else "?")
            elif key.value in content:
                self._note("yaml_duplicate_key", key, key=key.value, first_line=lines[key.value])
            else:
                lines[key.value] = _place(key)[0]
                content[key.value] = self.plain(value, level + 1)
        return content

    def _scalar(self, node: yaml.ScalarNode) -> object:
        kind, value = node.tag.removeprefix(_TAG), str(node.value)
        if kind == "bool":
            if value not in ("true", "false"):
                self._note("yaml_bool", node, value=value)
            return value == "true"
        if kind == "int" and _INTEGER.fullmatch(value):
            return int(value)
        if kind == "float" and _FLOAT.fullmatch(value):
            return float(value)
        return None if kind == "null" else value

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
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    marked = next((event for event in events if getattr(event, "anchor", None)), None)
    return (marked.start_mark.line + 1, marked.start_mark.column + 1) if marked is not None else None


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
