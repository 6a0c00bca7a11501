"""A second, short decision function, written from the law alone and kept apart from ``rules/route``.

``route_by_law`` gives the recommended route; a fact that is missing is unknown and decides nothing. The order is that
of the law: danger, crime, protected persons, acts against public-security order, matters that others hold or decide,
agreements, refusal, the rest. The decision table must agree with it on every line of ``route_table.csv``.
"""

from collections.abc import Mapping, Set
from datetime import date

Facts = Mapping[str, object]

COUPLES = {"spouse_conflict", "divorce_property", "courtship_breakup"}
FAMILY = COUPLES | {"elder_support", "inheritance"}
BY_AUTHORITY = {"illegal_building": "AM", "village_affairs": "AM", "expropriation": "AM", "petition_claim": "PET"}
SECTOR = {"wage_arrears", "tourism", "e_commerce", "consumer", "traffic_accident", "env_pollution", "water_use"}
DEPARTMENT_FIRST = SECTOR | {"illegal_building"}  # WAGE-REG 10, CONSUMER 39, RTA-PROC 84, ECO-CODE 1077, WATER 57
INSTEAD_OF_MEDIATION = {"labour_dispute": "ARB", "land_use": "ARB", "wage_arrears": "AM"}  # LABOR-MED 14, RURAL-ARB 4
NAMES_AN_ACT = ("gang_or_provocation", "new_act_in_mediation", "suspect_fled")
EXCLUDED = (*NAMES_AN_ACT, "repeated_offence", "prior_penalties_12m", "aggravated_victim")  # MPS-PROC 179(2)-(7)
CRIMES = {"family_abuse", "molestation", "theft_or_fraud", "weapon"}  # DV 15; PSAPL 8(2), 38, 52, 58
NOT_LISTED = {"threat", "public_disorder", "gang_fight", "thrown_objects", "bullying"}  # outside MPS-PROC 178(1)
HELD_ELSEWHERE = ("arbitration_accepted", "department_order", "ownership_disputed", "against_government")
DANGERS = ("weapon_present", "protection_order", "gathered", "hired_assault", "crime_suspected")


def route_by_law(dispute_type: str, signals: Set[str], facts: Facts, on: date) -> str | None:
    """The recommended route, None where a person must decide; ``signals`` are firm triggers and indicators."""
    blocking = any(signal.startswith("T") and signal not in {"T15", "T16"} for signal in signals)
    if blocking or any(facts.get(danger) for danger in DANGERS) or facts.get("act_kind") in CRIMES:
        return "BLOCK"  # R110, DV 34, PSAPL 26, MPS-PROC 179(1), PSAPL 8(2)
    hit = (dispute_type in FAMILY and facts.get("violence_ever")) or (dispute_type in COUPLES and "R31" in signals)
    if hit or dispute_type == "family_violence" or facts.get("injury_level") in {"light_injury", "serious_injury"}:
        return "BLOCK"  # DV 2, 15, 37; CRIM 234
    if dispute_type == "throw_objects":  # CIVIL 1254: the police must find out who it was
        is_cleared = facts.get("civil_part_only") or facts.get("penalty_decided")
        return "PEN" if not is_cleared else "COURT" if _refused(facts) or facts.get("court_accepted") else "PM"
    if dispute_type == "student_conflict" and facts.get("bullying_suspected"):
        return "PEN"  # PSAPL 60; JUV
    if facts.get("agreement_defaulted") and facts.get("agreement_kind") == "police":
        return "PEN"  # PSAPL 9(3)
    is_act = not facts.get("penalty_decided") and _is_act(dispute_type, signals, facts)
    return _act(dispute_type, signals, facts) if is_act else _civil(dispute_type, facts, on)


def _refused(facts: Facts) -> bool:
    return bool(facts.get("party_refused")) or facts.get("both_willing") is False  # PML 17, MPS-PROC 179(4)


def _is_named(facts: Facts) -> bool:
    """Somebody has said that there is an act; noise has steps of its own (PSAPL 88)."""
    says_so = any(facts.get(fact) for fact in ("offence_suspected", "case_opened", *NAMES_AN_ACT))
    return says_so or facts.get("offence_minor") is False or facts.get("act_kind") not in {None, "noise_or_animals"}


def _is_act(dispute_type: str, signals: Set[str], facts: Facts) -> bool:
    """PSAPL 90: once an act is possible the police open a case."""
    if _is_named(facts) or facts.get("offence_suspected") is False:
        return _is_named(facts)
    force = "R31" in signals and dispute_type != "student_conflict"
    warned = dispute_type == "neighbour_animal" and _count(facts, "dissuasion_by_police") > 0  # PSAPL 89
    return dispute_type in {"fight_injury", "insult_defame"} or force or warned


