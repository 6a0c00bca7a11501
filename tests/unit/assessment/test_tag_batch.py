"""Many texts at once get the answers that each gets alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import DEFAULT_DOUBTS, POLICY, TODAY, make_index, make_rule, near, type_rule
from triage.assessment.classify import classify
from triage.assessment.combine import combine
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule_index import RuleIndex
from triage.assessment.tag_batch import BatchTagger, TaggedHit, TaggedText
from triage.assessment.types import TypeScores
from triage.vocabulary import HitContext

INDEX = make_index(
    make_rule("risk.jump", any=("跳楼", "自杀"), context_in=("跳楼机",), doubtful_in=frozenset(HitContext)),
    make_rule(
        "risk.knife", any=("拿刀", "动刀"), doubtful=("刀", "菜刀"), near=(near(["刀"], ["砍", "捅"], within=8),)
    ),
    make_rule(
        "risk.poison",
        near=(
            near(["喝了", "喝"], ["农药", "药"], ["他", "我"], within=12),
            near(["药"], ["喝", "药瓶"], within=9, ordered=True),
        ),
    ),
    make_rule("risk.crowd", indicator="R02", near=(near(["堵", "围"], ["#crowd", "很多人"], within=14),)),
    make_rule("risk.late", near=(near(["喝了"], ["楼"], within=20, sentences=2),), valid_from=date(2026, 6, 1)),
    make_rule("risk.fish", any=("动刀",), other_sense=("鱼",), trigger="T01"),
    type_rule("loan_debt", "欠钱", "借", unless=("工资",), near=(near(["钱"], ["不还", "还"], within=6),)),
    type_rule("neighbour_noise", "噪音", "跳", weight=0.7, context_in=("跳绳",)),
    type_rule("fight_injury", "砍", "打人", weight=1.3),
    type_rule("fight_injury", "打", weight=0.4, rule_id="dispute_type.fight_hint"),
)
FRAGMENTS = (
    *"跳楼自杀拿动刀砍捅喝了农药他我堵围很多人欠钱借工资不还噪音绳打人机鱼没有想说去年赔电影游戏里怎么判",
    *"，。！？“”《》 \n(),.",
    *(
        "跳楼机",
        "没有",
        "不是",
        "菜刀",
        "喝了",
        "农药",
        "十几名业主",
        "六十余人",
        "跳 樓",
        "動刀",
        "自.杀",
        "去年",
        "赔了",
        "判了",
    ),
    *(
        "游戏里",
        "排练",
        "真的",
        "“动刀”电影",
        "家爆",
        "😀",
        "\x1e",
        "\ud800",
        "ＡＢ",
        "药瓶",
        "怎么判",
        "锟斤拷",
        "鎴戞兂",
    ),
)
TEXTS = st.lists(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join), max_size=12)


class CountingClassifier:
    """An opinion that any text can be traced to: shares by the number of its characters."""

    version = "counting"
    labels = ("loan_debt", "consumer", "elsewhere", "neighbour_noise")

    def scores(self, text: str) -> TypeScores:
        types, disputes = self.probabilities([text])
        return TypeScores(dict(zip(self.labels, types[0].tolist(), strict=True)), float(disputes[0]), self.version)

    def probabilities(self, texts: Sequence[str]) -> tuple[Any, Any]:
        weights = np.array([[1 + text.count(char) for char in "钱药人吵"] for text in texts], dtype=np.float64)
        return weights / weights.sum(axis=1, keepdims=True), np.array([len(text) % 7 / 6 for text in texts])


CLASSIFIER = CountingClassifier()


def _alone(text: str, index: RuleIndex, on: date) -> TaggedText:
    intake = normalise(text)
    hits = match_rules(intake, index, on)
    tags = combine(hits, classify(intake, CLASSIFIER, POLICY), index.rulebook.dispute_types, POLICY)
    return TaggedText([TaggedHit(hit.rule.id, hit.span, hit.context) for hit in hits], tags)


def _together(texts: Sequence[str], index: RuleIndex, on: date) -> list[TaggedText]:
    batches = BatchTagger(index, CLASSIFIER, POLICY).tag_reports(texts, on)
    return [tagged for batch in batches for tagged in batch]


@given(TEXTS)
def test_each_text_gets_the_answer_it_gets_alone(texts: list[str]) -> None:
    assert _together(texts, INDEX, TODAY) == [_alone(text, INDEX, TODAY) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "他没有动刀，也没喝农药",
        "去年他动刀，后来赔了",
        "我喝了药。他在楼上",
        "刀。砍",
        "药他喝，他喝药，我喝了农药我喝了农药",
        "六十余人围住大门，很多人堵路",
        "再不還錢我就跳 樓！",
        "动刀" * 400,  # longer than a part
        "",
    ],
)
def test_telling_texts_get_the_answer_they_get_alone(text: str) -> None:
    others = ["他要跳楼", text, "借钱不还，动刀砍人"]
    assert _together(others, INDEX, TODAY)[1] == _alone(text, INDEX, TODAY)


def test_the_law_of_the_day_counts() -> None:
    (before,), (after,) = (_together(["他喝了。楼上"], INDEX, on) for on in (date(2026, 5, 31), date(2026, 6, 1)))
    assert [hit.rule_id for hit in before.hits] == []
    assert [hit.rule_id for hit in after.hits] == ["risk.late"]


def test_a_batch_is_cut_without_losing_a_text() -> None:
    texts = [f"第{number}个人要跳楼" for number in range(2100)]
    spans = [tagged.hits[-1].span for tagged in _together(texts, INDEX, TODAY)]
    assert spans == [(len(text) - 2, len(text)) for text in texts]


def test_a_rulebook_without_rules_leaves_the_model_alone() -> None:
    index = make_index()
    assert _together(["借钱不还", ""], index, TODAY) == [_alone("借钱不还", index, TODAY), _alone("", index, TODAY)]


def test_doubts_that_no_rule_heeds_change_nothing() -> None:
    index = make_index(make_rule(any=("跳楼",), doubtful_in=DEFAULT_DOUBTS - {HitContext.NEGATED}))
    assert _together(["没有跳楼"], index, TODAY)[0].hits == [TaggedHit("risk.test", (2, 4), None)]
