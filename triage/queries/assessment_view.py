"""An assessment as a page shows it, made of the object that is stored and exchanged (contracts.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TypeView:
    code: str
    percent: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignView:
    """A trigger or an indicator; ``weight`` is 0 for a trigger, ``span`` None when a fact raised it."""

    id: str
    span: Span | None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class CheckView:
    id: str
    span: Span
    context: str
    ask: str


@dataclass(frozen=True, slots=True)
class ExclusionView:
    id: str
    state: str  # true, false or unknown


@dataclass(frozen=True, slots=True)
class QuestionView:
    """``answers`` pairs each answer with the route or trigger it leads to; "" = no change."""

    fact: str
    ask: str
    answers: tuple[tuple[str, str], ...]

    @property
    def is_count(self) -> bool:
        """True when the answer is a number to type, not a choice."""
        return all(answer[:1].isdigit() for answer, _ in self.answers)


@dataclass(frozen=True, slots=True)
class ReasonView:
    source: str
    rule_id: str  # the source without its version; "" for the classifier
    says: str
    span: Span | None
    percent: int
    legal_basis: tuple[str, ...]
    verification: str


@dataclass(frozen=True, slots=True)
class DeadlineView:
    rule: str
    due: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class AssessmentView:
    is_dispute: bool | None
    types: tuple[TypeView, ...]
    has_abstained: bool
    triggers: tuple[SignView, ...]
    to_check: tuple[CheckView, ...]
    indicators: tuple[SignView, ...]
    level: str
    score: int
    because: str
    recommended: str | None
    then: tuple[str, ...]
    possible: tuple[str, ...]
    is_blocked: bool
    exclusions: tuple[ExclusionView, ...]
    questions: tuple[QuestionView, ...]
    reasons: tuple[ReasonView, ...]
    deadlines: tuple[DeadlineView, ...]
    changes: tuple[str, ...]
    warnings: tuple[str, ...]
    assessed_on: date
    versions: tuple[tuple[str, str], ...]

    @property
    def model(self) -> str:
        """The release of the classifier that was asked; "" where none was."""
        return dict(self.versions)["model"]

    @property
    def route_reason(self) -> ReasonView | None:
        """The row of the decision table that fixed the route."""
        return next((one for one in self.reasons if one.rule_id.startswith("route.")), None)


def assessment_view(answer: Mapping[str, Any], hidden_facts: frozenset[str] = frozenset()) -> AssessmentView:
    """Read an assessment object; what it does not hold shows as empty, and nobody is asked for a hidden fact."""
    risk, route = answer["risk"], answer["route"]
    return AssessmentView(
        is_dispute=answer["is_dispute"],
        types=tuple(_type(one) for one in answer["types"]),
        has_abstained=answer["abstained"],
        triggers=tuple(SignView(one["id"], _span(one["span"])) for one in answer["triggers"]),
        to_check=tuple(_check(one) for one in answer["to_check"]),
        indicators=tuple(SignView(one["id"], _span(one["span"]), one["weight"]) for one in answer["indicators"]),
        level=risk["level"],
        score=risk["score"],
        because=risk["because"],
        recommended=route["recommended"],
        then=tuple(route["then"]),
        possible=tuple(route["possible"]),
        is_blocked=route["blocked"],
        exclusions=tuple(_exclusion(one) for one in route["exclusions"]),
        questions=tuple(_question(one) for one in answer["questions"] if one["fact"] not in hidden_facts),
        reasons=tuple(reason_view(one) for one in answer["reasons"]),
        deadlines=tuple(_deadline(one) for one in answer.get("deadlines", ())),
        changes=tuple(one["says"] for one in route.get("changes", ())),
        warnings=tuple(answer["warnings"]),
        assessed_on=date.fromisoformat(answer["assessed_on"]),
        versions=tuple((key, answer.get(key) or "") for key in ("rulebook", "model", "policy", "engine")),
    )


def reason_view(reason: Mapping[str, Any]) -> ReasonView:
    """One sentence of the explanation with its proof."""
    source = reason["source"]
    rule_id = source.rpartition("@")[0]
    return ReasonView(
        source=source,
        rule_id=rule_id if "." in rule_id else "",
        says=reason["says"],
        span=_span(reason["span"]),
        percent=round(reason["weight"] * 100),
        legal_basis=tuple(reason["legal_basis"]),
        verification=reason["verification"],
    )


def _span(span: list[int] | None) -> Span | None:
    return (span[0], span[1]) if span else None


def _type(one: Mapping[str, Any]) -> TypeView:
    return TypeView(one["code"], round(one["probability"] * 100), tuple(one["from"]))


def _check(one: Mapping[str, Any]) -> CheckView:
    return CheckView(one["id"], (one["span"][0], one["span"][1]), one["context"], one["ask"])


def _exclusion(one: Mapping[str, Any]) -> ExclusionView:
    return ExclusionView(one["id"], "unknown" if one["holds"] is None else str(one["holds"]).lower())


def _question(one: Mapping[str, Any]) -> QuestionView:
    answers = tuple((answer, leads_to or "") for answer, leads_to in one["would_change"].items())
    return QuestionView(one["fact"], one["ask"], answers)


def _deadline(one: Mapping[str, Any]) -> DeadlineView:
    return DeadlineView(one["rule"], one.get("due_on") or one.get("due_at", ""), one["provisional"])
