"""The people of the random test: each function does one thing to one row and watches what the audit says of it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from tests.factories import People, make_agreement, make_offer, make_sitting, rows_of
from triage.casework.outcome import CLOSE_REASONS
from triage.db.records import AlarmRecord, AuditEntryRecord, CaseRecord, HandOffRecord, TaskRecord, TrackRecord
from triage.errors import TriageError
from triage.services.context import ServiceContext
from triage.services.hand_off import offer_hand_off
from triage.services.intake import reassess_case
from triage.services.mediation import record_session
from triage.services.outcome import close_track, record_agreement, record_failure, record_performance
from triage.services.route import decide_route
from triage.services.safety import TASK_FINDINGS, acknowledge_alarm, clear_trigger, complete_task
from triage.vocabulary import Actor, RiskLevel, Role, Route, TrackKind, TrackStatus

DESK, OFFICER, MEDIATOR, SUPERVISOR = Role.DESK_OFFICER, Role.CASE_OFFICER, Role.MEDIATOR, Role.SUPERVISOR


class Players:
    """``by`` is whoever tries it; None leaves it to the one whose work it is."""

    def __init__(self, ctx: ServiceContext, people: People) -> None:
        self._ctx, self._people = ctx, people

    def reassess(self, case: CaseRecord, by: Actor | None, facts: dict[str, Any]) -> None:
        self._on_case(reassess_case, case.id, by or self._of(case.unit_id, DESK), facts=facts)

    def decide(self, track: TrackRecord, by: Actor | None, route: Route, level: RiskLevel) -> None:
        values = {"decided": route, "risk_level": level, "override_reason": "parties_chose"}
        self._on_case(decide_route, track.case_id, by or self._of(track.holder_unit_id, DESK), **values)

    def offer(self, track: TrackRecord, by: Actor | None, pick: int) -> None:
        people = self._people
        is_administrative = self._route(track) is Route.ADMINISTRATIVE
        to = people.market if is_administrative else (people.committee, people.second_committee)[pick % 2]
        made = make_offer(to, item_codes=("mediation_summary", "commission_letter", "transfer_letter"))
        self._on_case(offer_hand_off, track.case_id, by or self._of(track.holder_unit_id, SUPERVISOR, DESK), offer=made)

    def answer(self, answer: Callable[..., None], offer: HandOffRecord, by: Actor | None, **values: Any) -> None:
        proper = self._of(offer.from_unit_id, DESK) if "withdraw" in answer.__name__ else None
        actor = by or proper or self._of(offer.to_unit_id, MEDIATOR)
        self._attempt(answer, actor=actor, hand_off_id=offer.id, **values)

    def sit(self, track: TrackRecord, by: Actor | None, said: str, has_next: bool) -> None:
        sitting = make_sitting(self._ctx, account=said, has_next=has_next)
        self._on_case(record_session, track.case_id, by or self._mediating(track), sitting=sitting)

    def agree(self, track: TrackRecord, by: Actor | None, days: int | None) -> None:
        until = None if days is None else self._ctx.today() + timedelta(days=days)
        agreement = make_agreement(self._ctx, perform_by_on=until)
        self._on_case(record_agreement, track.case_id, by or self._mediating(track), agreement=agreement)

    def fail(self, track: TrackRecord, by: Actor | None, reason: str, note: str) -> None:
        values = {"failure_reason": reason, "note": note}
        self._on_case(record_failure, track.case_id, by or self._mediating(track), **values)

    def perform(self, track: TrackRecord, by: Actor | None) -> None:
        today = self._ctx.today()
        self._on_case(record_performance, track.case_id, by or self._mediating(track), performed_on=today)

    def close(self, track: TrackRecord, by: Actor | None, pick: int) -> None:
        proper = self._mediating(track) if track.status is TrackStatus.AGREED else self._of(track.holder_unit_id, DESK)
        if track.kind is TrackKind.PUBLIC_SECURITY:
            proper = self._of(track.holder_unit_id, OFFICER)
        closed_as = CLOSE_REASONS[track.kind][pick % len(CLOSE_REASONS[track.kind])]
        self._on_case(close_track, track.case_id, by or proper, track_id=track.id, closed_as=closed_as)

    def acknowledge(self, alarm: AlarmRecord, by: Actor | None) -> None:
        self._attempt(acknowledge_alarm, actor=by or self._of(alarm.unit_id, DESK), alarm_id=alarm.id)

    def clear(self, alarm: AlarmRecord, by: Actor | None) -> None:
        actor = by or self._people["supervisor"]
        self._attempt(clear_trigger, actor=actor, alarm_id=alarm.id, reason="checked_on_scene")

    def complete(self, task: TaskRecord, by: Actor | None, pick: int) -> None:
        finding = TASK_FINDINGS[task.kind][pick % len(TASK_FINDINGS[task.kind])]
        values = {"task_id": task.id, "finding": finding, "receipt": "回执1"}
        self._attempt(complete_task, actor=by or self._of(task.unit_id, DESK), **values)

    def _on_case(self, action: Callable[..., object], case_id: UUID, actor: Actor, **values: Any) -> None:
        self._attempt(action, actor=actor, case_id=case_id, seen_version=None, **values)

    def _attempt(self, action: Callable[..., object], **values: Any) -> None:
        before = self._entries()
        try:
            action(self._ctx, **values)
        except TriageError:
            assert self._entries() == before, f"{action.__name__} was refused and yet written down"
        else:
            assert self._entries() == before + 1, f"{action.__name__} left {self._entries() - before} entries"

    def _entries(self) -> int:
        with self._ctx.reading() as orm:
            return orm.scalars(select(func.count()).select_from(AuditEntryRecord)).one()

    def _route(self, track: TrackRecord) -> Route | None:
        route: Route | None = rows_of(self._ctx, CaseRecord, id=track.case_id)[0].route
        return route

    def _mediating(self, track: TrackRecord) -> Actor:
        return self._of(track.holder_unit_id, OFFICER if self._route(track) is Route.POLICE else MEDIATOR)

    def _of(self, unit_id: UUID, *roles: Role) -> Actor:
        """Who has the first of the roles that somebody in the unit has; else anybody there."""
        everybody: Iterable[Actor] = self._people.actors.values()
        ours = [actor for actor in everybody if actor.unit_id == unit_id]
        entitled = [actor for role in roles for actor in ours if actor.role is role]
        return (entitled or ours)[0]
