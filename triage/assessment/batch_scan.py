"""One pass over a batch of clean texts: what arrays can settle is settled, the rest is handed to ``match_rules``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from triage.assessment.batch_index import BatchIndex, Flags
from triage.assessment.batch_text import BatchText
from triage.assessment.match_rules import judged
from triage.assessment.near_batch import Gates, NearMatches, complete, open_gates
from triage.assessment.rule_index import Woken
from triage.assessment.trie import Numbers
from triage.assessment.types import Span
from triage.vocabulary import HitContext

CONTEXTS: tuple[HitContext | None, ...] = (None, *sorted(HitContext))  # by number, in the order of ``match_rules``
_CONTEXT_NUMBER = {context: number for number, context in enumerate(CONTEXTS)}
_FIRM, _WEAK = _CONTEXT_NUMBER[None], _CONTEXT_NUMBER[HitContext.WEAK_WORD]


class Columns(NamedTuple):
    """Matches: number of the text, of the rule, span in the clean text, number of the context; all in parallel."""

    texts: Numbers
    rules: Numbers
    starts: Numbers
    ends: Numbers
    contexts: Numbers


class _Events(NamedTuple):
    """Occurrences that mean something to a rule, a pattern or a group."""

    places: Numbers
    numbers: Numbers

    def chosen(self, rows: Numbers | Flags) -> "_Events":
        return _Events(self.places[rows], self.numbers[rows])


class BatchScan:
    """Finds what every text of a batch says to the rules."""

    def __init__(self, index: BatchIndex, texts: Sequence[str], on: date) -> None:
        self._index, self._on, self._text = index, on, BatchText(index, texts)
        self._groups = _Events(*index.groups.of_each(self._text.literals))
        self._present = np.zeros((len(texts), index.group_count), dtype=np.bool_)
        self._present[self._text.text_of.take(self._groups.places), self._groups.numbers] = True
        denials = self._text.ends.take(self._groups.places[self._groups.numbers == index.needs.negation])
        self._denials = np.cumsum(
            np.bincount(denials, minlength=len(self._text.codes_before))
        )  # ended up to a position
        self._is_live = np.array([indexed.rule.is_live(on) for indexed in index.index.rules], dtype=np.bool_)

    def matches(self) -> Columns:
        """Every match, in no order."""
        index, text = self._index, self._text
        firm = self._heard(*index.firm.of_each(text.literals))
        weak = self._heard(*index.weak.of_each(text.literals))
        places, patterns = index.gates.of_each(text.literals)
        gates = open_gates(index.patterns, text, Gates(places, patterns).chosen(self._may_open(places, patterns)))
        is_plain = index.patterns.is_plain.take(gates.patterns)
        near = complete(index.patterns, text, gates.chosen(is_plain))
        keys = (
            self._key(firm),
            self._key(weak),
            self._key(_Events(near.parts[:, -1], index.patterns.rule_of.take(near.patterns))),
        )
        # a weak word is compared with all strong matches of its rule, so these are read together
        is_firm_close = self._may_be_doubtful(firm) | np.isin(keys[0], keys[1])
        is_near_close = self._is_any_doubtful(near) | np.isin(keys[2], keys[1])
        near_gates = self._pattern_key(gates.places, gates.patterns)
        near_keys = self._pattern_key(near.parts[:, -1], near.patterns)
        is_gate_close = ~is_plain | np.isin(near_gates, near_keys[is_near_close])
        is_near_close |= np.isin(near_keys, near_gates[is_gate_close])
        gate_keys = self._key(_Events(gates.places, index.patterns.rule_of.take(gates.patterns)))
        is_weak_close = self._may_be_doubtful(weak) | np.isin(keys[1], np.concatenate((keys[0], gate_keys)))
        closer = gates.chosen(is_gate_close)
        read = self._read(
            firm.chosen(is_firm_close), weak.chosen(is_weak_close), _Events(closer.places, closer.patterns)
        )
        parts = (
            self._columns(firm.chosen(~is_firm_close), _FIRM),
            self._columns(weak.chosen(~is_weak_close), _WEAK),
            self._near_columns(near.patterns[~is_near_close], near.parts[~is_near_close]),
            np.array([*read], dtype=np.intp).reshape(-1, len(Columns._fields)).T,
        )
        return Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _read(self, *events: _Events) -> Iterator[tuple[int, int, int, int, int]]:
        """The matches that are read on their own."""
        firm, weak, gates = map(self._by_text, events)
        texts = {**firm, **weak, **gates}
        is_read = np.zeros(len(self._text.texts), dtype=np.bool_)
        is_read[list(texts)] = True
        cues = self._groups.chosen(self._groups.numbers < self._index.cue_count)
        groups = self._by_text(cues.chosen(is_read.take(self._text.text_of.take(cues.places))))
        for text in texts:
            woken = Woken(firm.get(text, {}), weak.get(text, {}), gates.get(text, {}), groups.get(text, {}))
            for rule, parts, context in judged(self._text.texts[text], woken, self._index.index, self._on):
                yield text, rule, parts[0][0], max(end for _, end in parts), _CONTEXT_NUMBER[context]

    def _key(self, events: _Events) -> Numbers:
        return self._text.text_of.take(events.places) * len(self._index.unless) + events.numbers

    def _pattern_key(self, places: Numbers, patterns: Numbers) -> Numbers:
        return self._text.text_of.take(places) * len(self._index.patterns.within) + patterns

    def _heard(self, places: Numbers, rules: Numbers) -> _Events:
        return _Events(places, rules).chosen(self._are_heard(places, rules))

    def _are_heard(self, places: Numbers, rules: Numbers) -> Flags:
        """Whether the rules are live, and no word of the text silences them."""
        silenced = self._present[self._text.text_of.take(places), self._index.unless.take(rules)]
        return np.asarray(self._is_live.take(rules) & ~silenced)

    def _may_open(self, gates: Numbers, patterns: Numbers) -> Flags:
        """Whether the rules are heard, and the rarest word group beside the gate has a word somewhere in the text."""
        partners = self._index.patterns.rarest_partner.take(patterns)
        is_there = self._present[self._text.text_of.take(gates), partners] | (partners < 0)
        return np.asarray(is_there & self._are_heard(gates, self._index.patterns.rule_of.take(patterns)))

    def _may_be_doubtful(self, events: _Events) -> Flags:
        needs, present = self._index.needs, self._present
        places, rules = events
        texts = self._text.text_of.take(places)
        starts = self._text.starts.take(places)
        is_open = needs.heeds_negation.take(rules) & needs.may_end_denial.take(self._text.codes_before.take(starts))
        is_open &= self._denials.take(starts) > self._denials.take(np.maximum(starts - needs.denial_reach, 0))
        is_open |= needs.heeds_quotation.take(rules) & present[texts, needs.quotation]
        is_open |= needs.heeds_past.take(rules) & present[texts, needs.past] & present[texts, needs.settled]
        for groups in needs.groups:
            is_open |= present[texts, groups.take(rules)]
        return np.asarray(is_open)

    def _is_any_doubtful(self, near: NearMatches) -> Flags:
        rules, is_open = self._index.patterns.rule_of.take(near.patterns), np.zeros(len(near.patterns), dtype=np.bool_)
        for parts in near.parts.T:
            is_open |= (parts >= 0) & self._may_be_doubtful(_Events(parts, rules))
        return is_open

    def _columns(self, events: _Events, context: int) -> Columns:
        texts = self._text.text_of.take(events.places)
        offsets = self._text.text_starts.take(texts)
        starts, ends = self._text.starts.take(events.places), self._text.ends.take(events.places)
        return Columns(texts, events.numbers, starts - offsets, ends - offsets, np.full(len(texts), context))

    def _near_columns(self, patterns: Numbers, parts: Numbers) -> Columns:
        """From the start of the first part to the last end of all; absent parts stand first in a row."""
        texts = self._text.text_of.take(parts[:, -1])
        offsets = self._text.text_starts.take(texts)
        firsts = np.where(parts >= 0, parts, parts[:, -1:]).min(axis=1)
        ends = np.where(parts >= 0, self._text.ends.take(parts), 0).max(axis=1)
        rules = self._index.patterns.rule_of.take(patterns)
        return Columns(
            texts, rules, self._text.starts.take(firsts) - offsets, ends - offsets, np.full(len(texts), _FIRM)
        )

    def _by_text(self, events: _Events) -> Mapping[int, Mapping[int, list[Span]]]:
        """The spans of events by text and number, each list in order of end."""
        by_text: defaultdict[int, dict[int, list[Span]]] = defaultdict(dict)
        columns = self._columns(events, _FIRM)
        order = np.argsort(columns.ends, kind="stable")
        spans = zip(*(column.take(order).tolist() for column in columns[:4]), strict=True)
        for text, number, start, end in spans:
            by_text[text].setdefault(number, []).append((start, end))
        return by_text
