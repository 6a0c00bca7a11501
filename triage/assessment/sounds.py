"""Part of *normalise*: danger words written by their sound, 浓死我 for 弄死我, 拿着dao for 拿着刀.

A phrase of three characters or more is restored where one of them stands for another of the same sound; of five
or more, two. Where letters spell a syllable between Han characters, two characters are enough. Tones are left
aside, and so are the differences that dialects do not make (zh z, ch c, sh s, ing in, eng en).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from string import ascii_lowercase
from typing import TypeAlias

from triage.assessment.automaton import find_all_of
from triage.assessment.characters import HAN
from triage.assessment.characters_by_sound import (
    ALIKE,
    BESIDE_INITIALS,
    INITIALS,
    PHRASES,
    READINGS,
    SPELT_PHRASES,
)

Edit: TypeAlias = tuple[int, int, str]
Sound: TypeAlias = tuple[str, int, int]  # the code of a syllable, and the stretch of text that spells it

LEAST_HAN = 3  # characters of a phrase that may be restored from Han characters alone
TWO_WRONG_FROM = 5  # characters from which two of them may be wrong
LONGEST_SPELT = 12  # letters in a row that are still taken for syllables
FIRST_CODE = 0xE000  # private use: no text has these after normalising

_INITIAL_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINAL_FOLDS = (("ing", "in"), ("eng", "en"))


def _folded(syllable: str) -> str:
    for wide, narrow in _INITIAL_FOLDS:
        syllable = narrow + syllable.removeprefix(wide) if syllable.startswith(wide) else syllable
    for wide, narrow in _FINAL_FOLDS:
        syllable = syllable.removesuffix(wide) + narrow if syllable.endswith(wide) else syllable
    return syllable


def _read_table() -> tuple[dict[str, str], dict[int, str]]:
    """Syllable → the code of its sound, and code point → code (for ``str.translate``)."""
    codes: dict[str, str] = {}
    code_of: dict[int, str] = {}
    by_sound: dict[str, str] = {}
    for row in READINGS.split():
        chars = row.lstrip(ascii_lowercase)
        syllable = row.removesuffix(chars)
        code = by_sound.setdefault(_folded(syllable), chr(FIRST_CODE + len(by_sound)))
        codes[syllable] = code
        code_of.update((ord(char), code) for char in chars)
    return codes, code_of


_CODES, _CODE_OF = _read_table()
_HAN_PHRASES = tuple(phrase for phrase in PHRASES.split() if len(phrase) >= LEAST_HAN)
_ALL_PHRASES = tuple(dict.fromkeys((*PHRASES.split(), *SPELT_PHRASES.split())))
_LONGEST = max(map(len, _ALL_PHRASES))
_find_spelt = find_all_of([phrase.translate(_CODE_OF) for phrase in _ALL_PHRASES])
_RUN = f"[a-z]{{1,{LONGEST_SPELT}}}"
_LETTERS = re.compile(f"(?<=[{HAN}]){_RUN}(?![a-z])|(?<![a-z]){_RUN}(?=[{HAN}])")
_SPELT = re.compile("|".join(sorted(_CODES, key=len, reverse=True)))
_ABBREVIATED = re.compile("|".join(BESIDE_INITIALS))


def _written_alike() -> Iterator[tuple[str, str]]:
    """Every wrong writing of a phrase, with the phrase."""
    same_sound: defaultdict[str, list[str]] = defaultdict(list)
    for code_point, code in _CODE_OF.items():
        same_sound[code].append(chr(code_point))
    for phrase in _HAN_PHRASES:
        for count in range(1, (2 if len(phrase) >= TWO_WRONG_FROM else 1) + 1):
            for places in combinations(range(len(phrase)), count):
                alike = [_others(phrase[at], same_sound) if at in places else [phrase[at]] for at in range(len(phrase))]
                yield from (("".join(chars), phrase) for chars in product(*alike))


def _others(char: str, same_sound: Mapping[str, Sequence[str]]) -> list[str]:
    code = _CODE_OF.get(ord(char), "")
    return [other for other in same_sound.get(code, ()) if other != char and other not in ALIKE]


# wrong writing → what is meant
WRITTEN_ALIKE = {wrong: phrase for wrong, phrase in _written_alike() if wrong not in set(_ALL_PHRASES)}


def wrong_characters(written: str, phrase: str, start: int) -> Iterator[Edit]:
    """The characters of ``written``, which stands at ``start``, that must change to read as ``phrase``."""
    pairs = enumerate(zip(written, phrase, strict=True), start)
    return ((at, at + 1, right) for at, (wrong, right) in pairs if wrong != right)


def spelt_edits(text: str) -> list[Edit]:
    """The letters that stand for a character of a danger word; in order, separate."""
    return separate(_in_letters(text)) if _LETTERS.search(text) else []


def _in_letters(text: str) -> Iterator[Edit]:
    for found in _ABBREVIATED.finditer(text):
        yield (*found.span(), INITIALS[found.group()])
    for run in _LETTERS.finditer(text):
        # a phrase reaches no further than its own length from the letters in it
        sounds = list(_sounds_of(text, max(0, run.start() - _LONGEST), min(len(text), run.end() + _LONGEST)))
        coded = "".join(code for code, _, _ in sounds)
        for number, first, after in _find_spelt(coded):
            yield from _spelt_edits(text, _ALL_PHRASES[number], sounds[first:after])


def _spelt_edits(text: str, phrase: str, spelt: Sequence[Sound]) -> Iterator[Edit]:
    written = [text[start:end] for _, start, end in spelt]
    letters = [at for at, part in enumerate(written) if part.isascii()]
    if not letters or _cuts_letters(text, spelt[0][1]) or _cuts_letters(text, spelt[-1][2]):
        return
    if all(part == right for part, right in zip(written, phrase, strict=True) if not part.isascii()):
        yield from ((spelt[at][1], spelt[at][2], phrase[at]) for at in letters)


def _cuts_letters(text: str, at: int) -> bool:
    """Letters stand on both sides: the syllable is a part of a longer word, as si in size."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == len("ab") and around.isascii() and around.isalpha()


def _sounds_of(text: str, first: int, end: int) -> Iterator[Sound]:
    """Every character of the stretch with its place; letters beside Han characters by syllable, if they are that."""
    last = first
    for run in _LETTERS.finditer(text, first, end):
        syllables = _spelt_out(run.group())
        if syllables:
            yield from _characters(text, last, run.start())
            at = run.start()
            for syllable in syllables:
                yield _CODES[syllable], at, at + len(syllable)
                at += len(syllable)
            last = run.end()
    yield from _characters(text, last, end)


def _characters(text: str, start: int, end: int) -> Iterator[Sound]:
    return ((_CODE_OF.get(ord(text[at]), text[at]), at, at + 1) for at in range(start, end))


def _spelt_out(letters: str) -> Sequence[str]:
    syllables = _SPELT.findall(letters)
    return syllables if "".join(syllables) == letters else ()


def separate(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order, without those that overlap an earlier one."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
