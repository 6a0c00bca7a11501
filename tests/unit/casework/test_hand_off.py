"""Gates, seal and return of a hand-off."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.casework.hand_off import (
    MEDIABLE_ROUTES,
    SEALED_ITEMS,
    Holder,
    OfferState,
    PackageItem,
    check_gates,
    gates,
    is_intact,
    missing_items,
    needs_arbiter,
    receivers_for,
    returns_to,
    seal,
)
from triage.errors import GateClosedError
from triage.vocabulary import Route, UnitKind

READY = OfferState(
    not_settled_on_spot=True,
    transfer_conditions_met=True,
    open_blocking_triggers=(),
    route=Route.PEOPLE,
    sender=UnitKind.POLICE_STATION,
    receiver=UnitKind.MEDIATION_COMMITTEE,
    item_kinds=frozenset({"mediation_summary", "commission_letter"}),
    applicant_consents=True,
    respondent_consents=True,
)


def closed(offer: OfferState) -> list[str]:
    return [gate.reason_code for gate in gates(offer) if not gate.is_open]


def test_a_complete_offer_passes() -> None:
    check_gates(READY)
    assert closed(READY) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"not_settled_on_spot": None}, "question_unanswered"),
        ({"not_settled_on_spot": False}, "settled_on_spot"),
        ({"transfer_conditions_met": None}, "question_unanswered"),
        ({"transfer_conditions_met": False}, "transfer_conditions_not_met"),
        ({"open_blocking_triggers": ("T05",)}, "blocking_trigger_open"),
        ({"route": None}, "route_undecided"),
        ({"route": Route.COURT}, "route_not_mediable"),
        ({"route": Route.POLICE}, "receiver_does_not_fit_route"),
        ({"item_kinds": frozenset({"commission_letter"})}, "items_missing"),
        ({"item_kinds": READY.item_kinds | {"prior_penalties"}}, "sealed_item_in_package"),
        ({"applicant_consents": None}, "consent_missing"),
        ({"respondent_consents": None}, "consent_missing"),
        ({"respondent_consents": False}, "party_refuses"),
    ],
)
def test_one_thing_wrong_closes_one_gate(change: dict[str, object], reason: str) -> None:
    offer = replace(READY, **change)  # type: ignore[arg-type]
    assert closed(offer) == [reason]
    with pytest.raises(GateClosedError) as refusal:
        check_gates(offer)
    assert refusal.value.values["gates"] == (reason,)


def test_every_closed_gate_is_named_at_once() -> None:
    offer = replace(READY, not_settled_on_spot=None, route=None, applicant_consents=False)
    assert closed(offer) == ["question_unanswered", "route_undecided", "party_refuses"]


@pytest.mark.parametrize("kind", sorted(SEALED_ITEMS))
def test_sealed_material_may_only_go_to_police(kind: str) -> None:
    package = READY.item_kinds | {kind}
    outside = replace(READY, item_kinds=package)
    inside = replace(outside, route=Route.POLICE, receiver=UnitKind.POLICE_STATION)
    assert (closed(outside), closed(inside)) == (["sealed_item_in_package"], [])


def test_missing_items_are_named() -> None:
    assert missing_items(replace(READY, item_kinds=frozenset())) == ("mediation_summary", "commission_letter")


def test_a_committee_sends_only_a_summary() -> None:
    offer = replace(READY, sender=UnitKind.MEDIATION_COMMITTEE, item_kinds=frozenset())
    assert missing_items(offer) == ("mediation_summary",)


def test_only_routes_that_somebody_mediates_have_receivers() -> None:
    assert {route for route in Route if receivers_for(route)} == MEDIABLE_ROUTES


ITEMS = st.lists(st.builds(PackageItem, st.sampled_from(["mediation_summary", "photo"]), st.text(), st.binary()))


@given(ITEMS)
def test_the_same_package_has_the_same_seal(items: list[PackageItem]) -> None:
    assert is_intact(list(items), seal(items))


@given(ITEMS, st.data())
def test_any_change_breaks_the_seal(items: list[PackageItem], draw: st.DataObject) -> None:
    changed = [*items, PackageItem("photo", "added", b"")]
    if items:
        index = draw.draw(st.integers(0, len(items) - 1))
        one = items[index]
        changed = draw.draw(
            st.sampled_from(
                [
                    items[:index] + items[index + 1 :],
                    [*items[:index], replace(one, content=one.content + b"x"), *items[index + 1 :]],
                    [*items[:index], replace(one, name=one.name + "x"), *items[index + 1 :]],
                    [*items[:index], replace(one, kind="letter"), *items[index + 1 :]],
                ]
            )
        )
    assert not is_intact(changed, seal(items))


def test_names_cannot_shift_between_items() -> None:
    one = [PackageItem("photo", "a,b", b""), PackageItem("photo", "c", b"")]
    other = [PackageItem("photo", "a", b""), PackageItem("photo", "b,c", b"")]
    assert seal(one).list_hash != seal(other).list_hash


def test_a_case_comes_back_to_the_duty_desk() -> None:
    assert returns_to(UUID(int=7)) == Holder(UUID(int=7), None)


def test_the_third_hop_needs_an_arbiter() -> None:
    assert [needs_arbiter(hops) for hops in (0, 1, 2, 3)] == [False, False, True, True]
