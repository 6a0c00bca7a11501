"""Run a rule's cases against changed versions of it, fast enough for tens of thousands of changes.

A text sees only the words it holds. So each case keeps the rule cut down to those words, and a change is tried only
on the cases that it can touch, by the matcher itself.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cached_property

from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule import ContextCues, Rule, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Hit, NormalisedText
from triage.rule_review.mutants import Fault, Mutant, narrowed
from triage.rule_review.own_cases import holds
from triage.rule_review.written_rule import Case, WrittenRule, matchable, only_words_in, slots_of


class ReadCase:
    """One case beside what its rule can see of it."""

    def __init__(self, case: Case, rule: Rule, bare: Rulebook) -> None:
        self.case = case
        self.intake: NormalisedText = normalise(case.text)
        self.rule = only_words_in(self.intake.text, rule)
        self._rulebook = replace(bare, cues=_cues_in(self.intake.text, bare.cues))

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The hits of the rule as it is."""
        return self.hits_of(self.rule)

    @cached_property
    def is_sound(self) -> bool:
        """False when the case fails already: it can then prove nothing."""
        return holds(self.case, self.hits)

    def hits_of(self, rule: Rule) -> tuple[Hit, ...]:
        """The hits of a changed rule, on the first day of its validity."""
        seen = matchable(rule)
        return match_rules(self.intake, RuleIndex.of(replace(self._rulebook, rules=(seen,))), seen.valid_from)

    def may_notice(self, mutant: Mutant) -> bool:
        """False when the change cannot touch this text."""
        if mutant.fault in (Fault.WORD, Fault.SET_WORD):
            return mutant.word in self.intake.text
        if mutant.fault is Fault.CONTEXT:
            return any(hit.context == mutant.word for hit in self.hits)
        pattern = self.rule.near[mutant.pattern]
        room = {Fault.NARROWER: narrowed(pattern.within_chars), Fault.WIDER: pattern.within_chars}
        return all(pattern.groups) and len(self.intake.text) > room.get(mutant.fault, 0)

    def notices(self, mutant: Mutant) -> bool:
        """True when the case holds for the rule and fails for the mutant."""
        if not self.may_notice(mutant) or not self.is_sound:
            return False
        return not holds(self.case, self.hits_of(mutant.applied_to(self.rule)))


class Trial:
    """The cases of one rule, read once."""

    def __init__(self, cases: Sequence[ReadCase]) -> None:
        self.cases = tuple(cases)

    @classmethod
    def of(cls, written: WrittenRule, bare: Rulebook) -> "Trial":
        """The trial of ``written``; ``bare`` comes from ``without_rules``."""
        return cls([ReadCase(case, written.rule, bare) for case in written.cases])

    def kills(self, mutant: Mutant) -> bool:
        """True when a case notices the fault."""
        of_word = mutant.fault in (Fault.WORD, Fault.SET_WORD)
        cases = self._cases_of_word.get(mutant.word, ()) if of_word else self.cases
        return any(case.notices(mutant) for case in cases)

    @cached_property
    def _cases_of_word(self) -> Mapping[str, Sequence[ReadCase]]:
        """The cases whose text holds a word: of thousands, one or two."""
        cases: defaultdict[str, list[ReadCase]] = defaultdict(list)
        for case in self.cases:
            for word in {word for _, words in slots_of(case.rule) for word in words}:
                cases[word].append(case)
        return cases


def without_rules(rulebook: Rulebook) -> Rulebook:
    """What is left of ``rulebook`` for the matcher of one rule: the context cues."""
    return replace(rulebook, rules=(), word_sets={}, routes=(), exclusions=(), wording={}, sample="")


def _cues_in(text: str, cues: ContextCues) -> ContextCues:
    """The cues that the text holds; the others cannot bear on it."""
    held = {cue.name: tuple(word for word in getattr(cues, cue.name) if word in text) for cue in fields(cues)}
    return ContextCues(**held)
