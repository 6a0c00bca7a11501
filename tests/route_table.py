"""The route table: some fifteen thousand combinations of facts with their routes, one reviewed line each.

``python -m tests.route_table --write`` writes ``tests/scenarios/route_table.csv`` anew; a changed line is a reviewed
change. A fact that is not named on a line is unknown; a line without a day speaks of 2026-11-22.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import product
from pathlib import Path

from triage.assessment.recommend_route import RouteAdviser
from triage.assessment.rule import FactValue, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import IndicatorHit, RiskGrade, RouteAdvice, TriggerHit, TypeTag, TypeTags
from triage.rulebook.load import load_rulebook
from triage.vocabulary import RiskLevel

CHECKOUT = Path(__file__).resolve().parents[1]
TABLE = CHECKOUT / "tests/scenarios/route_table.csv"
TODAY = date(2026, 11, 22)
COLUMNS = ("on", "type", "signals", "facts", "route", "row")
YES_NO = {True: "yes", False: "no"}

Facts = Mapping[str, FactValue]
Choices = Mapping[str, tuple[FactValue | None, ...]]

EITHER: tuple[FactValue | None, ...] = (None, True, False)
IF_SO: tuple[FactValue | None, ...] = (None, True)
WILLING: tuple[Facts, ...] = ({}, {"both_willing": True}, {"both_willing": False}, {"party_refused": True})
EXCLUDING: tuple[Facts, ...] = (
    {},
    {"gang_or_provocation": True},
    {"repeated_offence": True},
    {"prior_penalties_12m": 1},
    {"new_act_in_mediation": True},
    {"suspect_fled": True},
    {"aggravated_victim": True},
    {"facts_established": False},
    {"penalty_decided": True},
    {"court_accepted": True},
    {"act_kind": "threat"},
)
ACTS = ("fight_injury", "insult_defame", "property_damage", "neighbour_animal", "parking", "other", "student_conflict")


@dataclass(frozen=True, slots=True)
class Combination:
    """One line before it is decided; ``signals`` are firm triggers and indicators."""

    on: date
    dispute_type: str
    signals: tuple[str, ...]
    facts: Facts

    def key(self) -> tuple[str, ...]:
        on = "" if self.on == TODAY else self.on.isoformat()
        return (on, self.dispute_type, " ".join(self.signals), spelled(self.facts))


def combinations(rulebook: Rulebook) -> list[Combination]:
    """Every line, each once, in order."""
    families = (_danger, _acts, _force, _agreements, _noise, _land, _sectors, _sessions, _every_type, _dates)
    lines = {one.key(): one for family in families for one in family(tuple(rulebook.dispute_types))}
    return [lines[key] for key in sorted(lines)]


def decide(one: Combination, index: RuleIndex) -> RouteAdvice:
    """What the decision table says."""
    tags = TypeTags((TypeTag(one.dispute_type, 0.9, ("rule",)),), abstained=False, is_dispute=True)
    risk = RiskGrade(
        level=RiskLevel.BLUE,
        score=0,
        because="score",
        triggers=tuple(TriggerHit(signal, (0, 1), "") for signal in one.signals if signal.startswith("T")),
        to_check=(),
        indicators=tuple(IndicatorHit(signal, (0, 1), 0, "") for signal in one.signals if signal.startswith("R")),
    )
    return RouteAdviser(tags, risk, 0, index, one.on).advise(one.facts).advice


def written(index: RuleIndex) -> str:
    """The whole file."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for one in combinations(index.rulebook):
        advice = decide(one, index)
        row = advice.rows[0].partition("@")[0].removeprefix("route.") if advice.recommended and advice.rows else ""
        lines.writerow((*one.key(), advice.recommended or "", row))
    return out.getvalue()


def spelled(facts: Facts) -> str:
    """``{"both_willing": True}`` as ``both_willing=yes``."""
    return " ".join(
        f"{fact}={YES_NO[value] if isinstance(value, bool) else value}" for fact, value in sorted(facts.items())
    )


