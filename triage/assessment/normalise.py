"""Step *normalise*: clean text for matching, with an exact map back to the text as typed."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from triage.assessment.automaton import find_all_of
from triage.assessment.characters import HAN, MISSPELT, PLAIN, SEPARATORS, SPLIT_WORDS, TONES, USUAL_MARKS
from triage.assessment.damage import find_damage
from triage.assessment.recover import recover
from triage.assessment.simplify import SIMPLE_HAN, simplify
from triage.assessment.sounds import WRITTEN_ALIKE, separate, spelt_edits, wrong_characters
from triage.assessment.types import NormalisedText, Span

Edit: TypeAlias = tuple[int, int, str]  # [start, end) becomes the string


class SpanError(ValueError):
    """A span that does not lie inside the normalised text: a programming error, never bad input."""


@dataclass(frozen=True, slots=True)
class _Mapped:
    """Text on its way; ``starts[i]``/``ends[i]`` is the stretch of the original behind ``text[i]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


class _Fold(dict[int, str]):
    """Code point → its folded form, worked out on first use; ``str.translate`` reads it at C speed."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


_DROPPED_CATEGORIES = frozenset(("Cc", "Cf", "Mn", "Me"))
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")  # Hangul fillers: letters by name, invisible on paper
_CONTROLS = {**dict.fromkeys("\n\u2028\u2029\x85", "\n"), **dict.fromkeys("\t\r\x0b\x0c", " ")}
_UNFOLDED = "…"  # three full stops would end a sentence


def _folded(char: str) -> str:
    """One character in compatible, half-width, lower-case form; empty for what nobody sees."""
    if char in _CONTROLS:
        return _CONTROLS[char]
    if char == _UNFOLDED:
        return char
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).lower())
    kept = (part for part in compatible if unicodedata.category(part) not in _DROPPED_CATEGORIES)
    return "".join(" " if part.isspace() else part for part in kept if part not in _BLANK_LETTERS)


_FOLD = _Fold()
_TONED = str.maketrans({vowel: f"[{vowel}{tones}]" for vowel, tones in (
    ("a", "āáǎà"), ("e", "ēéěè"), ("i", "īíǐì"), ("o", "ōóǒò"), ("u", "ūúǔùüǖǘǚǜv"), ("n", "ńňǹ"),
)})  # fmt: skip
_INITIALS = "zh|ch|sh|[bpmfdtlgkhjqxrzcsyw]|n"
_FINALS = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u"


def _misspelling_pattern() -> str:
    """One alternation over all writings, longest first, each with its guards."""
    alternatives = []
    for wrong, _, not_after, not_before in sorted(MISSPELT, key=lambda row: -len(row[0])):
        after = not_after + ("a-z" if wrong[0].isascii() else "")
        before = not_before + ("a-z" if wrong[-1].isascii() else "")
        alternatives.append((f"(?<![{after}])" if after else "") + wrong + (f"(?![{before}])" if before else ""))
    return "|".join(alternatives)


_WIDE_MARKS = tuple((wide, _FOLD[ord(wide)]) for wide in "，！？：；（）")
# neither capital, wide, invisible nor traditional: folding and simplifying leave it as it is
_ALL_USUAL = re.compile(f"[{USUAL_MARKS}{SIMPLE_HAN}]*")
_ALL_PLAIN = re.compile(f"[{PLAIN}]*")
_NOT_PLAIN = re.compile(f"[^{PLAIN}]")
_BLANKS = re.compile(r"[ \n]+")
_INSIDE_A_LINE = frozenset(",。、!?;:)”’》】")  # no new line begins with them
_ENDS_A_LINE = frozenset("。!?;:”】")  # the break behind them changes no reading
_SYLLABLE = f"(?:{_INITIALS})?(?:{_FINALS})".translate(_TONED) + "[1-5]?"
# a syllable, or a few with tones: (wifi) is no reading
_PINYIN = re.compile(rf"(?<=[{HAN}])\( ?(?:{_SYLLABLE}|(?=[^()]{{0,24}}[{TONES}1-5])(?:{_SYLLABLE}[ '’]?){{2,4}}) ?\)")
_SPLIT = re.compile("|".join(SEPARATORS.replace("{1,3}", "{0,3}").join(word) for word in SPLIT_WORDS))
_MAYBE_SPLIT = re.compile(f"[{HAN}]{SEPARATORS}[{HAN}]")
_MISSPELT = re.compile(_misspelling_pattern())
_MEANT = {wrong: right for wrong, right, _, _ in MISSPELT}
_find_maybe_disguised = find_all_of((*_MEANT, *WRITTEN_ALIKE))  # one pass, and nearly always empty


def normalise(text: str) -> NormalisedText:
    """Clean any string, and keep for every position of the clean text where it came from.

    Half-width, lower-case, simplified; invisible characters, blanks between Han characters and pinyin in brackets
    removed; disguised danger words restored. Never fails; empty in, empty out.
    """
    written = _as_written(text)
    damaged = tuple((written.starts[start], written.ends[end - 1]) for start, end in find_damage(written.text))
    mapped = _simplified(written)
    for find_edits in _REPAIRS:
        if edits := find_edits(mapped.text):
            mapped = _edited(mapped, edits)
    return NormalisedText(text, mapped.text, mapped.starts, mapped.ends, damaged)


def span_in_original(intake: NormalisedText, start: int, end: int) -> Span:
    """Map a span of the normalised text back to the text the officer typed.

    Args:
        start, end: code-point offsets, half-open ``[start, end)``, ``0 <= start < end``.
    Raises:
        SpanError: the span does not lie inside ``intake.text``.
    """
    if not 0 <= start < end <= len(intake.text):
        raise SpanError(f"[{start}, {end}) does not lie in a text of {len(intake.text)} characters")
    return intake.starts[start], intake.ends[end - 1]


def is_readable(intake: NormalisedText) -> bool:
    """True when a letter, digit or Han character stands outside the damaged spans."""
    rest, last = [], 0
    for start, end in intake.damaged:
        rest.append(intake.original[last:start])
        last = end
    return any(char.isalnum() for part in (*rest, intake.original[last:]) for char in part)


def _as_written(text: str) -> _Mapped:
    """The text before a wrong decoder spoilt it; nearly always the text itself."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for recovered in recover(text):
        start, end = recovered.span
        parts += (text[last:start], *(char for char, _ in recovered.letters))
        starts += (*range(last, start), *(place[0] for _, place in recovered.letters))
        ends += (*range(last + 1, start + 1), *(place[1] for _, place in recovered.letters))
        last = end
    if not last:
        return _Mapped(text, range(len(text)), range(1, len(text) + 1))
    starts += range(last, len(text))
    ends += range(last + 1, len(text) + 1)
    return _Mapped("".join((*parts, text[last:])), starts, ends)


