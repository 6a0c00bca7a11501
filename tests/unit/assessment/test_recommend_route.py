"""Steps *recommend_route* and *ask_next*: the table in three-valued logic, the block, and the next question."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.unit.assessment.books import FACTS, TODAY, fact_at_least, fact_is, make_index, make_row
from triage.assessment.ask_next import answers_to, ask_next
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.rule import Condition, Exclusion, FactValue, RouteRow
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Question, RiskGrade, ToCheck, TriggerHit, TypeTag, TypeTags
from triage.vocabulary import HitContext, RiskLevel, Route

LOAN = TypeTags((TypeTag("loan_debt", 0.8, ("rule",)),), abstained=False, is_dispute=True)
REFUSED = make_row("refused", fact_is("party_refused", True), Route.COURT)
INJURED = make_row("injured", Condition(fact="injury_level", test="one_of", value=("light_injury",)), Route.BLOCK)
FAILED = make_row("failed", fact_at_least("mediation_failed", 2), Route.COURT)
DEFAULT = make_row("default", route=None)


def _risk(*triggers: str, checks: tuple[str, ...] = ()) -> RiskGrade:
    to_check = tuple(ToCheck(check, (0, 1), HitContext.WEAK_WORD, "", "") for check in checks)
    return RiskGrade(
        RiskLevel.BLUE, 0, "score", tuple(TriggerHit(trigger, (0, 1), "") for trigger in triggers), to_check, ()
    )


def _adviser(index: RuleIndex, tags: TypeTags, risk: RiskGrade, people: int, on: date) -> RouteAdviser:
    return RouteAdviser(tags, risk, people, index, on)


def _advise(
    *rows: RouteRow,
    facts: Mapping[str, FactValue] | None = None,
    tags: TypeTags = LOAN,
    risk: RiskGrade | None = None,
    on: date = TODAY,
    exclusions: tuple[Exclusion, ...] = (),
) -> Outcome:
    index = make_index(routes=rows, exclusions=exclusions)
    return _adviser(index, tags, risk or _risk(), 0, on).advise(facts or {})


def _questions(*rows: RouteRow, people: int = 0, **parts: Any) -> tuple[Question, ...]:
    index = make_index(routes=rows)
    adviser = _adviser(index, parts.get("tags", LOAN), parts.get("risk", _risk()), people, TODAY)
    return ask_next(adviser.advise(parts.get("facts", {})), adviser, index)


def test_the_first_true_row_decides() -> None:
    advice = _advise(
        REFUSED, make_row("people"), make_row("never", route=Route.PETITION), facts={"party_refused": True}
    ).advice
    assert (advice.recommended, advice.possible, advice.rows) == (Route.COURT, (Route.COURT,), ("route.refused@1",))


def test_a_false_row_is_passed_over() -> None:
    advice = _advise(REFUSED, DEFAULT, facts={"party_refused": False}).advice
    assert (advice.recommended, advice.possible) == (Route.PEOPLE, (Route.PEOPLE,))


def test_an_unknown_row_keeps_its_route_possible() -> None:
    advice = _advise(REFUSED, DEFAULT).advice
    assert (advice.recommended, advice.possible) == (Route.PEOPLE, (Route.PEOPLE, Route.COURT))
    assert advice.rows == ("route.default@1", "route.refused@1")


def test_a_default_row_takes_the_order_of_the_first_type() -> None:
    advice = _advise(DEFAULT).advice
    assert (advice.recommended, advice.then) == (Route.PEOPLE, (Route.COURT,))


def test_a_row_brings_its_own_order() -> None:
    advice = _advise(make_row("own", route=Route.GOVERNMENT, then=(Route.COURT,))).advice
    assert (advice.recommended, advice.then) == (Route.GOVERNMENT, (Route.COURT,))


def test_where_no_row_is_true_a_person_decides() -> None:
    advice = _advise(REFUSED).advice
    assert (advice.recommended, advice.possible, advice.blocked) == (None, (Route.COURT,), False)


@pytest.mark.parametrize(
    "tags",
    [
        TypeTags((TypeTag("loan_debt", 0.2, ("rule",)),), abstained=True, is_dispute=None),
        TypeTags((TypeTag("loan_debt", 0.9, ("rule",)),), abstained=False, is_dispute=False),
    ],
)
def test_an_unsure_type_or_an_enquiry_gets_no_route(tags: TypeTags) -> None:
    assert _advise(make_row("people"), tags=tags).advice.recommended is None


def test_an_unsure_type_leaves_rows_about_types_open() -> None:
    unsure = TypeTags((TypeTag("loan_debt", 0.2, ("rule",)),), abstained=True, is_dispute=None)
    row = make_row("consumer", Condition(atom="type_in", value=("consumer",)), Route.ADMINISTRATIVE)
    assert _advise(row, tags=unsure).advice.possible == (Route.ADMINISTRATIVE,)


def test_a_blocking_trigger_blocks_without_any_row() -> None:
    advice = _advise(make_row("people"), risk=_risk("T03")).advice
    assert (advice.recommended, advice.blocked, advice.possible) == (Route.BLOCK, True, (Route.BLOCK,))
    assert advice.then == (Route.PEOPLE, Route.COURT)


def test_a_blocking_row_says_what_may_follow() -> None:
    row = make_row("danger", Condition(atom="blocking_trigger"), Route.BLOCK, then=(Route.PENALTY,))
    advice = _advise(row, make_row("people"), risk=_risk("T03")).advice
    assert (advice.recommended, advice.then, advice.rows) == (Route.BLOCK, (Route.PENALTY,), ("route.danger@1",))


def test_danger_blocks_even_an_unsure_type() -> None:
    assert _advise(make_row("people"), tags=TypeTags((), True, None), risk=_risk("T03")).advice.blocked


def test_a_trigger_that_does_not_block_leaves_the_route() -> None:
    assert _advise(make_row("people"), risk=_risk("T15")).advice.recommended is Route.PEOPLE


def test_a_doubtful_trigger_does_not_block() -> None:
    assert not _advise(make_row("people"), risk=_risk(checks=("T03",))).advice.blocked


@pytest.mark.parametrize(
    "facts", [{"protection_order": True}, {"weapon_present": True}, {"injury_level": "light_injury"}]
)
def test_facts_block_too(facts: dict[str, FactValue]) -> None:
    advice = _advise(make_row("people"), facts=facts).advice
    assert (advice.blocked, advice.recommended) == (True, Route.BLOCK)


@pytest.mark.parametrize(("on", "route"), [(date(2026, 8, 14), Route.PEOPLE), (date(2026, 8, 15), Route.COURT)])
def test_a_row_applies_from_its_first_day(on: date, route: Route) -> None:
    new_law = make_row("new", route=Route.COURT, valid_from=date(2026, 8, 15))
    assert _advise(new_law, make_row("people"), on=on).advice.recommended is route


def test_exclusions_are_true_false_or_unknown() -> None:
    exclusions = tuple(
        Exclusion(name, name, fact_is(fact, True), (), "V")
        for name, fact in (("met", "party_refused"), ("not_met", "both_willing"), ("open", "gathered"))
    )
    advice = _advise(DEFAULT, facts={"party_refused": True, "both_willing": False}, exclusions=exclusions).advice
    assert [(check.id, check.holds) for check in advice.exclusions] == [
        ("met", True),
        ("not_met", False),
        ("open", None),
    ]


def test_nothing_is_asked_when_nothing_is_open() -> None:
    assert _questions(make_row("people")) == ()


def test_a_question_tells_where_each_answer_leads() -> None:
    (question,) = _questions(INJURED, DEFAULT)
    assert (question.fact, question.ask) == ("injury_level", "injury_level？")
    assert question.would_change == {"none": None, "minor_injury": None, "light_injury": "BLOCK"}


def test_count_questions_use_the_bands_of_the_table() -> None:
    (question,) = _questions(FAILED, DEFAULT)
    assert question.would_change == {"0-1": None, "2+": "COURT"}


@pytest.mark.parametrize(("thresholds", "bands"), [((1,), ["0", "1+"]), ((2, 10), ["0-1", "2-9", "10+"]), ((), ["0+"])])
def test_counts_are_answered_in_bands(thresholds: tuple[int, ...], bands: list[str]) -> None:
    assert [answer for answer, _ in answers_to(FACTS["people_count"], thresholds)] == bands


def test_the_fact_that_settles_most_is_asked_first() -> None:
    either = make_row("either", Condition(any=(fact_is("gathered", True), fact_is("party_refused", True))), Route.COURT)
    other = make_row("other", fact_is("party_refused", True), Route.GOVERNMENT)
    asked = [question.fact for question in _questions(either, other, DEFAULT)]
    assert asked == ["party_refused", "gathered"]


def test_known_facts_are_not_asked() -> None:
    assert _questions(REFUSED, DEFAULT, facts={"party_refused": False}) == ()


def test_at_most_five_questions_are_asked() -> None:
    facts = ("party_refused", "both_willing", "minor_involved", "gathered", "in_mediation", "same_dispute")
    rows = [make_row(fact, fact_is(fact, True), Route.COURT) for fact in facts]
    assert len(_questions(*rows, DEFAULT)) == 5


def test_a_rare_fact_is_not_asked_for() -> None:
    rare = make_row("rare", Condition(fact="party_refused", test="is_known", value=True), Route.COURT)
    assert _questions(rare, DEFAULT) == ()


def test_family_violence_asks_after_the_children() -> None:
    (question,) = _questions(make_row("people"), risk=_risk("T05"))
    assert (question.fact, question.would_change) == ("minor_involved", {"true": "T06", "false": None})


def test_a_doubtful_weapon_is_asked_after() -> None:
    (question,) = _questions(make_row("people"), risk=_risk(checks=("T01",)))
    assert (question.fact, question.would_change) == ("weapon_present", {"true": "BLOCK", "false": None})


def test_ten_people_are_asked_whether_they_have_gathered() -> None:
    (question,) = _questions(make_row("people"), people=12)
    assert (question.fact, question.would_change) == ("gathered", {"true": "BLOCK", "false": None})


def test_a_supposed_answer_agrees_with_a_real_one() -> None:
    rare = make_row("rare", Condition(fact="gathered", test="is_known", value=False), Route.PETITION)
    rows = (INJURED, rare, REFUSED, FAILED, make_row("open", fact_is("same_dispute", False), Route.COURT), DEFAULT)
    index = make_index(routes=rows)
    adviser = _adviser(index, LOAN, _risk(), 0, TODAY)
    base = adviser.advise({"both_willing": True})
    for fact in ("party_refused", "injury_level", "mediation_failed", "protection_order", "gathered"):
        for _, value in answers_to(FACTS[fact], (2,)):
            supposed = adviser.suppose(base, fact, value)
            real = _adviser(index, LOAN, _risk(), 0, TODAY).advise({"both_willing": True, fact: value})
            assert supposed.recommended is real.advice.recommended
            assert supposed.possible_count == len(real.advice.possible)
            assert supposed.triggers == real.situation.triggers
