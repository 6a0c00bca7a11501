"""Words shared by every layer: the enums that code branches on, and the acting person.

Dispute types, triggers, indicators and facts are *data* (``rules/taxonomy.yaml``, ``rules/facts.yaml``)
and therefore not enums.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class RiskLevel(StrEnum):
    """Four colours, lowest first; ``rank`` orders them."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for blue to 3 for red."""
        return list(RiskLevel).index(self)


class Route(StrEnum):
    """Where a dispute goes; the values are the codes of ``domain/taxonomy.md`` 2."""

    PEOPLE = "PM"
    ADMINISTRATIVE = "AM"
    POLICE = "PoM"
    PENALTY = "PEN"
    GOVERNMENT = "GOV"
    ARBITRATION = "ARB"
    COURT = "COURT"
    PETITION = "PET"
    BLOCK = "BLOCK"


class HitContext(StrEnum):
    """Why a hit is doubtful; a hit with a context becomes *to check* and is never dropped."""

    NEGATED = "negated"
    QUESTION = "question"
    QUOTED = "quoted"
    IDIOM = "idiom"
    NAME = "name"
    FICTION = "fiction"
    DOCUMENT = "document"
    OTHER_SENSE = "other_sense"
    PAST_SETTLED = "past_settled"
    WEAK_WORD = "weak_word"


class ElementKind(StrEnum):
    """人 事 物 地 组织 网络."""

    PERSON = "person"
    EVENT = "event"
    OBJECT = "object"
    PLACE = "place"
    ORGANISATION = "organisation"
    NETWORK = "network"


class Role(StrEnum):
    """What a post lets its holder do."""

    DESK_OFFICER = "desk_officer"
    CASE_OFFICER = "case_officer"
    COMMUNITY_OFFICER = "community_officer"
    MEDIATOR = "mediator"
    RULE_REVIEWER = "rule_reviewer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"  # the sweep; no post carries it


class UnitKind(StrEnum):
    """What sort of body a unit is."""

    POLICE_STATION = "police_station"
    MEDIATION_COMMITTEE = "mediation_committee"
    JUSTICE_OFFICE = "justice_office"
    GOVERNANCE_CENTRE = "governance_centre"
    ADMINISTRATIVE_BODY = "administrative_body"


class IntakeChannel(StrEnum):
    """来源渠道: how a report reached us."""

    CALL_110 = "call_110"
    COUNTER = "counter"
    HOTLINE_12345 = "hotline_12345"
    GRID = "grid"
    VOLUNTEER = "volunteer"
    RESIDENT = "resident"
    IMPORT = "import"


class CaseStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class TrackKind(StrEnum):
    """An act against public-security order runs beside the mediation, never inside it (PSAPL 90)."""

    PUBLIC_SECURITY = "public_security"
    MEDIATION = "mediation"


class TrackStatus(StrEnum):
    """Where a track stands; every value but CLOSED is open and needs a holder and a live clock."""

    REGISTERED = "registered"
    ROUTED = "routed"
    IN_MEDIATION = "in_mediation"
    AGREED = "agreed"
    RETURNED = "returned"
    CLOSED = "closed"


class HandOffStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ClockStatus(StrEnum):
    """A clock is live while RUNNING or HELD; overdue is RUNNING past its due time, never a status of its own."""

    RUNNING = "running"
    HELD = "held"
    MET = "met"
    CANCELLED = "cancelled"


class TaskKind(StrEnum):
    CHECK_HIT = "check_hit"
    MANDATORY_REPORT = "mandatory_report"
    RETURNED_CASE = "returned_case"


class OutcomeKind(StrEnum):
    WRITTEN_AGREEMENT = "written_agreement"
    ORAL_AGREEMENT = "oral_agreement"
    MEDIATION_FAILED = "mediation_failed"
    TERMINATED = "terminated"


class CaseAction(StrEnum):
    """Everything a person (or the sweep) can do to a case; also the ``action`` of its audit entry."""

    REGISTER = "register"
    READ = "read"
    REASSESS = "reassess"
    DECIDE_ROUTE = "decide_route"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    CLEAR_TRIGGER = "clear_trigger"
    COMPLETE_TASK = "complete_task"
    OPEN_TRACK = "open_track"
    OFFER_HAND_OFF = "offer_hand_off"
    WITHDRAW_HAND_OFF = "withdraw_hand_off"
    ACCEPT_HAND_OFF = "accept_hand_off"
    DECLINE_HAND_OFF = "decline_hand_off"
    EXPIRE_HAND_OFF = "expire_hand_off"
    RECORD_SESSION = "record_session"
    RECORD_AGREEMENT = "record_agreement"
    RECORD_FAILURE = "record_failure"
    RECORD_PERFORMANCE = "record_performance"
    CLOSE_TRACK = "close_track"


POLICE_ROLES = frozenset({Role.DESK_OFFICER, Role.CASE_OFFICER, Role.COMMUNITY_OFFICER, Role.SUPERVISOR})
SYSTEM_PERSON_ID = UUID(int=0)  # the person "系统", created by the first migration


@dataclass(frozen=True, slots=True)
class Actor:
    """The named person acting, in one of their posts."""

    person_id: UUID
    display_name: str
    role: Role
    unit_id: UUID
    unit_name: str
    unit_kind: UnitKind
    area_path: str  # "/1/4/": sees its own area and everything below it
    post_id: UUID
    may_clear_triggers: bool = False

    @property
    def is_police(self) -> bool:
        """True for those who may see police-only facts (PSAPL 136): casework roles, in a police station."""
        return self.unit_kind is UnitKind.POLICE_STATION and self.role in POLICE_ROLES

    @property
    def is_supervisor(self) -> bool:
        return self.role is Role.SUPERVISOR
