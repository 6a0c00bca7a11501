"""Compose word-by-word cases: a sentence that matches, with each word of a list in turn in the same place.

Such a case shows that every word of a list is reached, and is noticed when one is dropped. It does not show that people
speak so: that is what the cases written by hand are for, and their sentences are used first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from triage.assessment.rule import QUANTITY_MARK, NearPattern, Rulebook
from triage.rule_review.mutants import Fault, Mutant
from triage.rule_review.own_cases import MATCH, NO_MATCH, TO_CHECK
from triage.rule_review.trial import ReadCase
from triage.rule_review.written_rule import NEAR, Case, Slot, WrittenRule, words_at

BLANK = "{}"
PLAIN_FRAMES = (BLANK, "来人说：{}", "{}，请核实")
QUANTITY_WORDS = {"crowd": "二十多人", "several_people": "五个人", "long_time": "三年多", "large_sum": "三十万元"}
FILLERS = ("当时大家都在场看得很清楚后来也都这么讲了好几遍", "那会儿天已经暗了下来周围的灯还亮着呢谁也看得见", "")
PARTNERS_TRIED = 3  # words of each other group that are tried beside a word
HARMLESS = "，"


@dataclass(frozen=True, slots=True)
class WordCase:
    """A sentence with a blank, and the words each of which must do there what ``expect`` says."""

    text: str
    expect: str
    each: tuple[str, ...]

    def cases(self) -> Iterator[Case]:
        """One case for each word; where a hit is expected the word lies in it."""
        for word in self.each:
            yield Case(self.text.replace(BLANK, word), self.expect, (word,) if self.expect == MATCH else ())


def compose(written: WrittenRule, survivors: Iterable[Mutant], bare: Rulebook) -> list[WordCase]:
    """Cases that notice as many of the faults as can be shown this way, grouped by sentence.

    Args:
        survivors: faults of this rule that its cases do not notice.
        bare: as for ``Trial.of``.
    """
    composer = _Composer(written, bare)
    proved: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mutant in survivors:
        found = next((case for case in composer.candidates(mutant) if composer.proves(case, mutant)), None)
        if found is not None:
            proved[found.text, found.expect].update(dict.fromkeys(found.each))
    return [WordCase(text, expect, tuple(words)) for (text, expect), words in proved.items()]


class _Composer:
    """Sentences for one rule; what has worked for a list of words is tried first for the next word."""

    def __init__(self, written: WrittenRule, bare: Rulebook) -> None:
        self._written = written
        self._rule = written.rule
        self._bare = bare
        self._frames: dict[Slot, list[str]] = {}

    def proves(self, word_case: WordCase, mutant: Mutant) -> bool:
        """True when the case holds for the rule as it is and fails for the fault."""
        return all(ReadCase(case, self._rule, self._bare).notices(mutant) for case in word_case.cases())

    def candidates(self, mutant: Mutant) -> Iterator[WordCase]:
        """Cases that may notice the fault, the most natural first."""
        if mutant.fault in (Fault.WORD, Fault.SET_WORD):
            for slot in mutant.slots:
                yield from self._for_word(slot, mutant.word)
        elif mutant.fault is Fault.CONTEXT:
            yield from self._for_context(mutant.word)
        else:
            yield from self._for_pattern(self._rule.near[mutant.pattern], mutant.fault)

    def _for_word(self, slot: Slot, word: str) -> Iterator[WordCase]:
        if slot.part in (NEAR, "any", "doubtful"):
            expect = TO_CHECK if slot.part == "doubtful" else MATCH
            for frame in self._frames_of(slot):
                yield WordCase(frame, expect, (word,))
            if slot.part == NEAR:
                yield from (WordCase(frame, expect, (word,)) for frame in self._built(slot))
            else:
                yield from (WordCase(frame, expect, (word,)) for frame in PLAIN_FRAMES)
        elif slot.part == "context_in":
            yield from (WordCase(frame, TO_CHECK, (word,)) for frame in (BLANK, *self._around(word)))
        else:
            expect = NO_MATCH if slot.part == "unless" else TO_CHECK
            for sentence in self._sentences():
                yield WordCase(BLANK + HARMLESS + sentence, expect, (word,))
                yield WordCase(sentence + HARMLESS + BLANK, expect, (word,))

    def _frames_of(self, slot: Slot) -> list[str]:
        """Own sentences that hold a word of the list, with a blank in its place."""
        if slot not in self._frames:
            words = sorted(words_at(self._rule, slot), key=len, reverse=True)
            frames: dict[str, None] = {}
            for case in self._written.cases:
                word = next((one for one in words if one in case.text), None)
                if case.expect == MATCH and word is not None and BLANK not in case.text:
                    frames[case.text.replace(word, BLANK, 1)] = None
            self._frames[slot] = list(frames)
        return self._frames[slot]

    def _built(self, slot: Slot) -> Iterator[str]:
        """The words of the other groups side by side, with a blank where the list stands."""
        groups = self._rule.near[slot.pattern].groups
        others = [[BLANK] if place == slot.group else self._partners(group) for place, group in enumerate(groups)]
        for parts in product(*others):
            yield "".join(parts)
            yield HARMLESS.join(parts)

    def _partners(self, group: Sequence[str]) -> list[str]:
        """A few words of a group, those of own cases first."""
        spoken = [word for word in group if any(word in case.text for case in self._written.cases)]
        chosen = dict.fromkeys((*spoken[:PARTNERS_TRIED], *group))
        return [QUANTITY_WORDS.get(word.removeprefix(QUANTITY_MARK), word) for word in list(chosen)[:PARTNERS_TRIED]]

    def _around(self, whole: str) -> Iterator[str]:
        """Sentences in which a harmless whole stands for the word it holds."""
        for number, pattern in enumerate(self._rule.near):
            for place, group in enumerate(pattern.groups):
                if any(word in whole for word in group):
                    yield from self._built(Slot(NEAR, number, place))

    def _sentences(self) -> Iterator[str]:
        """Short texts that the rule matches."""
        yield from self._rule.any[:PARTNERS_TRIED]
        for pattern in self._rule.near[:PARTNERS_TRIED]:
            yield from self._joined(pattern)

    def _joined(self, pattern: NearPattern, between: str = "") -> Iterator[str]:
        for parts in product(*map(self._partners, pattern.groups)):
            yield between.join(parts)

    def _for_context(self, context: str) -> Iterator[WordCase]:
        for before, after in _CONTEXTS.get(context, ()):
            for sentence in self._sentences():
                yield WordCase(before + sentence + after, TO_CHECK, ("",))

    def _for_pattern(self, pattern: NearPattern, fault: Fault) -> Iterator[WordCase]:
        if fault in (Fault.PATTERN, Fault.ONE_SENTENCE):
            between = "。" if fault is Fault.ONE_SENTENCE else ""
            texts = (WordCase(text, MATCH, ("",)) for text in self._joined(pattern, between))
            yield from texts
        elif fault is Fault.UNORDERED:
            for parts in product(*map(self._partners, pattern.groups)):
                yield WordCase(HARMLESS.join(reversed(parts)), NO_MATCH, ("",))
        else:
            yield from self._at_the_limit(pattern, fault)

    def _at_the_limit(self, pattern: NearPattern, fault: Fault) -> Iterator[WordCase]:
        """The words as far apart as the window allows, or one character more."""
        length = pattern.within_chars + (1 if fault is Fault.WIDER else 0)
        expect = NO_MATCH if fault is Fault.WIDER else MATCH
        for parts in product(*map(self._partners, pattern.groups)):
            gap = length - sum(map(len, parts))
            for filler in FILLERS:
                if gap > 0 and filler and len(parts) > 1:
                    between = (filler * (gap // len(filler) + 1))[:gap]
                    yield WordCase(parts[0] + between + "".join(parts[1:]), expect, ("",))


_CONTEXTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "negated": (("没有", ""), ("不是", ""), ("从未", "")),
    "past_settled": (("去年", "，后来赔了"), ("几年前", "，已经和好了"), ("去年", "，后来判了")),
    "name": (("电影《", "》"), ("玩剧本杀“", "”")),
    "question": (("", "怎么判"), ("", "算不算违法"), ("", "会怎么判？")),
    "quoted": (("他写道：“", "这句话是他本人写下来的”"),),
    "fiction": (("剧情里", ""), ("电影情节是", ""), ("密室逃脱里", ""), ("排练时", "")),
    "document": (("严禁", ""), ("告示上写着", ""), ("合同里写着“", "”")),
    "idiom": (),
}
