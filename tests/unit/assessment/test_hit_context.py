"""What makes a hit doubtful, and what does not: a wrong doubt costs a life, a missing one a phone call."""

from collections.abc import Iterable

import pytest

from tests.unit.assessment.books import contexts_of, make_rule, near
from triage.vocabulary import HitContext

ALL_CONTEXTS = frozenset(HitContext)
JUMP = make_rule(any=("跳楼",), context_in=("跳楼机", "跳楼价"))
KNIFE = make_rule(any=("动刀",))
KILL = make_rule(any=("弄死", "杀了", "杀人"))


def _with_doubts(doubts: Iterable[HitContext]) -> list[HitContext | None]:
    return contexts_of(
        make_rule(any=("打人",), doubtful_in=frozenset(doubts)), "请问“他打人以后又把我从屋里赶出去”怎么判"
    )


@pytest.mark.parametrize(
    "text",
    ["没有跳楼", "他没跳楼", "他没有真的跳楼", "他没有说要跳楼", "从未跳楼", "他不会跳楼", "不是要跳楼"],
)
def test_a_denied_hit_is_doubtful(text: str) -> None:
    assert contexts_of(JUMP, text) == [HitContext.NEGATED]


@pytest.mark.parametrize(
    "text",
    [
        "没有钱我就跳楼",  # the denial is of money
        "不还钱我就跳楼",
        "没有人管我我就跳楼",
        "再不处理我去跳楼",
        "没有说想要真的跳楼",  # more fillers than two
    ],
)
def test_a_denial_of_something_else_leaves_the_hit_firm(text: str) -> None:
    assert contexts_of(JUMP, text) == [None]


@pytest.mark.parametrize(("rule", "text"), [(KILL, "他是不是要杀人"), (KNIFE, "有没有动刀"), (KILL, "会不会杀了我")])
def test_asking_whether_is_not_denying(rule: object, text: str) -> None:
    assert contexts_of(rule, text) == [None]  # type: ignore[arg-type]


def test_a_double_negation_threatens() -> None:
    assert contexts_of(KILL, "我不弄死他誓不罢休") == [None]


@pytest.mark.parametrize(("text", "context"), [("小区跳楼机太吵", HitContext.IDIOM), ("他在跳楼机旁边要跳楼", None)])
def test_a_hit_inside_a_harmless_phrase_is_doubtful(text: str, context: HitContext | None) -> None:
    assert context in contexts_of(JUMP, text)


HACK = make_rule(any=("砍刀", "砍柴刀"), other_sense=("劈柴", "砍柴"))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("他在院里劈柴用的砍刀不见了", HitContext.OTHER_SENSE),
        ("砍刀是劈柴的", HitContext.OTHER_SENSE),
        ("他拿砍刀来了。我在劈柴", None),  # another sentence
        ("他拿砍柴刀来了", None),  # the word lies within the hit
    ],
)
def test_a_word_beside_the_hit_may_give_it_another_sense(text: str, context: HitContext | None) -> None:
    assert contexts_of(HACK, text) == [context]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("游戏里他要杀了我", HitContext.FICTION),
        ("他要杀了我,是排练时说的", HitContext.FICTION),
        ("打完游戏他要杀了我", None),  # no setting, only a word for fiction
        ("游戏里他说真的要杀了我", None),
        ("游戏里吵了几句,他上门来要杀了我", None),
        ("这不是演习,他杀了人", None),
        ("我们在排练。他要杀了我", None),  # another sentence
    ],
)
def test_what_a_game_or_a_drill_tells_is_doubtful_unless_something_real_is_said(
    text: str, context: HitContext | None
) -> None:
    assert contexts_of(KILL, text) == [context]


def test_a_harmless_phrase_elsewhere_does_not_help() -> None:
    assert contexts_of(JUMP, "店里跳楼价甩卖，老板说要跳楼") == [HitContext.IDIOM, None]


@pytest.mark.parametrize(
    "text", ["我们在密室“杀人游戏”店吵起来", "看电影《杀人回忆》时吵架", "玩“剧本杀之杀人夜”不退款"]
)
def test_a_title_beside_fiction_is_a_name(text: str) -> None:
    assert contexts_of(make_rule(any=("杀人",)), text) == [HitContext.NAME]


@pytest.mark.parametrize("text", ["他说“杀人偿命”", "他在电影院门口拿刀喊着他马上就要进来“杀人”了", "看电影时他要杀人"])
def test_a_short_quotation_without_fiction_beside_it_stays_firm(text: str) -> None:
    assert contexts_of(make_rule(any=("杀人",)), text) == [None]


@pytest.mark.parametrize("text", ["去年他打伤我赔了钱", "几年前他打伤我。后来法院判了", "去年打伤的，早和好了"])
def test_what_is_past_and_settled_is_doubtful(text: str) -> None:
    assert contexts_of(make_rule(any=("打伤",)), text) == [HitContext.PAST_SETTLED]


@pytest.mark.parametrize(
    "text",
    [
        "去年他打伤我",  # not settled
        "他打伤我，赔了钱",  # not past
        "去年的事赔了钱，今天他又打伤我",  # settled before, new now
        "去年他来过。今天打伤我。中午吃饭。赔了钱",  # settled too far away
    ],
)
def test_what_is_not_past_and_settled_stays_firm(text: str) -> None:
    assert contexts_of(make_rule(any=("打伤",)), text) == [None]


def test_a_question_counts_only_for_rules_that_say_so() -> None:
    assert _with_doubts({HitContext.QUESTION}) == [HitContext.QUESTION]
    assert _with_doubts({HitContext.NEGATED}) == [None]


def test_a_long_quotation_counts_only_for_rules_that_say_so() -> None:
    assert _with_doubts({HitContext.QUOTED}) == [HitContext.QUOTED]


def test_the_most_telling_context_is_given() -> None:
    assert _with_doubts(ALL_CONTEXTS) == [HitContext.QUESTION]


@pytest.mark.parametrize(("text", "context"), [("孩子没打伤", HitContext.NEGATED), ("孩子被打伤", None)])
def test_a_denied_part_of_a_near_match_is_doubtful(text: str, context: HitContext | None) -> None:
    assert contexts_of(make_rule(near=(near(["孩子"], ["打伤"]),)), text) == [context]


def test_a_near_match_with_a_part_in_a_harmless_phrase_is_doubtful() -> None:
    rule = make_rule(near=(near(["拿着"], ["刀"]),), context_in=("刀削面",))
    assert contexts_of(rule, "他拿着刀削面走了") == [HitContext.IDIOM]


def test_a_denied_doubtful_word_is_still_asked_about() -> None:
    assert contexts_of(make_rule(doubtful=("刀",)), "他没有刀") == [HitContext.NEGATED]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("门口贴着严禁杀人放火", HitContext.DOCUMENT),
        ("合同里写着“租客杀人的赔偿损失”", HitContext.DOCUMENT),
        ("告示上印着杀人偿命", HitContext.DOCUMENT),
        ("合同没签他就要杀了我", None),
        ("合同上写着要杀了我", None),  # meant for somebody
        ("谨防小偷,对方说要杀了我", None),  # too far from the warning
        ("禁止停车。他要杀了我", None),  # another sentence
    ],
)
def test_what_a_notice_or_a_contract_says_is_not_told(text: str, context: HitContext | None) -> None:
    rule = make_rule(any=("杀了我", "杀了他", "杀人"))
    assert contexts_of(rule, text) == [context]
