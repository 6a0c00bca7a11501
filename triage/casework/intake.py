"""Step *intake*: which tracks a report opens, and what a person's decision does to level and route."""

from collections.abc import Collection, Sequence

from triage.vocabulary import RiskLevel, Route, TrackKind

# types in which an act against public-security order is possible (PSAPL 43, 50, 51, 59; DV 15)
OFFENCE_TYPES = frozenset({"fight_injury", "insult_defame", "property_damage", "family_violence", "throw_objects"})
FORCE_USED = "R31"  # pushing without known injury may be an act as well

OVERRIDE_REASONS = (
    "facts_not_in_text",
    "danger_seen",
    "parties_chose",
    "exclusion_known",
    "other_body_competent",
    "local_practice",
    "recommendation_wrong",
    "other",
)

CLEARING_REASONS = (
    "checked_on_scene",
    "handled_by_police",
    "order_restored",
    "safety_check_done",
    "false_alarm",
    "other",
)


def is_offence_possible(
    types: Collection[str], blocking_triggers: Collection[str], indicators: Collection[str] = ()
) -> bool:
    """True when police must look at the matter themselves, whatever happens to its civil part (PSAPL 90)."""
    return bool(blocking_triggers) or not OFFENCE_TYPES.isdisjoint(types) or FORCE_USED in indicators


def tracks_opened_by(
    types: Collection[str], blocking_triggers: Collection[str], indicators: Collection[str] = ()
) -> tuple[TrackKind, ...]:
    """The tracks a report opens: mediation always; the public-security track leads where an offence is possible."""
    if is_offence_possible(types, blocking_triggers, indicators):
        return (TrackKind.PUBLIC_SECURITY, TrackKind.MEDIATION)
    return (TrackKind.MEDIATION,)


def tracks_to_add(
    open_now: Collection[TrackKind],
    types: Collection[str],
    blocking_triggers: Collection[str],
    indicators: Collection[str] = (),
) -> tuple[TrackKind, ...]:
    """The tracks a re-assessment adds; it never closes one."""
    return tuple(kind for kind in tracks_opened_by(types, blocking_triggers, indicators) if kind not in open_now)


def lead_track(open_now: Collection[TrackKind]) -> TrackKind:
    """The track by which the case is listed: public security before mediation."""
    return TrackKind.PUBLIC_SECURITY if TrackKind.PUBLIC_SECURITY in open_now else TrackKind.MEDIATION


def level_after(since_last_human_decision: Sequence[RiskLevel], proposed: RiskLevel) -> RiskLevel:
    """The level of a case: the highest since a person last set it, so a lower assessment only proposes."""
    return max((*since_last_human_decision, proposed), key=lambda level: level.rank)


def is_only_proposal(current: RiskLevel, proposed: RiskLevel) -> bool:
    """True when an assessment is lower than the case's level and therefore changes nothing by itself."""
    return proposed.rank < current.rank


def needs_override_reason(recommended: Route | None, decided: Route) -> bool:
    """True when a person decides otherwise than recommended; where nothing was recommended there is no override."""
    return recommended is not None and decided is not recommended


def may_route_to(decided: Route, open_blocking_triggers: Collection[str]) -> bool:
    """False while a blocking trigger is open and the route would divert the matter from the police."""
    return not open_blocking_triggers or decided in {Route.BLOCK, Route.PENALTY}
