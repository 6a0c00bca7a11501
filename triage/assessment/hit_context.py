"""Why a hit may be doubtful: denied, a harmless phrase, a title, fiction, long settled, another sense, quoted.

Context is marked on a hit and never deletes it (design 3).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from triage.assessment.characters import A_NOT_A, BARE_NEGATION, PERSONS, WRITING
from triage.assessment.quantities import find_quantities
from triage.assessment.rule_index import Found, Group, IndexedNear, IndexedRule, RuleIndex
from triage.assessment.types import Span
from triage.assessment.word_group import WordGroup
from triage.vocabulary import HitContext

MOST_FILLERS = 2  # words between a negation and what it denies
LONGEST_NAME = 10  # characters of a title in quotation marks
BESIDE_CHARS = 6  # how near a word such as 电影 must stand to the quotation marks
SETTLED_CHARS = 40  # how far before and after a hit 去年 and 赔了 still speak of it
THREAT_CHARS = 6  # how soon the second 不 of 不X不罢休 comes
WARNED_CHARS = 5  # between 严禁 and what it forbids
DOCUMENT_CHARS = 24  # between 合同 and the words that stand in it
LONGEST_WHOLE = 40  # characters of a harmless phrase around a hit

_ENDS = r"[。!?;\n]|(?<!\d)\.|\.(?!\d)"
SENTENCE_END = re.compile(f"(?:{_ENDS})(?: |{_ENDS})*")  # several marks in a row end one sentence
QUOTATION_MARKS = '“‘「『《"'  # those that open
_PERSON, _PERSON_OR_NOT = re.compile(f"[{PERSONS}]"), re.compile(f"[{PERSONS}{BARE_NEGATION}]")
_WRITTEN = re.compile(WRITING)
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"")


class Reading:
    """One text while its hits are judged: sentences, quotations and cues, worked out when first asked for."""

    def __init__(self, text: str, found: Found, index: RuleIndex) -> None:
        self.text = text
        self._found = found
        self._cues = index.cues
        self._negations = index.rulebook.cues.negation
        self._fillers = index.rulebook.cues.negation_fillers

    @cached_property
    def _bounds(self) -> list[int]:
        """Ends of sentences, exclusive, the last one the end of the text."""
        return [*(mark.end() for mark in SENTENCE_END.finditer(self.text)), len(self.text)]

    @cached_property
    def _quotations(self) -> list[Span]:
        return [mark.span() for mark in _QUOTED.finditer(self.text)]

    @cached_property
    def _quantities(self) -> Mapping[str, Sequence[Span]]:
        return find_quantities(self.text)

    def sentence_of(self, at: int) -> Span:
        """The sentence that holds position ``at``."""
        return self.sentences_around(at, 1)

    def sentences_around(self, at: int, count: int) -> Span:
        """The sentence that holds position ``at``, with the ``count - 1`` before it and after it."""
        number = self._sentence_number(at)
        first, last = number - count, min(number + count, len(self._bounds)) - 1
        return (self._bounds[first] if first >= 0 else 0), self._bounds[last]

    def fits(self, parts: Sequence[Span], pattern: IndexedNear) -> bool:
        """Whether the parts lie close enough together, in few enough sentences in a row."""
        start, end = min(parts)[0], max(parts, key=_end)[1]
        if end - start > pattern.within_chars:
            return False
        if pattern.sentences == 1:
            return True  # the window they were looked for in is one sentence
        return self._sentence_number(end - 1) - self._sentence_number(start) < pattern.sentences

    def _sentence_number(self, at: int) -> int:
        return bisect_right(self._bounds, at, hi=len(self._bounds) - 1)

    def places_of(self, group: WordGroup, start: int, end: int) -> list[Span]:
        """Where words and quantities of a group lie within ``[start, end)``."""
        spans = group.spans(self.text, start, end)
        for name in group.quantities:
            spans += (span for span in self._quantities.get(name, ()) if start <= span[0] and span[1] <= end)
        return spans

    def quotation_of(self, span: Span) -> Span | None:
        """The quotation marks around ``span``, marks included."""
        number = bisect_right(self._quotations, span[0], key=_start) - 1
        return self._quotations[number] if number >= 0 and _inside(span, self._quotations[number]) else None

    def doubt(self, parts: Sequence[Span], indexed: IndexedRule) -> HitContext | None:
        """The most telling context of the hit made of ``parts`` (in order of start) that its rule heeds."""
        return next((context for context in indexed.doubts if _CHECKS[context](self, parts, indexed)), None)

    def _is_idiom(self, parts: Sequence[Span], indexed: IndexedRule) -> bool:
        wholes = indexed.context_in
        if wholes is None:
            return False
        for start, end in parts if len(parts) == 1 else (_whole(parts), *parts):
            low, high = max(0, end - wholes.longest), min(start + wholes.longest, len(self.text))
            if any(_inside((start, end), whole) for whole in wholes.spans(self.text, low, high)):
                return True
        return False

    def _is_name(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        """In a short quotation beside a word for fiction, or with one inside: 密室“活埋”."""
        quotation = self.quotation_of(_whole(parts)) if self._quotations else None
        if quotation is None or quotation[1] - quotation[0] - 2 > LONGEST_NAME:
            return False
        start, end = quotation
        fiction = self._places(self._cues.fiction)
        return any(cue[0] <= end + BESIDE_CHARS for cue in _ending(fiction, start - BESIDE_CHARS, end + LONGEST_WHOLE))

    def _is_quoted(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        quotation = self.quotation_of(_whole(parts)) if self._quotations else None
        return quotation is not None and quotation[1] - quotation[0] - 2 > LONGEST_NAME

    def _is_staged(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        """The sentence speaks of a game, a play or a drill, and of nothing that is really done."""
        settings = self._places(self._cues.fiction_settings)
        if not settings:
            return False
        start, end = self.sentence_of(parts[0][0])
        if not any(start <= cue[0] and not self._denies_part(cue) for cue in _ending(settings, start, end)):
            return False
        return not self._cues.real_doing.spans(self.text, start, end)

    def _is_in_document(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        """Warned of (严禁聚众), or words of a contract or a notice: not what somebody did or said he would do."""
        start, end = _whole(parts)
        text, first = self.text, self.sentence_of(start)[0]
        quotation = self.quotation_of((start, end)) if self._quotations else None
        reach = max(first, quotation[0] if quotation else start - WARNED_CHARS)
        for cue in _ending(self._places(self._cues.warnings), reach, start):
            if cue[0] >= first and not _PERSON_OR_NOT.search(text, cue[1], start + 1):
                return True
        if _PERSON.search(text, max(first, start - BESIDE_CHARS), end):
            return False  # written or not, it is meant for somebody
        cues = _ending(self._places(self._cues.documents), max(first, start - DOCUMENT_CHARS), start)
        return any(_WRITTEN.search(text, cue[1], start) for cue in cues)

    def _is_denied(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        return any(map(self._denies_part, parts))

    def _denies_part(self, part: Span) -> bool:
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

    def _is_past_and_settled(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        """去年 before it in its sentence, 赔了 after its beginning there or in the next: what follows 赔了 is new."""
        past, settled = self._places(self._cues.past), self._places(self._cues.settled)
        if not past or not settled:
            return False
        hit = _whole(parts)
        start, end = self.sentence_of(hit[0])
        next_end = self.sentence_of(end)[1] if end < len(self.text) else end
        earliest, latest = max(start, hit[0] - SETTLED_CHARS), min(next_end, hit[1] + SETTLED_CHARS)
        was = any(earliest <= cue[0] for cue in _ending(past, earliest, hit[0]))
        told = parts[0][1]  # the settling may stand between the parts of a wide match
        return was and any(told <= cue[0] for cue in _ending(settled, told, latest))

    def _has_other_sense(self, parts: Sequence[Span], indexed: IndexedRule) -> bool:
        """A word beside the hit gives it another meaning; a word within the hit cannot."""
        if indexed.other_sense is None:
            return False
        beside = indexed.other_sense.spans(self.text, *self.sentence_of(parts[0][0]))
        return any(not any(_inside(word, part) for part in parts) for word in beside)

    def _is_asked(self, parts: Sequence[Span], _: IndexedRule) -> bool:
        cues = self._places(self._cues.question)
        if not cues:
            return False
        start, end = self.sentence_of(parts[0][0])
        return any(start <= cue[0] for cue in _ending(cues, start, end))

    def _places(self, group: Group | None) -> Sequence[Span]:
        """Where the words of a cue group stand."""
        return self._found.get(group, ()) if group is not None else ()


_CHECKS: Mapping[HitContext, Callable[[Reading, Sequence[Span], IndexedRule], bool]] = {
    HitContext.IDIOM: Reading._is_idiom,
    HitContext.NAME: Reading._is_name,
    HitContext.FICTION: Reading._is_staged,
    HitContext.DOCUMENT: Reading._is_in_document,
    HitContext.NEGATED: Reading._is_denied,
    HitContext.PAST_SETTLED: Reading._is_past_and_settled,
    HitContext.OTHER_SENSE: Reading._has_other_sense,
    HitContext.QUESTION: Reading._is_asked,
    HitContext.QUOTED: Reading._is_quoted,
}


def _whole(parts: Sequence[Span]) -> Span:
    return parts[0][0], max(end for _, end in parts)


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def _ending(spans: Sequence[Span], low: int, high: int) -> Iterator[Span]:
    """The spans whose end lies in ``[low, high]``, of spans in order of end: long texts hold thousands."""
    return iter(spans[bisect_left(spans, low, key=_end) : bisect_right(spans, high, key=_end)])


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
