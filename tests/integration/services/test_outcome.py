"""Step *outcome*: agreements with their dates, failures, performance, and what keeps a case from closing."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    People,
    SetClock,
    case_of,
    clocks_of,
    make_accepted_case,
    make_agreed_case,
    make_agreement,
    make_case,
    make_offered_case,
    make_routed_case,
    make_safe,
    make_sitting,
    rows_of,
    track_of,
)
from triage.db.records import ClockRecord, OutcomeRecord, TaskRecord, TrackRecord
from triage.errors import ActionNotAllowedError, InputError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.mediation import record_session
from triage.services.outcome import close_track, record_agreement, record_failure, record_performance
from triage.vocabulary import OutcomeKind, Route, TrackKind

FIGHT = "双方在楼道里互相推搡，没有受伤。"
MONDAY = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_agreed_case(ctx, people, perform_by_on=MONDAY + timedelta(days=3))


def agree(ctx: ServiceContext, people: People, case_id: UUID, login: str = "mediator", **changes: object) -> None:
    agreement = make_agreement(ctx, **changes)
    record_agreement(ctx, actor=people[login], case_id=case_id, seen_version=None, agreement=agreement)


def perform(ctx: ServiceContext, people: People, case_id: UUID, on: date = MONDAY) -> None:
    record_performance(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, performed_on=on)


def fail(ctx: ServiceContext, people: People, case_id: UUID, login: str = "mediator", **changes: object) -> None:
    values = {"failure_reason": "no_agreement", **changes}
    record_failure(ctx, actor=people[login], case_id=case_id, seen_version=None, **values)  # type: ignore[arg-type]


def close(ctx: ServiceContext, people: People, track: TrackRecord, login: str, closed_as: str, note: str = "") -> None:
    values = {"case_id": track.case_id, "track_id": track.id, "seen_version": None, "note": note}
    close_track(ctx, actor=people[login], closed_as=closed_as, **values)


def test_an_agreement_with_a_date_runs_to_that_date(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    agree(ctx, people, case_id, perform_by_on=date(2026, 9, 20))
    assert track_of(ctx, case_id).status == "agreed"
    assert clocks_of(ctx, case_id)["PM-08"].due_on == date(2026, 9, 20)  # a Sunday: the parties' date stands
    assert "PM-01" not in clocks_of(ctx, case_id)


def test_confirmation_counts_from_the_effective_date_not_from_the_record(
    ctx: ServiceContext, people: People, clock: SetClock
) -> None:
    case_id = make_accepted_case(ctx, people)
    clock.advance(days=4)
    agree(ctx, people, case_id, effective_on=MONDAY)
    confirmation = clocks_of(ctx, case_id)["PM-10"]
    assert confirmation.started_at == datetime(2026, 9, 13, 16, tzinfo=UTC)  # midnight of that Monday in China
    assert confirmation.due_on == date(2026, 10, 14)


def test_an_oral_agreement_is_not_for_the_court(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    agree(ctx, people, case_id, kind=OutcomeKind.ORAL_AGREEMENT)
    assert set(clocks_of(ctx, case_id)) == {"PM-09"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": OutcomeKind.MEDIATION_FAILED}, "not_an_agreement"),
        ({"agreed": "  "}, "agreement_empty"),
        ({"effective_on": MONDAY + timedelta(days=1)}, "effective_in_future"),
        ({"perform_by_on": MONDAY - timedelta(days=1)}, "performance_before_agreement"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    ctx: ServiceContext, people: People, change: dict[str, object], code: str
) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(InputError, match=code):
        agree(ctx, people, case_id, **change)
    assert track_of(ctx, case_id).status == "in_mediation"


def test_only_who_holds_the_case_records_an_agreement(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_the_holder"):
        agree(ctx, people, case_id, "officer")


def test_an_agreement_before_acceptance_is_refused(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_the_holder"):
        agree(ctx, people, case_id)


def test_full_performance_starts_the_follow_up(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people, perform_by_on=MONDAY + timedelta(days=3))
    perform(ctx, people, case_id)
    assert set(clocks_of(ctx, case_id)) == {"PM-09"}
    (outcome,) = rows_of(ctx, OutcomeRecord, track_id=track_of(ctx, case_id).id)
    assert outcome.performed_on == MONDAY


def test_performance_is_recorded_once(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    perform(ctx, people, case_id)
    with pytest.raises(ActionNotAllowedError, match="performed_already"):
        perform(ctx, people, case_id)


def test_performance_of_tomorrow_is_refused(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    with pytest.raises(InputError, match="performed_in_future"):
        perform(ctx, people, case_id, MONDAY + timedelta(days=1))


def test_there_is_nothing_to_perform_without_an_agreement(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(ActionNotAllowedError, match="action_not_allowed"):
        perform(ctx, people, make_accepted_case(ctx, people))


def test_a_failure_brings_the_case_back_to_the_desk(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    fail(ctx, people, case_id)
    track = track_of(ctx, case_id)
    assert (track.status, track.holder_unit_id, track.holder_person_id) == ("returned", people.station, None)
    assert set(clocks_of(ctx, case_id)) == {"HO-05"}
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id)
    assert (task.kind, task.unit_id, task.says) == ("returned_case", people.station, "no_agreement")


def test_an_agreement_not_kept_brings_it_back_too(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people, perform_by_on=MONDAY + timedelta(days=3))
    fail(ctx, people, case_id, failure_reason="not_performed")
    assert track_of(ctx, case_id).holder_unit_id == people.station
    kinds = {one.number: one.kind for one in rows_of(ctx, OutcomeRecord, track_id=track_of(ctx, case_id).id)}
    assert kinds == {1: OutcomeKind.WRITTEN_AGREEMENT, 2: OutcomeKind.MEDIATION_FAILED}


def test_the_reason_of_a_failure_is_one_of_the_codes(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(InputError, match="unknown_reason"):
        fail(ctx, people, make_accepted_case(ctx, people), failure_reason="bad_luck")


def test_failed_police_mediation_starts_the_case_period_anew(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], FIGHT, Route.POLICE)
    record_session(ctx, actor=people["officer"], case_id=case_id, seen_version=None, sitting=make_sitting(ctx))
    fail(ctx, people, case_id, "officer")
    assert {"POL-04", "POL-05"} <= set(clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY))


def test_the_last_track_closes_the_case(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id = make_agreed_case(ctx, people)
    close(ctx, people, track_of(ctx, case_id), "mediator", "agreed_at_once", "现场清理完毕")
    case, track = case_of(ctx, case_id), track_of(ctx, case_id)
    assert (case.status, case.closed_at) == ("closed", clock())
    assert (track.closed_as, track.closed_note) == ("agreed_at_once", "现场清理完毕")


def test_no_clock_runs_on_after_closing(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    close(ctx, people, track_of(ctx, case_id), "mediator", "performed")
    assert clocks_of(ctx, case_id) == {}
    assert rows_of(ctx, ClockRecord, status="running") != []  # those of the noise do


def test_a_track_left_open_keeps_the_case_open_and_leads_it(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    make_safe(ctx, people, case_id)
    close(ctx, people, track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY), "officer", "no_offence")
    assert (case_of(ctx, case_id).status, case_of(ctx, case_id).lead_track_id) == ("open", track_of(ctx, case_id).id)
    close(ctx, people, track_of(ctx, case_id), "desk", "settled_on_spot")
    assert case_of(ctx, case_id).status == "closed"


def test_how_a_track_closes_is_one_of_the_codes_of_its_kind(ctx: ServiceContext, people: People) -> None:
    with pytest.raises(InputError, match="unknown_reason"):
        close(ctx, people, track_of(ctx, make_agreed_case(ctx, people)), "mediator", "penalty_decided")


def test_a_promise_to_perform_keeps_the_track_open(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people, perform_by_on=MONDAY + timedelta(days=3))
    with pytest.raises(ActionNotAllowedError, match="agreement_not_performed"):
        close(ctx, people, track_of(ctx, case_id), "mediator", "performed")
    perform(ctx, people, case_id)
    close(ctx, people, track_of(ctx, case_id), "mediator", "performed")
    assert case_of(ctx, case_id).status == "closed"


def test_a_trigger_keeps_every_track_open(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    for kind, login, closed_as in (("mediation", "desk", "other"), ("public_security", "officer", "no_offence")):
        with pytest.raises(ActionNotAllowedError, match="blocked_by_trigger"):
            close(ctx, people, track_of(ctx, case_id, TrackKind(kind)), login, closed_as)


def test_an_alarm_that_blocks_nothing_is_not_left_behind_in_a_closed_case(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], "我举报这件事怕被报复，请为我保密。")
    for track in rows_of(ctx, TrackRecord, case_id=case_id, kind=TrackKind.PUBLIC_SECURITY):
        close(ctx, people, track, "officer", "no_offence")
    with pytest.raises(ActionNotAllowedError, match="alarms_still_open"):
        close(ctx, people, track_of(ctx, case_id), "desk", "not_a_dispute")
    make_safe(ctx, people, case_id)
    close(ctx, people, track_of(ctx, case_id), "desk", "not_a_dispute")
    assert case_of(ctx, case_id).status == "closed"


def test_a_task_keeps_the_track_open(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    fail(ctx, people, case_id)
    with pytest.raises(ActionNotAllowedError, match="tasks_still_open"):
        close(ctx, people, track_of(ctx, case_id), "desk", "told_other_ways")


def test_an_open_offer_keeps_the_track_open(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="offer_already_open"):
        close(ctx, people, track_of(ctx, case_id), "desk", "withdrawn")


def test_who_does_not_hold_the_track_does_not_close_it(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    with pytest.raises(ActionNotAllowedError, match="not_the_holder"):
        close(ctx, people, track_of(ctx, case_id), "officer", "performed")


@pytest.mark.parametrize("login", ["desk", "supervisor", "mediator"])
def test_only_a_case_officer_ends_the_public_security_track(ctx: ServiceContext, people: People, login: str) -> None:
    case_id = make_case(ctx, people["desk"], FIGHT)
    track = track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    actor = "station_mediator" if login == "mediator" else login
    with pytest.raises(NotPermittedError):
        close(ctx, people, track, actor, "no_offence")
