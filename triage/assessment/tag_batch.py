"""Rules and types of many texts at once: what ``match_rules`` and ``combine`` say of each, as columns.

For searching an archive and for back-testing. Whatever array operations can settle is settled for all texts together;
hits that may be doubtful and unusual patterns are read one by one, by the same code that reads a single report. The
answers are the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from triage.assessment.batch_index import BatchIndex
from triage.assessment.batch_scan import CONTEXTS, BatchScan, Columns
from triage.assessment.classify import classify
from triage.assessment.combine import Matrix
from triage.assessment.normalise import span_in_original
from triage.assessment.normalise_batch import CleanTexts, normalise_all
from triage.assessment.rule import Policy
from triage.assessment.rule_index import RuleIndex
from triage.assessment.trie import Numbers
from triage.assessment.type_batch import UNSURE, TypeColumns, TypeRanker
from triage.assessment.types import NormalisedText, Span, TextClassifier, TypeTag, TypeTags
from triage.vocabulary import HitContext

TEXTS_AT_ONCE = 1024  # their arrays stay inside the cache


class BatchClassifier(TextClassifier, Protocol):
    """A classifier that also takes many texts."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def probabilities(self, texts: Sequence[str]) -> tuple[Matrix, Matrix]: ...


class TaggedHit(NamedTuple):
    """A rule met in a text; ``span`` lies in the text as typed, ``context`` None means firm."""

    rule_id: str
    span: Span
    context: HitContext | None


class TaggedText(NamedTuple):
    """All that was found in one text."""

    hits: list[TaggedHit]
    tags: TypeTags


@dataclass(frozen=True, slots=True)
class TagBatch:
    """The answers for some texts in a row; ``hits`` are in order of text, span, rule and context."""

    hits: Columns  # spans in the text as typed
    types: TypeColumns
    rule_ids: Sequence[str]
    codes: Sequence[str]

    def __len__(self) -> int:
        return len(self.types.abstained)

    def __iter__(self) -> Iterator[TaggedText]:
        """The same, text by text."""
        hits, types = self.hits, self.types
        every = (types.texts, types.codes, types.probabilities, types.is_by_rule, types.is_by_model)
        ranked = zip(*(column.tolist() for column in every[1:]), strict=True)
        tags = [
            TypeTag(self.codes[code], probability, _sources(is_by_rule, is_by_model))
            for code, probability, is_by_rule, is_by_model in ranked
        ]
        found = [
            TaggedHit(self.rule_ids[rule], (start, end), CONTEXTS[context])
            for rule, start, end, context in zip(*(column.tolist() for column in hits[1:]), strict=True)
        ]
        cuts = np.arange(len(self) + 1)
        of_hits = pairwise(np.searchsorted(hits.texts, cuts).tolist())
        of_types = pairwise(np.searchsorted(types.texts, cuts).tolist())
        sure = (None if dispute == UNSURE else bool(dispute) for dispute in types.is_dispute.tolist())
        for hit_range, type_range, abstained, dispute in zip(
            of_hits, of_types, types.abstained.tolist(), sure, strict=True
        ):
            yield TaggedText(found[slice(*hit_range)], TypeTags(tuple(tags[slice(*type_range)]), abstained, dispute))


class BatchTagger:
    """Tags texts under one rulebook, classifier and policy."""

    def __init__(self, index: RuleIndex, classifier: BatchClassifier, policy: Policy) -> None:
        rules = tuple(indexed.rule for indexed in index.rules)
        self._index, self._classifier, self._policy = BatchIndex.of(index), classifier, policy
        self._rule_ids = tuple(rule.id for rule in rules)
        self._rank = np.argsort(sorted(range(len(rules)), key=lambda number: rules[number].id))
        self._codes = tuple(sorted(index.rulebook.dispute_types))
        self._ranker = TypeRanker(rules, self._codes, policy)
        places = {label: number for number, label in enumerate(classifier.labels)}
        self._known = [number for number, code in enumerate(self._codes) if code in places]
        self._labels = [places[self._codes[number]] for number in self._known]

    def tag_reports(self, texts: Sequence[str], on: date) -> Iterator[TagBatch]:
        """The answers for all texts, a thousand at a time, by the law of the day ``on``."""
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            clean = normalise_all(texts[start : start + TEXTS_AT_ONCE])
            hits = self._hits(clean, on)
            is_firm = hits.contexts == CONTEXTS.index(None)
            types = self._ranker.ranked(hits.texts[is_firm], hits.rules[is_firm], *self._opinions(clean.texts))
            yield TagBatch(hits, types, self._rule_ids, self._codes)

    def _hits(self, clean: CleanTexts, on: date) -> Columns:
        texts, rules, starts, ends, contexts = BatchScan(self._index, clean.texts, on).matches()
        _move_back(clean.moved, texts, starts, ends)
        order = np.lexsort((contexts, self._rank.take(rules), ends, starts, texts))
        return Columns(*(column.take(order) for column in (texts, rules, starts, ends, contexts)))

    def _opinions(self, texts: Sequence[str]) -> tuple[Matrix, Matrix]:
        """Probabilities of the codes (text × code) and of being a dispute; long texts are classified in parts."""
        most = self._policy.long_text_chars
        types, disputes = self._classifier.probabilities([text if len(text) <= most else "" for text in texts])
        model = np.zeros((len(texts), len(self._codes)))
        model[:, self._known] = types[:, self._labels]
        for number, text in enumerate(texts):
            if len(text) > most:
                scores = classify(NormalisedText(text, text, (), ()), self._classifier, self._policy)
                model[number] = [scores.probabilities.get(code, 0.0) for code in self._codes]
                disputes[number] = scores.is_dispute
        return model, disputes


def _move_back(moved: Mapping[int, NormalisedText], texts: Numbers, starts: Numbers, ends: Numbers) -> None:
    """Set the spans of texts that were changed back to the text as typed."""
    if moved:
        for at in np.flatnonzero(np.isin(texts, list(moved))).tolist():
            starts[at], ends[at] = span_in_original(moved[int(texts[at])], int(starts[at]), int(ends[at]))


def _sources(is_by_rule: bool, is_by_model: bool) -> tuple[str, ...]:
    return tuple(name for name, has_spoken in (("rule", is_by_rule), ("model", is_by_model)) if has_spoken)
