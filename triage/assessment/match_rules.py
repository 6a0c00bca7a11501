"""Step *match_rules*: every rule met in the text, firm or with the context that makes it doubtful."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TypeAlias

from triage.assessment.hit_context import Reading
from triage.assessment.normalise import span_in_original
from triage.assessment.rule import Rule
from triage.assessment.rule_index import IndexedNear, IndexedRule, RuleIndex, Woken
from triage.assessment.types import Hit, NormalisedText, Span
from triage.vocabulary import HitContext

Parts: TypeAlias = tuple[Span, ...]  # the literals of one match, in order of start


MOST_TRIED = 12  # ways to complete one match that are looked at for a firm one


def match_rules(intake: NormalisedText, index: RuleIndex, on: date) -> tuple[Hit, ...]:
    """All hits of the rules live on ``on``, in order of place, then of rule id.

    ``Hit.context`` None means firm. A dispute-type rule whose ``unless`` occurs gives no hit.
    """
    woken = index.wake(intake.text)
    hits = [
        _hit(index.rules[number].rule, parts, intake, context)
        for number, parts, context in judged(intake.text, woken, index, on)
    ]
    return tuple(sorted(hits, key=lambda hit: (hit.span, hit.rule.id, hit.context or "")))


def judged(text: str, woken: Woken, index: RuleIndex, on: date) -> Iterator[tuple[int, Parts, HitContext | None]]:
    """Every match of what is woken: number of the rule, parts, and the context that makes it doubtful."""
    if not (woken.firm or woken.weak or woken.gates):
        return
    reading = Reading(text, woken.groups, index)
    matches = _matches(woken, index, reading)
    for number in {**matches, **woken.weak}:
        indexed = index.rules[number]
        if (indexed.unless is None or indexed.unless not in woken.groups) and indexed.rule.is_live(on):
            strong = matches.get(number, ())
            for parts in strong:
                yield number, parts, reading.doubt(parts, indexed)
            for parts in _weak_matches(woken.weak.get(number, ()), strong):
                yield number, parts, reading.doubt(parts, indexed) or HitContext.WEAK_WORD


def _matches(woken: Woken, index: RuleIndex, reading: Reading) -> Mapping[int, Sequence[Parts]]:
    """Whatever is firm on its own, and every near pattern that is complete around its gate."""
    matches: dict[int, list[Parts]] = {number: [(span,) for span in spans] for number, spans in woken.firm.items()}
    for number, gates in woken.gates.items():
        pattern = index.patterns[number]
        found = dict.fromkeys(_near_matches(pattern, gates, reading, index.rules[pattern.rule]))
        if found:
            matches.setdefault(pattern.rule, []).extend(found)
    return matches


def _weak_matches(weak: Sequence[Span], strong: Sequence[Parts]) -> Iterator[Parts]:
    """A weak word inside a strong one is the same evidence, and the stronger reading is given already."""
    if not weak:
        return
    read = {at for parts in strong for start, end in parts for at in range(start, end)}
    for span in weak:
        if not (span[0] in read and span[1] - 1 in read):
            yield (span,)


def _hit(rule: Rule, parts: Parts, intake: NormalisedText, context: HitContext | None) -> Hit:
    span = span_in_original(intake, parts[0][0], max(end for _, end in parts))
    return Hit(rule, span, intake.original[slice(*span)], context)


def _near_matches(
    pattern: IndexedNear, gates: Sequence[Span], reading: Reading, indexed: IndexedRule
) -> Iterator[Parts]:
    """One match, if any, for each word of the first group: the first that is firm, else the first of all.

    A harmless word beside the anchor (打麻将) must not hide the real one behind it (打我).
    """
    regions = _regions(pattern, gates, reading)
    places = {pattern.gate: sorted(gates)}
    for number in pattern.partners:
        group = pattern.groups[number]
        spans = sorted(span for region in regions for span in reading.places_of(group, *region))
        if not spans:
            return
        places[number] = spans
    groups = [places[number] for number in range(len(places))]
    for anchor in groups[0]:
        start, end = reading.sentences_around(anchor[0], pattern.sentences)
        window = (max(start, anchor[1] - pattern.within_chars), min(end, anchor[0] + pattern.within_chars))
        tried = islice(_completions((anchor,), groups[1:], window, pattern, reading), MOST_TRIED)
        first = next(tried, None)
        if first is None:
            continue
        if reading.doubt(first, indexed) is None:
            yield first
        else:
            yield next((parts for parts in tried if reading.doubt(parts, indexed) is None), first)


def _regions(pattern: IndexedNear, gates: Sequence[Span], reading: Reading) -> list[Span]:
    """Where the other words of a pattern may stand, given its gates: separate stretches in order of place."""
    regions: list[Span] = []
    for gate in gates:
        start, end = reading.sentences_around(gate[0], pattern.sentences)
        start, end = max(start, gate[1] - pattern.within_chars), min(end, gate[0] + pattern.within_chars)
        while regions and start <= regions[-1][1]:
            earlier = regions.pop()
            start, end = min(start, earlier[0]), max(end, earlier[1])
        regions.append((start, end))
    return regions


def _completions(
    parts: Parts, groups: Sequence[list[Span]], window: Span, pattern: IndexedNear, reading: Reading
) -> Iterator[Parts]:
    """``parts`` extended by one literal of each remaining group, in every way, the nearest to the left first."""
    if not groups:
        yield tuple(sorted(parts))
        return
    for span in _within(groups[0], window):
        if pattern.ordered and span[0] < parts[-1][1]:
            continue
        extended = (*parts, span)
        if not _overlaps(span, parts) and reading.fits(extended, pattern):
            yield from _completions(extended, groups[1:], window, pattern, reading)


def _within(spans: list[Span], window: Span) -> Iterator[Span]:
    """The spans inside the window, of a list in order of start."""
    for place in range(bisect_left(spans, (window[0], 0)), len(spans)):
        if spans[place][0] >= window[1]:
            return
        if spans[place][1] <= window[1]:
            yield spans[place]


def _overlaps(span: Span, parts: Parts) -> bool:
    return any(span[0] < end and start < span[1] for start, end in parts)
