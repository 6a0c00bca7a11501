"""Facts read from the text: they may choose the route, never more, and they stay a question."""

from datetime import date

import pytest

from tests.unit.assessment.books import FACTS, TODAY, fact_is, make_index, make_row, make_rule
from tests.unit.test_scenarios import assessor
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.presume_facts import presume_facts
from triage.assessment.recommend_route import Outcome, RouteAdviser
from triage.assessment.rule import Condition, FactValue, RouteRow, Rule
from triage.assessment.types import Assessment, PresumedFact, Report, RiskGrade, TypeTag, TypeTags
from triage.exchange.contract import answer_of, assessment_of
from triage.vocabulary import RiskLevel, Route

LOAN = TypeTags((TypeTag("loan_debt", 0.8, ("rule",)),), abstained=False, is_dispute=True)
CALM = RiskGrade(RiskLevel.BLUE, 0, "score", (), (), ())
REFUSED = make_row("refused", fact_is("party_refused", True), Route.COURT)
DEFAULT = make_row("default", route=None)
BLOCKED = make_row("blocked", fact_is("party_refused", True), Route.BLOCK)
NOISE_AT_SITE = "对面工地半夜打桩，噪音吵得一家人睡不着觉。"


def _refusal(*words: str, value: FactValue = True, name: str = "fact.refused", **fields: object) -> Rule:
    return make_rule(name, trigger=None, fact="party_refused", value=value, any=words, **fields)


def _presumed(text: str, *rules: Rule, known: dict[str, FactValue] | None = None) -> list[tuple[str, FactValue, str]]:
    hits = match_rules(normalise(text), make_index(*rules), TODAY)
    found = presume_facts(hits, LOAN, known or {}, FACTS)
    return [(one.fact, one.value, one.matched) for one in found]


def _advise(*rows: RouteRow, stated: dict[str, FactValue], facts: dict[str, FactValue] | None = None) -> Outcome:
    return RouteAdviser(LOAN, CALM, 0, make_index(routes=rows), TODAY, stated).advise(facts or {})


def _assess(text: str, **facts: FactValue) -> Assessment:
    return assessor().assess(Report("r", text, facts), date(2026, 11, 22))


def test_words_state_a_fact() -> None:
    assert _presumed("他拒绝调解", _refusal("拒绝调解")) == [("party_refused", True, "拒绝调解")]


def test_a_known_fact_is_never_contradicted() -> None:
    assert _presumed("他拒绝调解", _refusal("拒绝调解"), known={"party_refused": False}) == []


def test_a_doubtful_word_states_nothing() -> None:
    assert _presumed("他没有拒绝调解", _refusal("拒绝调解")) == []


def test_a_text_that_says_both_states_nothing() -> None:
    both = (_refusal("拒绝调解"), _refusal("愿意谈", value=False, name="fact.willing"))
    assert _presumed("他拒绝调解，后来又愿意谈", *both) == []


@pytest.mark.parametrize(("types", "count"), [(("loan_debt",), 1), (("consumer",), 0), ((), 1)])
def test_some_words_count_in_some_types_only(types: tuple[str, ...], count: int) -> None:
    assert len(_presumed("他拒绝调解", _refusal("拒绝调解", only_types=types))) == count


def test_a_police_only_fact_is_never_presumed() -> None:
    rule = make_rule("fact.penalty", trigger=None, fact="prior_penalties_12m", value=1, any=("拘留过",))
    assert _presumed("他去年被拘留过", rule) == []


def test_a_presumed_fact_chooses_the_route_and_leaves_the_other_possible() -> None:
    outcome = _advise(REFUSED, DEFAULT, stated={"party_refused": True})
    assert (outcome.advice.recommended, outcome.advice.possible) == (Route.COURT, (Route.COURT, Route.PEOPLE))
    assert outcome.presumed == {"party_refused"}


def test_it_stays_a_question() -> None:
    assert "party_refused" in _advise(REFUSED, DEFAULT, stated={"party_refused": True}).open_facts


def test_an_answer_takes_its_place() -> None:
    advice = _advise(REFUSED, DEFAULT, stated={"party_refused": True}, facts={"party_refused": False}).advice
    assert (advice.recommended, advice.possible) == (Route.PEOPLE, (Route.PEOPLE,))


def test_supposing_the_answer_no_shows_the_other_route() -> None:
    index = make_index(routes=(REFUSED, DEFAULT))
    adviser = RouteAdviser(LOAN, CALM, 0, index, TODAY, {"party_refused": True})
    outcome = adviser.advise({})
    assert adviser.suppose(outcome, "party_refused", False).recommended is Route.PEOPLE
    assert adviser.suppose(outcome, "party_refused", True).possible_count == 1


def test_words_alone_never_block() -> None:
    assert not _advise(BLOCKED, DEFAULT, stated={"party_refused": True}).advice.blocked


def test_words_alone_never_clear_a_block() -> None:
    blocks_unless = make_row("order", fact_is("protection_order", True), Route.BLOCK)
    free = make_row("free", Condition(fact="party_refused", test="is", value=True), Route.COURT)
    facts: dict[str, FactValue] = {"protection_order": True}
    assert _advise(free, blocks_unless, stated={"party_refused": True}, facts=facts).advice.blocked


def test_the_reasons_say_that_it_is_presumed_and_the_question_quotes_the_words() -> None:
    answer = _assess(NOISE_AT_SITE)
    assert answer.route.recommended is Route.ADMINISTRATIVE
    assert [(one.fact, one.value) for one in answer.presumed] == [("noise_source", "construction")]
    start, end = answer.presumed[0].span
    assert NOISE_AT_SITE[start:end] == answer.presumed[0].matched
    assert [reason.span for reason in answer.reasons if reason.says.startswith("推定")] == [(start, end)]
    (asked,) = (one for one in answer.questions if one.fact == "noise_source")
    assert "请核实" in asked.ask
    assert asked.would_change["household"] == "PM"


def test_an_answered_question_presumes_nothing_more() -> None:
    answer = _assess(NOISE_AT_SITE, noise_source="household")
    assert answer.presumed == ()
    assert answer.route.recommended is Route.PEOPLE


def test_it_is_written_and_read_back() -> None:
    answer = _assess(NOISE_AT_SITE)
    document = answer_of(answer)
    (written,) = document["route"]["presumed"]
    assert written["value"] == "construction"
    assert assessment_of(document, facts={}).presumed == answer.presumed
    assert isinstance(answer.presumed[0], PresumedFact)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("两家为宅基地界墙争执，这块地到底归谁说不清，要求镇里确权。", Route.GOVERNMENT),
        ("朋友欠我八万元两年不还，法院已经立案了。", Route.COURT),
        ("邻居长期占用公共过道，社区去说过，他就是不愿意调解。", Route.COURT),
        ("打架以后在派出所签了调解协议，到期他一分没给。", Route.PENALTY),
        ("欠我八万的事村委会主持签了调解协议，到期他一分没给。", Route.PEOPLE),
    ],
)
def test_reports_that_say_it_outright_go_where_the_law_sends_them(text: str, route: Route) -> None:
    assert _assess(text).route.recommended is route
