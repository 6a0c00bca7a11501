"""Step *hand-off*: what the sender enters, what the gates judge it by, and the sealed list of what goes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from triage.casework.hand_off import OfferState, PackageItem, Seal, seal
from triage.db.records import CaseRecord, HandOffItemRecord, HandOffRecord, TrackRecord, UnitRecord
from triage.db.types import new_id
from triage.db.unit_of_work import UnitOfWork
from triage.errors import InputError
from triage.services.context import ServiceContext
from triage.vocabulary import Actor, HandOffStatus, TrackKind

CONSENT_WAYS, REFUSED = ("verbal", "written", "recorded"), "refused"
LEGAL_BASIS_CIVIL = "PML 18; MPS-PROC 178(2)"
LEGAL_BASIS_OFFENCE = "PSAPL 9(4); MPS-PROC 186"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the sender enters. ``consent`` maps each side to how it was given; a missing side has not consented."""

    to_unit_id: UUID
    is_unsettled_on_spot: bool | None
    is_transferable: bool | None
    consent: Mapping[str, str]
    summary: str
    item_codes: tuple[str, ...]


def offer_state(
    uow: UnitOfWork, case: CaseRecord, track: TrackRecord, receiver: UnitRecord, offer: Offer
) -> OfferState:
    """What ``casework/hand_off.py`` judges the gates by."""
    blocking = tuple(alarm.trigger for alarm in uow.cases.open_alarms(case.id) if alarm.blocks)
    return OfferState(
        not_settled_on_spot=offer.is_unsettled_on_spot,
        transfer_conditions_met=offer.is_transferable,
        open_blocking_triggers=blocking,
        route=case.route,
        sender=uow.people.unit(track.holder_unit_id).kind,
        receiver=receiver.kind,
        item_kinds=frozenset(offer.item_codes),
        applicant_consents=_consents(offer.consent.get("applicant")),
        respondent_consents=_consents(offer.consent.get("respondent")),
    )


def _consents(way: str | None) -> bool | None:
    if way == REFUSED:
        return False
    return True if way in CONSENT_WAYS else None


def new_offer(
    ctx: ServiceContext,
    uow: UnitOfWork,
    case: CaseRecord,
    track: TrackRecord,
    actor: Actor,
    offer: Offer,
    now: datetime,
) -> HandOffRecord:
    """Add an open offer with its sealed list; the guards of the database have spoken when it returns."""
    if not offer.summary.strip():
        raise InputError("summary_missing")
    contents = [PackageItem(code, code, _item_content(code, case, offer)) for code in offer.item_codes]
    sealed = seal(contents)
    has_security_track = uow.cases.track(case.id, TrackKind.PUBLIC_SECURITY) is not None
    hand_off = HandOffRecord(
        id=new_id(),
        case_id=case.id,
        track_id=track.id,
        status=HandOffStatus.OFFERED,
        from_unit_id=track.holder_unit_id,
        from_person_id=actor.person_id,
        to_unit_id=offer.to_unit_id,
        hop=uow.cases.hops(track.id) + 1,
        is_unsettled_on_spot=bool(offer.is_unsettled_on_spot),
        is_transferable=bool(offer.is_transferable),
        consent=dict(offer.consent),
        legal_basis=LEGAL_BASIS_OFFENCE if has_security_track else LEGAL_BASIS_CIVIL,
        summary=offer.summary,
        seal=sealed.list_hash,
        offered_at=now,
        due_at=now,
    )
    uow.orm.add(hand_off)
    uow.flush()  # its guards speak before anything hangs on it
    uow.orm.add_all(_sealed_list(hand_off.id, contents, sealed))
    uow.flush()
    return hand_off


def _sealed_list(hand_off_id: UUID, contents: list[PackageItem], sealed: Seal) -> list[HandOffItemRecord]:
    return [
        HandOffItemRecord(
            id=new_id(), hand_off_id=hand_off_id, position=position, code=one.kind, title=one.name, content_hash=digest
        )
        for position, (one, digest) in enumerate(zip(contents, sealed.item_hashes, strict=True))
    ]


def _item_content(code: str, case: CaseRecord, offer: Offer) -> bytes:
    """The bytes that are sealed: the summary as written, other papers by the case and kind they belong to."""
    return (offer.summary if code == "mediation_summary" else f"{case.case_code}/{code}").encode()
