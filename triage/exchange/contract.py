"""An assessment as the JSON object other programs rely on (contract 1), and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from triage.assessment.rule import FactValue
from triage.assessment.types import (
    Assessment,
    Element,
    ExclusionCheck,
    IndicatorHit,
    PresumedFact,
    Question,
    Reason,
    RestrictedPart,
    RiskGrade,
    RouteAdvice,
    RouteChange,
    Span,
    ToCheck,
    TriggerHit,
    TypeTag,
    TypeTags,
)
from triage.vocabulary import ElementKind, HitContext, RiskLevel, Route

CONTRACT = 1
PROBABILITY_DIGITS = 6  # the last bits of a float differ between processors; nobody decides by them

Document: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExpectedDeadline:
    """A clock that would start on the day of the report; ``provisional`` while a year has no official calendar."""

    rule: str
    due_on: date
    provisional: bool

    def as_object(self) -> Document:
        return {"rule": self.rule, "due_on": self.due_on.isoformat(), "provisional": self.provisional}


def answer_of(
    assessment: Assessment, deadlines: Sequence[ExpectedDeadline] = (), *, for_police: bool = False
) -> Document:
    """An assessment, keys in the order of the contract.

    Args:
        for_police: also what police-only facts change (PSAPL 136); otherwise the shared part, as stored and handed on.
    """
    part = assessment.restricted
    route = assessment.route if part is None or for_police else part.shared_route
    reasons = assessment.reasons + (part.reasons if part is not None and for_police else ())
    return {
        "contract": CONTRACT,
        "id": assessment.report_id,
        "is_dispute": assessment.tags.is_dispute,
        "types": [_type_to(tag) for tag in assessment.tags.ranked],
        "abstained": assessment.tags.abstained,
        **_risk_to(assessment.risk),
        "route": {
            **_route_to(route),
            "changes": [_change_to(change) for change in assessment.changes],
            "presumed": [_presumed_to(one) for one in assessment.presumed],
        },
        "questions": [_question_to(asked) for asked in assessment.questions],
        "elements": [_element_to(element) for element in assessment.elements],
        "reasons": [_reason_to(reason) for reason in reasons],
        "deadlines": [clock.as_object() for clock in deadlines],
        "warnings": list(assessment.warnings),
        "assessed_on": assessment.assessed_on.isoformat(),
        "rulebook": assessment.rulebook,
        "model": assessment.model,
        "policy": assessment.policy,
        "engine": assessment.engine,
    }


def restricted_of(assessment: Assessment) -> Document | None:
    """What only police users may see (PSAPL 136), None when nothing is; never written beside the shared part."""
    part = assessment.restricted
    if part is None:
        return None
    return {
        "indicators": [_indicator_to(hit) for hit in part.indicators],
        "route": _route_to(assessment.route),
        "reasons": [_reason_to(reason) for reason in part.reasons],
    }


def to_line(document: Mapping[str, object]) -> str:
    """One line of JSON, the same text on every machine; half a surrogate pair is escaped, never an error."""
    line = json.dumps(document, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(document, ensure_ascii=True)
    return line


def assessment_of(
    answer: Document, *, facts: Mapping[str, FactValue], restricted: Document | None = None
) -> Assessment:
    """The assessment behind its stored parts: the shared answer, and what is kept apart for the police.

    Raises:
        KeyError, ValueError: a part does not have the form of contract 1.
    """
    shared_route = _route_from(answer["route"])
    return Assessment(
        report_id=answer["id"],
        tags=TypeTags(
            tuple(TypeTag(tag["code"], tag["probability"], tuple(tag["from"])) for tag in answer["types"]),
            answer["abstained"],
            answer["is_dispute"],
        ),
        risk=_risk_from(answer),
        route=_route_from(restricted["route"]) if restricted else shared_route,
        questions=tuple(Question(**asked) for asked in answer["questions"]),
        elements=tuple(map(_element_from, answer["elements"])),
        reasons=tuple(map(_reason_from, answer["reasons"])),
        warnings=tuple(answer["warnings"]),
        assessed_on=date.fromisoformat(answer["assessed_on"]),
        rulebook=answer["rulebook"],
        model=answer["model"],
        policy=answer["policy"],
        engine=answer["engine"],
        facts=facts,
        restricted=_restricted_from(restricted, shared_route) if restricted else None,
        changes=tuple(map(_change_from, answer["route"].get("changes", ()))),
        presumed=tuple(map(_presumed_from, answer["route"].get("presumed", ()))),
    )


def _type_to(tag: TypeTag) -> Document:
    probability = round(tag.probability, PROBABILITY_DIGITS)
    return {"code": tag.code, "probability": probability, "from": list(tag.sources)}


def _element_to(element: Element) -> Document:
    document: Document = {"kind": element.kind.value, "text": element.text, "span": list(element.span)}
    if element.detail is not None:
        name, value = element.detail
        document["detail"] = {name: value}
    return document


def _element_from(document: Document) -> Element:
    detail = next(iter(document.get("detail", {}).items()), None)
    return Element(ElementKind(document["kind"]), document["text"], _span(document["span"]), detail)


def _question_to(asked: Question) -> Document:
    return {"fact": asked.fact, "ask": asked.ask, "would_change": dict(asked.would_change)}


def _risk_to(risk: RiskGrade) -> Document:
    return {
        "triggers": [{"id": hit.id, "span": _pair(hit.span), "source": hit.source_id} for hit in risk.triggers],
        "to_check": [
            {
                "id": check.id,
                "span": list(check.span),
                "context": check.context.value,
                "ask": check.ask,
                "source": check.source_id,
            }
            for check in risk.to_check
        ],
        "indicators": [_indicator_to(hit) for hit in risk.indicators],
        "risk": {"level": risk.level.value, "score": risk.score, "because": risk.because},
    }


def _risk_from(document: Document) -> RiskGrade:
    grade = document["risk"]
    return RiskGrade(
        level=RiskLevel(grade["level"]),
        score=grade["score"],
        because=grade["because"],
        triggers=tuple(TriggerHit(hit["id"], _span(hit["span"]), hit["source"]) for hit in document["triggers"]),
        to_check=tuple(
            ToCheck(hit["id"], _span(hit["span"]), HitContext(hit["context"]), hit["ask"], hit["source"])
            for hit in document["to_check"]
        ),
        indicators=tuple(map(_indicator_from, document["indicators"])),
    )


def _route_to(advice: RouteAdvice) -> Document:
    return {
        "recommended": advice.recommended.value if advice.recommended else None,
        "then": [route.value for route in advice.then],
        "possible": [route.value for route in advice.possible],
        "blocked": advice.blocked,
        "exclusions": [{"id": check.id, "holds": check.holds} for check in advice.exclusions],
        "rows": list(advice.rows),
    }


def _route_from(advice: Document) -> RouteAdvice:
    return RouteAdvice(
        recommended=Route(advice["recommended"]) if advice["recommended"] else None,
        then=tuple(map(Route, advice["then"])),
        possible=tuple(map(Route, advice["possible"])),
        blocked=advice["blocked"],
        exclusions=tuple(ExclusionCheck(check["id"], check["holds"]) for check in advice["exclusions"]),
        rows=tuple(advice["rows"]),
    )


def _change_to(change: RouteChange) -> Document:
    return {
        "facts": dict(change.facts),
        "leads_to": change.leads_to.value,
        "row": change.row,
        "says": change.says,
    }


def _change_from(change: Document) -> RouteChange:
    return RouteChange(change["facts"], Route(change["leads_to"]), change["row"], change["says"])


def _presumed_to(one: PresumedFact) -> Document:
    return {
        "fact": one.fact,
        "value": one.value,
        "span": list(one.span),
        "matched": one.matched,
        "source": one.source_id,
    }


def _presumed_from(one: Document) -> PresumedFact:
    return PresumedFact(one["fact"], one["value"], _span(one["span"]), one["matched"], one["source"])


def _indicator_to(hit: IndicatorHit) -> Document:
    return {"id": hit.id, "span": _pair(hit.span), "weight": hit.weight, "source": hit.source_id}


def _indicator_from(hit: Document) -> IndicatorHit:
    return IndicatorHit(hit["id"], _span(hit["span"]), hit["weight"], hit["source"])


def _reason_to(reason: Reason) -> Document:
    return {
        "source": reason.source_id,
        "says": reason.says,
        "span": _pair(reason.span),
        "weight": round(reason.weight, PROBABILITY_DIGITS),
        "legal_basis": list(reason.legal_basis),
        "verification": reason.verification,
    }


def _reason_from(reason: Document) -> Reason:
    basis = tuple(reason["legal_basis"])
    span, weight = _span(reason["span"]), reason["weight"]
    return Reason(reason["source"], reason["says"], span, weight, basis, reason["verification"])


def _restricted_from(part: Document, shared_route: RouteAdvice) -> RestrictedPart:
    indicators, reasons = map(_indicator_from, part["indicators"]), map(_reason_from, part["reasons"])
    return RestrictedPart(tuple(indicators), shared_route, tuple(reasons))


def _pair(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def _span(pair: Sequence[int] | None) -> Any:
    return (pair[0], pair[1]) if pair else None
