"""The figures of `triage evaluate`."""

from dataclasses import replace
from datetime import date

import pytest

from triage.assessment.types import Assessment, Report, RiskGrade, RouteAdvice, TriggerHit, TypeTag, TypeTags
from triage.cli.measures import Judged, lower_bound, measure
from triage.exchange.gold import LabelledRow
from triage.vocabulary import RiskLevel, Route

UNLABELLED = LabelledRow(Report("r", "吵架"), None, None, None, None, None, None, None, None)


def judged(
    row_id: str,
    *,
    primary: str | None = None,
    sure: float = 0.9,
    abstained: bool = False,
    triggers: tuple[str, ...] = (),
    level: RiskLevel = RiskLevel.BLUE,
    route: Route | None = None,
    **labels: object,
) -> Judged:
    assessment = Assessment(
        report_id=row_id,
        tags=TypeTags((TypeTag(primary, sure, ("rule",)),) if primary else (), abstained, is_dispute=True),
        risk=RiskGrade(level, 0, "score", tuple(TriggerHit(trigger, None, "r") for trigger in triggers), (), ()),
        route=RouteAdvice(route, (), (), route is Route.BLOCK, (), ()),
        questions=(), elements=(), reasons=(), warnings=(), assessed_on=date(2026, 11, 22),
        rulebook="", model="", policy="", engine="", facts={},
    )  # fmt: skip
    return Judged(replace(UNLABELLED, report=Report(row_id, "吵架"), **labels), assessment)  # type: ignore[arg-type]


def test_any_type_in_the_list_is_a_hit() -> None:
    rows = [
        judged("a", primary="parking", types=("neighbour_passage", "parking")),
        judged("b", primary="parking", types=("loan_debt",)),
        judged("c", types=("loan_debt",)),
        judged("unlabelled", primary="parking"),
    ]
    assert measure(rows)["type"]["top1_accuracy"] == pytest.approx(1 / 3, abs=1e-4)


def test_confident_accuracy_leaves_abstentions_out() -> None:
    rows = [
        judged("a", primary="parking", types=("parking",)),
        judged("b", primary="parking", types=("loan_debt",), abstained=True),
    ]
    figures = measure(rows)["type"]
    assert (figures["coverage"], figures["accuracy_when_confident"]) == (0.5, 1.0)


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    rows = [judged(str(n), primary="parking", sure=0.8, types=("parking",) if n else ("loan_debt",)) for n in range(2)]
    assert measure(rows)["type"]["ece"] == pytest.approx(0.3)


def test_only_triggers_that_a_row_rules_on_count() -> None:
    rows = [
        judged("hit", triggers=("T03", "T15"), triggers_must=("T03",), triggers_must_not=("T05",)),
        judged("missed", triggers_must=("T03", "T05")),
        judged("false", triggers=("T05",), triggers_must=(), triggers_must_not=("T05",)),
    ]
    figures = measure(rows)["triggers"]
    assert (figures["recall"], figures["precision"]) == (pytest.approx(1 / 3, abs=1e-4), 0.5)
    assert (figures["missed"], figures["per_id"]["T05"]["false"]) == (["missed"], ["false"])


def test_risk_outside_its_bounds_is_listed() -> None:
    rows = [
        judged("low", level=RiskLevel.BLUE, risk_min=RiskLevel.YELLOW),
        judged("high", level=RiskLevel.RED, risk_max=RiskLevel.ORANGE),
        judged("fits", level=RiskLevel.YELLOW, risk_min=RiskLevel.YELLOW, risk_max=RiskLevel.YELLOW),
    ]
    figures = measure(rows)["risk"]
    assert (figures["below_min"], figures["above_max"]) == (["low"], ["high"])


def test_routes_are_judged_and_a_block_is_a_route_of_its_own() -> None:
    rows = [
        judged("ok", route=Route.BLOCK, routes_ok=("BLOCK",), mediation_blocked=True),
        judged("never", route=Route.PEOPLE, routes_ok=("PEN",), routes_never=("PM",), mediation_blocked=True),
        judged("open", route=None, routes_ok=("PM",), routes_never=("PM",), mediation_blocked=False),
        judged("alarm", route=Route.BLOCK, mediation_blocked=False),
    ]
    figures = measure(rows)
    assert (figures["route"]["not_ok"], figures["route"]["never_violations"]) == (["never", "open"], ["never"])
    assert (figures["blocked"]["recall"], figures["blocked"]["false"]) == (0.5, ["alarm"])


@pytest.mark.parametrize(
    # closed forms: all hits → error ** (1/n); one of n → 1 - (1 - error) ** (1/n)
    ("hits", "tries", "bound"),
    [(10, 10, 0.05**0.1), (1, 10, 1 - 0.95**0.1), (0, 10, 0.0), (300, 300, 0.05 ** (1 / 300))],
)
def test_the_lower_bound_is_exact(hits: int, tries: int, bound: float) -> None:
    assert lower_bound(hits, tries) == pytest.approx(bound, abs=1e-4)


def test_no_tries_have_no_bound() -> None:
    assert lower_bound(0, 0) is None
