"""Three-valued logic: true, false, and None for unknown; and conditions compiled into it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from triage.assessment.rule import Condition, Facts, FactValue
from triage.vocabulary import RiskLevel

Truth: TypeAlias = bool | None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a condition may ask about one report."""

    facts: Facts = field(default_factory=dict)
    triggers: frozenset[str] = frozenset()  # firm
    checks: frozenset[str] = frozenset()  # doubtful
    indicators: frozenset[str] = frozenset()
    primary_type: str | None = None  # None while it is unknown
    likely_types: frozenset[str] = frozenset()
    level: RiskLevel = RiskLevel.BLUE
    blocked: bool = False  # a firm blocking trigger

    def supposing(self, fact: str, value: FactValue) -> "Situation":
        """The same situation with one more fact (``replace`` takes three times as long, and this is asked often)."""
        return Situation(
            {**self.facts, fact: value},
            self.triggers,
            self.checks,
            self.indicators,
            self.primary_type,
            self.likely_types,
            self.level,
            self.blocked,
        )


Predicate: TypeAlias = Callable[[Situation], Truth]


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown if one is unknown, else true; true of nothing."""
    outcome: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            outcome = None
    return outcome


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown if one is unknown, else false; false of nothing."""
    outcome: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            outcome = None
    return outcome


def negated(truth: Truth) -> Truth:
    """Unknown stays unknown."""
    return None if truth is None else not truth


def compiled(condition: Condition, known: dict[Condition, Predicate] | None = None) -> Predicate:
    """A function that evaluates ``condition``; one that uses no field is always true.

    Args:
        known: predicates compiled before, added to: a condition that several rows share is then evaluated once for
            each situation and not once for each row.
    """
    known = {} if known is None else known
    predicate = known.get(condition)
    if predicate is None:
        predicate = known[condition] = _compiled(condition, known)
    return predicate


def _compiled(condition: Condition, known: dict[Condition, Predicate]) -> Predicate:
    if condition.fact is not None:
        return _fact_test(condition)
    if condition.atom is not None:
        return _atom_test(condition.atom, condition.value)
    parts = tuple(compiled(part, known) for part in condition.all or condition.any or condition.none)
    if condition.all:
        return _remembering(lambda situation: all_of(part(situation) for part in parts))
    if condition.any:
        return _remembering(lambda situation: any_of(part(situation) for part in parts))
    if condition.none:
        return _remembering(lambda situation: negated(any_of(part(situation) for part in parts)))
    return lambda situation: True


def _remembering(predicate: Predicate) -> Predicate:
    """The same predicate, which knows its answer to the situation it was asked about last."""
    last: list[tuple[Situation | None, Truth]] = [(None, None)]  # one pair, swapped whole: safe between threads

    def remembered(situation: Situation) -> Truth:
        asked, truth = last[0]
        if asked is not situation:
            truth = predicate(situation)
            last[0] = (situation, truth)
        return truth

    return remembered


def may_hold(condition: Condition, primary_type: str | None) -> Truth:
    """What the first type alone says of the condition: false is false whatever else is or becomes known."""
    if condition.atom == "type_in" and primary_type is not None:
        return primary_type in _values_of(condition.value)
    if condition.fact is not None or condition.atom is not None:
        return None
    if condition.any:
        return any_of(may_hold(part, primary_type) for part in condition.any)
    if condition.none:
        return negated(any_of(may_hold(part, primary_type) for part in condition.none))
    return all_of(may_hold(part, primary_type) for part in condition.all)


def _values_of(value: object) -> frozenset[object]:
    return frozenset(value) if isinstance(value, tuple) else frozenset((value,))


def facts_of(condition: Condition) -> frozenset[str]:
    """Every fact the condition asks about."""
    own = {condition.fact} if condition.fact is not None else set()
    parts = (*condition.all, *condition.any, *condition.none)
    return frozenset(own.union(*(facts_of(part) for part in parts)))


def atoms_of(condition: Condition) -> frozenset[str]:
    """Every atom the condition tests, and every type it names."""
    own = {condition.atom} if condition.atom is not None else set()
    values = condition.value if condition.atom is not None and isinstance(condition.value, tuple) else ()
    parts = (*condition.all, *condition.any, *condition.none)
    return frozenset(own.union(map(str, values), *(atoms_of(part) for part in parts)))


def asked_by(condition: Condition) -> frozenset[str]:
    """The facts whose answer the condition waits for: a ``_known`` test is false, not open, as long as it has none."""
    waits = condition.fact is not None and not (condition.test or "").endswith("_known")
    parts = (*condition.all, *condition.any, *condition.none)
    return frozenset({condition.fact or ""} if waits else ()).union(*(asked_by(part) for part in parts))


def thresholds_of(condition: Condition) -> frozenset[tuple[str, int]]:
    """Every ``(count fact, threshold)`` the condition compares with."""
    own: set[tuple[str, int]] = set()
    if condition.fact is not None and (condition.test or "").startswith("at_least") and type(condition.value) is int:
        own.add((condition.fact, condition.value))
    parts = (*condition.all, *condition.any, *condition.none)
    return frozenset(own.union(*(thresholds_of(part) for part in parts)))


def _fact_test(condition: Condition) -> Predicate:
    fact, test, value = condition.fact or "", condition.test or "", condition.value
    unknown: Truth = False if test.endswith("_known") else None
    holds = _comparison(test.removesuffix("_known"), value)

    def predicate(situation: Situation) -> Truth:
        known = situation.facts.get(fact)
        return unknown if known is None else holds(known)

    return predicate


def _comparison(test: str, value: FactValue | tuple[FactValue, ...] | None) -> Callable[[FactValue], bool]:
    if test == "at_least" and isinstance(value, int):
        return lambda known: isinstance(known, int) and known >= value
    if test == "one_of" and isinstance(value, tuple):
        return lambda known: known in value
    if test == "is":
        return lambda known: known == value
    raise ValueError(f"no such test of a fact: {test} {value!r}")


def _atom_test(atom: str, value: object) -> Predicate:
    kind, _, code = atom.partition(":")
    values = _values_of(value)
    tests: dict[str, Predicate] = {
        "blocking_trigger": lambda situation: situation.blocked,
        "trigger": lambda situation: code in situation.triggers,
        "check": lambda situation: code in situation.checks,
        "indicator": lambda situation: code in situation.indicators,
        "type_in": lambda situation: None if situation.primary_type is None else situation.primary_type in values,
        "any_type_in": lambda situation: True if situation.likely_types & values else _else_unknown(situation),
        "level_at_least": lambda situation: situation.level.rank >= RiskLevel(str(value)).rank,
    }
    if kind not in tests:
        raise ValueError(f"no such atom: {atom}")
    return tests[kind]


def _else_unknown(situation: Situation) -> Truth:
    """No likely type matches: false when the type is known, unknown when it is not."""
    return None if situation.primary_type is None else False
