"""Put a sound folder before the review of flow 3: what its cases prove, and what in it contradicts itself."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from triage.assessment.rule import Rule, Rulebook
from triage.rule_review.composed_cases import WordCase
from triage.rule_review.mutation import MutationScore, RuleTrial, mutation_scores, scores_of, try_rule
from triage.rule_review.trial import without_rules
from triage.rule_review.written_rule import WrittenRule
from triage.rulebook.findings import Finding
from triage.rulebook.folder import Folder
from triage.rulebook.review_findings import ReviewFindings
from triage.rulebook.written import written_rules

RULES_AT_A_TIME = 4
LEAST_SCORE_FILE = "rule_review.json"  # beside the rules; no YAML, so no part of the rulebook's hash


@dataclass(frozen=True, slots=True)
class Review:
    """The review of a sound folder; ``wanted`` are the rules looked at, as written, in order of file."""

    folder: Folder
    rulebook: Rulebook
    written: tuple[WrittenRule, ...]
    wanted: tuple[WrittenRule, ...]

    @classmethod
    def of(
        cls,
        folder: Folder,
        rulebook: Rulebook,
        is_wanted: Callable[[str], bool] = bool,
        word_cases: Mapping[str, Sequence[WordCase]] = MappingProxyType({}),
    ) -> "Review":
        """The review of the rules whose id ``is_wanted``, all of them by default, with their word-by-word cases."""
        written = tuple(_with_cases(rule, word_cases.get(rule.rule.id, ())) for rule in written_rules(folder))
        return cls(folder, rulebook, written, tuple(rule for rule in written if is_wanted(rule.rule.id)))

    @property
    def is_of_all(self) -> bool:
        return len(self.wanted) == len(self.written)

    @property
    def rules(self) -> dict[str, Rule]:
        return {written.rule.id: written.rule for written in self.wanted}

    @property
    def score_count(self) -> int:
        """How many scores there will be: one per rule, and one per word set that a rule uses."""
        used = {name for written in self.wanted for names in written.sets.values() for name in names}
        return len(self.wanted) + len(used)

    def scores(self, jobs: int = 1) -> Iterator[MutationScore]:
        """The mutation scores, one after the other, since they take a while; the same whatever ``jobs`` is."""
        if jobs == 1:
            yield from mutation_scores(self.wanted, self.rulebook)
            return
        bare = without_rules(self.rulebook)
        with ProcessPoolExecutor(jobs, initializer=_prepare_worker, initargs=(bare,)) as pool:
            yield from scores_of(pool.map(_try_rule, self.wanted, chunksize=RULES_AT_A_TIME))

    def findings(self, on: date) -> list[Finding]:
        """Dead words, conflicts, shadows and gaps as of the day ``on``, in order of file and place."""
        found = ReviewFindings(self.folder, self.rulebook, self.written, on)
        files = {written.file for written in self.wanted}
        on_rules = [finding for finding in found.on_rules() if finding.file in files]
        return sorted([*on_rules, *(found.on_whole() if self.is_of_all else ())])


def _with_cases(written: WrittenRule, word_cases: Sequence[WordCase]) -> WrittenRule:
    more = tuple(case for word_case in word_cases for case in word_case.cases())
    return replace(written, cases=(*written.cases, *more)) if more else written


class _Worker:
    """What one worker process tries rules with; set once when the process starts."""

    bare: Rulebook


def _prepare_worker(bare: Rulebook) -> None:
    _Worker.bare = bare


def _try_rule(written: WrittenRule) -> RuleTrial:
    return try_rule(written, _Worker.bare)


def least_score(root: Path) -> float | None:
    """The share of faults that the cases of this folder must notice; None where it sets itself no such goal."""
    file = root / LEAST_SCORE_FILE
    if not file.is_file():
        return None
    return float(json.loads(file.read_text(encoding="utf-8"))["least_mutation_score"])
