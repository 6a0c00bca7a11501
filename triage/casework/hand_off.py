"""Step *hand-off*: the gates before an offer, the seal on what is handed over, and where a case comes back to."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from triage.errors import GateClosedError
from triage.vocabulary import Route, UnitKind

MEDIABLE_ROUTES = frozenset({Route.PEOPLE, Route.ADMINISTRATIVE, Route.POLICE})
HOPS_BEFORE_ARBITER = 3

DECLINE_REASONS = (
    "not_competent",
    "party_refuses",
    "already_accepted_elsewhere",
    "act_not_handled",  # an act against public-security order that nobody has opened yet
    "danger_suspected",
    "package_incomplete",
    "conflict_of_interest",
    "outside_area",
    "other",
)

_RECEIVERS: Mapping[Route, frozenset[UnitKind]] = {
    Route.PEOPLE: frozenset({UnitKind.MEDIATION_COMMITTEE, UnitKind.JUSTICE_OFFICE, UnitKind.GOVERNANCE_CENTRE}),
    Route.ADMINISTRATIVE: frozenset(
        {UnitKind.ADMINISTRATIVE_BODY, UnitKind.GOVERNANCE_CENTRE, UnitKind.POLICE_STATION}  # station: road traffic
    ),
    Route.POLICE: frozenset({UnitKind.POLICE_STATION}),
}

# a commission letter (委托调解函) is what the published local models ask of a state organ: law.md 6.2 [L]
_REQUIRED_ITEMS: Mapping[tuple[UnitKind, UnitKind], tuple[str, ...]] = {
    (UnitKind.POLICE_STATION, UnitKind.MEDIATION_COMMITTEE): ("mediation_summary", "commission_letter"),
    (UnitKind.POLICE_STATION, UnitKind.JUSTICE_OFFICE): ("mediation_summary", "commission_letter"),
    (UnitKind.POLICE_STATION, UnitKind.GOVERNANCE_CENTRE): ("mediation_summary", "commission_letter"),
    (UnitKind.POLICE_STATION, UnitKind.ADMINISTRATIVE_BODY): ("mediation_summary", "transfer_letter"),
}

# PSAPL 94, 136, 138: never leaves the police, consent or not
SEALED_ITEMS = frozenset(
    {"investigation_file", "prior_penalties", "biometric_sample", "full_identity_number", "third_party_phone"}
)


@dataclass(frozen=True, slots=True)
class OfferState:
    """What is known when a hand-off is about to be offered; None = not answered yet."""

    not_settled_on_spot: bool | None
    transfer_conditions_met: bool | None
    open_blocking_triggers: tuple[str, ...]
    route: Route | None
    sender: UnitKind
    receiver: UnitKind
    item_kinds: frozenset[str]
    applicant_consents: bool | None
    respondent_consents: bool | None


@dataclass(frozen=True, slots=True)
class Gate:
    """``reason_code`` is a key of ``reasons.gate``; empty while the gate is open."""

    id: str
    is_open: bool
    reason_code: str


@dataclass(frozen=True, slots=True)
class PackageItem:
    """One thing handed over: its kind, its name as shown, and its bytes."""

    kind: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """sha256 in hex: one per item, in order, and one over the whole list."""

    item_hashes: tuple[str, ...]
    list_hash: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a track; ``person_id`` None = the unit's duty desk."""

    unit_id: UUID
    person_id: UUID | None


def required_items(sender: UnitKind, receiver: UnitKind) -> tuple[str, ...]:
    """The kinds of item a package must hold; a mediation summary always."""
    return _REQUIRED_ITEMS.get((sender, receiver), ("mediation_summary",))


def gates(offer: OfferState) -> tuple[Gate, ...]:
    """All gates in the order the page shows them; an offer needs every one open."""
    return (
        _answered("not_settled_on_spot", offer.not_settled_on_spot, "settled_on_spot"),
        _answered("transfer_conditions", offer.transfer_conditions_met, "transfer_conditions_not_met"),
        _gate("no_blocking_trigger", not offer.open_blocking_triggers, "blocking_trigger_open"),
        _route_gate(offer),
        _items_gate(offer),
        _gate(
            "nothing_sealed",
            offer.receiver is UnitKind.POLICE_STATION or not offer.item_kinds & SEALED_ITEMS,
            "sealed_item_in_package",
        ),
        _consent_gate(offer),
    )


def check_gates(offer: OfferState) -> None:
    """Let an offer pass only through open gates.

    Raises:
        GateClosedError: at least one gate is closed; ``values["gates"]`` lists their reason codes.
    """
    closed = tuple(gate.reason_code for gate in gates(offer) if not gate.is_open)
    if closed:
        raise GateClosedError("gate_closed", gates=closed)


def seal(items: Sequence[PackageItem]) -> Seal:
    """Fix what is handed over; the same items in the same order give the same hashes."""
    item_hashes = tuple(hashlib.sha256(one.content).hexdigest() for one in items)
    listed = [[one.kind, one.name, digest] for one, digest in zip(items, item_hashes, strict=True)]
    canonical = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()
    return Seal(item_hashes, hashlib.sha256(canonical).hexdigest())


def is_intact(items: Sequence[PackageItem], sealed: Seal) -> bool:
    """True when nothing was added, removed, reordered, renamed or changed since sealing."""
    return seal(items) == sealed


def returns_to(sender_unit_id: UUID) -> Holder:
    """A declined, expired or failed hand-off comes back to the sender's duty desk, never to a person on leave."""
    return Holder(sender_unit_id, None)


def needs_arbiter(earlier_hops: int) -> bool:
    """True when the next offer would be the third: an arbiter decides who takes the case."""
    return earlier_hops + 1 >= HOPS_BEFORE_ARBITER


def receivers_for(route: Route) -> frozenset[UnitKind]:
    """The kinds of unit that may take a case on a route; empty for a route nobody mediates."""
    return _RECEIVERS.get(route, frozenset())


def missing_items(offer: OfferState) -> tuple[str, ...]:
    """The required kinds of item the package lacks."""
    return _without(required_items(offer.sender, offer.receiver), offer.item_kinds)


def _without(wanted: Iterable[str], present: frozenset[str]) -> tuple[str, ...]:
    return tuple(kind for kind in wanted if kind not in present)


def _gate(gate_id: str, is_open: bool, reason_code: str) -> Gate:
    return Gate(gate_id, is_open, "" if is_open else reason_code)


def _answered(gate_id: str, answer: bool | None, reason_if_no: str) -> Gate:
    return _gate(gate_id, answer is True, "question_unanswered" if answer is None else reason_if_no)


def _route_gate(offer: OfferState) -> Gate:
    if offer.route is None:
        return Gate("route", False, "route_undecided")
    if offer.route not in MEDIABLE_ROUTES:
        return Gate("route", False, "route_not_mediable")
    return _gate("route", offer.receiver in receivers_for(offer.route), "receiver_does_not_fit_route")


def _items_gate(offer: OfferState) -> Gate:
    return _gate("required_items", not missing_items(offer), "items_missing")


def _consent_gate(offer: OfferState) -> Gate:
    answers = (offer.applicant_consents, offer.respondent_consents)
    reason = "party_refuses" if False in answers else "consent_missing"
    return _gate("consent", answers == (True, True), reason)
