"""Step *outcome*: agreements, failures and performance, and what they make possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from triage.vocabulary import OutcomeKind, Route, TrackKind

FAILURE_REASONS = (
    "no_agreement",
    "party_stopped",  # PML 23: either may stop at any time
    "party_absent",
    "time_limit_passed",
    "not_performed",
    "new_act",  # MPS-PROC 179(5)
    "suspect_fled",  # MPS-PROC 179(6)
    "new_danger",  # T17
    "not_competent",
    "other",
)

CLOSE_REASONS: Mapping[TrackKind, tuple[str, ...]] = {
    TrackKind.MEDIATION: (
        "performed",
        "agreed_at_once",
        "settled_on_spot",
        "withdrawn",
        "told_other_ways",
        "referred",
        "not_a_dispute",
        "other",
    ),
    TrackKind.PUBLIC_SECURITY: (
        "penalty_decided",
        "no_offence",
        "no_penalty",
        "made_criminal_case",
        "referred",
        "other",
    ),
}

# CPL 205, SPC-CPL-INT 355: personal status and title cannot be confirmed
_UNCONFIRMABLE_CLAIMS = frozenset({"personal_status", "title"})


@dataclass(frozen=True, slots=True)
class Instalment:
    """One performance that an agreement promises; ``performed_on`` None = still to come."""

    due_on: date
    performed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SettlementInPoliceCase:
    """The four dated facts of PSAPL 9(4), and the decision that ends the chance."""

    agreed_on: date | None
    performed_on: date | None
    applied_on: date | None
    accepted_by_police_on: date | None
    decided_on: date | None = None


def effective_on(kind: OutcomeKind, signed_on: Sequence[date | None]) -> date | None:
    """The day an agreement takes effect; None while a signature or the seal is missing.

    Args:
        signed_on: days on which parties and mediator signed and the committee sealed; for an oral agreement the
            day it was reached, alone.
    Source: PML 29, 30 — the latest of them.
    """
    is_agreement = kind in {OutcomeKind.WRITTEN_AGREEMENT, OutcomeKind.ORAL_AGREEMENT}
    known = [day for day in signed_on if day is not None]
    return max(known) if is_agreement and known and len(known) == len(signed_on) else None


def is_confirmable(kind: OutcomeKind, route: Route, claims: frozenset[str]) -> bool:
    """True when the court may confirm: a written agreement of people's mediation, neither status nor title.

    Source: PML 33; CPL 205; law.md 2.6 (police mediation is no mediation organisation, I).
    """
    return kind is OutcomeKind.WRITTEN_AGREEMENT and route is Route.PEOPLE and claims.isdisjoint(_UNCONFIRMABLE_CLAIMS)


def needs_writing(performed_at_once: bool, party_asks: bool, is_complex: bool) -> bool:
    """True when an oral agreement will not do (Ningbo 24, taken as the default of the product)."""
    return party_asks or is_complex or not performed_at_once


def is_fully_performed(instalments: Sequence[Instalment]) -> bool:
    """True when every promised performance is in; an agreement that promises nothing is performed."""
    return all(one.performed_on is not None for one in instalments)


def next_due_on(instalments: Sequence[Instalment]) -> date | None:
    """The earliest performance still to come."""
    return min((one.due_on for one in instalments if one.performed_on is None), default=None)


def ends_without_penalty(settlement: SettlementInPoliceCase) -> bool:
    """True when a settlement outside police mediation ends the police case: all four facts, before the decision.

    Source: PSAPL 9(4); MPS-PROC 186.
    """
    days = (settlement.agreed_on, settlement.performed_on, settlement.applied_on, settlement.accepted_by_police_on)
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return False
    return settlement.decided_on is None or max(known) <= settlement.decided_on
