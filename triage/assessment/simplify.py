"""Step *normalise*: traditional characters to simplified, and a few of dialect to standard ones, one for one."""

import re
from functools import cache

from opencc import OpenCC

from triage.assessment.characters import ASPECT_WRITTEN_OLD, DIALECT, OLD_WORDS, VARIANTS

_SIMPLIFIER = OpenCC("t2s")
_OLD_ASPECT = re.compile(ASPECT_WRITTEN_OLD)
_OLD_WORDS = re.compile("|".join(OLD_WORDS))
_VARIANTS = str.maketrans({**VARIANTS, **DIALECT})


def _traditional() -> dict[str, str]:
    """The characters of the basic plane that change on their own, with what they become."""
    basic = [*map(chr, range(0x3400, 0xA000)), *map(chr, range(0xF900, 0xFB00))]
    simple = _SIMPLIFIER.convert("\n".join(basic)).split("\n")
    return {
        **{char: form for char, form in zip(basic, simple, strict=True) if char != form},
        **VARIANTS,
        **DIALECT,
        "著": "着",
    }


TRADITIONAL = _traditional()
# of characters beyond the basic plane only the converter knows
_TRADITIONAL_CHAR = re.compile(f"[{''.join(TRADITIONAL)}\U00020000-\U0003ffff]")
SIMPLE_HAN = "".join(map(chr, sorted({*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)} - set(map(ord, TRADITIONAL)))))


def simplify(text: str) -> str:
    """Traditional to simplified by phrase, of the same length.

    Only characters that are traditional on their own change: by phrase alone the converter also turns the simplified
    打坏 (broken) into 打坯 (a brick mould).
    """
    if not _TRADITIONAL_CHAR.search(text):
        return text
    text = _OLD_WORDS.sub(lambda found: OLD_WORDS[found.group()], text)
    text = _OLD_ASPECT.sub("着", text).translate(_VARIANTS)
    simplified = _SIMPLIFIER.convert(text)
    if simplified == text:
        return text
    if len(simplified) != len(text):
        return "".join(map(_simple_form, text))
    pairs = zip(text, simplified, strict=True)
    return "".join(old if new == old or _simple_form(old) == old else _simple_form(new) for old, new in pairs)


@cache
def _simple_form(char: str) -> str:
    simple = _SIMPLIFIER.convert(char)
    return simple if len(simple) == 1 else char
