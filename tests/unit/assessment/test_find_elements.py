"""Step *elements*: people, things, places, organisations and networks, and how many people there are."""

import pytest

from tests.unit.assessment.books import make_index
from triage.assessment.count_people import count_people
from triage.assessment.find_elements import find_elements
from triage.assessment.normalise import normalise
from triage.assessment.numerals import read_number
from triage.vocabulary import ElementKind

INDEX = make_index(
    words={
        "shown_parties": (ElementKind.PERSON, ("孩子", "小孩", "小孩子", "邻居")),
        "shown_injuries": (ElementKind.EVENT, ("骨折", "轻伤二级")),
        "shown_organisations": (ElementKind.ORGANISATION, ("110", "派出所")),
        "shown_networks": (ElementKind.NETWORK, ("朋友圈",)),
        "hit_chars": (ElementKind.EVENT, ("打",)),
    }
)


def _found(text: str) -> list[tuple[str, str]]:
    return [(element.kind.value, element.text) for element in find_elements(normalise(text), INDEX)]


def _details(text: str) -> list[tuple[str, str | int] | None]:
    return [element.detail for element in find_elements(normalise(text), INDEX)]


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("他借了三万五一直不还", ("object", "三万五")),
        ("一共欠3.5万", ("object", "3.5万")),
        ("工资３５０００元没发", ("object", "３５０００元")),
        ("押金两千块钱不退", ("object", "两千块钱")),
        ("2026年11月3日吵的", ("event", "2026年11月3日")),
        ("吵了三个多月", ("event", "三个多月")),
        ("昨天又来了", ("event", "昨天")),
        ("已到城关派出所报案", ("organisation", "城关派出所")),
        ("兴隆物业不管", ("organisation", "兴隆物业")),
        ("住在阳光花园小区3号楼", ("place", "阳光花园小区3号楼")),
        ("在建设路12号吵架", ("place", "建设路12号")),
        ("在朋友圈骂我", ("network", "朋友圈")),
        ("家里小孩子哭", ("person", "小孩子")),
    ],
)
def test_an_element_is_found_as_typed(text: str, element: tuple[str, str]) -> None:
    assert element in _found(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234", ("person", "138******34")),
        ("电话138 0000 1234", ("person", "138********34")),
        ("身份证11010119900307123X", ("person", "110*************3X")),
        ("卡号6222020200001234567", ("person", "622**************67")),
        ("微信号：abc_12345", ("network", "abc****45")),
        ("车牌辽A12345", ("object", "辽A1**45")),
    ],
)
def test_numbers_of_persons_are_masked(text: str, shown: tuple[str, str]) -> None:
    assert _found(text) == [shown]


@pytest.mark.parametrize("text", ["第三人", "走了两万步", "单号138000012345678", "房号12", "他打我"])
def test_other_numbers_and_words_for_rules_alone_are_no_elements(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("73岁", ("years", 73)),
        ("七十三岁", ("years", 73)),
        ("60余名业主", ("people", 60)),
        ("欠三万五", ("yuan", 35_000)),
        ("拖了两年", ("days", 730)),
        ("邻居", ("relation", "邻居")),
        ("轻伤二级", ("injury", "light_injury")),
        ("骨折", None),
    ],
)
def test_an_element_says_what_it_amounts_to(text: str, detail: tuple[str, str | int] | None) -> None:
    assert _details(text) == [detail]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("昨晚十点阳光小区停电", "阳光小区"),
        ("报警人称建设路12号着火", "建设路12号"),
        ("我在和平路吵架", "和平路"),
        ("住向阳小区", "向阳小区"),
        ("因为漏水和于家村的人吵", "于家村"),
        ("到第三人民医院看病", "第三人民医院"),
        ("建设路12号阳光小区3号楼2单元501室", "建设路12号阳光小区3号楼2单元501室"),
    ],
)
def test_a_name_begins_where_it_begins(text: str, name: str) -> None:
    assert [text for kind, text in _found(text) if kind == "place"] == [name]


@pytest.mark.parametrize("text", ["走路上班", "农村的事", "老乡借钱", "在小区里", "原物业不管", "捉弄人"])
def test_a_word_that_ends_like_a_name_is_none(text: str) -> None:
    assert [kind for kind, _ in _found(text) if kind in ("place", "organisation")] == []


def test_of_overlapping_elements_of_a_kind_the_longest_is_kept() -> None:
    assert [text for kind, text in _found("小孩子") if kind == "person"] == ["小孩子"]


def test_elements_come_in_order_of_place() -> None:
    spans = [element.span for element in find_elements(normalise("昨天孩子在朋友圈骂人，欠三万，找派出所"), INDEX)]
    assert spans == sorted(spans)
    assert len(spans) == 5


@pytest.mark.parametrize(
    ("text", "count", "as_typed"),
    [
        ("我们七个人一起去的", 7, "七个人"),
        ("６０余名业主反映", 60, "６０余名"),
        ("拖欠二十多名工人工资", 20, "二十多名"),
        ("三户为宅基地争执", 3, "三户"),
        ("几十号人围着", 30, "几十号人"),
        ("双方共有十几个人，其中3名男子动手", 13, "十几个人"),
    ],
)
def test_people_are_counted(text: str, count: int, as_typed: str) -> None:
    people = count_people(normalise(text))
    assert people is not None
    assert (people.count, text[slice(*people.span)]) == (count, as_typed)


@pytest.mark.parametrize(
    "text",
    [
        "公司有200名员工，我被辞退",
        "我们三个月没发工资",
        "第三人没有到场",
        "一家三口住在这里",
        "他在500人的微信群里骂我",
        "三个苹果",
        "百分之九十人都同意",
        "邻居太吵",
    ],
)
def test_what_is_no_group_in_dispute_is_not_counted(text: str) -> None:
    assert count_people(normalise(text)) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("35000", 35_000),
        ("3.5万", 35_000),
        ("三万五", 35_000),
        ("两千三", 2_300),
        ("一百二", 120),
        ("一百零五", 105),
        ("一千二百万", 12_000_000),
        ("二十", 20),
        ("十", 10),
        ("几十", 30),
        ("〇", 0),
    ],
)
def test_a_number_is_read(written: str, value: float) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize("written", ["", "人", "三个", "1a"])
def test_what_is_no_number_is_not_read(written: str) -> None:
    assert read_number(written) is None
