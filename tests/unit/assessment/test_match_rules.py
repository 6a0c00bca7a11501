"""Step *match_rules*: which literals, in which order and distance, make a hit."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.assessment.books import TODAY, hits_of, make_book, make_index, make_rule, near, type_rule
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.rule_index import RuleIndex
from triage.vocabulary import HitContext


def test_a_literal_is_a_firm_hit_with_its_span_as_typed() -> None:
    (hit,) = hits_of(make_rule(any=("跳楼",)), "再不還錢我就跳 樓！")
    assert (hit.span, hit.matched, hit.context) == ((6, 9), "跳 樓", None)


def test_overlapping_literals_all_count() -> None:
    hits = hits_of(make_rule(any=("要跳楼", "跳楼", "楼顶")), "他要跳楼顶上去了")
    assert [hit.matched for hit in hits] == ["要跳楼", "跳楼", "楼顶"]


def test_no_literal_no_hit() -> None:
    assert hits_of(make_rule(any=("跳楼",)), "楼上天天跳绳吵得睡不着") == ()


def test_an_empty_rulebook_finds_nothing() -> None:
    assert match_rules(normalise("有人跳楼"), make_index(), TODAY) == ()


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("他喝了半瓶农药", "喝了半瓶农药"),
        ("农药被他喝了", "农药被他喝了"),
        ("他喝了。农药在屋里", None),  # two sentences
        ("他喝了酒以后去地里打了农药", None),  # 12 characters apart
    ],
)
def test_near_words_match_inside_a_sentence_and_window(text: str, matched: str | None) -> None:
    hits = hits_of(make_rule(near=(near(["喝了"], ["农药"], within=8),)), text)
    assert [hit.matched for hit in hits] == ([matched] if matched else [])


@pytest.mark.parametrize(("within", "is_hit"), [(4, False), (5, True)])
def test_the_window_counts_from_first_start_to_last_end(within: int, is_hit: bool) -> None:
    rule = make_rule(near=(near(["喝了"], ["农药"], within=within),))
    assert bool(hits_of(rule, "喝了点农药")) is is_hit


@pytest.mark.parametrize(("text", "is_hit"), [("站在楼顶", True), ("楼顶站在", False)])
def test_an_ordered_pattern_wants_its_order(text: str, is_hit: bool) -> None:
    assert bool(hits_of(make_rule(near=(near(["站在"], ["楼顶"], ordered=True),)), text)) is is_hit


def test_literals_of_one_match_do_not_overlap() -> None:
    rule = make_rule(near=(near(["打人"], ["人家"]),))
    assert hits_of(rule, "打人家") == ()
    assert len(hits_of(rule, "打人的人家")) == 1


def test_text_without_marks_is_one_sentence() -> None:
    text = "我老公昨晚喝多了回来就骂人今天早上又拿农药说要喝了它大家快来"
    assert len(hits_of(make_rule(near=(near(["农药"], ["喝了"]),)), text)) == 1


def test_three_groups_may_stand_in_any_order() -> None:
    rule = make_rule(near=(near(["孩子"], ["老师"], ["打"], within=12),))
    assert len(hits_of(rule, "幼儿园老师打了我家孩子")) == 1


@pytest.mark.parametrize(
    ("text", "sentences", "is_hit"),
    [
        ("他喝了。农药在屋里", 1, False),
        ("他喝了。农药在屋里", 2, True),
        ("农药在屋里!他喝了", 2, True),
        ("他喝了。\n\n农药在屋里", 2, True),  # an end and an empty line are one boundary
        ("他喝了。真的。农药在屋里", 2, False),
        ("他喝了。真的。农药在屋里", 3, True),
    ],
)
def test_a_pattern_may_reach_over_sentences_in_a_row(text: str, sentences: int, is_hit: bool) -> None:
    rule = make_rule(near=(near(["喝了"], ["农药"], within=12, sentences=sentences),))
    assert bool(hits_of(rule, text)) is is_hit


def test_three_words_do_not_reach_over_more_sentences_than_allowed() -> None:
    rule = make_rule(near=(near(["屋里"], ["喝了"], ["农药"], within=30, sentences=2),))
    assert len(hits_of(rule, "农药没了。他在屋里喝了")) == 1
    assert hits_of(rule, "他喝了。在屋里。农药没了") == ()  # each is beside 屋里, but they span three


@pytest.mark.parametrize(
    ("quantity", "text", "matched"),
    [
        ("#crowd", "60余名业主堵了大门", "60余名业主堵"),
        ("#crowd", "三名业主堵了大门", None),
        ("#several_people", "三名业主堵了大门", "三名业主堵"),
        ("#long_time", "堵了两年多", "堵了两年多"),
        ("#long_time", "堵了两个月", None),
        ("#large_sum", "堵着要8万元", "堵着要8万元"),
        ("#large_sum", "堵着要300元", None),
    ],
)
def test_a_quantity_is_one_part_of_a_pattern(quantity: str, text: str, matched: str | None) -> None:
    hits = hits_of(make_rule(near=(near([quantity], ["堵"]),)), text)
    assert [hit.matched for hit in hits] == ([matched] if matched else [])


def test_a_group_may_mix_words_and_quantities() -> None:
    rule = make_rule(near=(near(["一大帮人", "#crowd"], ["堵"]),))
    assert [hit.matched for hit in hits_of(rule, "二十名村民堵路。一大帮人堵门")] == ["二十名村民堵", "一大帮人堵"]


@pytest.mark.parametrize("sample", ["", "他我他我他我喝了喝了", "农药农药农药农药", "他我喝农药" * 9])
def test_what_is_rare_decides_where_to_look_first_and_nothing_else(sample: str) -> None:
    rule = make_rule(near=(near(["他", "我"], ["喝了", "喝"], ["农药", "药"], within=12),))
    index = RuleIndex.of(replace(make_book(rule), sample=sample))
    text = "他喝了农药,我也喝药。药他喝了"
    hits = match_rules(normalise(text), index, TODAY)
    assert [hit.matched for hit in hits] == ["他喝了农药", "喝了农药,我", "药他喝"]


def test_unless_silences_a_type_rule() -> None:
    rule = type_rule("loan_debt", "欠钱", unless=("工资",))
    assert len(hits_of(rule, "他欠钱不还")) == 1
    assert hits_of(rule, "老板欠钱不发工资") == ()


@pytest.mark.parametrize(
    ("on", "is_live"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_rule_speaks_only_while_it_is_valid(on: date, is_live: bool) -> None:
    rule = make_rule(any=("跳楼",), valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert bool(hits_of(rule, "要跳楼", on)) is is_live


def test_a_doubtful_word_only_asks() -> None:
    (hit,) = hits_of(make_rule(any=("砍刀",), doubtful=("刀",)), "他手里好像有刀")
    assert hit.context is HitContext.WEAK_WORD


def test_a_doubtful_word_inside_a_firm_one_adds_nothing() -> None:
    hits = hits_of(make_rule(any=("砍刀",), doubtful=("刀",)), "他手里有砍刀")
    assert [(hit.matched, hit.context) for hit in hits] == [("砍刀", None)]


def test_hits_come_in_order_of_place_then_of_rule() -> None:
    index = make_index(make_rule("risk.b", any=("打人",)), make_rule("risk.a", any=("打人", "报警")))
    hits = match_rules(normalise("报警说打人"), index, TODAY)
    assert [(hit.rule.id, hit.matched) for hit in hits] == [("risk.a", "报警"), ("risk.a", "打人"), ("risk.b", "打人")]


def test_a_very_long_repetitive_text_is_matched() -> None:
    rule = make_rule(any=("跳楼",), doubtful=("刀",), context_in=("跳楼机",), near=(near(["打"], ["人"]),))
    hits = hits_of(rule, "跳楼机去年没打人赔了“刀”" * 2_000)
    assert len(hits) == 3 * 2_000
    assert {hit.context for hit in hits} >= {HitContext.IDIOM, HitContext.WEAK_WORD}
