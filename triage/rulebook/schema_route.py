"""The shape of the decision table and its conditions."""

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from triage.rulebook.schema import Day, Name, RouteCode, RuleId, Shape, Source, Text, Value, Verification, Version

Dated = TypeVar("Dated", "RouteRowShape", "ExclusionShape")

TESTS = ("is", "at_least", "one_of", "is_known", "at_least_known", "one_of_known")


class ConditionShape(Shape):
    """A condition of the decision table; ``{all: []}`` is always true."""

    fact: str | None = None
    is_: Value | None = Field(default=None, alias="is")
    at_least: int | None = None
    one_of: list[Value] | None = None
    is_known: Value | None = None
    at_least_known: int | None = None
    one_of_known: list[Value] | None = None
    atom: str | None = None
    value: Value | list[Value] | None = None
    all: list["ConditionShape"] | None = None
    any: Annotated[list["ConditionShape"], Field(min_length=1)] | None = None
    none: Annotated[list["ConditionShape"], Field(min_length=1)] | None = None
    named: Name | None = None  # a condition of ``rules/route/conditions.yaml``

    @property
    def tests(self) -> list[str]:
        """The tests written beside ``fact``."""
        given = {"is" if name == "is_" else name for name in self.model_fields_set}
        return [test for test in TESTS if test in given]

    @model_validator(mode="after")
    def one_kind(self) -> "ConditionShape":
        if len(self.model_fields_set & {"fact", "atom", "all", "any", "none", "named"}) != 1:
            raise PydanticCustomError("condition_shape", "exactly one of fact, atom, all, any, none, named")
        if len(self.tests) != (self.fact is not None) or ("value" in self.model_fields_set and self.atom is None):
            raise PydanticCustomError("condition_test", "exactly one test", {"allowed": "、".join(TESTS)})
        return self


def _in_order(dated: Dated) -> Dated:
    if dated.valid_to is not None and dated.valid_to < dated.valid_from:
        raise PydanticCustomError("valid_to_before", "valid_to before valid_from")
    return dated


class RouteRowShape(Shape):
    id: RuleId
    version: Version
    title: Text
    when: ConditionShape
    route: RouteCode | Literal["default"]
    then: list[RouteCode] = Field(default_factory=list)
    why: Text
    legal_basis: list[Source] = Field(default_factory=list)
    verification: Verification
    valid_from: Day
    valid_to: Day | None = None

    @model_validator(mode="after")
    def dates_in_order(self) -> "RouteRowShape":
        return _in_order(self)


class RouteFileShape(Shape):
    """``rules/route/NN_<name>.yaml``."""

    id: RuleId
    version: Version
    rows: Annotated[list[RouteRowShape], Field(min_length=1)]


class NamedConditionShape(Shape):
    """A condition that several rows share; it may name only those that stand before it."""

    id: Name
    version: Version
    title: Text
    when: ConditionShape


class ConditionsShape(Shape):
    """``rules/route/conditions.yaml``."""

    conditions: Annotated[list[NamedConditionShape], Field(min_length=1)]


class ExclusionShape(Shape):
    id: Name
    label: Text
    when: ConditionShape
    legal_basis: Annotated[list[Source], Field(min_length=1)]
    verification: Verification
    valid_from: Day = date.min  # left out in older rulebooks
    valid_to: Day | None = None

    @model_validator(mode="after")
    def dates_in_order(self) -> "ExclusionShape":
        return _in_order(self)


class ExclusionsShape(Shape):
    """``rules/route/exclusions.yaml``."""

    exclusions: list[ExclusionShape]
