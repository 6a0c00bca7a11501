"""Word the faults that no case noticed, with the smallest case that is missing."""

from collections.abc import Iterable, Iterator, Mapping

from triage.assessment.rule import Rule
from triage.errors_zh import say
from triage.rule_review.mutants import Fault, Mutant, narrowed, widened
from triage.rule_review.mutation import LEAST_SCORE, MutationScore
from triage.rule_review.written_rule import NEAR, Slot
from triage.rulebook.findings import Finding, warning

COLUMNS = ("subject", "fault", "where", "word", "hint")
_PATTERN_FAULTS = (Fault.PATTERN, Fault.NARROWER, Fault.WIDER, Fault.UNORDERED, Fault.ONE_SENTENCE)


def place_of(mutant: Mutant) -> str:
    """Where the fault lies below ``match``, as in ``near[2].all[0]`` (numbers from 0)."""
    if mutant.fault is Fault.SET_WORD:
        return "words"
    if mutant.fault is Fault.CONTEXT:
        return "doubtful_in"
    if mutant.fault in _PATTERN_FAULTS:
        return f"{NEAR}[{mutant.pattern}]"
    return slot_name(mutant.slots[0])


def slot_name(slot: Slot) -> str:
    """A list of words as its path is read."""
    return f"{NEAR}[{slot.pattern}].all[{slot.group}]" if slot.part == NEAR else slot.part


def hint_of(mutant: Mutant, rule: Rule) -> str:
    """The case that would notice the fault, in Chinese."""
    values: dict[str, object] = {"word": mutant.word, "where": place_of(mutant)}
    if mutant.fault in _PATTERN_FAULTS:
        within = rule.near[mutant.pattern].within_chars
        changed = narrowed(within) if mutant.fault is Fault.NARROWER else widened(within)
        values |= {"number": mutant.pattern + 1, "within": within, "changed": changed}
    return say(f"survivor_{mutant.fault}", **values)


def survivor_rows(scores: Iterable[MutationScore], rules: Mapping[str, Rule]) -> Iterator[tuple[str, ...]]:
    """One row of ``COLUMNS`` per fault that no case noticed."""
    for score in scores:
        for mutant in score.survivors:
            hint = hint_of(mutant, rules[mutant.rule_id])
            yield score.subject, mutant.fault.value, place_of(mutant), mutant.word, hint


def score_findings(scores: Iterable[MutationScore], rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """A warning for each rule or word set whose cases notice too few faults."""
    for score in scores:
        if not score.is_enough:
            first = score.survivors[0]
            yield warning(
                "mutation_low",
                f"{score.subject.replace('.', '/')}.yaml",
                percent=round(100 * score.share, 1),
                least=round(100 * LEAST_SCORE),
                tried=score.tried,
                killed=score.killed,
                hint=hint_of(first, rules[first.rule_id]),
            )
