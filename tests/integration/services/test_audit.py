"""Promise 6: one action, one entry, in a chain that shows where somebody changed it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    DANGEROUS,
    People,
    SetClock,
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
from tests.integration.forgery import forge
from triage.db.records import AlarmRecord, AuditEntryRecord
from triage.db.repositories.audit import FIRST_HASH
from triage.errors import ActionNotAllowedError
from triage.services.context import ServiceContext
from triage.services.doctor import examine
from triage.services.hand_off import (
    accept_hand_off,
    decline_hand_off,
    expire_hand_offs,
    offer_hand_off,
    withdraw_hand_off,
)
from triage.services.intake import reassess_case
from triage.services.mediation import record_session
from triage.services.outcome import close_track, record_agreement, record_failure, record_performance
from triage.services.safety import acknowledge_alarm, clear_trigger


def entries(ctx: ServiceContext) -> list[AuditEntryRecord]:
    with Session(ctx.engine) as orm:
        return list(orm.scalars(select(AuditEntryRecord).order_by(AuditEntryRecord.chain, AuditEntryRecord.number)))


def added(ctx: ServiceContext, action: Callable[[], object]) -> list[str]:
    before = {entry.id for entry in entries(ctx)}
    action()
    return [entry.action for entry in entries(ctx) if entry.id not in before]


def is_whole(ctx: ServiceContext) -> bool:
    return next(check for check in examine(ctx) if check.id == "audit_chain_is_whole").is_ok


def case_actions(ctx: ServiceContext, people: People) -> list[tuple[str, Callable[[], object]]]:
    """Every action of one case's life, in order, with the entry it must leave."""
    desk, mediator = people["desk"], people["mediator"]
    life: dict[str, UUID] = {}
    on_case = {"seen_version": None}

    def offer() -> None:
        life["offer"] = offer_hand_off(
            ctx, actor=desk, case_id=life["case"], offer=make_offer(people.committee), **on_case
        )

    def register() -> None:
        life["case"] = make_routed_case(ctx, desk)

    def close() -> None:
        track = track_of(ctx, life["case"])
        close_track(ctx, actor=mediator, case_id=life["case"], track_id=track.id, closed_as="performed", **on_case)

    return [
        ("register decide_route", register),
        ("reassess", lambda: reassess_case(ctx, actor=desk, case_id=life["case"], facts={}, **on_case)),
        ("offer_hand_off", offer),
        ("withdraw_hand_off", lambda: withdraw_hand_off(ctx, actor=desk, hand_off_id=life["offer"])),
        ("offer_hand_off", offer),
        ("accept_hand_off", lambda: accept_hand_off(ctx, actor=mediator, hand_off_id=life["offer"])),
        (
            "record_session",
            lambda: record_session(ctx, actor=mediator, case_id=life["case"], sitting=make_sitting(ctx), **on_case),
        ),
        (
            "record_agreement",
            lambda: record_agreement(
                ctx, actor=mediator, case_id=life["case"], agreement=make_agreement(ctx), **on_case
            ),
        ),
        (
            "record_performance",
            lambda: record_performance(ctx, actor=mediator, case_id=life["case"], performed_on=ctx.today(), **on_case),
        ),
        ("close_track", close),
    ]


def test_every_action_leaves_exactly_one_entry(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["far_desk"])
    for expected, action in case_actions(ctx, people):
        assert added(ctx, action) == expected.split()
    assert is_whole(ctx)


def test_the_sweep_leaves_one_for_each_offer(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    for _ in range(2):
        make_offered_case(ctx, people)
    clock.advance(days=2)
    assert added(ctx, lambda: expire_hand_offs(ctx)) == ["expire_hand_off"] * 2
    assert {entry.person_id for entry in entries(ctx) if entry.action == "expire_hand_off"} == {None}


def test_danger_under_way_is_one_action_still(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    accept_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id)
    values = {"case_id": case_id, "seen_version": None, "sitting": make_sitting(ctx, account=DANGEROUS)}
    assert added(ctx, lambda: record_session(ctx, actor=people["mediator"], **values)) == ["record_session"]  # type: ignore[arg-type]


def test_a_refused_action_leaves_none(ctx: ServiceContext, people: People) -> None:
    alarm = rows_of(ctx, AlarmRecord, case_id=make_case(ctx, people["desk"], DANGEROUS))[0]
    before = len(entries(ctx))
    with pytest.raises(ActionNotAllowedError):
        clear_trigger(ctx, actor=people["supervisor"], alarm_id=alarm.id, reason="other")
    assert len(entries(ctx)) == before
    acknowledge_alarm(ctx, actor=people["desk"], alarm_id=alarm.id)
    assert len(entries(ctx)) == before + 1


def test_each_unit_has_a_chain_that_starts_at_nothing(ctx: ServiceContext, people: People) -> None:
    case_id, hand_off_id = make_offered_case(ctx, people)
    decline_hand_off(ctx, actor=people["mediator"], hand_off_id=hand_off_id, reason="not_competent")
    chains: dict[str, list[AuditEntryRecord]] = {}
    for entry in entries(ctx):
        chains.setdefault(entry.chain, []).append(entry)
    assert set(chains) == {str(people.station), str(people.committee)}
    for chain in chains.values():
        assert [entry.previous_hash for entry in chain] == [FIRST_HASH, *[entry.hash for entry in chain[:-1]]]
    assert {entry.case_id for entry in entries(ctx)} == {case_id}


def test_an_entry_holds_no_persons_words(ctx: ServiceContext, people: People) -> None:
    case_id = make_agreed_case(ctx, people, agreed="当事人的原话不进日志")
    record_failure(
        ctx,
        actor=people["mediator"],
        case_id=case_id,
        seen_version=None,
        failure_reason="not_performed",
        note="当事人的原话不进日志",
    )
    assert all("原话" not in str(entry.details) for entry in entries(ctx))


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_entry SET action = 'read' WHERE number = 2",
        "UPDATE audit_entry SET person_id = NULL WHERE number = 2",
        "UPDATE audit_entry SET details = '{}' WHERE number = 2",
        "UPDATE audit_entry SET hash = previous_hash WHERE number = 2",
        "UPDATE audit_entry SET case_id = NULL WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 4",
        "UPDATE audit_head SET number = 3",
        "DELETE FROM audit_head",
    ],
)
def test_a_forged_chain_is_found(ctx: ServiceContext, people: People, forgery: str) -> None:
    for _ in range(2):
        make_routed_case(ctx, people["desk"])
    assert is_whole(ctx)
    forge(ctx, forgery)
    assert not is_whole(ctx)


def test_a_forged_time_is_found(ctx: ServiceContext, people: People, clock: SetClock) -> None:
    make_routed_case(ctx, people["desk"])
    with Session(ctx.engine) as orm:
        kept = orm.scalars(select(AuditEntryRecord.at).where(AuditEntryRecord.number == 1)).one()
    assert kept == clock()
    forge(ctx, "UPDATE audit_entry SET at = '2026-09-13 04:00:00.000000' WHERE number = 1")
    assert not is_whole(ctx)
