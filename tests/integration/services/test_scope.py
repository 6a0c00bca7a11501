"""Promise 7: nobody acts on a case that is not theirs, and it looks the same as one that does not exist."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    DANGEROUS,
    People,
    make_accepted_case,
    make_agreed_case,
    make_agreement,
    make_case,
    make_offer,
    make_offered_case,
    make_routed_case,
    make_sitting,
    rows_of,
    track_of,
)
from triage.db.records import AlarmRecord, AuditEntryRecord, CaseRecord, TaskRecord
from triage.db.repositories.cases import visible_to
from triage.errors import NotFoundError, NotPermittedError
from triage.services.context import ServiceContext
from triage.services.hand_off import accept_hand_off, decline_hand_off, offer_gates, offer_hand_off, withdraw_hand_off
from triage.services.intake import reassess_case
from triage.services.mediation import record_session
from triage.services.outcome import close_track, record_agreement, record_failure, record_performance
from triage.services.reading import log_reading
from triage.services.route import decide_route
from triage.services.safety import acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import Actor, RiskLevel, Route

Action = Callable[[ServiceContext, People, Actor, UUID], object]

ON_A_CASE: dict[str, Action] = {
    "read": lambda ctx, _, actor, case_id: log_reading(ctx, actor=actor, case_id=case_id),
    "reassess": lambda ctx, _, actor, case_id: reassess_case(
        ctx, actor=actor, case_id=case_id, seen_version=None, facts={"both_willing": True}
    ),
    "decide": lambda ctx, _, actor, case_id: decide_route(
        ctx,
        actor=actor,
        case_id=case_id,
        seen_version=None,
        decided=Route.PEOPLE,
        risk_level=RiskLevel.RED,
        override_reason="other",
    ),
    "offer": lambda ctx, people, actor, case_id: offer_hand_off(
        ctx, actor=actor, case_id=case_id, seen_version=None, offer=make_offer(people.committee)
    ),
    "gates": lambda ctx, people, actor, case_id: offer_gates(
        ctx, actor=actor, case_id=case_id, offer=make_offer(people.committee)
    ),
    "session": lambda ctx, _, actor, case_id: record_session(
        ctx, actor=actor, case_id=case_id, seen_version=None, sitting=make_sitting(ctx)
    ),
    "agreement": lambda ctx, _, actor, case_id: record_agreement(
        ctx, actor=actor, case_id=case_id, seen_version=None, agreement=make_agreement(ctx)
    ),
    "failure": lambda ctx, _, actor, case_id: record_failure(
        ctx, actor=actor, case_id=case_id, seen_version=None, failure_reason="other"
    ),
    "performance": lambda ctx, _, actor, case_id: record_performance(
        ctx, actor=actor, case_id=case_id, seen_version=None, performed_on=ctx.today()
    ),
    "close": lambda ctx, _, actor, case_id: close_track(
        ctx,
        actor=actor,
        case_id=case_id,
        track_id=track_of(ctx, case_id).id,
        seen_version=None,
        closed_as="other",
    ),
    "alarm": lambda ctx, _, actor, case_id: acknowledge_alarm(
        ctx, actor=actor, alarm_id=rows_of(ctx, AlarmRecord, case_id=case_id)[0].id
    ),
    "clear": lambda ctx, _, actor, case_id: clear_trigger(
        ctx, actor=actor, alarm_id=rows_of(ctx, AlarmRecord, case_id=case_id)[0].id, reason="other"
    ),
    "task": lambda ctx, _, actor, case_id: complete_task(
        ctx, actor=actor, task_id=rows_of(ctx, TaskRecord, case_id=case_id)[0].id, finding="reported", receipt="1"
    ),
}
BY_ADDRESS = sorted(ON_A_CASE.keys() - {"close", "alarm", "clear", "task"})
ON_AN_OFFER = (accept_hand_off, withdraw_hand_off, decline_hand_off)
CHILD_HURT = "孩子被继父打得浑身是伤，邻居听见哭声。"  # alarms and a task


def seen_by(ctx: ServiceContext, actor: Actor) -> set[UUID]:
    with Session(ctx.engine) as orm:
        return set(orm.scalars(select(CaseRecord.id).where(visible_to(actor))))


@pytest.mark.parametrize("login", ["far_supervisor", "mediator"])
@pytest.mark.parametrize("action", ON_A_CASE.values(), ids=ON_A_CASE)
def test_the_case_of_another_unit_is_not_there(ctx: ServiceContext, people: People, action: Action, login: str) -> None:
    case_id = make_case(ctx, people["desk"], CHILD_HURT)
    entries = len(rows_of(ctx, AuditEntryRecord))
    with pytest.raises((NotFoundError, NotPermittedError)) as refused:
        action(ctx, people, people[login], case_id)
    # who may never clear a trigger is told so whatever the case; that says nothing about it
    assert isinstance(refused.value, NotFoundError) or refused.value.code == "clear_trigger_not_permitted"
    assert len(rows_of(ctx, AuditEntryRecord)) == entries


@pytest.mark.parametrize("action", [ON_A_CASE[name] for name in BY_ADDRESS], ids=BY_ADDRESS)
def test_a_case_that_does_not_exist_looks_the_same(ctx: ServiceContext, people: People, action: Action) -> None:
    with pytest.raises(NotFoundError, match="case_not_found"):
        action(ctx, people, people["supervisor"], UUID(int=7))


@pytest.mark.parametrize("answer", ON_AN_OFFER, ids=lambda one: one.__name__)
def test_the_offer_between_two_other_units_is_not_there(
    ctx: ServiceContext, people: People, answer: Callable[..., None]
) -> None:
    _, hand_off_id = make_offered_case(ctx, people)
    more = {"reason": "other"} if answer is decline_hand_off else {}
    with pytest.raises(NotFoundError, match="hand_off_not_found"):
        answer(ctx, actor=people["second_mediator"], hand_off_id=hand_off_id, **more)


@pytest.mark.parametrize(
    ("login", "sees_ours", "sees_far"),
    [
        ("desk", True, False),
        ("officer", True, False),
        ("community", True, False),
        ("supervisor", True, False),
        ("far_desk", False, True),
        ("far_supervisor", False, True),
        ("mediator", False, False),
        ("reviewer", False, False),
        ("administrator", False, False),
    ],
)
def test_who_sees_a_case_at_the_desk(
    ctx: ServiceContext, people: People, login: str, sees_ours: bool, sees_far: bool
) -> None:
    ours, far = make_case(ctx, people["desk"]), make_case(ctx, people["far_desk"], DANGEROUS)
    seen = seen_by(ctx, people[login])
    assert (ours in seen, far in seen) == (sees_ours, sees_far)


def test_the_supervisor_of_the_area_sees_the_cases_of_its_units(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["committee_desk"])
    assert case_id in seen_by(ctx, people["supervisor"])
    assert case_id not in seen_by(ctx, people["desk"])
    assert case_id not in seen_by(ctx, people["far_supervisor"])


def test_a_mediator_sees_the_case_offered_to_the_committee_and_no_other(ctx: ServiceContext, people: People) -> None:
    make_routed_case(ctx, people["desk"])
    case_id, _ = make_offered_case(ctx, people)
    assert seen_by(ctx, people["mediator"]) == {case_id}
    assert seen_by(ctx, people["second_mediator"]) == set()


def test_the_sender_still_sees_what_was_accepted(ctx: ServiceContext, people: People) -> None:
    case_id = make_accepted_case(ctx, people)
    assert case_id in seen_by(ctx, people["desk"]) & seen_by(ctx, people["mediator"])


def test_every_reading_is_logged(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people)
    log_reading(ctx, actor=people["supervisor"], case_id=case_id)
    (entry,) = rows_of(ctx, AuditEntryRecord, action="read")
    assert (entry.case_id, entry.person_id) == (case_id, people["supervisor"].person_id)


def test_an_area_path_is_no_pattern(ctx: ServiceContext, people: People) -> None:
    """``/1/2/`` does not oversee ``/1/20/``, and a path with a wildcard oversees nothing by it."""
    case_id = make_case(ctx, people["far_desk"])
    assert case_id not in seen_by(ctx, replace(people["supervisor"], area_path="/1/%"))
    assert case_id in seen_by(ctx, replace(people["supervisor"], area_path="/1/"))
