"""Steps *classify* and *combine*: what rules and model say together about the dispute type."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.assessment.books import POLICY, TYPES, make_rule, type_rule
from triage.assessment.classify import SilentClassifier, classify, parts_of
from triage.assessment.combine import combine
from triage.assessment.normalise import normalise
from triage.assessment.types import Hit, TypeScores, TypeTags
from triage.vocabulary import HitContext

CODES = sorted(TYPES)


@dataclass
class ScriptedClassifier:
    """Answers by a word in the text and remembers what it was asked."""

    answers: Mapping[str, tuple[dict[str, float], float | None]]
    asked: list[str] = field(default_factory=list)
    version: str = "dispute_type@v009"

    def scores(self, text: str) -> TypeScores:
        self.asked.append(text)
        probabilities, is_dispute = next(
            (answer for word, answer in self.answers.items() if word in text), ({"loan_debt": 0.1}, 0.2)
        )
        return TypeScores(probabilities, is_dispute, self.version)


def _hit(code: str, weight: float, context: HitContext | None = None, rule_id: str | None = None) -> Hit:
    return Hit(type_rule(code, "词", weight=weight, rule_id=rule_id or f"dispute_type.{code}"), (0, 1), "词", context)


def _tags(hits: list[Hit], model: dict[str, float] | None = None, is_dispute: float | None = None) -> TypeTags:
    return combine(hits, TypeScores(model or {}, is_dispute, "m"), CODES, POLICY)


def test_the_classifier_reads_normalised_text() -> None:
    classifier = ScriptedClassifier({"欠钱": ({"loan_debt": 0.9}, 0.8)})
    scores = classify(normalise("他欠錢"), classifier, POLICY)
    assert (classifier.asked, scores.probabilities, scores.model) == (
        ["他欠钱"],
        {"loan_debt": 0.9},
        "dispute_type@v009",
    )


def test_long_text_is_scored_in_parts_at_sentence_ends() -> None:
    text = "他说了一些话。" * 60
    parts = parts_of(text, 200)
    assert "".join(parts) == text
    assert all(len(part) <= 200 and part.endswith("。") for part in parts)


def test_text_without_sentence_ends_is_cut_hard() -> None:
    assert [len(part) for part in parts_of("话" * 450, 200)] == [200, 200, 50]


def test_one_telling_part_of_a_long_text_is_not_lost() -> None:
    classifier = ScriptedClassifier({"拖欠货款": ({"loan_debt": 0.9}, 0.9)})
    scores = classify(normalise("说了很多别的话。" * 50 + "他拖欠货款。"), classifier, POLICY)
    assert 0.4 < scores.probabilities["loan_debt"] < 0.9
    assert scores.is_dispute == 0.9


def test_without_rules_or_model_nothing_is_said() -> None:
    scores = classify(normalise("随便"), SilentClassifier(), POLICY)
    tags = combine([], scores, CODES, POLICY)
    assert (tags.ranked, tags.abstained, tags.is_dispute, tags.primary) == ((), True, None, None)


@pytest.mark.parametrize(("weight", "abstains"), [(0.5, True), (2.0, False), (4.0, False)])
def test_a_rule_alone_decides_by_its_weight(weight: float, abstains: bool) -> None:
    tags = _tags([_hit("loan_debt", weight)])
    assert (tags.primary, tags.abstained) == ("loan_debt", abstains)
    assert tags.ranked[0].sources == ("rule",)


def test_a_rule_counts_once_however_often_it_hits() -> None:
    assert _tags([_hit("loan_debt", 1.0)] * 5) == _tags([_hit("loan_debt", 1.0)])


def test_several_rules_of_a_type_add_up() -> None:
    one, two = (
        _tags([_hit("consumer", 1.5)]),
        _tags([_hit("consumer", 1.5), _hit("consumer", 1.5, rule_id="dispute_type.b")]),
    )
    assert two.ranked[0].probability > one.ranked[0].probability


def test_a_doubtful_hit_is_no_evidence_of_a_type() -> None:
    assert _tags([_hit("loan_debt", 4.0, HitContext.IDIOM)]).ranked == ()


def test_the_model_alone_is_taken_as_it_is() -> None:
    tags = _tags([], {"consumer": 0.7, "loan_debt": 0.2, "no_such_type": 0.1}, 0.9)
    assert [(tag.code, tag.probability, tag.sources) for tag in tags.ranked] == [
        ("consumer", 0.7, ("model",)),
        ("loan_debt", 0.2, ("model",)),
    ]


def test_agreement_raises_and_contradiction_lowers() -> None:
    model = {"consumer": 0.6, "loan_debt": 0.3}
    agreed, contradicted = _tags([_hit("consumer", 2.0)], model), _tags([_hit("loan_debt", 2.0)], model)
    assert agreed.ranked[0].probability > 0.6
    assert agreed.ranked[0].sources == ("rule", "model")
    assert next(tag.probability for tag in contradicted.ranked if tag.code == "consumer") < 0.6


def test_the_share_of_rules_decides_who_wins() -> None:
    hits, scores = [_hit("loan_debt", 4.0)], TypeScores({"consumer": 0.9}, None, "m")
    for_rules = combine(hits, scores, CODES, replace(POLICY, rule_share=0.8))
    for_model = combine(hits, scores, CODES, replace(POLICY, rule_share=0.1))
    assert (for_rules.primary, for_model.primary) == ("loan_debt", "consumer")


@given(
    st.dictionaries(st.sampled_from(CODES), st.floats(0, 1), max_size=5),
    st.dictionaries(st.sampled_from(CODES), st.floats(0.1, 6), max_size=5),
)
def test_probabilities_are_ranked_and_never_exceed_one_in_sum(model: dict[str, float], rules: dict[str, float]) -> None:
    total = sum(model.values()) or 1
    tags = _tags([_hit(code, weight) for code, weight in rules.items()], {code: p / total for code, p in model.items()})
    values = [tag.probability for tag in tags.ranked]
    assert values == sorted(values, reverse=True)
    assert sum(values) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("opinion", "weight", "expected"),
    [(0.95, 0.0, True), (0.5, 0.0, None), (0.05, 0.0, False), (0.5, 3.0, True), (0.05, 0.5, False), (None, 2.0, True)],
)
def test_whether_it_is_a_dispute(opinion: float | None, weight: float, expected: bool | None) -> None:
    hits = [_hit("consumer", weight)] if weight else []
    assert _tags(hits, {"consumer": 0.5}, opinion).is_dispute is expected


def test_danger_is_never_taken_for_an_enquiry() -> None:
    danger = Hit(make_rule(any=("跳楼",)), (0, 2), "跳楼")
    assert _tags([danger], {"consumer": 0.5}, 0.01).is_dispute is None