def _act(dispute_type: str, signals: Set[str], facts: Facts) -> str:
    called_an_act = facts.get("offence_suspected")
    if facts.get("agreement_defaulted") or facts.get("police_accepted_agreement") is False:
        return "PEN"  # PSAPL 9(3)(4)
    if facts.get("agreement_performed") and facts.get("agreement_kind") == "people":
        is_accepted = facts.get("joint_written_request") and facts.get("police_accepted_agreement")
        return "PM" if is_accepted else "PEN"  # PSAPL 9(4)
    if facts.get("agreement_performed") and (facts.get("agreement_kind") == "police" or not called_an_act):
        return "COURT"  # MPS-PROC 185(1): what is performed is settled
    if "T16" in signals or _is_excluded(facts):
        return "PEN"  # PSAPL 95
    if _count(facts, "mediation_failed"):  # MPS-PROC 183: a second session at most, and only if they wish
        return "PoM" if facts.get("both_willing") and _count(facts, "mediation_session") < 2 else "PEN"
    if facts.get("injury_level") == "none":
        if dispute_type == "fight_injury":
            return "PM"  # the parties may choose it: MPS-PROC 186
        only_a_shove = "R31" in signals and not _is_held(dispute_type, facts) and not _is_named(facts)
        if only_a_shove and dispute_type not in {"insult_defame", "property_damage", "other"}:
            return BY_AUTHORITY.get(dispute_type, "AM" if dispute_type in DEPARTMENT_FIRST else "PM")
    return "PoM"  # PSAPL 9(1), MPS-PROC 178(1)


def _is_held(dispute_type: str, facts: Facts) -> bool:
    by_health_authority = dispute_type == "medical" and bool(facts.get("health_authority_accepted"))
    return by_health_authority or any(facts.get(fact) for fact in HELD_ELSEWHERE)


def _is_excluded(facts: Facts) -> bool:
    """PSAPL 9(1)(2): minor, and the facts established; MPS-PROC 178(1), 179; PM-RULES 22(2)."""
    unfit = facts.get("offence_minor") is False or facts.get("facts_established") is False
    is_listed = facts.get("act_kind") not in NOT_LISTED
    return _refused(facts) or unfit or not is_listed or any(facts.get(fact) for fact in (*EXCLUDED, "court_accepted"))


def _civil(dispute_type: str, facts: Facts, on: date) -> str | None:
    if facts.get("agreement_performed") and not facts.get("agreement_defaulted"):
        return "COURT"  # PML 32
    if facts.get("court_accepted") or facts.get("arbitration_accepted"):
        return "COURT" if facts.get("court_accepted") else "ARB"  # PM-RULES 22(2)
    if dispute_type == "medical" and facts.get("health_authority_accepted"):
        return "AM"  # MED-REG 40
    if facts.get("ownership_disputed"):
        return "AM" if dispute_type == "water_use" else "GOV"  # WATER 57; LAND 14, FOREST 22
    if facts.get("against_government"):
        return BY_AUTHORITY.get(dispute_type, "AM")  # PML 2, PM-RULES 20; PETITION 31
    if facts.get("department_order") and dispute_type not in {"neighbour_noise", "petition_claim"}:
        return "AM"  # PM-RULES 22(2)
    if facts.get("agreement_defaulted"):  # LABOR-MED 16; PML 31, 32
        return "COURT" if _refused(facts) or dispute_type in {"wage_arrears", "labour_dispute"} else "PM"
    return _noise(facts, on) if dispute_type == "neighbour_noise" else _by_type(dispute_type, facts)


def _noise(facts: Facts, on: date) -> str:
    """ECO-CODE 599, 548, 1192 and PSAPL 88: dissuasion and mediation, then the department, then the police."""
    tried = _refused(facts) or _count(facts, "dissuasion_by_property") or _count(facts, "mediation_failed")
    goes_on = facts.get("still_disturbing") is not False
    if facts.get("noise_source") in {"construction", "traffic", "industrial"}:
        return "AM"
    if tried and facts.get("department_order"):
        return "PEN" if goes_on and on >= date(2026, 1, 1) else "AM"
    return "AM" if _refused(facts) or (tried and goes_on) else "PM"


def _by_type(dispute_type: str, facts: Facts) -> str | None:
    among_citizens = dispute_type == "expropriation" and facts.get("against_government") is False
    if dispute_type in BY_AUTHORITY and not facts.get("civil_part_only") and not among_citizens:
        return BY_AUTHORITY[dispute_type]  # PM-RULES 22(1)
    if _refused(facts):  # RTSL-REG 93: the finding comes first; PML 17
        no_finding = dispute_type == "traffic_accident" and facts.get("traffic_finding_issued") is False
        return "AM" if no_finding else INSTEAD_OF_MEDIATION.get(dispute_type, "COURT")
    if dispute_type == "petition_claim" and not facts.get("both_willing"):
        return "PET"  # only if both consent
    if dispute_type in DEPARTMENT_FIRST:  # RTA-PROC 86: the traffic police for ten days
        return "PM" if _count(facts, "days_since_finding") > 10 and dispute_type == "traffic_accident" else "AM"
    failed = _count(facts, "mediation_failed")
    if failed and dispute_type == "labour_dispute":
        return "ARB"  # LABOR-MED 14
    if dispute_type == "other":
        return "PM" if facts.get("offence_suspected") is False else None  # MPS-PROC 178(2); else a person decides
    if dispute_type in {"medical", "parking", "property_fee", "labour_dispute", *BY_AUTHORITY}:
        return "PM"  # MED-REG 38, RESIDENT 10, LABOR-MED 10
    return "COURT" if failed >= 2 or facts.get("other_party_reachable") is False else "PM"  # PML 26, 17


def _count(facts: Facts, fact: str) -> int:
    value = facts.get(fact)
    return value if isinstance(value, int) else 0
