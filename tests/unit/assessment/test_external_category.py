"""What another system calls a matter: a hint with its own source, never more than a rule."""

from datetime import date

import pytest

from tests.unit.assessment.books import POLICY, TYPES, make_book
from tests.unit.test_scenarios import assessor
from triage.assessment.combine import combine
from triage.assessment.external_category import category_of, category_warnings
from triage.assessment.rule import ExternalCategory
from triage.assessment.types import Assessment, Report, TypeScores

ON = date(2026, 11, 22)
NO_MODEL = TypeScores({}, None, "none")
DEBT = "朋友借了我八万元，打了欠条，一直不还钱。"
PROTECTED = "与邻居有纠纷。"


def _assess(text: str, category: str | None) -> Assessment:
    return assessor().assess(Report("r", text, category=category), ON)


def test_a_category_leans_towards_its_type_and_says_so() -> None:
    ranked = combine((), NO_MODEL, TYPES, POLICY, ("neighbour_noise",)).ranked
    assert [(tag.code, tag.sources) for tag in ranked] == [("neighbour_noise", ("source",))]


def test_one_that_may_mean_several_types_leans_less() -> None:
    alone = combine((), NO_MODEL, TYPES, POLICY, ("loan_debt",)).ranked[0].probability
    shared = combine((), NO_MODEL, TYPES, POLICY, ("loan_debt", "consumer")).ranked[0].probability
    assert shared < alone


def test_it_never_overrides_what_the_text_says() -> None:
    answer = _assess(DEBT, "噪音纠纷")
    assert answer.tags.primary == "loan_debt"
    assert [reason.source_id for reason in answer.reasons if "噪音纠纷" in reason.says] == ["regions.call_types@1"]


def test_without_a_category_nothing_is_different() -> None:
    assert combine((), NO_MODEL, TYPES, POLICY).ranked == ()
    assert _assess(DEBT, None).warnings == ()


def test_an_unknown_category_goes_to_a_person() -> None:
    answer = _assess(PROTECTED, "从没见过的类别")
    assert [warning for warning in answer.warnings if "从没见过的类别" in warning]
    assert answer.tags == _assess(PROTECTED, None).tags


def test_a_category_that_says_nothing_about_the_type_is_no_surprise() -> None:
    answer = _assess(PROTECTED, "投诉")
    assert answer.warnings == ()
    assert answer.tags == _assess(PROTECTED, None).tags


@pytest.mark.parametrize("spelling", ["噪音纠纷", " 噪音纠纷 ", "噪聲糾紛", "噪音扰民"])
def test_a_category_is_known_by_its_spellings(spelling: str) -> None:
    known = category_of(Report("r", DEBT, category=spelling), assessor().rulebook)
    assert known is not None
    assert known.codes == ("neighbour_noise",)


def test_no_category_leans_towards_violence() -> None:
    leant = {code for category in assessor().rulebook.categories.values() for code in category.codes}
    assert "family_violence" not in leant


def test_all_eighteen_statistics_types_and_the_older_names_are_known() -> None:
    known = assessor().rulebook.categories
    stats = {category.name for category in known.values() if category.source_id.startswith("regions.mediation")}
    older = {"劳动争议", "消费", "村务管理", "计划生育", "土地承包"}
    assert len(stats) + len({"邻里纠纷", "其他纠纷"}) == 18 + len({"村务管理", "计划生育"})
    assert older <= known.keys()


def test_the_warning_stays_short() -> None:
    book = make_book(wording={"warnings.unknown_category": "没有对应：{category}"})
    (told,) = category_warnings(Report("r", DEBT, category="长" * 500), book)
    assert len(told) < 60


def test_a_book_without_tables_knows_no_category() -> None:
    assert category_of(Report("r", DEBT, category="噪音纠纷"), make_book()) is None
    assert ExternalCategory("甲", (), "regions.x@1").codes == ()
