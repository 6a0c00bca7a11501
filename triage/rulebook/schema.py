"""The shape of rules, word sets, taxonomy and facts, as pydantic models; unknown keys are refused everywhere."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from triage.vocabulary import POLICE_ROLES, ElementKind, HitContext, RiskLevel, Role, Route

Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
RuleId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
Source: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]+( .+)?$")]
Verification: TypeAlias = Literal["V", "V2", "L", "M", "D", "I"]
Version: TypeAlias = Annotated[int, Field(ge=1)]
Value: TypeAlias = bool | int | str


def _is_iso_day(value: object) -> object:
    """Only written days: pydantic would read a bare number as seconds since 1970."""
    if isinstance(value, str) and len(value) == len("2026-01-31"):
        return value
    raise PydanticCustomError("expected_date", "expected a date")


def _listed(value: object) -> object:
    """``"@poison"`` alone is short for a list of one."""
    return [value] if isinstance(value, str) else value


Day: TypeAlias = Annotated[date, BeforeValidator(_is_iso_day), Field(strict=False)]
Words: TypeAlias = Annotated[list[Text], Field(min_length=1)]
RouteCode: TypeAlias = Annotated[Route, Field(strict=False)]
Level: TypeAlias = Annotated[RiskLevel, Field(strict=False)]


class Shape(BaseModel):
    """What all files share: strict types, no unknown keys, no change after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class NearShape(Shape):
    all: Annotated[list[Annotated[Words, BeforeValidator(_listed)]], Field(min_length=1)]
    within_chars: Annotated[int, Field(ge=2, le=200)]
    ordered: bool = False
    sentences: Annotated[int, Field(ge=1, le=3)] = 1


class MatchShape(Shape):
    any: list[Text] = Field(default_factory=list)
    near: list[NearShape] = Field(default_factory=list)
    doubtful: list[Text] = Field(default_factory=list)
    context_in: list[Text] = Field(default_factory=list)
    other_sense: list[Text] = Field(default_factory=list)
    unless: list[Text] = Field(default_factory=list)


class CaseShape(Shape):
    text: Text
    expect: Literal["match", "to_check", "no_match"]
    note: str = ""
    finds: list[Text] = Field(default_factory=list)


class RuleShape(Shape):
    """``rules/risk/*.yaml``, ``rules/dispute_type/*.yaml``, ``rules/fact/*.yaml`` and ``rules/retired/*.yaml``."""

    id: RuleId
    version: Version
    status: Literal["draft", "active", "retired"]
    title: Text
    trigger: str | None = None
    indicator: str | None = None
    dispute_type: str | None = None
    fact: str | None = None
    value: Value | None = None
    only_types: list[Name] = Field(default_factory=list)
    weight: Annotated[float, Field(gt=0, le=6)] | None = None
    match: MatchShape
    doubtful_in: list[Annotated[HitContext, Field(strict=False)]] | None = None
    ask: str = ""
    why: Text
    legal_basis: Annotated[list[Source], Field(min_length=1)]
    verification: Verification
    valid_from: Day
    valid_to: Day | None = None
    reviewed_by: Text
    reviewed_on: Day
    known_gaps: str = ""
    retired_on: Day | None = None
    retired_because: str = ""
    cases: Annotated[list[CaseShape], Field(min_length=1)]


class WordSetShape(Shape):
    """``rules/elements/*.yaml``."""

    id: RuleId
    version: Version
    kind: Annotated[ElementKind, Field(strict=False)]
    title: Text
    words: Words


class ContextShape(Shape):
    """``rules/elements/context.yaml``."""

    id: RuleId
    version: Version
    negation: Words
    negation_fillers: Words
    question: Words
    past: Words
    settled: Words
    fiction: Words
    fiction_settings: list[Text] = Field(default_factory=list)
    warnings: list[Text] = Field(default_factory=list)
    documents: list[Text] = Field(default_factory=list)
    real_doing: list[Text] = Field(default_factory=list)


class DisputeTypeShape(Shape):
    code: Name
    label: Text
    stat: Annotated[int, Field(ge=1, le=18)]
    routes: Annotated[list[RouteCode], Field(min_length=1)]
    competent_body: str = ""
    legal_basis: list[Source] = Field(default_factory=list)


class TriggerShape(Shape):
    id: Annotated[str, StringConstraints(pattern=r"^T[0-9]{2}$")]
    label: Text
    level: Level | None = None
    blocks: bool
    action: Text
    legal_basis: list[Source] = Field(default_factory=list)
    verification: Verification
    mandatory_report: bool = False
    suggests: str | None = None


class IndicatorShape(Shape):
    id: Annotated[str, StringConstraints(pattern=r"^R[0-9]{2}$")]
    label: Text
    weight: Annotated[int, Field(ge=0, le=100)]
    floor: Level | None = None
    replaces: list[str] = Field(default_factory=list)
    police_only: bool = False


class LevelsShape(Shape):
    blue: Literal[0]
    yellow: Annotated[int, Field(ge=1, le=100)]
    orange: Annotated[int, Field(ge=1, le=100)]
    red: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def rise(self) -> "LevelsShape":
        if not self.blue < self.yellow < self.orange < self.red:
            raise PydanticCustomError("level_order", "levels must rise")
        return self


class TaxonomyShape(Shape):
    """``rules/taxonomy.yaml``."""

    dispute_types: Annotated[list[DisputeTypeShape], Field(min_length=1)]
    triggers: Annotated[list[TriggerShape], Field(min_length=1)]
    indicators: Annotated[list[IndicatorShape], Field(min_length=1)]
    levels: LevelsShape


class FactShape(Shape):
    id: Name
    label: Text
    kind: Literal["boolean", "count", "choice"]
    choices: list[Text] = Field(default_factory=list)
    choice_labels: dict[str, Text] = Field(default_factory=dict)
    ask: Text
    police_only: bool = False  # older rulebooks; now follows from ``visible_to``
    may_be_presumed: bool = False
    visible_to: list[Annotated[Role, Field(strict=False)]] | None = None  # None: everybody who works on the case

    @property
    def audience(self) -> frozenset[Role]:
        """The roles that may see the fact."""
        if self.visible_to is not None:
            return frozenset(self.visible_to)
        return POLICE_ROLES if self.police_only else frozenset(Role)

    @model_validator(mode="after")
    def audience_fits(self) -> "FactShape":
        if self.visible_to is not None and self.audience != POLICE_ROLES:
            allowed = "、".join(sorted(POLICE_ROLES))
            raise PydanticCustomError("fact_audience", "the police roles, or leave it out", {"allowed": allowed})
        return self

    @model_validator(mode="after")
    def choices_fit(self) -> "FactShape":
        if (self.kind == "choice") != (len(self.choices) >= 2) or not set(self.choice_labels) <= set(self.choices):
            raise PydanticCustomError("choice_values", "choices do not fit the kind")
        return self


class FactsShape(Shape):
    """``rules/facts.yaml``."""

    facts: Annotated[list[FactShape], Field(min_length=1)]
