"""Near patterns that can never add a hit, because another part of the rule fires wherever they would."""

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from triage.assessment.rule import NearPattern, Rule

Group = frozenset[str]


def dead_patterns(rule: Rule) -> Iterator[tuple[int, int | None]]:
    """The numbers of dead patterns, each with the pattern that covers it, None where words firm alone do."""
    firm = frozenset(rule.any)
    dead: set[int] = set()
    for number, pattern in enumerate(rule.near):
        if firm and any(_is_covered(group, firm) for group in pattern.groups) and not rule.context_in:
            dead.add(number)
            yield number, None
            continue
        for other, wider in enumerate(rule.near):
            if other != number and other not in dead and covers(wider, pattern):
                dead.add(number)
                yield number, other
                break


def covers(wider: NearPattern, pattern: NearPattern) -> bool:
    """True when ``wider`` matches wherever ``pattern`` does: fewer groups or more words, at least as much room."""
    if wider.within_chars < pattern.within_chars or wider.sentences < pattern.sentences:
        return False
    if len(wider.groups) > len(pattern.groups) or (wider.ordered and not pattern.ordered):
        return False
    places = range(len(pattern.groups))
    choose = combinations if wider.ordered else permutations
    sets = [frozenset(group) for group in wider.groups]
    return any(
        all(_is_covered(pattern.groups[place], words) for place, words in zip(chosen, sets, strict=True))
        for chosen in choose(places, len(sets))
    )


def _is_covered(group: Sequence[str], by: Group) -> bool:
    """True when every word of ``group`` stands in ``by``."""
    return all(word in by for word in group)
