"""Step *hand-off*: gates, the open offer, acceptance, refusal, expiry: the sender is released by acceptance alone."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import (
    QUIET,
    People,
    SetClock,
    clocks_of,
    make_case,
    make_offer,
    make_offered_case,
    make_routed_case,
    rows_of,
    track_of,
)
from tests.integration.forgery import forge
from triage.db.records import CaseAccessRecord, CustodyEntryRecord, HandOffItemRecord, HandOffRecord, TaskRecord
from triage.errors import ActionNotAllowedError, GateClosedError, InputError, NotFoundError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.hand_off import (
    accept_hand_off,
    decline_hand_off,
    expire_hand_offs,
    offer_gates,
    offer_hand_off,
    withdraw_hand_off,
)
from triage.services.intake import reassess_case
from triage.vocabulary import Route

CLOSED_GATES = (
    ({"is_unsettled_on_spot": False}, "settled_on_spot"),
    ({"is_unsettled_on_spot": None}, "question_unanswered"),
    ({"is_transferable": False}, "transfer_conditions_not_met"),
    ({"is_transferable": None}, "question_unanswered"),
    ({"item_codes": ("mediation_summary",)}, "items_missing"),
    ({"item_codes": ("mediation_summary", "commission_letter", "investigation_file")}, "sealed_item_in_package"),
    ({"consent": {"applicant": "verbal"}}, "consent_missing"),
    ({"consent": {"applicant": "verbal", "respondent": ""}}, "consent_missing"),
    ({"consent": {"applicant": "verbal", "respondent": "probably"}}, "consent_missing"),
    ({"consent": {"applicant": "verbal", "respondent": "refused"}}, "party_refuses"),
)


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_offered_case(ctx, people)


def offer(ctx: ServiceContext, people: People, case_id: UUID, to: UUID | None = None, **changes: object) -> UUID:
    return offer_hand_off(
        ctx,
        actor=people["desk"],
        case_id=case_id,
        seen_version=None,
        offer=make_offer(to or people.committee, **changes),
    )


def hand_off(ctx: ServiceContext, hand_off_id: UUID) -> HandOffRecord:
    return rows_of(ctx, HandOffRecord, id=hand_off_id)[0]


def may_see(ctx: ServiceContext, case_id: UUID, unit_id: UUID) -> bool:
    return bool(rows_of(ctx, CaseAccessRecord, case_id=case_id, unit_id=unit_id, until=None))


@pytest.mark.parametrize(("change", "reason"), CLOSED_GATES, ids=[reason for _, reason in CLOSED_GATES])
def test_a_closed_gate_is_named(ctx: ServiceContext, people: People, change: dict[str, object], reason: str) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    with pytest.raises(GateClosedError) as closed:
        offer(ctx, people, case_id, **change)
    assert closed.value.values["gates"] == (reason,)
    assert rows_of(ctx, HandOffRecord, case_id=case_id) == []


def test_a_receiver_off_the_route_is_named(ctx: ServiceContext, people: People) -> None:
    items = ("mediation_summary", "transfer_letter")
    with pytest.raises(GateClosedError) as closed:
        offer(ctx, people, make_routed_case(ctx, people["desk"]), people.market, item_codes=items)
    assert closed.value.values["gates"] == ("receiver_does_not_fit_route",)


def test_a_unit_offers_nothing_to_itself(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["committee_desk"])
    with pytest.raises(GateClosedError) as closed:
        offer_hand_off(
            ctx, actor=people["committee_desk"], case_id=case_id, seen_version=None, offer=make_offer(people.committee)
        )
    assert closed.value.values["gates"] == ("receiver_does_not_fit_route",)


def test_a_route_nobody_mediates_is_named(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], QUIET, Route.COURT)
    with pytest.raises(GateClosedError) as closed:
        offer(ctx, people, case_id)
    assert closed.value.values["gates"] == ("route_not_mediable",)


def test_every_closed_gate_is_named_at_once(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    with pytest.raises(GateClosedError) as closed:
        offer(ctx, people, case_id, is_transferable=False, consent={})
    assert closed.value.values["gates"] == ("transfer_conditions_not_met", "consent_missing")


def test_the_page_learns_of_the_gates_without_an_offer(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    told = offer_gates(
        ctx, actor=people["desk"], case_id=case_id, offer=make_offer(people.committee, is_transferable=None)
    )
    assert [gate.id for gate in told if not gate.is_open] == ["transfer_conditions"]
    assert rows_of(ctx, HandOffRecord, case_id=case_id) == []


def test_a_route_must_be_decided_first(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(ActionNotAllowedError, match="action_not_allowed"):
        offer(ctx, people, make_case(ctx, people["desk"]))


def test_an_offer_without_a_summary_is_refused(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(InputError, match="summary_missing"):
        offer(ctx, people, make_routed_case(ctx, people["desk"]), summary=" ")


def test_a_receiver_that_does_not_exist_is_refused(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(NotFoundError, match="unit_not_found"):
        offer(ctx, people, make_routed_case(ctx, people["desk"]), UUID(int=1))


def test_who_does_not_hold_the_case_does_not_offer_it(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    with pytest.raises(ActionNotAllowedError, match="not_the_holder"):
        offer(ctx, people, case_id, people.second_committee)


def test_a_case_officer_offers_nothing(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    with pytest.raises(NotPermittedError):
        offer_hand_off(
            ctx, actor=people["officer"], case_id=case_id, seen_version=None, offer=make_offer(people.committee)
        )


def test_offering_does_not_release_the_sender(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    assert track_of(ctx, case_id).holder_unit_id == people.station
    assert hand_off(ctx, hand_off_id).due_at == clocks_of(ctx, case_id)["HO-02"].due_at == clock() + timedelta(days=1)


def test_what_goes_along_is_listed_and_sealed(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    listed = rows_of(ctx, HandOffItemRecord, hand_off_id=hand_off_id)
    assert {item.code for item in listed} == {"mediation_summary", "commission_letter"}
    assert len({item.content_hash for item in listed}) == 2
    assert len(hand_off(ctx, hand_off_id).seal) == 64


def test_the_receiver_may_see_the_case_from_the_offer_on(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    assert not may_see(ctx, case_id, people.committee)
    offer(ctx, people, case_id)
    assert may_see(ctx, case_id, people.committee)


def test_one_offer_is_open_at_a_time(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="offer_already_open"):
        offer(ctx, people, case_id, people.second_committee)


def test_accepting_moves_the_holder_and_starts_the_mediation_period(
    ctx: ServiceContext, people: People, clock: SetClock
) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    clock.advance(hours=3)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    track = track_of(ctx, case_id)
    assert (track.status, track.holder_unit_id) == ("in_mediation", people.committee)
    assert track.holder_person_id == people["mediator"].person_id
    assert set(clocks_of(ctx, case_id)) == {"PM-01", "PM-07"}
    assert clocks_of(ctx, case_id)["PM-01"].started_at == clock()


def test_the_chain_of_custody_names_the_hand_off(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    entries = sorted(rows_of(ctx, CustodyEntryRecord, track_id=track_of(ctx, case_id).id), key=lambda one: one.number)
    assert [(entry.unit_id, entry.hand_off_id) for entry in entries] == [
        (people.station, None),
        (people.committee, hand_off_id),
    ]


@pytest.mark.parametrize(("login", "error"), [("second_mediator", "hand_off_not_found"), ("far_desk", "hand_off_not")])
def test_an_offer_to_another_unit_is_not_theirs_to_accept(
    ctx: ServiceContext, people: People, login: str, error: str
) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(NotFoundError, match=error):
        accept_hand_off(ctx, actor=people[login], hand_off_id=hand_off_id)


def test_the_sender_does_not_accept_their_own_offer(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_offered_to_you"):
        accept_hand_off(ctx, actor=people["station_mediator"], hand_off_id=hand_off_id)


def test_the_receivers_desk_does_not_accept(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(NotPermittedError):
        accept_hand_off(ctx, actor=people["committee_desk"], hand_off_id=hand_off_id)


def test_declining_brings_the_case_back_with_a_task_and_a_clock(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="not_competent", note="不归我们管")
    track = track_of(ctx, case_id)
    assert (track.status, track.holder_unit_id, track.holder_person_id) == ("returned", people.station, None)
    assert set(clocks_of(ctx, case_id)) == {"HO-05"}
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id)
    assert (task.kind, task.unit_id, task.says) == ("returned_case", people.station, "not_competent")


def test_the_reason_of_a_refusal_is_kept(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="outside_area", note="隔壁街道的")
    kept = hand_off(ctx, hand_off_id)
    assert (kept.status, kept.decline_reason, kept.note) == ("declined", "outside_area", "隔壁街道的")


def test_the_reason_of_a_refusal_is_one_of_the_codes(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(InputError, match="unknown_reason"):
        decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="no_time")
    assert hand_off(ctx, hand_off_id).status == "offered"


def test_who_declined_sees_the_case_no_more(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="not_competent")
    assert not may_see(ctx, case_id, people.committee)
    with pytest.raises(NotFoundError, match="case_not_found"):
        reassess_case(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, facts={})


def test_a_unit_that_declines_its_own_case_still_sees_it(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["committee_desk"])
    items = ("mediation_summary",)
    to_second = make_offer(people.second_committee, item_codes=items)
    given = offer_hand_off(ctx, actor=people["committee_desk"], case_id=case_id, seen_version=None, offer=to_second)
    withdraw_hand_off(ctx, actor=people["committee_desk"], hand_off_id=given)
    assert may_see(ctx, case_id, people.committee)
    assert not may_see(ctx, case_id, people.second_committee)


def test_withdrawing_keeps_the_case_and_starts_its_clock_again(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    withdraw_hand_off(ctx, actor=people["desk"], hand_off_id=hand_off_id)
    assert (track_of(ctx, case_id).status, set(clocks_of(ctx, case_id))) == ("routed", {"HO-01"})
    assert not may_see(ctx, case_id, people.committee)


def test_the_receiver_does_not_withdraw(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_your_offer"):
        withdraw_hand_off(ctx, actor=people["committee_desk"], hand_off_id=hand_off_id)


def test_an_answered_offer_is_answered(ctx: ServiceContext, people: People) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    withdraw_hand_off(ctx, actor=people["desk"], hand_off_id=hand_off_id)
    with pytest.raises(ActionNotAllowedError, match="action_not_allowed"):
        accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)


def test_an_unanswered_offer_comes_back_when_its_time_is_up(
    ctx: ServiceContext, people: People, clock: SetClock
) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    clock.advance(hours=24)
    assert expire_hand_offs(ctx) == 2  # the noise, too
    assert hand_off(ctx, hand_off_id).status == "expired"
    assert (track_of(ctx, case_id).status, set(clocks_of(ctx, case_id))) == ("returned", {"HO-05"})
    assert not may_see(ctx, case_id, people.committee)


def test_an_offer_in_time_is_left_alone(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    clock.advance(hours=23, minutes=59)
    assert expire_hand_offs(ctx) == 0
    assert hand_off(ctx, hand_off_id).status == "offered"


def test_an_offer_that_cannot_be_returned_does_not_keep_the_others(
    ctx: ServiceContext, people: People, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    forge(ctx, "UPDATE track SET status = 'agreed' WHERE id = :id", id=track_of(ctx, case_id).id)
    clock.advance(days=2)
    assert expire_hand_offs(ctx) == 1
    assert f"hand_off_id={hand_off_id}" in caplog.text


def test_the_third_offer_is_the_supervisors(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    for _ in range(2):
        withdraw_hand_off(ctx, actor=people["desk"], hand_off_id=offer(ctx, people, case_id))
    with pytest.raises(ActionNotAllowedError, match="third_hop_needs_supervisor"):
        offer(ctx, people, case_id)
    third = offer_hand_off(
        ctx, actor=people["supervisor"], case_id=case_id, seen_version=None, offer=make_offer(people.committee)
    )
    assert hand_off(ctx, third).hop == 3
