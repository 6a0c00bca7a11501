"""Two people at once: exactly one wins, the other is told, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from tests.factories import (
    People,
    SetClock,
    case_of,
    make_case,
    make_offered_case,
    make_sitting,
    rows_of,
    track_of,
)
from triage.db.engine import open_engine
from triage.db.records import AuditHeadRecord, CaseNumberRecord, HandOffRecord
from triage.errors import TriageError
from triage.services.context import ServiceContext
from triage.services.doctor import examine
from triage.services.hand_off import accept_hand_off, decline_hand_off, withdraw_hand_off
from triage.services.intake import reassess_case
from triage.services.mediation import record_session
from triage.services.outcome import record_failure
from triage.services.route import decide_route
from triage.services.sweep import sweep, take_lease
from triage.vocabulary import RiskLevel, Route

INJURED = {"injury_level": "light_injury"}
ROUNDS = 3  # a race is lost by chance


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run all together; gives what each returned or the error it was refused with."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait(timeout=10)
        try:
            return action()
        except TriageError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def refusals(answers: list[object]) -> list[TriageError]:
    return [answer for answer in answers if isinstance(answer, TriageError)]


def broken(ctx: ServiceContext) -> list[str]:
    return [check.id for check in examine(ctx) if not check.is_ok]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_mediators_who_accept_exactly_one_wins(ctx: ServiceContext, people: People, _round: int) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    answers = at_once(
        lambda: accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id),
        lambda: accept_hand_off(ctx, actor=people["colleague"], hand_off_id=hand_off_id),
    )
    assert [error.code for error in refusals(answers)] == ["action_not_allowed"]
    winner = people["mediator"] if answers[0] is None else people["colleague"]
    assert track_of(ctx, case_id).holder_person_id == winner.person_id
    assert broken(ctx) == []


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_acceptance_and_withdrawal_do_not_both_happen(ctx: ServiceContext, people: People, _round: int) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    answers = at_once(
        lambda: accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id),
        lambda: withdraw_hand_off(ctx, actor=people["desk"], hand_off_id=hand_off_id),
    )
    assert len(refusals(answers)) == 1
    is_accepted = answers[0] is None
    assert rows_of(ctx, HandOffRecord, id=hand_off_id)[0].status == ("accepted" if is_accepted else "withdrawn")
    assert track_of(ctx, case_id).holder_unit_id == (people.committee if is_accepted else people.station)
    assert broken(ctx) == []


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_new_danger_and_acceptance_leave_the_case_with_the_station(
    ctx: ServiceContext, people: People, _round: int
) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    at_once(
        lambda: accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id),
        lambda: reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=INJURED),
    )
    assert track_of(ctx, case_id).holder_unit_id == people.station
    assert broken(ctx) == []


def test_two_decisions_on_what_was_seen_do_not_both_stand(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    seen = case_of(ctx, case_id).version

    def decide(login: str, route: Route) -> Callable[[], None]:
        return lambda: decide_route(
            ctx,
            actor=people[login],
            case_id=case_id,
            seen_version=seen,
            decided=route,
            risk_level=RiskLevel.YELLOW,
            override_reason="parties_chose",
        )

    answers = at_once(decide("desk", Route.PEOPLE), decide("supervisor", Route.COURT))
    assert [error.code for error in refusals(answers)] == ["stale_case"]


def test_a_session_and_a_failure_at_once_keep_the_case_whole(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    values = {"case_id": case_id, "seen_version": None}
    at_once(
        lambda: record_session(ctx, actor=people["mediator"], sitting=make_sitting(ctx), **values),
        lambda: record_failure(ctx, actor=people["colleague"], failure_reason="no_agreement", **values),
    )
    assert track_of(ctx, case_id).status == "returned"
    assert broken(ctx) == []


def test_the_first_cases_of_a_unit_get_different_numbers(ctx: ServiceContext, people: People) -> None:
    assert rows_of(ctx, CaseNumberRecord) == []
    answers = at_once(*[lambda: make_case(ctx, people["desk"]) for _ in range(4)])
    assert refusals(answers) == []
    codes = {case_of(ctx, case_id).case_code[-5:] for case_id in answers}  # type: ignore[arg-type]
    assert codes == {"00001", "00002", "00003", "00004"}
    assert broken(ctx) == []


def test_the_first_entries_of_a_chain_follow_each_other(ctx: ServiceContext, people: People) -> None:
    chain = str(people.far_station)
    assert rows_of(ctx, AuditHeadRecord, chain=chain) == []
    at_once(*[lambda: make_case(ctx, people["far_desk"]) for _ in range(3)])
    assert rows_of(ctx, AuditHeadRecord, chain=chain)[0].number == 3
    assert broken(ctx) == []


def test_of_two_workers_one_has_the_lease(ctx: ServiceContext, people: People) -> None:
    answers = at_once(lambda: take_lease(ctx, worker="a:1"), lambda: take_lease(ctx, worker="b:2"))
    assert sorted(answers) == [False, True]  # type: ignore[type-var]


def test_a_lease_is_kept_while_it_is_renewed(ctx: ServiceContext, clock: SetClock) -> None:
    assert take_lease(ctx, worker="a:1")
    clock.advance(minutes=2)
    assert take_lease(ctx, worker="a:1")
    clock.advance(minutes=2)
    assert not take_lease(ctx, worker="b:2")


def test_a_lease_that_ran_out_is_taken_over(ctx: ServiceContext, clock: SetClock) -> None:
    take_lease(ctx, worker="a:1")
    clock.advance(minutes=4)
    assert take_lease(ctx, worker="b:2")
    assert not take_lease(ctx, worker="a:1")


def test_an_offer_is_returned_by_one_of_two_workers(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    make_offered_case(ctx, people)
    clock.advance(days=2)
    second = replace(ctx, engine=open_engine(ctx.settings.database_url))
    answers = at_once(lambda: sweep(ctx, worker="a:1"), lambda: sweep(second, worker="b:2"))
    second.engine.dispose()
    assert sorted(answers) == [0, 1]  # type: ignore[type-var]


def test_the_receiver_declines_while_the_sweep_looks(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    clock.advance(days=2)
    values = {"actor": people["mediator"], "hand_off_id": hand_off_id, "reason": "not_competent"}
    returned, declined = at_once(lambda: sweep(ctx, worker="a:1"), lambda: decline_hand_off(ctx, **values))  # type: ignore[arg-type]
    assert (returned, isinstance(declined, TriageError)) in {(1, True), (0, False)}
    assert track_of(ctx, case_id).status == "returned"
    assert broken(ctx) == []
