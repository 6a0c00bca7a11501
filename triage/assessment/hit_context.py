"""Why a hit may be doubtful: denied, a harmless phrase, a title, long settled, a question, quoted.

Context is marked on a hit and never deletes it (design 3).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from triage.assessment.characters import A_NOT_A, BARE_NEGATION
from triage.assessment.rule import ContextCues
from triage.assessment.rule_index import CueGroups, Found, Group, IndexedRule
from triage.assessment.types import Span
from triage.vocabulary import HitContext

MOST_FILLERS = 2  # words between a negation and what it denies
LONGEST_NAME = 10  # characters of a title in quotation marks
BESIDE_CHARS = 6  # how near a word such as 电影 must stand to the quotation marks
SETTLED_CHARS = 40  # how far before and after a hit 去年 and 赔了 still speak of it
THREAT_CHARS = 6  # how soon the second 不 of 不X不罢休 comes
LONGEST_WHOLE = 40  # characters of a harmless phrase around a hit

_SENTENCE_END = re.compile(r"[。!?;\n]|(?<!\d)\.|\.(?!\d)")
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"")


class Reading:
    """One text while its hits are judged: sentences, quotations and cues, worked out when first asked for."""

    def __init__(self, text: str, found: Found, cues: ContextCues, cue_groups: CueGroups) -> None:
        self.text = text
        self.found = found
        self._cue_groups = cue_groups
        self._negations = cues.negation
        self._fillers = cues.negation_fillers

    @cached_property
    def _bounds(self) -> list[int]:
        """Ends of sentences, exclusive, the last one the end of the text."""
        return [*(mark.end() for mark in _SENTENCE_END.finditer(self.text)), len(self.text)]

    @cached_property
    def _quotations(self) -> list[Span]:
        return [mark.span() for mark in _QUOTED.finditer(self.text)]

    def sentence_of(self, at: int) -> Span:
        """The sentence that holds position ``at``."""
        number = bisect_right(self._bounds, at, hi=len(self._bounds) - 1)
        return (self._bounds[number - 1] if number else 0), self._bounds[number]

    def quotation_of(self, span: Span) -> Span | None:
        """The quotation marks around ``span``, marks included."""
        number = bisect_right(self._quotations, span[0], key=_start) - 1
        return self._quotations[number] if number >= 0 and _inside(span, self._quotations[number]) else None

    def cues(self, group: Group | None) -> Sequence[Span]:
        """Where the words of a cue group stand."""
        return self.found.get(group, ()) if group is not None else ()

    def contexts_of(self, parts: Sequence[Span], indexed: IndexedRule) -> Iterator[HitContext]:
        """Every context of the hit made of ``parts`` (in order of start), the most telling first."""
        whole = (parts[0][0], max(end for _, end in parts))
        wholes = self.cues(indexed.context_in)
        if wholes and any(_is_inside_one(part, wholes) for part in (whole, *parts)):
            yield HitContext.IDIOM
        quotation = self.quotation_of(whole) if self._quotations else None
        if quotation is not None and self._is_name(quotation):
            yield HitContext.NAME
        if any(self._is_denied(part) for part in parts):
            yield HitContext.NEGATED
        if self._is_past_and_settled(whole):
            yield HitContext.PAST_SETTLED
        if self._is_asked(whole):
            yield HitContext.QUESTION
        if quotation is not None and quotation[1] - quotation[0] - 2 > LONGEST_NAME:
            yield HitContext.QUOTED

    def _is_denied(self, part: Span) -> bool:
        """A negation stands directly before, with at most two filler words between, and really denies."""
        text, ends = self.text, [part[0]]
        for _ in range(MOST_FILLERS + 1):
            for end in ends:
                if text.endswith(self._negations, 0, end):
                    longest = max(len(cue) for cue in self._negations if text.endswith(cue, 0, end))
                    return self._denies(end - longest, end, part[1])
            before = (end for end in ends if text.endswith(self._fillers, 0, end))
            ends = [end - len(word) for end in before for word in self._fillers if text.endswith(word, 0, end)]
        return False

    def _denies(self, cue_start: int, cue_end: int, hit_end: int) -> bool:
        """False for 是不是 (a question) and 不弄死他不罢休 (a threat)."""
        text = self.text
        negator = next((at for at in range(cue_start, cue_end) if text[at] in A_NOT_A), None)
        if negator is not None and 0 < negator < len(text) - 1 and text[negator - 1] == text[negator + 1]:
            return False
        ends_bare = text[cue_end - 1] == BARE_NEGATION
        return not (ends_bare and BARE_NEGATION in text[hit_end : hit_end + THREAT_CHARS])

    def _is_name(self, quotation: Span) -> bool:
        """A short quotation beside a word for fiction, or with one inside: 密室“活埋”."""
        start, end = quotation
        if end - start - 2 > LONGEST_NAME:
            return False
        fiction = self.cues(self._cue_groups.fiction)
        return any(cue[0] <= end + BESIDE_CHARS for cue in _ending(fiction, start - BESIDE_CHARS, end + LONGEST_WHOLE))

    def _is_past_and_settled(self, hit: Span) -> bool:
        """去年 before it in its sentence, 赔了 after it there or in the next sentence: what follows 赔了 is new."""
        past, settled = self.cues(self._cue_groups.past), self.cues(self._cue_groups.settled)
        if not past or not settled:
            return False
        start, end = self.sentence_of(hit[0])
        next_end = self.sentence_of(end)[1] if end < len(self.text) else end
        earliest, latest = max(start, hit[0] - SETTLED_CHARS), min(next_end, hit[1] + SETTLED_CHARS)
        was = any(earliest <= cue[0] for cue in _ending(past, earliest, hit[0]))
        return was and any(hit[1] <= cue[0] for cue in _ending(settled, hit[1], latest))

    def _is_asked(self, hit: Span) -> bool:
        cues = self.cues(self._cue_groups.question)
        if not cues:
            return False
        start, end = self.sentence_of(hit[0])
        return any(start <= cue[0] for cue in _ending(cues, start, end))


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def _ending(spans: Sequence[Span], low: int, high: int) -> Iterator[Span]:
    """The spans whose end lies in ``[low, high]``, of spans in order of end: long texts hold thousands."""
    return iter(spans[bisect_left(spans, low, key=_end) : bisect_right(spans, high, key=_end)])


def _is_inside_one(part: Span, wholes: Sequence[Span]) -> bool:
    return any(_inside(part, whole) for whole in _ending(wholes, part[1], part[1] + LONGEST_WHOLE))


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
