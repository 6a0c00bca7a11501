"""Step *clocks*: which clocks an action starts and which it ends, by rule id of ``domain/deadlines.md``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from triage.casework.intake import is_offence_possible
from triage.vocabulary import CaseAction, Route, TrackKind, TrackStatus, UnitKind

CONSUMER_TYPES = frozenset({"consumer", "e_commerce", "tourism"})
LABOUR_TYPES = frozenset({"labour_dispute", "wage_arrears"})
# a call for help is recorded (POL-18), it is not an act for which a case is opened (POL-04)
RESCUE_TRIGGERS = frozenset({"T03", "T04", "T14"})
MEDIATION_PERIODS = ("PM-01", "MED-01", "MED-03", "LAB-01", "CON-01", "CON-02", "ADM-03", "POL-06")
ALL_CLOCKS = "*"


@dataclass(frozen=True, slots=True)
class ClockSituation:
    """What decides about clocks besides the action itself.

    ``desk`` is the kind of unit that registered the case; ``status`` the track's status before the action;
    ``triggers`` and ``blocking_triggers`` are those new with this action; ``session_number`` counts from 1 and includes
    the session just held; ``is_confirmable`` as in ``outcome.py``.
    """

    track: TrackKind
    desk: UnitKind = UnitKind.POLICE_STATION
    status: TrackStatus | None = None
    dispute_type: str | None = None
    route: Route | None = None
    triggers: frozenset[str] = frozenset()
    blocking_triggers: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    session_number: int = 0
    has_next_session: bool = False
    has_performance_date: bool = False
    is_confirmable: bool = False
    is_fully_performed: bool = False


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """Rule ids to start and to end; ``ALL_CLOCKS`` means every live clock of the track but those in ``started``.

    A rule in ``started`` that is live on the track already is left alone: deciding twice buys no time. A rule in
    ``restarted`` is met and runs anew, from the next date the parties named.
    """

    started: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    restarted: tuple[str, ...] = ()


def clock_changes(action: CaseAction, situation: ClockSituation) -> ClockChanges:
    """What an action does to the clocks of one track; nothing for an action that touches none."""
    table = _SECURITY if situation.track is TrackKind.PUBLIC_SECURITY else _MEDIATION
    decide = table.get(action)
    return decide(situation) if decide else ClockChanges()


def clocks_started_by(action: CaseAction, situation: ClockSituation) -> tuple[str, ...]:
    """The rule ids that start with an action on one track."""
    return clock_changes(action, situation).started


def clocks_expected(
    types: Collection[str],
    triggers: Collection[str],
    blocking_triggers: Collection[str],
    desk: UnitKind = UnitKind.POLICE_STATION,
    indicators: Collection[str] = (),
) -> tuple[str, ...]:
    """The rule ids that would start on the day of the report, most urgent first."""
    opening = ClockSituation(
        TrackKind.PUBLIC_SECURITY,
        desk,
        dispute_type=next((code for code in types if is_offence_possible([code], ())), None),
        triggers=frozenset(triggers),
        blocking_triggers=frozenset(blocking_triggers),
        indicators=frozenset(indicators),
    )
    started = _reassess_security_track(opening).started
    at_once = ("POL-01",) if "POL-04" in started else ()  # met by opening the case, so never a clock of its own
    return (*at_once, *started, *_register(opening).started)


def mediation_period(dispute_type: str | None, route: Route | None) -> tuple[str, ...]:
    """The clocks of the mediation itself, which run from acceptance."""
    if route is Route.POLICE:
        return ("POL-06",)
    if route is Route.ADMINISTRATIVE:
        return _administrative_period(dispute_type)
    if dispute_type == "medical":
        return ("MED-01",)
    return ("LAB-01",) if dispute_type in LABOUR_TYPES else ("PM-01",)


def _administrative_period(dispute_type: str | None) -> tuple[str, ...]:
    if dispute_type == "medical":
        return ("MED-03",)
    return ("CON-01", "CON-02") if dispute_type in CONSUMER_TYPES else ("ADM-03",)


def _register(situation: ClockSituation) -> ClockChanges:
    return ClockChanges(started=("PM-06",) if situation.desk is UnitKind.MEDIATION_COMMITTEE else ("HO-01",))


def _open_security_track(situation: ClockSituation) -> ClockChanges:
    alarms = tuple(rule for trigger, rule in (("T05", "DV-01"), ("T06", "MIN-01")) if trigger in situation.triggers)
    is_act = is_offence_possible(
        [situation.dispute_type or ""], situation.blocking_triggers - RESCUE_TRIGGERS, situation.indicators
    )
    is_rescue = bool(situation.blocking_triggers) and not is_act
    return ClockChanges(started=(*alarms, "POL-18" if is_rescue else "POL-04"))


def _reassess_security_track(situation: ClockSituation) -> ClockChanges:
    is_act = is_offence_possible([situation.dispute_type or ""], situation.blocking_triggers, situation.indicators)
    return _open_security_track(situation) if is_act else ClockChanges()


def _decide_route(situation: ClockSituation) -> ClockChanges:
    if situation.route is Route.POLICE:
        return ClockChanges(started=("POL-06",), met=("HO-01", "HO-05"))
    is_back = situation.status is TrackStatus.RETURNED
    started = ("HO-01",) if is_back else _register(situation).started
    return ClockChanges(started=started, met=("HO-05",), cancelled=("POL-06",))


def _accept(situation: ClockSituation) -> ClockChanges:
    return ClockChanges(
        started=(*mediation_period(situation.dispute_type, situation.route), "PM-07"), met=("HO-02", "PM-06")
    )


def _session(situation: ClockSituation) -> ClockChanges:
    if situation.route is not Route.POLICE:
        return ClockChanges(met=("PM-07",))
    if situation.session_number == 1 and situation.has_next_session:
        return ClockChanges(started=("POL-08",), met=("PM-07",))
    return ClockChanges(met=("PM-07",) if situation.session_number == 1 else ("POL-08",))


def _agreement(situation: ClockSituation) -> ClockChanges:
    by_police = situation.route is Route.POLICE
    started: tuple[str, ...] = ()
    if situation.has_performance_date:
        started += ("POL-12" if by_police else "PM-08",)
    else:
        started += ("PM-09",)  # performed at once: the visit is what remains
    if situation.is_confirmable and not by_police:
        started += ("PM-10",)
    return ClockChanges(started=started, met=(*MEDIATION_PERIODS, "PM-07", "POL-08"))


def _performance(situation: ClockSituation) -> ClockChanges:
    if not situation.is_fully_performed:  # an instalment: the next one has its own date
        return ClockChanges(restarted=("POL-12" if situation.route is Route.POLICE else "PM-08",))
    return ClockChanges(started=("PM-09",), met=("PM-08", "POL-12"), cancelled=("PM-10",))


def _come_back(_situation: ClockSituation) -> ClockChanges:
    return ClockChanges(started=("HO-05",), cancelled=(ALL_CLOCKS,))


def _close(_situation: ClockSituation) -> ClockChanges:
    return ClockChanges(met=(ALL_CLOCKS,))


_Table = Mapping[CaseAction, Callable[[ClockSituation], ClockChanges]]

_MEDIATION: _Table = MappingProxyType(
    {
        CaseAction.REGISTER: _register,
        CaseAction.OPEN_TRACK: _register,
        CaseAction.DECIDE_ROUTE: _decide_route,
        CaseAction.OFFER_HAND_OFF: lambda _: ClockChanges(started=("HO-02",), met=("HO-01",)),
        CaseAction.WITHDRAW_HAND_OFF: lambda _: ClockChanges(started=("HO-01",), cancelled=("HO-02",)),
        CaseAction.ACCEPT_HAND_OFF: _accept,
        CaseAction.DECLINE_HAND_OFF: lambda _: ClockChanges(started=("HO-05",), met=("HO-02",), cancelled=("PM-06",)),
        CaseAction.EXPIRE_HAND_OFF: _come_back,
        CaseAction.RECORD_SESSION: _session,
        CaseAction.RECORD_AGREEMENT: _agreement,
        CaseAction.RECORD_FAILURE: _come_back,
        CaseAction.RECORD_PERFORMANCE: _performance,
        CaseAction.CLOSE_TRACK: _close,
    }
)

# on this track RECORD_FAILURE means: police mediation failed or its agreement was not performed (MPS-PROC 185(2));
# POL-04 keeps running beside POL-05
_SECURITY: _Table = MappingProxyType(
    {
        CaseAction.REGISTER: _open_security_track,
        CaseAction.OPEN_TRACK: _open_security_track,
        CaseAction.REASSESS: _reassess_security_track,
        CaseAction.ACKNOWLEDGE_ALARM: lambda _: ClockChanges(met=("DV-01", "MIN-01")),
        CaseAction.RECORD_FAILURE: lambda _: ClockChanges(started=("POL-05",)),
        CaseAction.CLOSE_TRACK: _close,
    }
)
