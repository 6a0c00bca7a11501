"""``triage doctor``: a sound database passes every check, and each check finds the fault it is there for."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    QUIET,
    People,
    SetClock,
    case_of,
    make_accepted_case,
    make_agreed_case,
    make_case,
    make_offered_case,
    make_routed_case,
    make_safe,
    track_of,
)
from tests.integration.forgery import forge, guards_lifted
from triage.services.context import ServiceContext
from triage.services.doctor import CHECKS, EXAMPLES_SHOWN, examine
from triage.services.outcome import close_track
from triage.services.route import decide_route
from triage.vocabulary import RiskLevel, Route, TrackKind

Fault = Callable[[ServiceContext, People], object]


def failed(ctx: ServiceContext) -> dict[str, int]:
    return {check.id: check.count for check in examine(ctx) if not check.is_ok}


def _lowered(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    forge(ctx, "UPDATE \"case\" SET risk_rank = 0, risk_level = 'blue' WHERE id = :id", id=case_id)
    forge(ctx, "UPDATE track SET urgency = 3 WHERE case_id = :id", id=case_id)


def _alarm_lost(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)
    forge(ctx, "DELETE FROM alarm WHERE trigger = 'T01'")


def _offered_while_blocked(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people)
    _forge_alarm(ctx, case_id)


def _accepted_while_blocked(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    forge(ctx, "UPDATE hand_off SET offered_at = '2026-09-13 00:00:00', answered_at = '2026-09-15 00:00:00'")
    _forge_alarm(ctx, case_id, raised_at="2026-09-14 00:00:00")


def _forge_alarm(ctx: ServiceContext, case_id: UUID, raised_at: str = "2026-09-13 12:00:00") -> None:
    forge(
        ctx,
        "INSERT INTO alarm (id, case_id, unit_id, trigger, blocks, source_id, raised_at, clear_note)"
        f" SELECT id, id, unit_id, 'T01', true, 'forged', '{raised_at}', '' FROM \"case\" WHERE id = :id",
        id=case_id,
    )


def _clock_lost(ctx: ServiceContext, people: People) -> None:
    track = track_of(ctx, make_case(ctx, people["desk"]))
    forge(ctx, "UPDATE clock SET status = 'met', stopped_at = started_at WHERE track_id = :id", id=track.id)


def _lead_closed(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    mediation, security = track_of(ctx, case_id), track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    values = {"case_id": case_id, "track_id": security.id, "seen_version": None, "closed_as": "no_offence"}
    close_track(ctx, actor=people["officer"], **values)  # type: ignore[arg-type]
    assert case_of(ctx, case_id).lead_track_id == mediation.id
    forge(ctx, 'UPDATE "case" SET lead_track_id = :track WHERE id = :id', track=security.id, id=case_id)


def _all_closed(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    forge(
        ctx,
        "UPDATE track SET status = 'closed', closed_at = opened_at WHERE case_id = :id",
        id=case_id,
    )


def _queue_late(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    forge(ctx, "UPDATE track SET next_due_at = '2027-01-01 00:00:00'")


def _queue_calm(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)
    forge(ctx, "UPDATE track SET urgency = 3")


def _offer_forgotten(ctx: ServiceContext, people: People) -> None:
    make_offered_case(ctx, people)
    ctx.clock.advance(days=1, minutes=6)  # type: ignore[attr-defined]


def _clock_stretched(ctx: ServiceContext, people: People) -> None:
    track = track_of(ctx, make_case(ctx, people["desk"]))
    for table, column in (("clock", "due_at"), ("track", "next_due_at")):
        key = "track_id" if table == "clock" else "id"
        forge(ctx, f"UPDATE {table} SET {column} = '2026-12-01 00:00:00' WHERE {key} = :id", id=track.id)


def _clock_of_no_rule(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    forge(ctx, "UPDATE clock SET rule_id = 'XX-99'")


def _entry_changed(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"])
    forge(ctx, "UPDATE audit_entry SET action = 'read', person_id = NULL")


def _never_registered(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    with guards_lifted(ctx) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry")
        connection.exec_driver_sql("DELETE FROM audit_head")
    assert case_of(ctx, case_id)


FAULTS: tuple[tuple[str, Fault], ...] = (
    ("level_never_lowered_by_machine", _lowered),
    ("every_trigger_has_an_alarm", _alarm_lost),
    ("no_hand_off_while_blocked", _offered_while_blocked),
    ("no_hand_off_while_blocked", _accepted_while_blocked),
    ("open_track_has_holder_and_clock", _clock_lost),
    ("open_case_has_open_lead_track", _lead_closed),
    ("open_case_has_open_lead_track", _all_closed),
    ("queue_order_is_true", _queue_late),
    ("queue_order_is_true", _queue_calm),
    ("no_offer_left_unanswered", _offer_forgotten),
    ("clocks_follow_their_rules", _clock_stretched),
    ("clocks_follow_their_rules", _clock_of_no_rule),
    ("audit_chain_is_whole", _entry_changed),
    ("every_case_has_its_entry", _never_registered),
)


def test_every_check_has_its_fault() -> None:
    assert {check_id for check_id, _ in FAULTS} == {check_id for check_id, *_ in CHECKS}


def test_a_sound_database_passes_every_check(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    make_case(ctx, people["desk"], DANGEROUS)
    make_routed_case(ctx, people["desk"])
    make_offered_case(ctx, people)
    make_accepted_case(ctx, people)
    make_agreed_case(ctx, people, perform_by_on=ctx.today())
    clock.advance(hours=30)
    assert failed(ctx) == {"no_offer_left_unanswered": 1}
    clock.advance(hours=-30)
    assert failed(ctx) == {}


@pytest.mark.parametrize(("check_id", "fault"), FAULTS, ids=[fault.__name__.strip("_") for _, fault in FAULTS])
def test_a_seeded_fault_is_found(ctx: ServiceContext, people: People, check_id: str, fault: Fault) -> None:
    make_case(ctx, people["far_desk"], QUIET)
    fault(ctx, people)
    assert check_id in failed(ctx)


def test_a_person_may_lower_the_level(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    decide_route(
        ctx,
        actor=people["supervisor"],
        case_id=case_id,
        seen_version=None,
        decided=Route.PEOPLE,
        risk_level=RiskLevel.BLUE,
        override_reason="recommendation_wrong",
    )
    assert failed(ctx) == {}


def test_an_alarm_raised_after_acceptance_is_no_fault(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_accepted_case(ctx, people)
    clock.advance(hours=1)
    forged_at = (clock() + timedelta(0)).isoformat(sep=" ")[:19]
    _forge_alarm(ctx, case_id, raised_at=forged_at)
    assert "no_hand_off_while_blocked" not in failed(ctx)


def test_a_rule_that_changed_since_is_no_fault_of_the_clock(ctx: ServiceContext, people: People) -> None:
    track = track_of(ctx, make_case(ctx, people["desk"]))
    forge(ctx, "UPDATE clock SET rule_version = 99, due_at = '2026-10-01 00:00:00' WHERE track_id = :id", id=track.id)
    assert "clocks_follow_their_rules" not in failed(ctx)


def test_all_faults_are_counted_and_few_are_shown(ctx: ServiceContext, people: People) -> None:
    for _ in range(EXAMPLES_SHOWN + 2):
        make_case(ctx, people["desk"])
    forge(ctx, "UPDATE clock SET rule_id = 'XX-99'")
    (check,) = [check for check in examine(ctx) if check.id == "clocks_follow_their_rules"]
    assert (check.count, len(check.examples)) == (EXAMPLES_SHOWN + 2, EXAMPLES_SHOWN)


def test_the_doctor_changes_nothing(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)
    forge(ctx, "UPDATE track SET urgency = 3")
    assert failed(ctx) == failed(ctx) != {}
