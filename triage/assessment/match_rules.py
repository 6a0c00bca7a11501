"""Step *match_rules*: every rule met in the text, firm or with the context that makes it doubtful."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from triage.assessment.hit_context import Reading
from triage.assessment.normalise import span_in_original
from triage.assessment.rule import Rule
from triage.assessment.rule_index import Found, IndexedNear, IndexedRule, RuleIndex
from triage.assessment.types import Hit, NormalisedText, Span
from triage.vocabulary import HitContext

Parts: TypeAlias = tuple[Span, ...]  # the literals of one match, in order of start


def match_rules(intake: NormalisedText, index: RuleIndex, on: date) -> tuple[Hit, ...]:
    """All hits of the rules live on ``on``, in order of place, then of rule id.

    ``Hit.context`` None means firm. A dispute-type rule whose ``unless`` occurs gives no hit.
    """
    found = index.scan(intake.text)
    woken = {number for group in found for number in index.wakes.get(group, ())}
    reading = Reading(intake.text, found, index.rulebook.cues, index.cues)
    hits: list[Hit] = []
    for number in woken:
        indexed = index.rules[number]
        if indexed.rule.is_live(on) and not _is_silenced(indexed, found):
            hits += _hits_of(indexed, intake, reading)
    return tuple(sorted(hits, key=lambda hit: (hit.span, hit.rule.id, hit.context or "")))


def _is_silenced(indexed: IndexedRule, found: Found) -> bool:
    return indexed.unless is not None and indexed.unless in found


def _hits_of(indexed: IndexedRule, intake: NormalisedText, reading: Reading) -> Iterator[Hit]:
    strong = list(_strong_matches(indexed, reading))
    for parts in strong:
        yield _hit(indexed.rule, parts, intake, _first_doubt(parts, indexed, reading))
    if weak_spans := reading.cues(indexed.doubtful):
        read = {at for parts in strong for start, end in parts for at in range(start, end)}
        for weak in weak_spans:
            # a weak word inside a strong one is the same evidence, and the stronger reading is given already
            if not (weak[0] in read and weak[1] - 1 in read):
                yield _hit(indexed.rule, (weak,), intake, _weak_doubt(weak, indexed, reading))


def _strong_matches(indexed: IndexedRule, reading: Reading) -> Iterator[Parts]:
    for span in reading.cues(indexed.any):
        yield (span,)
    for pattern in indexed.near:
        yield from dict.fromkeys(_near_matches(pattern, reading))


def _first_doubt(parts: Parts, indexed: IndexedRule, reading: Reading) -> HitContext | None:
    doubts = indexed.rule.doubtful_in
    return next((context for context in reading.contexts_of(parts, indexed) if context in doubts), None)


def _weak_doubt(weak: Span, indexed: IndexedRule, reading: Reading) -> HitContext:
    return _first_doubt((weak,), indexed, reading) or HitContext.WEAK_WORD


def _hit(rule: Rule, parts: Parts, intake: NormalisedText, context: HitContext | None) -> Hit:
    span = span_in_original(intake, parts[0][0], max(end for _, end in parts))
    return Hit(rule, span, intake.original[slice(*span)], context)


def _near_matches(pattern: IndexedNear, reading: Reading) -> Iterator[Parts]:
    """One match, if any, for each literal of the first group: the first found going outwards by start."""
    groups = []
    for group in pattern.groups:
        spans = reading.found.get(group)
        if spans is None:
            return
        groups.append(sorted(spans))
    for anchor in groups[0]:
        start, end = reading.sentence_of(anchor[0])
        window = (max(start, anchor[1] - pattern.within_chars), min(end, anchor[0] + pattern.within_chars))
        parts = _completed((anchor,), groups[1:], window, pattern)
        if parts is not None:
            yield parts


def _completed(parts: Parts, groups: Sequence[list[Span]], window: Span, pattern: IndexedNear) -> Parts | None:
    """``parts`` extended by one literal of each remaining group, or None."""
    if not groups:
        return tuple(sorted(parts))
    for span in _within(groups[0], window):
        if pattern.ordered and span[0] < parts[-1][1]:
            continue
        extended = (*parts, span)
        if not _overlaps(span, parts) and _stretch(extended) <= pattern.within_chars:
            complete = _completed(extended, groups[1:], window, pattern)
            if complete is not None:
                return complete
    return None


def _within(spans: list[Span], window: Span) -> Iterator[Span]:
    """The spans inside the window, of a list in order of start."""
    for place in range(bisect_left(spans, (window[0], 0)), len(spans)):
        if spans[place][0] >= window[1]:
            return
        if spans[place][1] <= window[1]:
            yield spans[place]


def _overlaps(span: Span, parts: Parts) -> bool:
    return any(span[0] < end and start < span[1] for start, end in parts)


def _stretch(parts: Parts) -> int:
    return max(end for _, end in parts) - min(start for start, _ in parts)
