"""Step *route*: the system recommends, a named person decides, and both stay on record."""

from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    QUIET,
    People,
    case_of,
    clocks_of,
    make_case,
    make_offered_case,
    make_safe,
    rows_of,
    track_of,
)
from triage.db.records import AssessmentRecord, DecisionRecord
from triage.errors import ActionNotAllowedError, InputError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.hand_off import withdraw_hand_off
from triage.services.route import decide_route
from triage.vocabulary import RiskLevel, Route

FIGHT = "双方在楼道里互相推搡，没有受伤。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)


def decide(ctx: ServiceContext, people: People, case_id: UUID, decided: Route, **changes: object) -> None:
    values: dict[str, object] = {"actor": people["desk"], "seen_version": None, "risk_level": RiskLevel.RED}
    decide_route(ctx, case_id=case_id, decided=decided, **{**values, **changes})  # type: ignore[arg-type]


def advised(ctx: ServiceContext, case_id: UUID) -> Route:
    (assessment,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    return Route(assessment.answer["route"]["recommended"])


def another(route: Route) -> Route:
    return Route.COURT if route is not Route.COURT else Route.PEOPLE


def test_a_decision_as_advised_needs_no_reason(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    decide(ctx, people, case_id, advised(ctx, case_id))
    assert case_of(ctx, case_id).route is advised(ctx, case_id)
    assert track_of(ctx, case_id).status == "routed"


def test_an_override_needs_a_reason(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with pytest.raises(ActionNotAllowedError, match="override_needs_reason"):
        decide(ctx, people, case_id, another(advised(ctx, case_id)), note="我认为不合适")
    assert case_of(ctx, case_id).route is None


def test_the_reason_of_an_override_is_one_of_the_codes(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with pytest.raises(InputError, match="unknown_reason"):
        decide(ctx, people, case_id, another(advised(ctx, case_id)), override_reason="because")


def test_an_override_keeps_both_decisions(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    recommended, decided = advised(ctx, case_id), another(advised(ctx, case_id))
    decide(ctx, people, case_id, decided, override_reason="parties_chose")
    (kept,) = rows_of(ctx, DecisionRecord, case_id=case_id)
    assert (kept.recommended, kept.decided, kept.override_reason) == (recommended, decided, "parties_chose")
    assert kept.decided_by_id == people["desk"].person_id


def test_where_nothing_was_advised_the_record_says_so(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], "双方各自说明了情况。")
    (assessment,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    assert assessment.answer["route"]["recommended"] is None
    decide(ctx, people, case_id, Route.PEOPLE)
    (kept,) = rows_of(ctx, DecisionRecord, case_id=case_id)
    assert (kept.recommended, kept.override_reason) == ("none", "no_recommendation")


@pytest.mark.parametrize("note", ["", "  "])
def test_lowering_the_level_needs_a_reason(ctx: ServiceContext, people: People, note: str) -> None:
    case_id = make_case(ctx, people["desk"], FIGHT)
    level = case_of(ctx, case_id).risk_level
    assert level.rank > RiskLevel.BLUE.rank
    with pytest.raises(ActionNotAllowedError, match="lowering_needs_reason"):
        decide(ctx, people, case_id, advised(ctx, case_id), risk_level=RiskLevel.BLUE, note=note)
    assert case_of(ctx, case_id).risk_level is level


def test_a_person_lowers_the_level_with_a_reason(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], FIGHT)
    decide(ctx, people, case_id, advised(ctx, case_id), risk_level=RiskLevel.BLUE, note="现场核实无冲突")
    assert case_of(ctx, case_id).risk_level is RiskLevel.BLUE
    assert track_of(ctx, case_id).urgency == 3


def test_raising_the_level_needs_none(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    decide(ctx, people, case_id, advised(ctx, case_id), risk_level=RiskLevel.ORANGE)
    assert (case_of(ctx, case_id).risk_level, track_of(ctx, case_id).urgency) == (RiskLevel.ORANGE, 1)


@pytest.mark.parametrize("decided", sorted(set(Route) - {Route.BLOCK, Route.PENALTY}))
def test_an_open_trigger_blocks_every_way_past_the_police(ctx: ServiceContext, people: People, decided: Route) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    with pytest.raises(ActionNotAllowedError, match="blocked_by_trigger"):
        decide(ctx, people, case_id, decided, override_reason="parties_chose")


def test_the_police_may_act_while_a_trigger_is_open(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    decide(ctx, people, case_id, Route.PENALTY, override_reason="danger_seen")
    assert case_of(ctx, case_id).route is Route.PENALTY


def test_a_cleared_trigger_blocks_no_more(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    decide(ctx, people, case_id, Route.PEOPLE, override_reason="parties_chose")
    assert case_of(ctx, case_id).route is Route.PEOPLE


def test_the_route_does_not_change_under_an_open_offer(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="offer_already_open"):
        decide(ctx, people, case_id, Route.POLICE, actor=people["officer"], override_reason="danger_seen")
    withdraw_hand_off(ctx, actor=people["desk"], hand_off_id=hand_off_id)
    decide(ctx, people, case_id, Route.POLICE, actor=people["officer"], override_reason="danger_seen")
    assert case_of(ctx, case_id).route is Route.POLICE


def test_police_mediation_starts_its_own_clock(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], FIGHT)
    decide(ctx, people, case_id, Route.POLICE, override_reason="parties_chose")
    assert set(clocks_of(ctx, case_id)) == {"POL-06"}


def test_deciding_again_buys_no_time(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], QUIET)
    before = clocks_of(ctx, case_id)["HO-01"].due_at
    ctx.clock.advance(hours=20)  # type: ignore[attr-defined]
    decide(ctx, people, case_id, Route.PEOPLE, override_reason="parties_chose")
    assert clocks_of(ctx, case_id)["HO-01"].due_at == before


@pytest.mark.parametrize(("desk", "login"), [("desk", "community"), ("committee_desk", "mediator")])
def test_who_may_not_decide_is_told_so(ctx: ServiceContext, people: People, desk: str, login: str) -> None:
    case_id = make_case(ctx, people[desk])
    with pytest.raises(NotPermittedError, match="not_permitted"):
        decide(ctx, people, case_id, Route.PEOPLE, actor=people[login], override_reason="parties_chose")