def _facts(choices: Choices, *more: tuple[Facts, ...]) -> Iterator[Facts]:
    """Every combination of answers, with every combination of ``more``."""
    for answers in product(*choices.values()):
        known = {fact: answer for fact, answer in zip(choices, answers, strict=True) if answer is not None}
        for extra in product(*more):
            yield {**known, **{fact: value for part in extra for fact, value in part.items()}}


def _danger(types: tuple[str, ...]) -> Iterator[Combination]:
    signals: tuple[tuple[str, ...], ...] = (("T01",), ("T03",), ("T05",), ("T10",), ("T10", "T01"), ("T13",), ("T18",))
    facts: tuple[Facts, ...] = (
        {"weapon_present": True},
        {"protection_order": True},
        {"gathered": True},
        {"hired_assault": True},
        {"crime_suspected": True},
        {"injury_level": "light_injury"},
        {"injury_level": "serious_injury"},
        {"act_kind": "family_abuse"},
        {"act_kind": "molestation"},
    )
    beside: tuple[Facts, ...] = ({}, {"both_willing": True, "safety_check_done": True}, {"party_refused": True})
    for dispute_type, extra in product(types, beside):
        yield from (Combination(TODAY, dispute_type, signal, extra) for signal in signals)
        yield from (Combination(TODAY, dispute_type, (), {**fact, **extra}) for fact in facts)


def _acts(_: tuple[str, ...]) -> Iterator[Combination]:
    choices: Choices = {
        "offence_suspected": EITHER,
        "injury_level": (None, "none", "minor_injury"),
        "offence_minor": EITHER,
    }
    for dispute_type, facts in product(ACTS, _facts(choices, WILLING[:3], EXCLUDING)):
        yield Combination(TODAY, dispute_type, (), facts)


def _force(_: tuple[str, ...]) -> Iterator[Combination]:
    """R31: force was used, as the text says."""
    choices: Choices = {
        "injury_level": (None, "none", "minor_injury"),
        "offence_suspected": EITHER,
        "case_opened": IF_SO,
    }
    types = ("fight_injury", "parking", "consumer", "labour_dispute", "neighbour_noise", "spouse_conflict", "other")
    for dispute_type, facts in product(types, _facts(choices, WILLING)):
        yield Combination(TODAY, dispute_type, ("R31",), facts)


def _agreements(_: tuple[str, ...]) -> Iterator[Combination]:
    choices: Choices = {
        "agreement_defaulted": IF_SO,
        "agreement_kind": (None, "people", "police"),
        "agreement_performed": EITHER,
        "joint_written_request": IF_SO,
        "police_accepted_agreement": EITHER,
    }
    types = ("fight_injury", "property_damage", "loan_debt", "wage_arrears", "labour_dispute")
    for dispute_type, facts in product(types, _facts(choices, WILLING[:3])):
        yield Combination(TODAY, dispute_type, (), facts)


def _noise(_: tuple[str, ...]) -> Iterator[Combination]:
    choices: Choices = {
        "noise_source": (None, "household", "commercial", "construction"),
        "dissuasion_by_property": (None, 0, 2),
        "mediation_failed": (None, 1),
        "department_order": IF_SO,
        "still_disturbing": EITHER,
    }
    days = (date(2025, 6, 1), date(2026, 5, 1), TODAY)
    for on, facts in product(days, _facts(choices, (WILLING[0], WILLING[3]))):
        yield Combination(on, "neighbour_noise", (), facts)


def _land(_: tuple[str, ...]) -> Iterator[Combination]:
    both: Choices = {"ownership_disputed": EITHER, "against_government": EITHER, "court_accepted": IF_SO}
    land = ("homestead_boundary", "land_use", "forest_right", "water_use", "neighbour_passage")
    for dispute_type, facts in product(land, _facts({**both, "offence_suspected": IF_SO}, WILLING[:3])):
        yield Combination(TODAY, dispute_type, (), facts)
    exclusive = ("expropriation", "village_affairs", "petition_claim")
    for dispute_type, facts in product(exclusive, _facts({**both, "civil_part_only": EITHER}, WILLING)):
        yield Combination(TODAY, dispute_type, (), facts)


