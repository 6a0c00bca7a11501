"""Promises that the database itself keeps, as triggers for SQLite and PostgreSQL.

``GUARDS`` is read by the migrations; a test tries to break each guard on both databases.
"""

from dataclasses import dataclass

OPEN_BLOCK = (
    "EXISTS (SELECT 1 FROM alarm WHERE alarm.case_id = NEW.case_id AND alarm.blocks AND alarm.cleared_at IS NULL)"
)
NEWEST_DECISION_SETS_LEVEL = (
    "EXISTS (SELECT 1 FROM decision WHERE decision.id = NEW.last_decision_id AND decision.case_id = NEW.id"
    " AND decision.risk_level = NEW.risk_level"
    " AND decision.decided_at = (SELECT MAX(other.decided_at) FROM decision AS other WHERE other.case_id = NEW.id))"
)
ON_MEDIATION_TRACK = "(SELECT kind FROM track WHERE track.id = NEW.track_id) = 'mediation'"


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse ``event`` on ``table`` when ``condition`` holds; ``says`` is the error the driver reports."""

    name: str
    table: str
    event: str  # "INSERT", "DELETE", "UPDATE", "UPDATE OF column"
    condition: str  # over NEW and OLD
    says: str


def _fixed(table: str) -> tuple[Guard, Guard]:
    return (
        Guard(f"{table}_no_update", table, "UPDATE", "1 = 1", f"{table}: rows never change"),
        Guard(f"{table}_no_delete", table, "DELETE", "1 = 1", f"{table}: rows are never deleted"),
    )


GUARDS: tuple[Guard, ...] = (
    *_fixed("audit_entry"),
    *_fixed("assessment"),
    *_fixed("decision"),
    *_fixed("hand_off_item"),
    *_fixed("custody_entry"),
    *_fixed("mediation_session"),
    Guard("case_no_delete", "case", "DELETE", "1 = 1", "case: rows are never deleted"),
    Guard("track_no_delete", "track", "DELETE", "1 = 1", "track: rows are never deleted"),
    Guard("alarm_no_delete", "alarm", "DELETE", "1 = 1", "alarm: rows are never deleted"),
    Guard("task_no_delete", "task", "DELETE", "1 = 1", "task: rows are never deleted"),
    Guard("hand_off_no_delete", "hand_off", "DELETE", "1 = 1", "hand_off: rows are never deleted"),
    Guard("outcome_no_delete", "outcome", "DELETE", "1 = 1", "outcome: rows are never deleted"),
    Guard("clock_no_delete", "clock", "DELETE", "1 = 1", "clock: rows are never deleted"),
    Guard(
        "case_narrative_fixed",
        "case",
        "UPDATE OF narrative",
        "NEW.narrative <> OLD.narrative",
        "case: the text as typed never changes",
    ),
    Guard(
        "case_level_lowered_by_decision_only",
        "case",
        "UPDATE OF risk_rank",
        "NEW.risk_rank < OLD.risk_rank AND (NEW.last_decision_id IS NOT DISTINCT FROM OLD.last_decision_id"
        f" OR NOT {NEWEST_DECISION_SETS_LEVEL})",
        "case: the level falls only with a new human decision",
    ),
    Guard(
        "case_closed_with_open_track",
        "case",
        "UPDATE OF status",
        "NEW.status = 'closed' AND EXISTS"
        " (SELECT 1 FROM track WHERE track.case_id = NEW.id AND track.closed_at IS NULL)",
        "case: an open track keeps the case open",
    ),
    Guard(
        "clock_stopped_on_watch",
        "clock",
        "UPDATE OF status",
        "NEW.status IN ('met', 'cancelled') AND EXISTS (SELECT 1 FROM track"
        " WHERE track.guard_clock_id = NEW.id AND track.closed_at IS NULL)",
        "clock: it guards an open track",
    ),
    Guard(
        "track_guarded_by_live_clock",
        "track",
        "UPDATE OF guard_clock_id",
        "NEW.closed_at IS NULL AND EXISTS (SELECT 1 FROM clock"
        " WHERE clock.id = NEW.guard_clock_id AND clock.stopped_at IS NOT NULL)",
        "track: a stopped clock guards nothing",
    ),
    Guard(
        "hand_off_offer_while_blocked",
        "hand_off",
        "INSERT",
        f"{ON_MEDIATION_TRACK} AND {OPEN_BLOCK}",
        "hand_off: an open trigger blocks the offer",
    ),
    Guard(
        "hand_off_accept_while_blocked",
        "hand_off",
        "UPDATE OF status",
        f"NEW.status = 'accepted' AND {ON_MEDIATION_TRACK} AND {OPEN_BLOCK}",
        "hand_off: an open trigger blocks the acceptance",
    ),
    Guard(
        "alarm_stays_cleared",
        "alarm",
        "UPDATE",
        "OLD.cleared_at IS NOT NULL OR NEW.trigger <> OLD.trigger OR NEW.blocks <> OLD.blocks"
        " OR NEW.case_id <> OLD.case_id OR NEW.raised_at <> OLD.raised_at"
        " OR (OLD.acknowledged_at IS NOT NULL AND NOT NEW.acknowledged_at IS NOT DISTINCT FROM OLD.acknowledged_at)",
        "alarm: what was raised, seen or cleared never changes",
    ),
    Guard("task_stays_done", "task", "UPDATE", "OLD.done_at IS NOT NULL", "task: what was found never changes"),
    Guard(
        "hand_off_stays_answered",
        "hand_off",
        "UPDATE",
        "OLD.status <> 'offered' OR NEW.seal <> OLD.seal OR NEW.summary <> OLD.summary OR NEW.consent <> OLD.consent",
        "hand_off: what was sealed or answered never changes",
    ),
)


def create_statements(guard: Guard, dialect: str) -> tuple[str, ...]:
    """The statements that install one guard."""
    if dialect == "sqlite":
        condition = guard.condition.replace("IS NOT DISTINCT FROM", "IS")
        return (
            f'CREATE TRIGGER guard_{guard.name} BEFORE {guard.event} ON "{guard.table}" WHEN {condition}'
            f" BEGIN SELECT RAISE(ABORT, '{guard.says}'); END",
        )
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return (
        f"CREATE FUNCTION guard_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {guard.condition} THEN RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {row}; END $$",
        f'CREATE TRIGGER guard_{guard.name} BEFORE {guard.event} ON "{guard.table}"'
        f" FOR EACH ROW EXECUTE FUNCTION guard_{guard.name}()",
    )


def drop_statements(guard: Guard, dialect: str) -> tuple[str, ...]:
    """The statements that remove one guard."""
    if dialect == "sqlite":
        return (f"DROP TRIGGER IF EXISTS guard_{guard.name}",)
    return (
        f'DROP TRIGGER IF EXISTS guard_{guard.name} ON "{guard.table}"',
        f"DROP FUNCTION IF EXISTS guard_{guard.name}()",
    )
