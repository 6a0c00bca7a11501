"""When a rule's own case holds."""

import pytest

from tests.unit.assessment.books import hits_of
from tests.unit.rule_review.written import weapon
from triage.rule_review.own_cases import holds, missing_find, verdict_of
from triage.rule_review.written_rule import Case

RULE = weapon(any=("匕首", "砍刀"), doubtful=("刀",))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("他有匕首", "match"), ("他没有匕首", "to_check"), ("一把刀", "to_check"), ("吵架", "no_match")],
)
def test_a_firm_hit_outweighs_doubtful_ones(text: str, verdict: str) -> None:
    assert verdict_of(hits_of(RULE, text)) == verdict


@pytest.mark.parametrize(
    ("case", "is_kept"),
    [
        (Case("匕首和砍刀", "match", ("匕首", "砍刀")), True),
        (Case("两把匕首", "match", ("匕首", "匕首")), False),
        (Case("匕首换匕首", "match", ("匕首", "匕首")), True),
        (Case("有匕首，没有砍刀", "match", ("匕首", "砍刀")), False),  # a denied hit is not what is meant
        (Case("没有砍刀", "to_check", ("砍刀",)), True),
        (Case("他有匕首", "to_check"), False),
    ],
)
def test_each_word_named_needs_a_hit_of_its_own(case: Case, is_kept: bool) -> None:
    assert holds(case, hits_of(RULE, case.text)) is is_kept


def test_the_word_without_a_hit_is_named() -> None:
    assert missing_find(Case("匕首", "match", ("匕首", "砍刀")), hits_of(RULE, "匕首")) == "砍刀"
