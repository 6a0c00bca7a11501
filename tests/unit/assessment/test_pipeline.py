"""Flow 1 from end to end on a small rulebook: order of steps, proof, warnings, and what stays apart."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import POLICY, TODAY, fact_at_least, make_index, make_row, make_rule, type_rule
from triage.assessment.classify import SilentClassifier
from triage.assessment.pipeline import assess
from triage.assessment.rule import Condition, FactValue
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Assessment, EarlierMatter, Report, TypeScores
from triage.errors import InputError
from triage.vocabulary import HitContext, RiskLevel, Route

WORDING = {
    "reasons.trigger": "{label}:{matched}:{why}:{action}",
    "reasons.trigger_fact": "{label}:{fact}",
    "reasons.indicator": "{label}:{matched}:{weight}",
    "reasons.indicator_fact": "{label}:{fact}:{weight}",
    "reasons.indicator_people": "{label}:{count}人",
    "reasons.level_trigger": "{level}:{trigger}",
    "reasons.level_score": "{level}:{score}",
    "reasons.type_rule": "{label}:{matched}",
    "reasons.type_model": "{label}:{percent}%",
    "reasons.route": "{title}:{why}",
    "reasons.route_open": "{title}->{route}",
    "warnings.damaged_text": "乱码{count}",
    "warnings.long_text": "{chars}字{parts}段",
    "labels.risk_level.red": "红",
}
RULES = (
    make_rule("risk.self_harm", any=("跳楼",), context_in=("跳楼机",)),
    make_rule("risk.injury", indicator="R01", any=("受伤",)),
    type_rule("loan_debt", "欠钱", "还钱"),
)
PENALISED = make_row("penalised", fact_at_least("prior_penalties_12m", 1), Route.PENALTY)
ROUTES = (PENALISED, make_row("loan", Condition(atom="type_in", value=("loan_debt",)), None))
INDEX = make_index(*RULES, routes=ROUTES, wording=WORDING)


def _assess(
    text: str,
    facts: Mapping[str, FactValue] | None = None,
    *,
    index: RuleIndex = INDEX,
    on: date = TODAY,
    **report: Any,
) -> Assessment:
    whole = Report("r1", text, facts or {}, **report)
    return assess(whole, on=on, index=index, classifier=SilentClassifier(), policy=POLICY)


def _says(assessment: Assessment) -> list[str]:
    return [reason.says for reason in assessment.reasons]


def test_a_plain_debt_goes_to_mediation() -> None:
    answer = _assess("朋友欠钱不还")
    assert (answer.tags.primary, answer.risk.level, answer.route.recommended) == (
        "loan_debt",
        RiskLevel.BLUE,
        Route.PEOPLE,
    )


def test_a_threat_blocks_and_every_reason_has_its_proof() -> None:
    text = "再不還錢我就跳樓"
    answer = _assess(text)
    assert (answer.risk.because, answer.route.recommended) == ("T03", Route.BLOCK)
    trigger, level, debt, *_ = answer.reasons
    assert (trigger.says, trigger.source_id, trigger.weight) == (
        "触发T03:跳樓:文中有此说法:立即报警",
        "risk.self_harm@1",
        1.0,
    )
    assert (text[slice(*(trigger.span or (0, 0)))], trigger.legal_basis, trigger.verification) == (
        "跳樓",
        ("R110",),
        "V2",
    )
    assert level.says == "红:T03"
    assert debt.says == "借贷:還錢"


def test_a_harmless_phrase_is_to_check_and_blocks_nothing() -> None:
    answer = _assess("健身房跳楼机坏了欠钱不退")
    assert [(check.id, check.context) for check in answer.risk.to_check] == [("T03", HitContext.IDIOM)]
    assert not answer.route.blocked


def test_an_indicator_is_explained_with_its_share() -> None:
    answer = _assess("他受伤了还欠钱", {"agreement_defaulted": True})
    shares = {reason.says: reason.weight for reason in answer.reasons if reason.says.startswith("指标")}
    assert shares == {"指标R01:受伤:15": 0.375, "指标R09:事实agreement_defaulted:25": 0.625}


def test_people_in_the_text_are_explained() -> None:
    assert "指标R17:7人" in _says(_assess("欠我们七个人的钱"))


def test_open_rows_are_explained_after_the_deciding_one() -> None:
    route = [reason for reason in _assess("朋友欠钱不还").reasons if reason.source_id.startswith("route.")]
    assert [(reason.says, reason.weight) for reason in route] == [("loan:理由", 1.0), ("penalised->PEN", 0.0)]


def test_the_model_is_named_as_a_source() -> None:
    class Sure:
        version = "dispute_type@v001"

        def scores(self, text: str) -> TypeScores:
            return TypeScores({"consumer": 0.9}, 0.9, self.version)

    answer = assess(Report("r1", "买的东西坏了"), on=TODAY, index=INDEX, classifier=Sure(), policy=POLICY)
    assert (answer.model, answer.tags.primary) == ("dispute_type@v001", "consumer")
    assert ("消费:90%", "dispute_type@v001") in [(reason.says, reason.source_id) for reason in answer.reasons]


def test_versions_are_part_of_the_answer() -> None:
    answer = _assess("欠钱")
    assert (answer.rulebook, answer.model, answer.policy, answer.assessed_on) == (
        "sha256:rulebook",
        "none",
        "sha256:policy",
        TODAY,
    )


@pytest.mark.parametrize("text", ["", " \n", "？！", "😀", "\ufffd\ufffd\ufffd"])
def test_only_unreadable_text_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        _assess(text)
    assert refused.value.code == "no_readable_text"


@pytest.mark.parametrize("text", ["\ud800打", "سلام", "🔪跳楼🔪", "a" * 100_000, "跳楼，" * 30_000, "\x00\x01打人"])
def test_any_readable_text_is_assessed(text: str) -> None:
    assert _assess(text).route is not None


@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_no_text_breaks_the_pipeline(text: str) -> None:
    assert len(_assess(f"有人{text}").reasons) >= 1


def test_damage_and_length_are_warned_of() -> None:
    assert _assess("欠钱\ufffd").warnings == ("乱码1",)
    assert _assess("他说话。" * 100).warnings == ("400字2段",)


def test_history_counts_as_facts() -> None:
    answer = _assess("欠钱", history=(EarlierMatter(TODAY), EarlierMatter(TODAY)))
    assert answer.facts == {"prior_reports_30d": 2, "prior_reports_90d": 2}
    assert [indicator.id for indicator in answer.risk.indicators] == ["R07"]


def test_police_only_facts_change_the_route_and_nothing_that_is_shared() -> None:
    plain, police = _assess("朋友欠钱不还"), _assess("朋友欠钱不还", {"prior_penalties_12m": 1})
    assert (police.risk, police.tags, police.reasons) == (plain.risk, plain.tags, plain.reasons)
    assert (police.questions, police.changes) == (plain.questions, plain.changes)
    assert (plain.restricted, police.route.recommended) == (None, Route.PENALTY)
    assert police.restricted is not None
    assert police.restricted.shared_route == plain.route
    assert [indicator.id for indicator in police.restricted.indicators] == ["R11"]
    assert [reason.says for reason in police.restricted.reasons] == [
        "指标R11:事实prior_penalties_12m:15",
        "penalised:理由",
    ]


def test_the_same_input_gives_the_same_answer() -> None:
    text = "欠我们七个人三万五，没有跳楼，受伤了，昨天在城关派出所报案"
    rebuilt = RuleIndex.of(replace(INDEX.rulebook, rules=tuple(reversed(RULES))))
    assert _assess(text) == _assess(text) == _assess(text, index=rebuilt)


def test_a_missing_sentence_does_not_stop_the_assessment() -> None:
    answer = _assess("再不还钱我就跳楼", index=make_index(*RULES, routes=ROUTES))
    assert answer.reasons[0].says == "reasons.trigger"
