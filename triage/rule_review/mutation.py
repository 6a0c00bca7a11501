"""The mutation score: of all small faults one could put into a rule, how many its cases would notice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from triage.assessment.rule import Rulebook
from triage.rule_review.dead_words import DeadWords
from triage.rule_review.mutants import Mutant, mutants_of, set_mutants_of
from triage.rule_review.trial import Trial, without_rules
from triage.rule_review.written_rule import Case, WrittenRule

LEAST_SCORE = 0.95  # of each rule, and of all together


@dataclass(frozen=True, slots=True)
class MutationScore:
    """``subject`` is the id of a rule or of a word set; ``survivors`` are the faults that no case noticed."""

    subject: str
    killed: int
    survivors: tuple[Mutant, ...]
    failing: tuple[Case, ...] = ()  # cases that do not even hold for the rule as it is

    @property
    def tried(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def share(self) -> float:
        """Killed of tried; 1 where there was nothing to try."""
        return self.killed / self.tried if self.tried else 1.0

    @property
    def is_enough(self) -> bool:
        return self.share >= LEAST_SCORE


def total_of(scores: Iterable[MutationScore]) -> MutationScore:
    """All scores as one, without the survivors' order meaning anything."""
    together = list(scores)
    survivors = tuple(mutant for score in together for mutant in score.survivors)
    return MutationScore("", sum(score.killed for score in together), survivors)


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """What one rule's cases showed: its own score, and which words of which word sets they prove."""

    score: MutationScore
    of_sets: tuple[tuple[str, Mutant, bool], ...]  # word set, word dropped from it, whether that was noticed


def try_rule(written: WrittenRule, bare: Rulebook) -> RuleTrial:
    """Try every fault of one rule; ``bare`` comes from ``without_rules``."""
    trial, dead_words = Trial.of(written, bare), DeadWords(written, bare.cues)
    score = _score(written.rule.id, ((mutant, trial.kills(mutant)) for mutant in mutants_of(written, dead_words)))
    score = replace(score, failing=tuple(read.case for read in trial.cases if not read.is_sound))
    of_sets = tuple((name, mutant, trial.kills(mutant)) for name, mutant in set_mutants_of(written, dead_words))
    return RuleTrial(score, of_sets)


def scores_of(trials: Iterable[RuleTrial]) -> Iterator[MutationScore]:
    """The score of each rule in turn, then of each word set that rules use, over the cases of all who use it."""
    by_set: defaultdict[tuple[str, str], list[tuple[Mutant, bool]]] = defaultdict(list)
    for trial in trials:
        yield trial.score
        for name, mutant, is_killed in trial.of_sets:
            by_set[name, mutant.word].append((mutant, is_killed))
    yield from _set_scores(by_set)


def mutation_scores(rules: Iterable[WrittenRule], rulebook: Rulebook) -> Iterator[MutationScore]:
    """All scores of a rulebook, one after the other."""
    bare = without_rules(rulebook)
    return scores_of(try_rule(written, bare) for written in rules)


def _set_scores(by_set: Mapping[tuple[str, str], Sequence[tuple[Mutant, bool]]]) -> Iterator[MutationScore]:
    """A word of a set is proved by the cases of any one rule that uses it."""
    verdicts: defaultdict[str, list[tuple[Mutant, bool]]] = defaultdict(list)
    for (name, _), tries in by_set.items():
        verdicts[name].append((tries[0][0], any(is_killed for _, is_killed in tries)))
    for name in sorted(verdicts):
        yield _score(f"elements.{name}", verdicts[name])


def _score(subject: str, verdicts: Iterable[tuple[Mutant, bool]]) -> MutationScore:
    tried = list(verdicts)
    survivors = tuple(mutant for mutant, is_killed in tried if not is_killed)
    return MutationScore(subject, len(tried) - len(survivors), survivors)
