"""Near patterns in many texts at once: the same matches as ``match_rules`` finds in one."""

from dataclasses import dataclass

import numpy as np

from triage.assessment.batch_index import Flags, Patterns, spread
from triage.assessment.batch_text import BatchText
from triage.assessment.trie import Numbers

ABSENT = -1  # in place of an occurrence, where a pattern has fewer groups than another


@dataclass(frozen=True, slots=True)
class Gates:
    """Occurrences that wake a near pattern; the arrays run in parallel."""

    places: Numbers
    patterns: Numbers

    def chosen(self, rows: Numbers | Flags) -> "Gates":
        return Gates(self.places[rows], self.patterns[rows])


@dataclass(frozen=True, slots=True)
class NearMatches:
    """Complete patterns, one row per match; ``parts`` are its occurrences in order of place, behind those ABSENT."""

    patterns: Numbers
    parts: Numbers


def open_gates(near: Patterns, text: BatchText, gates: Gates) -> Gates:
    """The gates that have a word of every other group of their pattern within reach."""
    for partners in near.partners:
        groups = partners.take(gates.patterns)
        owners, _ = _partners(near, text, gates, groups)
        is_open = groups < 0
        is_open[owners] = True
        gates = gates.chosen(is_open)
    return gates


def complete(near: Patterns, text: BatchText, gates: Gates) -> NearMatches:
    """For each word of a pattern's first group the first words of the others that fit, group by group.

    Only for patterns that the arrays can judge (``Patterns.is_plain``).
    """
    rows, beside = gates, np.empty((len(gates.places), 0), dtype=np.intp)
    for partners in near.partners:
        groups = partners.take(rows.patterns)
        owners, words = _partners(near, text, rows, groups)
        alone = np.flatnonzero(groups < 0)
        owners = np.concatenate((alone, owners))
        words = np.concatenate((np.full(len(alone), ABSENT), words))
        rows, beside = rows.chosen(owners), np.column_stack((beside[owners], words))
    parts = _in_order_of_groups(rows.places, beside, near.gate_of.take(rows.patterns))
    fitting = np.flatnonzero(_fit(near, text, rows.patterns, parts))
    patterns, parts = rows.patterns.take(fitting), parts[fitting]
    order = np.lexsort((*parts.T[::-1], patterns))
    patterns, parts = patterns.take(order), parts[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(patterns) != 0) | (np.diff(parts[:, 0]) != 0)
    every = np.unique(np.column_stack((patterns[is_first], np.sort(parts[is_first], axis=1))), axis=0)
    return NearMatches(every[:, 0], every[:, 1:])


def _partners(near: Patterns, text: BatchText, gates: Gates, groups: Numbers) -> tuple[Numbers, Numbers]:
    """Words of ``groups`` within reach of each gate: which gate, and the occurrence of the word; -1 is no group."""
    asking = np.flatnonzero(groups >= 0)
    gates, groups = gates.chosen(asking), groups.take(asking)
    within, owner = near.within.take(gates.patterns), text.text_of.take(gates.places)
    lows = np.maximum(text.ends.take(gates.places) - within, text.text_starts.take(owner))
    highs = np.minimum(text.starts.take(gates.places) + within, text.text_ends.take(owner))
    firsts = text.first_from.take(lows)
    counts = text.first_from.take(highs) - firsts
    owners, beside = np.repeat(np.arange(len(gates.places)), counts), spread(firsts, counts)
    fitting = np.flatnonzero(text.ends.take(beside) <= highs.take(owners))
    owners, beside = owners.take(fitting), beside.take(fitting)
    members = near.members.contain(groups.take(owners), text.literals.take(beside))
    return asking.take(owners.take(members)), beside.take(members)


def _in_order_of_groups(gates: Numbers, beside: Numbers, gate_of: Numbers) -> Numbers:
    """One column per group of the pattern: the gate in its place, its partners around it."""
    columns = []
    for group in range(beside.shape[1] + 1):
        before = beside[:, min(group, beside.shape[1] - 1)] if beside.shape[1] else gates
        after = beside[:, group - 1] if group else before
        columns.append(np.where(group < gate_of, before, np.where(group == gate_of, gates, after)))
    return np.column_stack(columns)


def _fit(near: Patterns, text: BatchText, patterns: Numbers, parts: Numbers) -> Flags:
    """Close enough, apart from each other, in the order asked for, in few enough sentences."""
    is_there = parts >= 0
    starts = np.where(is_there, text.starts.take(parts), np.iinfo(np.intp).max)
    ends = np.where(is_there, text.ends.take(parts), -1)
    fits = ends.max(axis=1) - starts.min(axis=1) <= near.within.take(patterns)
    is_ordered = near.is_ordered.take(patterns)
    for left in range(parts.shape[1]):
        for right in range(left + 1, parts.shape[1]):
            is_after = starts[:, right] >= ends[:, left]
            is_before = (ends[:, right] <= starts[:, left]) & ~is_ordered
            fits &= is_after | is_before | ~is_there[:, right]
    fitting = np.flatnonzero(fits)
    lasts = parts[fitting].max(axis=1)
    firsts = np.where(is_there[fitting], parts[fitting], lasts[:, None]).min(axis=1)
    fits[fitting] = text.ends_between(firsts, lasts) < near.sentences.take(patterns.take(fitting))
    return np.asarray(fits)
