"""Step *mediation*: sittings are recorded by who holds the case, and the police hold two at most."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import (
    People,
    SetClock,
    case_of,
    clocks_of,
    make_accepted_case,
    make_case,
    make_routed_case,
    make_sitting,
    rows_of,
    track_of,
)
from triage.db.records import MediationSessionRecord
from triage.errors import ActionNotAllowedError, InputError, NotFoundError, NotPermittedError, StaleCaseError
from triage.services.context import ServiceContext
from triage.services.mediation import record_session
from triage.services.outcome import record_failure
from triage.services.route import decide_route
from triage.vocabulary import RiskLevel, Route

FIGHT = "双方在楼道里互相推搡，没有受伤。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id)


def sit(ctx: ServiceContext, people: People, case_id: UUID, login: str = "mediator", **changes: object) -> None:
    sitting = make_sitting(ctx, **changes)
    record_session(ctx, actor=people[login], case_id=case_id, seen_version=None, sitting=sitting)


def sittings(ctx: ServiceContext, case_id: UUID) -> list[MediationSessionRecord]:
    held = rows_of(ctx, MediationSessionRecord, track_id=track_of(ctx, case_id).id)
    return sorted(held, key=lambda one: one.number)


def route_to_police(ctx: ServiceContext, people: People, case_id: UUID) -> None:
    values = {"decided": Route.POLICE, "risk_level": RiskLevel.YELLOW, "override_reason": "parties_chose"}
    decide_route(ctx, actor=people["officer"], case_id=case_id, seen_version=None, **values)  # type: ignore[arg-type]


def test_a_sitting_is_kept_as_told(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_accepted_case(ctx, people)
    held_at = clock() - timedelta(hours=1)
    sit(ctx, people, case_id, held_at=held_at, place="村委会", account="双方同意下周再谈。")
    (kept,) = sittings(ctx, case_id)
    assert (kept.held_at, kept.place, kept.account) == (held_at, "村委会", "双方同意下周再谈。")
    assert (kept.chaired_by_id, kept.recorded_at) == (people["mediator"].person_id, clock())


def test_sittings_are_numbered_by_case(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    for _ in range(3):
        sit(ctx, people, case_id)
    assert [one.number for one in sittings(ctx, case_id)] == [1, 2, 3]


def test_the_first_sitting_meets_the_clock_of_the_first_contact(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id)
    assert set(clocks_of(ctx, case_id)) == {"PM-01"}


def test_a_refusal_names_the_side(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, is_consented=False, refused_by="respondent")
    assert sittings(ctx, case_id)[0].refused_by == "respondent"


def test_a_refusal_without_a_side_is_refused(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(InputError, match="consent_not_recorded"):
        sit(ctx, people, case_id, is_consented=False)
    assert sittings(ctx, case_id) == []


def test_a_sitting_of_tomorrow_is_refused(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(InputError, match="held_in_future"):
        sit(ctx, people, case_id, held_at=clock() + timedelta(minutes=1))


def test_who_mediates_elsewhere_records_nothing_here(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(NotFoundError, match="case_not_found"):
        sit(ctx, people, case_id, "second_mediator")


def test_the_sender_records_no_sitting_of_the_receiver(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_the_holder"):
        sit(ctx, people, case_id, "officer")


def test_a_colleague_of_the_mediator_may_hold_one(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, "colleague")
    assert sittings(ctx, case_id)[0].chaired_by_id == people["colleague"].person_id


def test_the_desk_holds_no_sittings(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(NotPermittedError):
        sit(ctx, people, make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE), "desk")


def test_police_mediation_needs_no_hand_off(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    sit(ctx, people, case_id, "officer")
    assert track_of(ctx, case_id).status == "in_mediation"


def test_any_other_route_needs_its_hand_off(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"])
    with pytest.raises(ActionNotAllowedError, match="hand_off_needed"):
        sit(ctx, people, case_id, "officer")


def test_a_route_must_be_decided_before_police_mediation(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(ActionNotAllowedError, match="hand_off_needed"):
        sit(ctx, people, make_case(ctx, people["desk"], FIGHT), "officer")


def test_a_third_police_sitting_is_refused(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    sit(ctx, people, case_id, "officer", has_next=True)
    sit(ctx, people, case_id, "officer")
    with pytest.raises(ActionNotAllowedError, match="police_session_limit"):
        sit(ctx, people, case_id, "officer")
    assert len(sittings(ctx, case_id)) == 2


def test_the_second_police_sitting_has_its_own_clock(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    sit(ctx, people, case_id, "officer", has_next=True)
    assert {"POL-06", "POL-08"} == set(clocks_of(ctx, case_id))


def test_a_second_police_sitting_too_late_is_refused(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    sit(ctx, people, case_id, "officer", has_next=True)
    clock.advance(days=21)
    with pytest.raises(ActionNotAllowedError, match="second_session_too_late"):
        sit(ctx, people, case_id, "officer")


def test_sittings_of_the_committee_do_not_use_up_those_of_the_police(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id)
    sit(ctx, people, case_id)
    record_failure(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, failure_reason="no_agreement")
    route_to_police(ctx, people, case_id)
    sit(ctx, people, case_id, "officer")
    assert [one.number for one in sittings(ctx, case_id)] == [1, 2, 3]


def test_a_failure_in_between_gives_the_police_no_third_sitting(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    sit(ctx, people, case_id, "officer")
    sit(ctx, people, case_id, "officer")
    record_failure(ctx, actor=people["officer"], case_id=case_id, seen_version=None, failure_reason="no_agreement")
    route_to_police(ctx, people, case_id)
    with pytest.raises(ActionNotAllowedError, match="police_session_limit"):
        sit(ctx, people, case_id, "officer")


def test_a_page_that_is_out_of_date_records_nothing(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_accepted_case(ctx, people)
    seen = case_of(ctx, case_id).version
    clock.advance(minutes=1)
    sit(ctx, people, case_id, "colleague")
    with pytest.raises(StaleCaseError) as stale:
        record_session(
            ctx, actor=people["mediator"], case_id=case_id, seen_version=seen, sitting=make_sitting(ctx, place="晚了")
        )
    assert stale.value.values == {"changed_by_id": people["colleague"].person_id, "changed_at": clock()}
    assert len(sittings(ctx, case_id)) == 1
