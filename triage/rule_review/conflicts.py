"""Rules that contradict each other, or themselves, on a word. The word alone is the witness."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule import Rule, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Hit
from triage.rule_review.written_rule import Slot, WrittenRule

ANY, DOUBTFUL, CONTEXT_IN = Slot("any"), Slot("doubtful"), Slot("context_in")
TIE = 0.5  # log-odds: closer than this, chance decides which of two types comes first


@dataclass(frozen=True, slots=True)
class WordFinding:
    """``code`` says what ``word``, as the whole text, shows about ``rule_id`` beside ``others``."""

    code: str
    rule_id: str
    slot: Slot
    word: str
    others: tuple[str, ...] = ()


class WordReview:
    """Puts the words of all live rules before all live rules."""

    def __init__(self, rules: Sequence[WrittenRule], rulebook: Rulebook, on: date) -> None:
        self._rules = [written for written in rules if written.rule.is_live(on)]
        live = tuple(written.rule for written in self._rules)
        self._index = RuleIndex.of(replace(rulebook, rules=live, routes=(), exclusions=()))
        self._on = on

    def findings(self) -> Iterator[WordFinding]:
        """Every contradiction, rule by rule."""
        for written in self._rules:
            judge = self._type_word if written.rule.dispute_type is not None else self._risk_word
            for word in written.own.get(ANY, ()):
                yield from judge(written.rule, word)
            if written.rule.trigger is not None:
                yield from self._doubts(written)

    def _hits(self, word: str) -> tuple[Hit, ...]:
        return match_rules(normalise(word), self._index, self._on)

    def _risk_word(self, rule: Rule, word: str) -> Iterator[WordFinding]:
        """A firm word that is never firm, because the rule itself calls it harmless."""
        if not any(hit.rule.id == rule.id and hit.context is None for hit in self._hits(word)):
            yield WordFinding("never_firm", rule.id, ANY, word)

    def _type_word(self, rule: Rule, word: str) -> Iterator[WordFinding]:
        """A word that is silenced by its own rule, or that says two types equally loudly."""
        fired = {hit.rule.id: hit.rule for hit in self._hits(word) if hit.context is None}
        if rule.id not in fired:
            yield WordFinding("never_firm", rule.id, ANY, word)
            return
        weights: defaultdict[str, float] = defaultdict(float)
        for other in fired.values():
            weights[other.dispute_type or ""] += other.weight
        weights.pop("", None)  # what risk rules add
        best = max(weights.values())
        tied = [code for code, weight in weights.items() if best - weight < TIE]
        if len(tied) > 1 and best == weights[rule.dispute_type or ""] and rule.dispute_type == min(tied):
            others = sorted(other.id for other in fired.values() if other.dispute_type in tied and other.id != rule.id)
            yield WordFinding("types_tie", rule.id, ANY, word, tuple(others))

    def _doubts(self, written: WrittenRule) -> Iterator[WordFinding]:
        """A word that this rule takes for harmless or weak, while another rule of the same trigger raises the alarm."""
        rule = written.rule
        for slot, code in ((DOUBTFUL, "weak_is_firm"), (CONTEXT_IN, "harmless_is_firm")):
            for word in written.own.get(slot, ()):
                hits = [hit for hit in self._hits(word) if hit.rule.trigger == rule.trigger]
                firm = sorted({hit.rule.id for hit in hits if hit.context is None and hit.rule.id != rule.id})
                if firm and any(hit.rule.id == rule.id and hit.context is not None for hit in hits):
                    yield WordFinding(code, rule.id, slot, word, tuple(firm))
