"""Step *danger*: a trigger found during casework does all that one in a report does, at once."""

from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    People,
    case_of,
    clocks_of,
    make_accepted_case,
    make_agreed_case,
    make_offered_case,
    make_routed_case,
    make_sitting,
    rows_of,
    track_of,
)
from triage.db.records import AlarmRecord, CaseAccessRecord, HandOffRecord, OutcomeRecord, TaskRecord
from triage.errors import ActionNotAllowedError
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off
from triage.services.intake import reassess_case
from triage.services.mediation import record_session
from triage.services.outcome import record_failure
from triage.services.safety import complete_task
from triage.vocabulary import RiskLevel, Route, TaskKind, TrackKind

INJURED = {"injury_level": "light_injury"}
STALKED = "对方说这一个月一直跟踪骚扰她。"  # T18, orange
CHILD_HURT = "孩子被继父打得浑身是伤。"
DOUBTFUL_WORDS = "她说家里厨房有一把刀。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_accepted_case(ctx, people)


def sit(ctx: ServiceContext, people: People, case_id: UUID, account: str) -> None:
    sitting = make_sitting(ctx, account=account)
    record_session(ctx, actor=people["mediator"], case_id=case_id, seen_version=None, sitting=sitting)


def triggers(ctx: ServiceContext, case_id: UUID) -> set[str]:
    return {alarm.trigger for alarm in rows_of(ctx, AlarmRecord, case_id=case_id, cleared_at=None)}


def test_danger_in_a_session_sends_the_case_back_at_once(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DANGEROUS)
    track = track_of(ctx, case_id)
    assert (track.status, track.holder_unit_id, track.holder_person_id) == ("returned", people.station, None)
    assert triggers(ctx, case_id) == {"T01", "T02", "T17"}
    assert set(clocks_of(ctx, case_id)) == {"HO-05"}


def test_the_desk_finds_a_task_for_it(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DANGEROUS)
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id, kind=TaskKind.RETURNED_CASE)
    assert (task.unit_id, task.says) == (people.station, "T17")


def test_the_end_of_the_mediation_is_on_record(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DANGEROUS)
    (outcome,) = rows_of(ctx, OutcomeRecord, track_id=track_of(ctx, case_id).id)
    assert (outcome.kind, outcome.failure_reason) == ("terminated", "new_danger")


def test_danger_in_a_session_opens_the_public_security_track(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DANGEROUS)
    assert "POL-04" in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    assert case_of(ctx, case_id).lead_track_id == track_of(ctx, case_id, TrackKind.PUBLIC_SECURITY).id


def test_a_call_for_help_in_a_session_is_recorded_not_prosecuted(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, "她说不想活了，要从楼上跳下去自杀。")
    assert "T03" in triggers(ctx, case_id)
    assert set(clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)) == {"POL-18"}


def test_danger_in_a_session_is_red_because_it_happened_under_way(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, STALKED)
    assert triggers(ctx, case_id) == {"T17", "T18"}
    assert case_of(ctx, case_id).risk_level is RiskLevel.RED


def test_harm_to_a_child_told_in_a_session_must_be_reported(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, CHILD_HURT)
    tasks = rows_of(ctx, TaskRecord, case_id=case_id, kind=TaskKind.MANDATORY_REPORT)
    assert "T06" in {task.subject for task in tasks}


def test_a_doubtful_word_in_a_session_is_a_question_not_an_end(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DOUBTFUL_WORDS)
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id, kind=TaskKind.CHECK_HIT)
    assert task.subject == "T01:weak_word:session1"
    assert track_of(ctx, case_id).status == "in_mediation"


def test_confirming_it_ends_the_mediation(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, DOUBTFUL_WORDS)
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id, kind=TaskKind.CHECK_HIT)
    complete_task(ctx, actor=people["desk"], task_id=task.id, finding="confirmed")
    assert track_of(ctx, case_id).status == "returned"
    (alarm,) = rows_of(ctx, AlarmRecord, case_id=case_id, trigger="T01")
    assert alarm.span_start is None  # the words stand in the account, not in the report


def test_a_quiet_account_changes_nothing(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, "双方愿意再谈一次。")
    assert (track_of(ctx, case_id).status, triggers(ctx, case_id)) == ("in_mediation", set())


@pytest.mark.parametrize("account", ["", " \u200b", "……"])
def test_an_account_without_words_is_no_failure(ctx: ServiceContext, people: People, account: str) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, account)
    assert track_of(ctx, case_id).status == "in_mediation"


def test_danger_in_the_note_of_a_failure_alarms(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    values = {"case_id": case_id, "seen_version": None, "failure_reason": "no_agreement", "note": DANGEROUS}
    record_failure(ctx, actor=people["mediator"], **values)
    assert triggers(ctx, case_id) == {"T01", "T02"}
    assert "POL-04" in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)


def test_danger_ends_police_mediation_and_restarts_the_case_period(ctx: ServiceContext, people: People) -> None:
    case_id = make_routed_case(ctx, people["desk"], "双方在楼道里互相推搡，没有受伤。", Route.POLICE)
    record_session(
        ctx, actor=people["officer"], case_id=case_id, seen_version=None, sitting=make_sitting(ctx, account=DANGEROUS)
    )
    assert track_of(ctx, case_id).status == "returned"
    assert {"POL-04", "POL-05"} <= set(clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY))


def test_danger_after_an_agreement_alarms_and_leaves_the_agreement(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=INJURED)
    assert track_of(ctx, case_id).status == "agreed"
    assert triggers(ctx, case_id) == {"T08"}


def test_danger_takes_an_open_offer_back(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=INJURED)
    (offer,) = rows_of(ctx, HandOffRecord, id=hand_off_id)
    assert (offer.status, track_of(ctx, case_id).holder_unit_id) == ("withdrawn", people.station)
    assert set(clocks_of(ctx, case_id)) == {"HO-01"}
    (access,) = rows_of(ctx, CaseAccessRecord, case_id=case_id, unit_id=people.committee)
    assert access.until is not None


def test_an_offer_is_not_accepted_when_danger_came_first(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=INJURED)
    with pytest.raises(ActionNotAllowedError, match="action_not_allowed"):
        accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    assert track_of(ctx, case_id).holder_unit_id == people.station


def test_a_wish_for_secrecy_alarms_but_ends_nothing(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    sit(ctx, people, case_id, "申请人怕被报复，请求为其保密。")
    assert triggers(ctx, case_id) == {"T15"}
    assert track_of(ctx, case_id).status == "in_mediation"
