"""Small rulebooks for the unit tests of flow 1: only what the test at hand needs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule import (
    Condition,
    ContextCues,
    DisputeType,
    Exclusion,
    FactDefinition,
    Indicator,
    NearPattern,
    Policy,
    RouteRow,
    Rule,
    Rulebook,
    Trigger,
    WordSet,
)
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Hit
from triage.vocabulary import ElementKind, HitContext, RiskLevel, Route

TODAY = date(2026, 11, 22)
LONG_AGO = date(2000, 1, 1)

CUES = ContextCues(
    negation=("没有", "没", "不是", "从未", "不会", "不"),
    negation_fillers=("真的", "要", "说", "想", "动手"),
    question=("怎么判", "算不算"),
    past=("去年", "几年前"),
    settled=("赔了", "和好", "判了"),
    fiction=("电影", "密室", "剧本杀"),
    fiction_settings=("游戏里", "排练", "演习"),
    warnings=("严禁", "谨防", "不得"),
    documents=("合同", "告示", "宣传单"),
    real_doing=("真的", "上门", "受伤"),
)
DEFAULT_DOUBTS = frozenset(HitContext) - {HitContext.QUESTION, HitContext.QUOTED, HitContext.WEAK_WORD}
POLICY = Policy(
    content_hash="sha256:policy",
    level_scores={RiskLevel.BLUE: 0, RiskLevel.YELLOW: 25, RiskLevel.ORANGE: 50, RiskLevel.RED: 75},
    type_threshold=0.35,
    rule_share=0.5,
    long_text_chars=200,
)


def near(*groups: Iterable[str], within: int = 10, ordered: bool = False, sentences: int = 1) -> NearPattern:
    return NearPattern(tuple(tuple(group) for group in groups), within, ordered, sentences)


def make_rule(rule_id: str = "risk.test", **fields: Any) -> Rule:
    """A rule for T03 unless another target is given."""
    if not {"trigger", "indicator", "dispute_type"} & fields.keys():
        fields["trigger"] = "T03"
    base: dict[str, Any] = {
        "version": 1,
        "title": "测试规则",
        "why": "文中有此说法",
        "legal_basis": ("R110",),
        "verification": "V2",
        "valid_from": LONG_AGO,
        "valid_to": None,
        "any": (),
        "near": (),
        "doubtful": (),
        "context_in": (),
        "other_sense": (),
        "unless": (),
        "doubtful_in": DEFAULT_DOUBTS,
        "ask": "请核实",
        "weight": 0.0,
    }
    return Rule(id=rule_id, **{**base, **fields})


def type_rule(code: str, *words: str, weight: float = 3.0, **fields: Any) -> Rule:
    identity = fields.pop("rule_id", f"dispute_type.{code}")
    doubts = frozenset((HitContext.IDIOM,))
    return make_rule(identity, dispute_type=code, any=words, weight=weight, doubtful_in=doubts, **fields)


def make_row(name: str, when: Condition | None = None, route: Route | None = Route.PEOPLE, **fields: Any) -> RouteRow:
    base: dict[str, Any] = {
        "version": 1,
        "title": name,
        "then": (),
        "why": "理由",
        "legal_basis": ("PML 17",),
        "verification": "V",
        "valid_from": LONG_AGO,
        "valid_to": None,
    }
    return RouteRow(id=f"route.{name}", when=when or Condition(), route=route, **{**base, **fields})


def fact_is(fact: str, value: bool | str) -> Condition:
    return Condition(fact=fact, test="is", value=value)


def fact_at_least(fact: str, value: int) -> Condition:
    return Condition(fact=fact, test="at_least", value=value)


def _trigger(trigger_id: str, level: RiskLevel | None = RiskLevel.RED, blocks: bool = True) -> Trigger:
    return Trigger(trigger_id, f"触发{trigger_id}", level, blocks, "立即报警", ("R110",), "V2", False)


TRIGGERS = {
    **{trigger_id: _trigger(trigger_id) for trigger_id in ("T01", "T03", "T05", "T06", "T08", "T09", "T10", "T17")},
    "T13": _trigger("T13", RiskLevel.ORANGE),
    "T15": _trigger("T15", None, blocks=False),
}
INDICATORS = {
    indicator_id: Indicator(indicator_id, f"指标{indicator_id}", weight, floor, replaces, police_only)
    for indicator_id, weight, floor, replaces, police_only in (
        ("R01", 15, None, (), False),
        ("R02", 20, None, (), False),
        ("R06", 20, None, (), False),
        ("R07", 35, RiskLevel.ORANGE, ("R06",), False),
        ("R08", 15, None, (), False),
        ("R09", 25, None, (), False),
        ("R11", 15, None, (), True),
        ("R13", 30, RiskLevel.ORANGE, (), False),
        ("R17", 10, None, (), False),
        ("R18", 25, RiskLevel.ORANGE, (), False),
        ("R31", 20, None, (), False),
        ("R32", 0, RiskLevel.YELLOW, (), False),
    )
}
TYPES = {
    code: DisputeType(code, label, 1, routes, "", ())
    for code, label, routes in (
        ("neighbour_noise", "噪声", (Route.PEOPLE, Route.ADMINISTRATIVE)),
        ("loan_debt", "借贷", (Route.PEOPLE, Route.COURT)),
        ("fight_injury", "打架", (Route.POLICE, Route.PENALTY)),
        ("consumer", "消费", (Route.ADMINISTRATIVE,)),
        ("family_violence", "家暴", (Route.BLOCK, Route.PENALTY)),
    )
}


def _fact(fact: str, kind: str = "boolean", choices: tuple[str, ...] = (), police_only: bool = False) -> FactDefinition:
    return FactDefinition(fact, f"事实{fact}", kind, f"{fact}？", choices, police_only)


FACTS = {
    fact.id: fact
    for fact in (
        _fact("party_refused"),
        _fact("both_willing"),
        _fact("minor_involved"),
        _fact("gathered"),
        _fact("in_mediation"),
        _fact("protection_order"),
        _fact("agreement_defaulted"),
        _fact("same_dispute"),
        _fact("weapon_present"),
        _fact("offence_suspected"),
        _fact("people_count", "count"),
        _fact("mediation_failed", "count"),
        _fact("prior_reports_30d", "count"),
        _fact("prior_reports_90d", "count"),
        _fact("prior_penalties_12m", "count", police_only=True),
        _fact("injury_level", "choice", ("none", "minor_injury", "light_injury")),
    )
}


def make_book(
    *rules: Rule,
    routes: tuple[RouteRow, ...] = (),
    exclusions: tuple[Exclusion, ...] = (),
    words: Mapping[str, tuple[ElementKind, tuple[str, ...]]] | None = None,
    wording: Mapping[str, str] | None = None,
) -> Rulebook:
    return Rulebook(
        content_hash="sha256:rulebook",
        rules=rules,
        word_sets={name: WordSet(name, kind, members) for name, (kind, members) in (words or {}).items()},
        cues=CUES,
        dispute_types=TYPES,
        triggers=TRIGGERS,
        indicators=INDICATORS,
        facts=FACTS,
        routes=routes,
        exclusions=exclusions,
        wording=wording or {},
    )


def make_index(*rules: Rule, **parts: Any) -> RuleIndex:
    return RuleIndex.of(make_book(*rules, **parts))


def hits_of(rule: Rule, text: str, on: date = TODAY) -> tuple[Hit, ...]:
    return match_rules(normalise(text), make_index(rule), on)


def contexts_of(rule: Rule, text: str) -> list[HitContext | None]:
    return [hit.context for hit in hits_of(rule, text)]
