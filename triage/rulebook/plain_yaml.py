"""Read the plain part of YAML in which nearly all rules are written, twenty times faster than the full parser.

What it takes it reads as ``yaml_source`` does; whatever is rare or doubtful (anchors, tags, block scalars, escapes,
comments behind a value, and every fault) it declines, and the full parser has the word.
"""

import re
from typing import TypeAlias

Line: TypeAlias = tuple[str, str, str, str, str]  # spaces before it, the rest, and of that: dash, key, value

MOST_LEVELS = 12
LONGEST_WORD = 30  # characters of the longest number or boolean

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")
_NUMBER_STARTS = frozenset("-0123456789")
_NULLS = frozenset(("", "~", "null"))
BOOLEANS = {"true": True, "false": False}
OTHER_BOOLEANS = frozenset(("yes", "no", "on", "off", "y", "n", "true", "false"))  # YAML 1.1, in any case

# letters that only the full parser knows how to take: control and break characters, escapes, anchors, aliases
_ODD = re.compile(r"[^\n\x20-%'-)+-\[\]-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_MARKS = ("---", "...", "%")  # at the start of a line they part documents
_LINE = re.compile(r"^( *)((?:(- +)?(?:([A-Za-z_][A-Za-z0-9_-]*):(?: +|$))?)([^\n]*))$", re.MULTILINE)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_INDICATORS = frozenset("-?:,[]{}#!|>'\"%@`")  # a plain scalar does not begin with one
_WORD_LIST = re.compile(r"\[([^\[\]{}\"'#:]*)\]")
_WORD_MAPPING = re.compile(r"\{([A-Za-z_]\w*: [^\[\]{}\"'#:,]+(?:, *[A-Za-z_]\w*: [^\[\]{}\"'#:,]+)*)\}", re.A)
_ASCII_ITEM = re.compile(r"(?:^|,) *[!-~]")
_TOKEN = re.compile(
    r" *(?:([\[\]{},])|([A-Za-z_][A-Za-z0-9_]*): |\"([^\"]*)\"(?= *[,\]}])|'([^']*)'(?= *[,\]}])"
    r"|([^\s\[\]{},:#\"'!|>%@`?-][^\[\]{},:#]*))"
)


class NotPlainError(Exception):
    """The text goes beyond the plain part of YAML."""


def read_plain(text: str) -> dict[str, object]:
    """The mapping that ``text`` writes.

    Raises:
        NotPlainError: the full parser must look at it; this says nothing about whether it is sound.
    """
    if _ODD.search(text) or text.startswith(_MARKS) or any(f"\n{mark}" in text for mark in _MARKS):
        raise NotPlainError
    reader = _Reader(_LINE.findall(text))
    content = reader.mapping(0, 0)
    if reader.at < reader.end:
        raise NotPlainError
    return content


class _Reader:
    """Walks down the lines of one file."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = [line for line in lines if line[1] and line[1][0] != "#"]
        self.indents = [len(line[0]) for line in self.lines]
        self.at = 0
        self.end = len(self.lines)

    def mapping(self, indent: int, level: int) -> dict[str, object]:
        if level > MOST_LEVELS:
            raise NotPlainError
        content: dict[str, object] = {}
        while self.at < self.end and self.indents[self.at] == indent:
            _, _, dash, key, value = self.lines[self.at]
            if dash or not key or key in content:
                raise NotPlainError
            self.at += 1
            if (
                value > "\x7f"
                and value[-1] not in ": "
                and ": " not in value
                and " #" not in value
                and self._ends(indent)
            ):
                content[key] = value  # as ``_value`` would say, for most lines
            else:
                content[key] = self._value(value, indent, level) if value else self._below(indent, level)
        if not content:
            raise NotPlainError
        return content

    def _ends(self, indent: int) -> bool:
        """True when the next line goes on with something else."""
        return self.at == self.end or self.indents[self.at] <= indent

    def _below(self, indent: int, level: int) -> object:
        """What stands on the lines under a key."""
        if self.at == self.end:
            return None
        deeper = self.indents[self.at]
        if self.lines[self.at][2] and deeper >= indent:
            return self._sequence(deeper, level + 1)
        return self.mapping(deeper, level + 1) if deeper > indent else None

    def _sequence(self, indent: int, level: int) -> list[object]:
        content: list[object] = []
        while self.at < self.end and self.indents[self.at] == indent:
            _, whole, dash, key, value = self.lines[self.at]
            if not dash:
                break
            if key:
                deeper = indent + len(dash)
                self.lines[self.at] = "", whole, "", key, value
                self.indents[self.at] = deeper
                content.append(self.mapping(deeper, level + 1))
            else:
                self.at += 1
                content.append(self._value(value, indent, level))
        return content

    def _value(self, text: str, indent: int, level: int) -> object:
        """A value that begins on the line of its key or dash; only a collection may go on below."""
        if not text:
            raise NotPlainError
        is_collection = text[0] in "[{"
        while self.at < self.end and self.indents[self.at] > indent:
            if not is_collection:
                raise NotPlainError
            text = f"{text} {self.lines[self.at][1]}"
            self.at += 1
        text = text.rstrip(" ")
        return _collection(text, level) if is_collection else _scalar(text)


def _scalar(text: str) -> object:
    """A scalar of block style."""
    if text[0] in "\"'":
        quoted = _QUOTED.fullmatch(text)
        if quoted is None:
            raise NotPlainError
        return quoted[1] if quoted[1] is not None else quoted[2]
    if ": " in text or " #" in text or text[-1] == ":":
        raise NotPlainError
    return plain_value(text)


def plain_value(text: str) -> object:
    """What a scalar without quotes stands for."""
    first = text[:1]
    if first > "\x7f":
        return text
    if not first or first in _INDICATORS:
        raise NotPlainError
    if len(text) > LONGEST_WORD:
        return text
    if text not in BOOLEANS and text.lower() in OTHER_BOOLEANS:
        raise NotPlainError
    return typed_word(text)


def typed_word(text: str) -> object:
    """A short scalar without quotes, in YAML 1.2 spelling."""
    if text in BOOLEANS:
        return BOOLEANS[text]
    if text[:1] in _NUMBER_STARTS:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return None if text in _NULLS else text


def _collection(text: str, level: int) -> object:
    """A collection of flow style; lists of words are most of what rules hold."""
    words = _WORD_LIST.fullmatch(text)
    if words is not None and words[1]:
        listed = [word.strip(" ") for word in words[1].split(",")]
        if not all(listed):
            raise NotPlainError
        return list(map(plain_value, listed)) if _ASCII_ITEM.search(words[1]) else listed
    pairs = _WORD_MAPPING.fullmatch(text)
    if pairs is not None:
        return _mapping_of(pairs[1].split(","))
    return _Flow(text).whole(level)


def _mapping_of(pairs: list[str]) -> dict[str, object]:
    content: dict[str, object] = {}
    for pair in pairs:
        key, _, value = pair.partition(": ")
        content[key.lstrip(" ")] = plain_value(value.strip(" "))
    if len(content) < len(pairs):
        raise NotPlainError
    return content


class _Flow:
    """Walks along the tokens of a nested collection."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        if sum(token.end() - token.start() for token in found) != len(text):
            raise NotPlainError
        self._tokens = iter(found)

    def whole(self, level: int) -> object:
        content = self._value(next(self._tokens), level)
        if next(self._tokens, None) is not None:
            raise NotPlainError
        return content

    def _next(self) -> re.Match[str]:
        token = next(self._tokens, None)
        if token is None:
            raise NotPlainError
        return token

    def _value(self, token: re.Match[str], level: int) -> object:
        mark, _, double, single, plain = token.groups()
        if plain is not None:
            return plain_value(plain.rstrip(" "))
        if double is not None or single is not None:
            return double if double is not None else single
        if level > MOST_LEVELS:
            raise NotPlainError
        if mark == "[":
            return self._list(level + 1)
        if mark == "{":
            return self._mapping(level + 1)
        raise NotPlainError

    def _list(self, level: int) -> list[object]:
        content: list[object] = []
        token = self._next()
        while token[1] != "]":
            content.append(self._value(token, level))
            token = self._after("]")
        return content

    def _mapping(self, level: int) -> dict[str, object]:
        content: dict[str, object] = {}
        token = self._next()
        while token[1] != "}":
            key = token[2]
            if key is None or key in content:
                raise NotPlainError
            content[key] = self._value(self._next(), level)
            token = self._after("}")
        return content

    def _after(self, end: str) -> re.Match[str]:
        """The token behind a member: the end, or what follows the comma."""
        token = self._next()
        if token[1] == end:
            return token
        if token[1] != ",":
            raise NotPlainError
        token = self._next()
        if token[1] == end:
            raise NotPlainError
        return token