def _simplified(written: _Mapped) -> _Mapped:
    """Half-width, lower-case and simplified; by a shorter way where the text holds nothing out of the ordinary."""
    usual = written.text.lower()
    for wide, narrow in _WIDE_MARKS:
        usual = usual.replace(wide, narrow)
    if _ALL_USUAL.fullmatch(usual):
        return _Mapped(usual, written.starts, written.ends)
    folded = _fold(written)
    return _Mapped(simplify(folded.text), folded.starts, folded.ends)


def _fold(written: _Mapped) -> _Mapped:
    if not _ALL_PLAIN.fullmatch(written.text):
        unusual = ((found.start(), _FOLD[ord(found.group())]) for found in _NOT_PLAIN.finditer(written.text))
        written = _edited(written, [(at, at + 1, folded) for at, folded in unusual])
    return _Mapped(written.text.translate(_FOLD), written.starts, written.ends)


def _edited(mapped: _Mapped, edits: Sequence[Edit]) -> _Mapped:
    """Apply ordered, separate edits; each character of a replacement stands for the whole stretch it replaces."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for start, end, replacement in edits:
        parts += (mapped.text[last:start], replacement)
        starts += mapped.starts[last:start]
        ends += mapped.ends[last:start]
        if len(replacement) == end - start:
            starts += mapped.starts[start:end]
            ends += mapped.ends[start:end]
        else:
            starts += [mapped.starts[start]] * len(replacement)
            ends += [mapped.ends[end - 1]] * len(replacement)
        last = end
    parts.append(mapped.text[last:])
    starts += mapped.starts[last:]
    ends += mapped.ends[last:]
    return _Mapped("".join(parts), starts, ends)


def _blank_edits(text: str) -> list[Edit]:
    """A line break inside a sentence is wrapping and goes; an empty line is a boundary and stays."""
    if " " not in text and "\n" not in text:
        return []
    edits = []
    for found in _BLANKS.finditer(text):
        start, end = found.span()
        breaks = found.group().count("\n")
        after_han, before_han = _is_han(text[start - 1 : start]), _is_han(text[end : end + 1])
        if breaks > 1:
            edits.append((start, end, "\n\n"))
        elif breaks:
            if text[start - 1 : start] not in _ENDS_A_LINE and (before_han or text[end : end + 1] in _INSIDE_A_LINE):
                edits.append((start, end, ""))
        elif after_han or before_han:
            edits.append((start, end, ""))
    return edits


def _is_han(char: str) -> bool:
    return bool(char) and _HAN_CHAR.match(char) is not None


_HAN_CHAR = re.compile(f"[{HAN}]")


def _pinyin_edits(text: str) -> list[Edit]:
    return [(*found.span(), "") for found in _PINYIN.finditer(text)] if "(" in text else []


def _split_word_edits(text: str) -> list[Edit]:
    if not _MAYBE_SPLIT.search(text):
        return []
    letters = ((found.span(), "".join(_HAN_CHAR.findall(found.group()))) for found in _SPLIT.finditer(text))
    return [(start, end, word) for (start, end), word in letters if len(word) < end - start]


def may_be_disguised(text: str) -> list[Span]:
    """Where something stands that may be a danger word in disguise; nearly always nowhere."""
    return [(start, end) for _, start, end in _find_maybe_disguised(text)]


def _disguise_edits(text: str) -> list[Edit]:
    """Danger words written another way: from the table, by characters of the same sound, by letters."""
    edits = spelt_edits(text)
    if found := _find_maybe_disguised(text):
        edits += [(*match.span(), _MEANT[match.group()]) for match in _MISSPELT.finditer(text)]
        alike = (place for place in found if place[0] >= len(_MEANT))
        for _, start, end in alike:
            edits += wrong_characters(text[start:end], WRITTEN_ALIKE[text[start:end]], start)
    return separate(edits)


_REPAIRS: tuple[Callable[[str], list[Edit]], ...] = (
    _blank_edits,
    _pinyin_edits,
    _split_word_edits,
    _disguise_edits,
)
