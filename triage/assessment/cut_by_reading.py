"""Step *normalise*: undo readings that a web page put into the middle of a character.

Some pages put the reading in brackets behind every traditional character, byte by byte: where the second byte of one
character and the first of the next happen to make a third, its reading lands between them. 入吳健 in GBK is
C8EB 85C7 BDA1, and EB85 is 雲, so that C8EB 85(yún)C7 BDA1 comes out as 入?yún)墙 and stays shifted by one byte up to
the next byte in the ASCII range. The reading and the byte before it tell the byte that was lost.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from triage.assessment.characters import COMMA, HAN, TONES
from triage.assessment.legibility import weight_of
from triage.assessment.spoilt_bytes import LOST, Letter, PlacedByte, Recovered, placed_bytes, read_as
from triage.assessment.traditional_readings import READINGS

LEAST_GAIN = 4.0  # where no mark shows that a byte was lost: nearly every bracket is just a reading
_CUT = re.compile(rf"(?P<before>[{HAN}])(?P<cut>(?:[?？\ufffd]\(?|\()(?P<reading>[a-z{TONES}]{{1,6}})\))")
_REST = re.compile(r"(?P<rest>[^\x00-\x7f\ufffd]*)(?P<end>[@-~?\ufffd]?)")
_ENTRIES = re.findall(r"([a-z]+)([^a-z ]+)", READINGS)
_READ_AS = {sound: "".join(chars for other, chars in _ENTRIES if other == sound) for sound, _ in _ENTRIES}
_TONE_MARKS = {0x300, 0x301, 0x304, 0x30C}
_COMMA_AND = re.compile("[Ａ-Ｚａ-ｚ]")


def find_cuts(text: str) -> Iterator[Recovered]:
    """The stretches of ``text`` that a reading in the middle of a character has shifted, in order and apart."""
    last = 0
    for cut in _CUT.finditer(text) if ")" in text else ():
        recovered = _recovered(cut) if cut.start() >= last else None
        if recovered:
            last = recovered.span[1]
            yield recovered


def _recovered(cut: re.Match[str]) -> Recovered | None:
    """The best reading over the bytes that may have been lost; None if none reads better than what stands there."""
    best: tuple[float, Recovered] | None = None
    for lost in _lost_bytes(cut["before"], cut["reading"]):
        behind = _REST.match(cut.string, cut.end())
        if behind is None:
            continue
        letters = _letters((lost, cut.span("cut")), behind)
        gained = weight_of(char for char, _ in letters if char != LOST) - weight_of(behind["rest"])
        if gained > (LEAST_GAIN if cut["cut"].startswith("(") else 0) and (best is None or gained > best[0]):
            best = gained, Recovered((cut.start("cut"), letters[-1][1][1]), letters)
    return best[1] if best else None


def _letters(lost: PlacedByte, behind: re.Match[str]) -> list[Letter]:
    """What was written: the lost byte and those that are still there, up to a byte in the ASCII range or a mark."""
    placed = [lost, *placed_bytes(behind["rest"], behind.start("rest"), "gb18030")]
    if "@" <= behind["end"] <= "~":
        placed += placed_bytes(behind["end"], behind.start("end"), "ascii")
    letters = list(read_as("gbk", placed))
    if letters[-1][0] == LOST:
        letters[-1] = _last_letter(letters[-1], placed[-1][0], behind)
    return list(_with_commas(letters))


@lru_cache(maxsize=4096)
def _lost_bytes(before: str, reading: str) -> tuple[int, ...]:
    """Second bytes of the traditional characters that begin with the last byte of ``before`` and are read so."""
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    syllable = "".join(char for char in plain if ord(char) not in _TONE_MARKS)
    first = before.encode("gb18030")[-1]
    pairs = (char.encode("gbk") for char in _READ_AS.get(syllable, ""))
    return tuple(trail for lead, trail in pairs if lead == first)


def _last_letter(letter: Letter, byte: int, behind: re.Match[str]) -> Letter:
    """The character whose second byte is lost; the mark in its place goes with it.

    Of the everyday marks only the comma has a second byte that spoils the pair it slides into.
    """
    start, end = letter[1]
    is_marked = behind["end"] in ("?", LOST)
    return ("，" if is_marked and byte == COMMA[0] else LOST), (start, behind.end("end") if is_marked else end)


def _with_commas(letters: list[Letter]) -> Iterator[Letter]:
    """Some decoders drop the pair that a shifted comma spoils: its halves then make a wide letter between Han."""
    for char, (start, end) in letters:
        if _COMMA_AND.match(char):
            yield "，", (start, end)
            char = LOST
        yield char, (start, end)
