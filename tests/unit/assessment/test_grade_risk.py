"""Step *grade_risk*: triggers, indicators, floors; what facts and history add; what police-only facts never touch."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import FACTS, INDICATORS, POLICY, TODAY, TRIGGERS, make_book, make_rule, type_rule
from triage.assessment.count_people import PeopleCount
from triage.assessment.fact_signals import TRIGGER_FACTS, fact_triggers
from triage.assessment.grade_risk import Evidence, grade_risk, police_only_indicators
from triage.assessment.known_facts import KnownFacts, settle_facts
from triage.assessment.rule import FactValue
from triage.assessment.types import EarlierMatter, Hit, Report, RiskGrade, TypeTag, TypeTags
from triage.vocabulary import HitContext, RiskLevel

BOOK = make_book()
NOTHING = TypeTags((), True, None)


def _trigger(trigger: str, at: int = 0, context: HitContext | None = None, rule_id: str = "risk.t") -> Hit:
    return Hit(make_rule(rule_id, trigger=trigger), (at, at + 2), "词语", context)


def _indicator(indicator: str, at: int = 0, context: HitContext | None = None) -> Hit:
    return Hit(make_rule(f"risk.{indicator.lower()}", indicator=indicator), (at, at + 2), "词语", context)


def _grade(
    *hits: Hit,
    facts: Mapping[str, FactValue] | None = None,
    tags: TypeTags = NOTHING,
    people: PeopleCount | None = None,
) -> RiskGrade:
    return grade_risk(Evidence(hits, tags, facts or {}, people), BOOK, POLICY)


def _ids(grade: RiskGrade) -> list[str]:
    return [indicator.id for indicator in grade.indicators]


def test_nothing_found_is_blue() -> None:
    grade = _grade()
    assert (grade.level, grade.score, grade.because) == (RiskLevel.BLUE, 0, "score")


def test_a_firm_trigger_fixes_the_level_whatever_the_score() -> None:
    grade = _grade(_trigger("T03"), _indicator("R01"))
    assert (grade.level, grade.score, grade.because) == (RiskLevel.RED, 15, "T03")


def test_a_trigger_is_listed_once_from_its_first_hit() -> None:
    grade = _grade(_trigger("T03", 2, rule_id="risk.a"), _trigger("T03", 9, rule_id="risk.b"))
    assert [(hit.id, hit.span, hit.source_id) for hit in grade.triggers] == [("T03", (2, 4), "risk.a@1")]


def test_a_doubtful_trigger_raises_nothing_and_stays_to_check() -> None:
    grade = _grade(_trigger("T03", context=HitContext.NEGATED))
    assert (grade.level, grade.triggers) == (RiskLevel.BLUE, ())
    assert [(check.id, check.context, check.ask) for check in grade.to_check] == [("T03", HitContext.NEGATED, "请核实")]


def test_doubtful_hits_are_listed_once_per_trigger_and_context_beside_firm_ones() -> None:
    negated, idiom = HitContext.NEGATED, HitContext.IDIOM
    grade = _grade(_trigger("T03"), _trigger("T03", 5, negated), _trigger("T03", 9, negated), _trigger("T03", 7, idiom))
    assert [(check.context, check.span) for check in grade.to_check] == [(idiom, (7, 9)), (negated, (5, 7))]


def test_a_trigger_without_a_level_leaves_the_level() -> None:
    grade = _grade(_trigger("T15"))
    assert (grade.level, grade.because, [hit.id for hit in grade.triggers]) == (RiskLevel.BLUE, "score", ["T15"])


def test_a_high_score_beats_an_orange_trigger() -> None:
    hits = [_indicator(code) for code in ("R01", "R02", "R09", "R31")]
    grade = _grade(_trigger("T13"), *hits)
    assert (grade.score, grade.level, grade.because) == (80, RiskLevel.RED, "score")


def test_the_score_is_capped() -> None:
    grade = _grade(*(_indicator(code) for code in INDICATORS), facts={"agreement_defaulted": True})
    assert grade.score == 100


def test_an_indicator_counts_once() -> None:
    assert _grade(_indicator("R01", 0), _indicator("R01", 6)).score == 15


def test_a_doubtful_indicator_does_not_count() -> None:
    assert _grade(_indicator("R01", context=HitContext.NEGATED)).indicators == ()


def test_a_replacing_indicator_removes_the_replaced() -> None:
    grade = _grade(_indicator("R06"), _indicator("R07"))
    assert (_ids(grade), grade.score) == (["R07"], 35)


def test_a_floor_lifts_the_level_and_says_so() -> None:
    grade = _grade(_indicator("R18"))
    assert (grade.score, grade.level, grade.because) == (25, RiskLevel.ORANGE, "R18")


def test_a_floor_that_lifts_nothing_is_not_the_reason() -> None:
    grade = _grade(_indicator("R07"), _indicator("R02"))
    assert (grade.score, grade.level, grade.because) == (55, RiskLevel.ORANGE, "score")


@pytest.mark.parametrize(
    ("hits", "tags", "facts"),
    [
        ((_indicator("R31"),), NOTHING, {}),
        ((_indicator("R02"),), NOTHING, {}),
        ((), TypeTags((TypeTag("loan_debt", 0.5, ()), TypeTag("fight_injury", 0.3, ())), False, True), {}),
        ((), NOTHING, {"offence_suspected": True}),
    ],
)
def test_a_possible_offence_is_yellow_at_least(
    hits: tuple[Hit, ...], tags: TypeTags, facts: dict[str, FactValue]
) -> None:
    grade = _grade(*hits, tags=tags, facts=facts)
    assert (grade.level, grade.because) == (RiskLevel.YELLOW, "offence_possible")


@pytest.mark.parametrize(
    ("facts", "indicator"),
    [
        ({"prior_reports_30d": 1}, ["R06"]),
        ({"prior_reports_90d": 1}, []),
        ({"prior_reports_30d": 1, "prior_reports_90d": 2}, ["R07"]),
        ({"prior_reports_30d": 2}, ["R07"]),
        ({"prior_reports_30d": 2, "same_dispute": False}, []),
        ({"mediation_failed": 1}, ["R08"]),
        ({"mediation_failed": 0}, []),
        ({"dissuasion_by_property": 2, "dissuasion_by_police": 1}, ["R08"]),
        ({"agreement_defaulted": True}, ["R09"]),
        ({"protection_order": True}, ["R13"]),
        ({"people_count": 3}, ["R17"]),
        ({"people_count": 2}, []),
        ({"people_count": 10}, ["R18"]),
        ({"dependant_without_care": True}, ["R32"]),
    ],
)
def test_facts_raise_indicators(facts: dict[str, FactValue], indicator: list[str]) -> None:
    assert _ids(_grade(facts=facts)) == indicator


def test_people_read_from_the_text_count_where_nobody_counted() -> None:
    grade = _grade(people=PeopleCount(60, (0, 4)))
    assert [(hit.id, hit.span, hit.source_id) for hit in grade.indicators] == [("R18", (0, 4), "text.people_count")]


def test_a_count_given_beats_the_text() -> None:
    assert _ids(_grade(facts={"people_count": 2}, people=PeopleCount(60, (0, 4)))) == []


def test_a_crowd_on_the_spot_is_a_trigger_and_no_indicator() -> None:
    grade = _grade(facts={"gathered": True, "people_count": 10})
    assert ([hit.id for hit in grade.triggers], grade.indicators) == (["T10"], ())


def test_words_for_many_people_do_not_count_beside_a_crowd_on_the_spot() -> None:
    assert _ids(_grade(_trigger("T10"), _indicator("R18"))) == []


@pytest.mark.parametrize(
    ("facts", "firm", "expected"),
    [
        ({"weapon_present": True}, set(), {"T01": "weapon_present"}),
        ({"injury_level": "light_injury"}, set(), {"T08": "injury_level"}),
        ({"injury_level": "minor_injury"}, set(), {}),
        ({"gathered": True}, set(), {}),
        ({"minor_involved": True}, set(), {}),
        ({"minor_involved": True}, {"T05"}, {"T06": "minor_involved"}),
        ({"in_mediation": True}, set(), {}),
        ({"in_mediation": True}, {"T13"}, {"T17": "in_mediation"}),
        ({"in_mediation": True, "weapon_present": True}, set(), {"T01": "weapon_present", "T17": "in_mediation"}),
        ({"weapon_present": True}, {"T01"}, {}),
    ],
)
def test_facts_raise_triggers(facts: dict[str, FactValue], firm: set[str], expected: dict[str, str]) -> None:
    assert dict(fact_triggers(facts, firm, people=0)) == expected
    assert expected.keys() == set() or facts.keys() <= TRIGGER_FACTS


def test_police_only_facts_stay_out_of_score_and_level() -> None:
    facts: dict[str, FactValue] = {"prior_penalties_12m": 2, "mediation_failed": 1}
    shared = KnownFacts(facts, ()).without_police_only(FACTS)
    assert _grade(facts=facts).score == _grade(facts=shared).score == 15
    assert [(hit.id, hit.weight) for hit in police_only_indicators(facts, BOOK)] == [("R11", 15)]


@given(st.lists(st.sampled_from(sorted(INDICATORS)), unique=True), st.sampled_from(sorted(INDICATORS)))
def test_more_evidence_never_lowers_the_level(present: list[str], added: str) -> None:
    before = _grade(*(_indicator(code) for code in present))
    after = _grade(*(_indicator(code) for code in [*present, added]))
    assert after.level.rank >= before.level.rank


@given(st.lists(st.sampled_from(sorted(TRIGGERS)), unique=True))
def test_every_trigger_found_is_listed(found: list[str]) -> None:
    assert [hit.id for hit in _grade(*map(_trigger, found)).triggers] == sorted(found)


def test_a_type_rule_raises_no_risk() -> None:
    assert _grade(Hit(type_rule("loan_debt", "欠钱"), (0, 2), "欠钱")).score == 0


def _history(*days_ago: int) -> tuple[EarlierMatter, ...]:
    return tuple(EarlierMatter(TODAY - timedelta(days=days)) for days in days_ago)


def _settled(report: Report, wording: dict[str, str] | None = None) -> KnownFacts:
    return settle_facts(report, make_book(wording=wording), TODAY)


def test_earlier_matters_are_counted_in_both_windows() -> None:
    known = _settled(Report("1", "", history=_history(0, 30, 31, 90, 91)))
    assert known.facts == {"prior_reports_30d": 2, "prior_reports_90d": 4}


def test_the_windows_reach_back_from_the_day_of_the_report() -> None:
    known = _settled(Report("1", "", reported_on=date(2026, 1, 31), history=(EarlierMatter(date(2026, 1, 1)),)))
    assert known.facts["prior_reports_30d"] == 1


def test_without_history_the_counts_stay_unknown() -> None:
    assert _settled(Report("1", "")).facts == {}


@pytest.mark.parametrize(("given_count", "used"), [(3, 3), (0, 1)])
def test_the_higher_of_fact_and_history_counts_with_a_warning(given_count: int, used: int) -> None:
    wording = {"warnings.history_count": "{fact} {given} {counted} {used}"}
    known = _settled(Report("1", "", {"prior_reports_30d": given_count}, history=_history(5)), wording)
    assert known.facts["prior_reports_30d"] == used
    assert known.warnings == (f"事实prior_reports_30d {given_count} 1 {used}",)


def test_matters_after_the_report_are_not_counted() -> None:
    known = _settled(Report("1", "", history=_history(-1, 1)))
    assert known.facts["prior_reports_30d"] == 1
    assert known.warnings == ("warnings.future_history",)


@pytest.mark.parametrize(
    "facts",
    [
        {"no_such_fact": True},
        {"party_refused": 1},
        {"people_count": True},
        {"people_count": -1},
        {"injury_level": "big"},
    ],
)
def test_an_unusable_fact_is_unknown_and_warned_of(facts: dict[str, FactValue]) -> None:
    known = _settled(Report("1", "", facts))
    assert known.facts == {}
    assert len(known.warnings) == 1
