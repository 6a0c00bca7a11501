"""Write ``rules/cases/``: compose word-by-word cases for what the hand-written cases leave unproved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeAlias

from triage.assessment.rule import Rulebook
from triage.rule_review.composed_cases import WordCase, compose
from triage.rule_review.mutants import Mutant
from triage.rule_review.mutation import MutationScore
from triage.rule_review.trial import without_rules
from triage.rule_review.written_rule import WrittenRule
from triage.rulebook.review import Review
from triage.rulebook.word_cases import FOLDER, as_yaml, file_of

Work: TypeAlias = tuple[WrittenRule, Sequence[Mutant]]
RULES_AT_A_TIME = 4


def composed(review: Review, scores: Iterable[MutationScore], jobs: int) -> Iterator[tuple[str, list[WordCase]]]:
    """The cases for each rule of ``review``, one rule after the other.

    Args:
        review: without word-by-word cases, so that all of them are composed anew.
        scores: those of ``review``.
    """
    unproved: defaultdict[str, list[Mutant]] = defaultdict(list)
    for score in scores:
        for mutant in score.survivors:
            unproved[mutant.rule_id].append(mutant)
    work = [(written, unproved[written.rule.id]) for written in review.wanted]
    bare = without_rules(review.rulebook)
    if jobs == 1:
        yield from ((written.rule.id, compose(written, mutants, bare)) for written, mutants in work)
        return
    with ProcessPoolExecutor(jobs, initializer=_prepare_worker, initargs=(bare,)) as pool:
        yield from pool.map(_compose, work, chunksize=RULES_AT_A_TIME)


def write_cases(root: Path, cases: Sequence[tuple[str, Sequence[WordCase]]], *, is_of_all: bool) -> int:
    """Write one file per rule that has cases, and give their number; with ``is_of_all`` stale files go."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    kept = set()
    for rule_id, word_cases in cases:
        if word_cases:
            kept.add(root / file_of(rule_id))
            (root / file_of(rule_id)).write_text(as_yaml(rule_id, word_cases), encoding="utf-8")
        elif (root / file_of(rule_id)).exists():
            (root / file_of(rule_id)).unlink()
    if is_of_all:
        for stale in set(folder.glob("*.yaml")) - kept:
            stale.unlink()
    return len(kept)


class _Worker:
    """What one worker process composes with; set once when the process starts."""

    bare: Rulebook


def _prepare_worker(bare: Rulebook) -> None:
    _Worker.bare = bare


def _compose(work: Work) -> tuple[str, list[WordCase]]:
    written, mutants = work
    return written.rule.id, compose(written, mutants, _Worker.bare)