def _sectors(_: tuple[str, ...]) -> Iterator[Combination]:
    accepted: Choices = {"court_accepted": EITHER, "arbitration_accepted": EITHER, "mediation_failed": (None, 1, 2)}
    traffic: Choices = {**accepted, "traffic_finding_issued": EITHER, "days_since_finding": (None, 10, 11)}
    medical: Choices = {**accepted, "health_authority_accepted": EITHER, "offence_suspected": IF_SO}
    thrown: Choices = {"civil_part_only": EITHER, "penalty_decided": EITHER, "court_accepted": EITHER}
    pupils: Choices = {"bullying_suspected": EITHER, "offence_suspected": EITHER, "court_accepted": EITHER}
    for dispute_type, choices in (
        ("traffic_accident", traffic),
        ("medical", medical),
        ("throw_objects", thrown),
        ("student_conflict", pupils),
        ("labour_dispute", accepted),
        ("wage_arrears", accepted),
    ):
        yield from (Combination(TODAY, dispute_type, (), facts) for facts in _facts(choices, WILLING))


def _every_type(types: tuple[str, ...]) -> Iterator[Combination]:
    choices: Choices = {
        "mediation_failed": (None, 1, 2),
        "against_government": IF_SO,
        "department_order": IF_SO,
        "other_party_reachable": (None, False),
    }
    for dispute_type, facts in product(types, _facts(choices, WILLING[:3])):
        yield Combination(TODAY, dispute_type, (), facts)
    for dispute_type, violence, willing in product(types, (True, False), WILLING):
        yield Combination(TODAY, dispute_type, (), {"violence_ever": violence, **willing})


def _sessions(_: tuple[str, ...]) -> Iterator[Combination]:
    """Second sessions, mediation on the spot, and claims against the officer who would mediate."""
    sessions: Choices = {"mediation_failed": (None, 0, 1, 2), "mediation_session": (None, 1, 2)}
    on_the_spot: Choices = {"facts_established": EITHER, "offence_minor": EITHER, "perform_on_the_spot": IF_SO}
    for dispute_type, facts in product(ACTS, (*_facts(sessions, WILLING), *_facts(on_the_spot, WILLING))):
        yield Combination(TODAY, dispute_type, (), facts)
    for dispute_type, signals, willing in product(ACTS, (("T16",), ("R31", "T16"), ("R09",)), WILLING):
        yield Combination(TODAY, dispute_type, signals, willing)


def _dates(types: tuple[str, ...]) -> Iterator[Combination]:
    """Every type on the last day of an older law, and every kind of act under the law before 2026."""
    for day, dispute_type, facts in product(("2025-12-31", "2026-04-14", "2026-08-14"), types, WILLING):
        yield Combination(date.fromisoformat(day), dispute_type, (), facts)
    settled: Choices = {
        "agreement_performed": IF_SO,
        "joint_written_request": IF_SO,
        "police_accepted_agreement": EITHER,
    }
    facts_of_acts: tuple[Facts, ...] = (
        *EXCLUDING,
        *({"agreement_kind": "people", **facts} for facts in _facts(settled)),
        {"agreement_kind": "police", "agreement_defaulted": True},
        {"offence_minor": False},
        {"mediation_failed": 1},
        {"weapon_present": True},
        {"gathered": True},
        {"crime_suspected": True},
        {"bullying_suspected": True},
    )
    for dispute_type, facts in product(ACTS, facts_of_acts):
        for signals in ((), ("T16",), ("T02",)):
            yield Combination(date(2025, 12, 31), dispute_type, signals, facts)


def main() -> int:
    text = written(RuleIndex.of(load_rulebook(CHECKOUT / "rules").rulebook))
    if "--write" in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    return 0 if TABLE.is_file() and TABLE.read_text(encoding="utf-8") == text else 1


if __name__ == "__main__":
    sys.exit(main())
