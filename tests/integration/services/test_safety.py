"""Step *safety*: an alarm is seen once, cleared by those who may, and stays on record."""

from uuid import UUID

import pytest

from tests.factories import (
    DANGEROUS,
    People,
    SetClock,
    case_of,
    clocks_of,
    make_case,
    make_offered_case,
    make_safe,
    rows_of,
    track_of,
)
from triage.db.records import AlarmRecord, TaskRecord
from triage.errors import ActionNotAllowedError, InputError, NotFoundError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.safety import acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import RiskLevel, TaskKind, TrackKind

CHILD_HURT = "孩子被继父打得浑身是伤，邻居听见哭声。"
DOUBTFUL = "邻居家厨房里有一把刀，我有点害怕。"


@pytest.fixture(autouse=True)
def _noise(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], DANGEROUS)
    make_case(ctx, people["desk"], DOUBTFUL)


@pytest.fixture
def alarm(ctx: ServiceContext, people: People) -> AlarmRecord:
    """Raised, not yet seen."""
    return alarm_of(ctx, make_case(ctx, people["desk"], DANGEROUS))


@pytest.fixture
def seen(ctx: ServiceContext, people: People, alarm: AlarmRecord) -> AlarmRecord:
    acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm.id)
    return alarm


@pytest.fixture
def check(ctx: ServiceContext, people: People) -> TaskRecord:
    """A doubtful hit in a case of its own."""
    return task_of(ctx, make_case(ctx, people["desk"], DOUBTFUL), TaskKind.CHECK_HIT)


def alarm_of(ctx: ServiceContext, case_id: UUID, trigger: str = "T01") -> AlarmRecord:
    (alarm,) = rows_of(ctx, AlarmRecord, case_id=case_id, trigger=trigger)
    return alarm


def task_of(ctx: ServiceContext, case_id: UUID, kind: TaskKind, **where: object) -> TaskRecord:
    (task,) = rows_of(ctx, TaskRecord, case_id=case_id, kind=kind, **where)
    return task


def again(ctx: ServiceContext, alarm: AlarmRecord) -> AlarmRecord:
    return rows_of(ctx, AlarmRecord, id=alarm.id)[0]


def test_who_saw_the_alarm_and_when_stays_on_it(
    ctx: ServiceContext, people: People, clock: SetClock, alarm: AlarmRecord
) -> None:
    clock.advance(minutes=2)
    acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm.id)
    assert again(ctx, alarm).acknowledged_by_id == people["desk"].person_id
    assert again(ctx, alarm).acknowledged_at == clock()


