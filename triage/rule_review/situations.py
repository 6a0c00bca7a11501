"""Situations in which a condition holds, found by taking the condition apart.

A ``Narrowing`` leaves each variable the values that are still allowed; a variable that it does not name is free.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from triage.assessment.rule import Condition, FactDefinition, FactValue, Rulebook
from triage.assessment.three_valued import thresholds_of
from triage.vocabulary import RiskLevel

Value: TypeAlias = FactValue | None  # None: unknown
Variable: TypeAlias = tuple[str, str]  # ("fact", "gathered"), ("trigger", "T10"), ("type", ""), ("level", "")
Narrowing: TypeAlias = Mapping[Variable, frozenset[Value]]

TYPE: Variable = ("type", "")
LEVEL: Variable = ("level", "")
YES_NO: frozenset[Value] = frozenset((True, False))


class Aim(Enum):
    """What the condition is to be."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not_true"  # false or unknown
    NOT_FALSE = "not_false"

    @property
    def opposite(self) -> "Aim":
        """What a part of ``none`` must be for the whole to be this."""
        return _OPPOSITES[self]

    @property
    def needs_all_of_all(self) -> bool:
        """True when every part of ``all`` must be so, false when one part suffices; the reverse goes for ``any``."""
        return self in (Aim.TRUE, Aim.NOT_FALSE)


_OPPOSITES = {
    Aim.TRUE: Aim.FALSE,
    Aim.FALSE: Aim.TRUE,
    Aim.NOT_TRUE: Aim.NOT_FALSE,
    Aim.NOT_FALSE: Aim.NOT_TRUE,
}


@dataclass(frozen=True, slots=True)
class Domains:
    """Every value that each variable can take in this rulebook."""

    facts: Mapping[str, frozenset[Value]]
    types: frozenset[Value]
    blocking: tuple[str, ...]  # triggers that block

    @classmethod
    def of(cls, rulebook: Rulebook) -> "Domains":
        """Of a count only the values around the thresholds that rows compare with."""
        thresholds: dict[str, set[int]] = {}
        conditions = (*(row.when for row in rulebook.routes), *(exclusion.when for exclusion in rulebook.exclusions))
        for condition in conditions:
            for fact, least in thresholds_of(condition):
                thresholds.setdefault(fact, set()).update((least, max(0, least - 1)))
        facts = {name: _values_of(fact, thresholds.get(name, set())) for name, fact in rulebook.facts.items()}
        blocking = tuple(code for code, trigger in sorted(rulebook.triggers.items()) if trigger.blocks)
        return cls(facts, frozenset((None, *rulebook.dispute_types)), blocking)

    def ways(self, condition: Condition, aim: Aim, given: Narrowing) -> Iterator[Narrowing]:
        """Each way to make ``condition`` as aimed at within ``given``; together they leave nothing out."""
        if condition.none:
            parts, aim, is_conjunction = condition.none, aim.opposite, not aim.opposite.needs_all_of_all
        elif condition.any:
            parts, is_conjunction = condition.any, not aim.needs_all_of_all
        elif condition.all:
            parts, is_conjunction = condition.all, aim.needs_all_of_all
        else:
            yield from self._leaf(condition, aim, given)
            return
        if is_conjunction:
            yield from self._all_ways(parts, aim, given)
        else:
            for part in parts:
                yield from self.ways(part, aim, given)

    def _all_ways(self, parts: Sequence[Condition], aim: Aim, given: Narrowing) -> Iterator[Narrowing]:
        if not parts:
            yield given
            return
        for narrowed in self.ways(parts[0], aim, given):
            yield from self._all_ways(parts[1:], aim, narrowed)

    def _leaf(self, condition: Condition, aim: Aim, given: Narrowing) -> Iterator[Narrowing]:
        if condition.atom == "blocking_trigger":
            yield from self._blocked(aim, given)
        elif condition.fact is None and condition.atom is None:
            if aim.needs_all_of_all:  # the condition that is always true
                yield given
        else:
            variable, truth_of = self._test(condition)
            allowed = given.get(variable, self._domain(variable))
            kept = frozenset(value for value in allowed if _fits(truth_of.get(value, False), aim))
            if kept:
                yield {**given, variable: kept}

    def _blocked(self, aim: Aim, given: Narrowing) -> Iterator[Narrowing]:
        for code in self.blocking if aim.needs_all_of_all else ():
            if True in given.get(("trigger", code), YES_NO):
                yield {**given, ("trigger", code): frozenset((True,))}
        if not aim.needs_all_of_all:
            variables: list[Variable] = [("trigger", code) for code in self.blocking]
            if all(False in given.get(variable, YES_NO) for variable in variables):
                yield {**given, **dict.fromkeys(variables, frozenset((False,)))}

    def _domain(self, variable: Variable) -> frozenset[Value]:
        kind, name = variable
        if kind == "fact":
            return self.facts[name]
        return {TYPE: self.types, LEVEL: frozenset(RiskLevel)}.get(variable, YES_NO)

    def _test(self, condition: Condition) -> tuple[Variable, dict[Value, bool | None]]:
        """The variable a leaf asks about, and what the leaf is for each of its values."""
        if condition.fact is not None:
            return ("fact", condition.fact), _fact_truths(condition, self.facts[condition.fact])
        kind, _, code = (condition.atom or "").partition(":")
        wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if kind in ("type_in", "any_type_in"):  # the likeliest type is among the likely ones
            return TYPE, {value: None if value is None else value in wanted for value in self.types}
        if kind == "level_at_least":
            least = RiskLevel(str(wanted[0])).rank
            return LEVEL, {level: level.rank >= least for level in RiskLevel}
        return (kind, code), {True: True, False: False}


def _values_of(fact: FactDefinition, thresholds: set[int]) -> frozenset[Value]:
    known: tuple[FactValue, ...] = fact.choices
    if fact.kind == "boolean":
        known = (True, False)
    elif fact.kind == "count":
        known = tuple(sorted(thresholds))
    return frozenset((None, *known))


def _fact_truths(condition: Condition, values: frozenset[Value]) -> dict[Value, bool | None]:
    test, wanted = condition.test or "", condition.value
    unknown = False if test.endswith("_known") else None
    return {value: unknown if value is None else _holds(test.removesuffix("_known"), value, wanted) for value in values}


def _holds(test: str, value: FactValue, wanted: object) -> bool:
    if test == "at_least" and isinstance(wanted, int):
        return isinstance(value, int) and value >= wanted
    if test == "one_of" and isinstance(wanted, tuple):
        return value in wanted
    return value == wanted


def _fits(truth: bool | None, aim: Aim) -> bool:
    fitting: dict[Aim, tuple[bool | None, ...]] = {
        Aim.TRUE: (True,),
        Aim.FALSE: (False,),
        Aim.NOT_TRUE: (False, None),
        Aim.NOT_FALSE: (True, None),
    }
    return truth in fitting[aim]
