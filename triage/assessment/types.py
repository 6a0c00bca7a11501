"""Values that pass between the steps of flow 1, all immutable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias

from triage.assessment.rule import Facts, FactValue, Rule
from triage.vocabulary import ElementKind, HitContext, RiskLevel, Route

Span: TypeAlias = tuple[int, int]
ElementDetail: TypeAlias = tuple[str, int | str]  # ("years", 73), ("yuan", 80000), ("relation", "邻居")


@dataclass(frozen=True, slots=True)
class EarlierMatter:
    """One row of a report's history: an earlier report from the same place or parties."""

    reported_on: date
    text: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it came in. An absent fact is unknown, never false."""

    id: str
    text: str
    facts: Facts = field(default_factory=dict)
    reported_on: date | None = None
    history: tuple[EarlierMatter, ...] = ()
    category: str | None = None  # as the sending system sorted it


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Cleaned text with a map back to the text as typed.

    ``starts[i]``/``ends[i]`` give the half-open code-point span of ``original`` that became ``text[i]``.
    """

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    damaged: tuple[Span, ...] = ()  # spans of ``original`` that could not be read (shifted bytes)


@dataclass(frozen=True, slots=True)
class Element:
    """人 事 物 地 组织 网络, in the text as typed."""

    kind: ElementKind
    text: str
    span: Span
    detail: ElementDetail | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule met in the text. ``span`` lies in the text as typed; ``context`` None means firm."""

    rule: Rule
    span: Span
    matched: str
    context: HitContext | None = None


@dataclass(frozen=True, slots=True)
class TypeScores:
    """The classifier's opinion: calibrated probabilities over dispute types and over "is a dispute"."""

    probabilities: Mapping[str, float]
    is_dispute: float | None
    model: str  # "dispute_type@v001"


class TextClassifier(Protocol):
    """What flow 1 asks of a classifier."""

    @property
    def version(self) -> str: ...

    def scores(self, text: str) -> TypeScores: ...

    def contributions(self, text: str, label: str, top: int | None = 8) -> Sequence[tuple[str, float]]: ...


@dataclass(frozen=True, slots=True)
class TypeTag:
    """One ranked dispute type; ``sources`` holds "rule", "model", "source" (the sender's category), each once."""

    code: str
    probability: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeTags:
    """Step *combine*: ranked types (best first), abstention, and whether this is a dispute at all."""

    ranked: tuple[TypeTag, ...]
    abstained: bool
    is_dispute: bool | None

    @property
    def primary(self) -> str | None:
        """The best code, or None when nothing was recognised."""
        return self.ranked[0].code if self.ranked else None


@dataclass(frozen=True, slots=True)
class TriggerHit:
    """A firm trigger. ``span`` None when a fact or the history raised it."""

    id: str
    span: Span | None
    source_id: str


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A doubtful hit: a task for a named person; blocks nothing and lowers nothing."""

    id: str
    span: Span
    context: HitContext
    ask: str
    source_id: str


@dataclass(frozen=True, slots=True)
class IndicatorHit:
    id: str
    span: Span | None
    weight: int
    source_id: str


@dataclass(frozen=True, slots=True)
class RiskGrade:
    """Step *grade_risk*. ``because`` names the trigger, floor or "score" that fixed the level."""

    level: RiskLevel
    score: int
    because: str
    triggers: tuple[TriggerHit, ...]
    to_check: tuple[ToCheck, ...]
    indicators: tuple[IndicatorHit, ...]


@dataclass(frozen=True, slots=True)
class PresumedFact:
    """A fact read from the text, used for the recommendation until a person confirms or denies it."""

    fact: str
    value: FactValue
    span: Span
    matched: str
    source_id: str


@dataclass(frozen=True, slots=True)
class ExclusionCheck:
    """``holds`` is True, False or None (unknown)."""

    id: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class RouteAdvice:
    """Step *recommend_route*. ``rows`` are the source ids of the table rows used, the deciding one first."""

    recommended: Route | None
    then: tuple[Route, ...]
    possible: tuple[Route, ...]
    blocked: bool
    exclusions: tuple[ExclusionCheck, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The unknown fact to ask next; ``would_change`` maps each answer to the route it leads to, None = no change."""

    fact: str
    ask: str
    would_change: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class RouteChange:
    """What would have to be otherwise for another route; ``row`` decides then, None where danger alone blocks."""

    facts: Mapping[str, FactValue]
    leads_to: Route
    row: str | None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the explanation, with its proof."""

    source_id: str  # "risk.self_harm_threat@3", "route.people_default@1" or "dispute_type@v001"
    says: str
    span: Span | None
    weight: float  # share in the decision, 0–1
    legal_basis: tuple[str, ...] = ()
    verification: str = ""


@dataclass(frozen=True, slots=True)
class RestrictedPart:
    """What police-only facts add (PSAPL 136): never part of the shared score, level, reasons or hand-off."""

    indicators: tuple[IndicatorHit, ...]
    shared_route: RouteAdvice  # the advice computed without police-only facts
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer of flow 1; ``exchange/contract.py`` writes it in the shape of contracts.md 3."""

    report_id: str
    tags: TypeTags
    risk: RiskGrade
    route: RouteAdvice
    questions: tuple[Question, ...]
    elements: tuple[Element, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[str, ...]
    assessed_on: date
    rulebook: str
    model: str
    policy: str
    engine: str
    facts: Mapping[str, FactValue]
    restricted: RestrictedPart | None = None
    changes: tuple[RouteChange, ...] = ()  # the smallest changes of facts that lead to another route
    presumed: tuple[PresumedFact, ...] = ()