def test_an_alarm_is_seen_once(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    with pytest.raises(ActionNotAllowedError, match="alarm_acknowledged_already"):
        acknowledge_alarm(ctx, actor=people["officer"], alarm_id=seen.id)
    assert again(ctx, seen).acknowledged_by_id == people["desk"].person_id


def test_to_be_seen_is_not_to_be_cleared(ctx: ServiceContext, seen: AlarmRecord) -> None:
    assert again(ctx, seen).cleared_at is None


def test_the_desk_of_another_unit_sees_it_not_for_us(ctx: ServiceContext, people: People, alarm: AlarmRecord) -> None:
    with pytest.raises(NotFoundError, match="alarm_not_found"):
        acknowledge_alarm(ctx, actor=people["far_desk"], alarm_id=alarm.id)


def test_having_been_offered_the_case_is_not_enough_to_see_its_alarm(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people, "我举报这件事怕被报复，请为我保密。")
    with pytest.raises(NotFoundError, match="alarm_not_found"):
        acknowledge_alarm(ctx, actor=people["committee_desk"], alarm_id=alarm_of(ctx, case_id, "T15").id)


@pytest.mark.parametrize("login", ["supervisor", "officer"])
def test_who_is_authorised_clears_with_a_coded_reason(
    ctx: ServiceContext, people: People, seen: AlarmRecord, login: str
) -> None:
    clear_trigger(ctx, actor=people[login], alarm_id=seen.id, reason="checked_on_scene", note="现场已查")
    cleared = again(ctx, seen)
    assert (cleared.cleared_by_id, cleared.clear_reason) == (people[login].person_id, "checked_on_scene")
    assert cleared.cleared_at is not None


@pytest.mark.parametrize("login", ["desk", "plain_officer", "community", "mediator", "administrator"])
def test_who_is_not_authorised_clears_nothing(
    ctx: ServiceContext, people: People, seen: AlarmRecord, login: str
) -> None:
    with pytest.raises(NotPermittedError, match="clear_trigger_not_permitted"):
        clear_trigger(ctx, actor=people[login], alarm_id=seen.id, reason="checked_on_scene")
    assert again(ctx, seen).cleared_at is None


def test_the_supervisor_of_another_area_clears_nothing(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    with pytest.raises(NotFoundError):
        clear_trigger(ctx, actor=people["far_supervisor"], alarm_id=seen.id, reason="checked_on_scene")


def test_a_reason_outside_the_codes_clears_nothing(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    with pytest.raises(InputError, match="unknown_reason"):
        clear_trigger(ctx, actor=people["supervisor"], alarm_id=seen.id, reason="")


def test_what_nobody_has_seen_is_not_cleared(ctx: ServiceContext, people: People, alarm: AlarmRecord) -> None:
    with pytest.raises(ActionNotAllowedError, match="alarm_not_acknowledged"):
        clear_trigger(ctx, actor=people["supervisor"], alarm_id=alarm.id, reason="checked_on_scene")


def test_what_is_cleared_stays_as_it_was_cleared(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    clear_trigger(ctx, actor=people["officer"], alarm_id=seen.id, reason="checked_on_scene")
    with pytest.raises(ActionNotAllowedError, match="trigger_cleared_already"):
        clear_trigger(ctx, actor=people["supervisor"], alarm_id=seen.id, reason="false_alarm")
    assert again(ctx, seen).clear_reason == "checked_on_scene"


def test_clearing_one_trigger_leaves_the_others_open(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    clear_trigger(ctx, actor=people["officer"], alarm_id=seen.id, reason="checked_on_scene")
    assert [one.trigger for one in rows_of(ctx, AlarmRecord, case_id=seen.case_id, cleared_at=None)] == ["T02"]


def test_clearing_does_not_lower_the_level(ctx: ServiceContext, people: People, seen: AlarmRecord) -> None:
    make_safe(ctx, people, seen.case_id)
    assert case_of(ctx, seen.case_id).risk_level is RiskLevel.RED


def test_seeing_the_alarm_of_family_violence_meets_its_clock(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], CHILD_HURT)
    assert "DV-01" in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)
    acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm_of(ctx, case_id, "T05").id)
    assert "DV-01" not in clocks_of(ctx, case_id, TrackKind.PUBLIC_SECURITY)


def test_an_unfounded_doubt_raises_nothing(ctx: ServiceContext, people: People, check: TaskRecord) -> None:
    complete_task(ctx, actor=people["desk"], task_id=check.id, finding="unfounded")
    assert rows_of(ctx, AlarmRecord, case_id=check.case_id) == []


def test_a_confirmed_doubt_alarms_on_its_words(ctx: ServiceContext, people: People, check: TaskRecord) -> None:
    complete_task(ctx, actor=people["desk"], task_id=check.id, finding="confirmed")
    alarm = alarm_of(ctx, check.case_id)
    assert DOUBTFUL[alarm.span_start : alarm.span_end].endswith("刀")
    assert case_of(ctx, check.case_id).risk_level is RiskLevel.RED


def test_a_confirmed_doubt_opens_the_public_security_track(
    ctx: ServiceContext, people: People, check: TaskRecord
) -> None:
    complete_task(ctx, actor=people["desk"], task_id=check.id, finding="confirmed")
    security = track_of(ctx, check.case_id, TrackKind.PUBLIC_SECURITY)
    assert case_of(ctx, check.case_id).lead_track_id == security.id


def test_a_task_is_done_once(ctx: ServiceContext, people: People, check: TaskRecord) -> None:
    complete_task(ctx, actor=people["desk"], task_id=check.id, finding="unfounded")
    with pytest.raises(ActionNotAllowedError, match="task_done_already"):
        complete_task(ctx, actor=people["desk"], task_id=check.id, finding="confirmed")


def test_a_finding_belongs_to_its_kind_of_task(ctx: ServiceContext, people: People, check: TaskRecord) -> None:
    with pytest.raises(InputError, match="unknown_finding"):
        complete_task(ctx, actor=people["desk"], task_id=check.id, finding="taken_back")


@pytest.mark.parametrize("receipt", ["", "   "])
def test_a_mandatory_report_needs_its_receipt(ctx: ServiceContext, people: People, receipt: str) -> None:
    case_id = make_case(ctx, people["desk"], CHILD_HURT)
    task = task_of(ctx, case_id, TaskKind.MANDATORY_REPORT, subject="T06")
    with pytest.raises(ActionNotAllowedError, match="receipt_missing"):
        complete_task(ctx, actor=people["desk"], task_id=task.id, finding="reported", receipt=receipt)
    complete_task(ctx, actor=people["desk"], task_id=task.id, finding="reported", receipt=" 110接警员007 ")
    assert task_of(ctx, case_id, TaskKind.MANDATORY_REPORT, subject="T06").receipt == "110接警员007"


def test_the_task_of_our_desk_is_not_done_by_the_unit_that_mediates(ctx: ServiceContext, people: People) -> None:
    case_id, _ = make_offered_case(ctx, people, DOUBTFUL)
    task = task_of(ctx, case_id, TaskKind.CHECK_HIT)
    with pytest.raises(NotFoundError, match="task_not_found"):
        complete_task(ctx, actor=people["mediator"], task_id=task.id, finding="unfounded")
    complete_task(ctx, actor=people["desk"], task_id=task.id, finding="unfounded")


def test_the_supervisor_does_a_task_of_the_area(ctx: ServiceContext, people: People, check: TaskRecord) -> None:
    complete_task(ctx, actor=people["supervisor"], task_id=check.id, finding="unfounded")
    assert task_of(ctx, check.case_id, TaskKind.CHECK_HIT).done_by_id == people["supervisor"].person_id
