"""Stated quantities: what counts as a crowd, several people, a long time and a large sum, and what only looks so."""

from time import perf_counter

import pytest

from triage.assessment.normalise import normalise
from triage.assessment.quantities import find_quantities


def _found(typed: str) -> dict[str, list[str]]:
    text = normalise(typed).text
    return {key: [text[slice(*span)] for span in spans] for key, spans in find_quantities(text).items() if spans}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("60余名业主围在售楼处", "60余名"),
        ("叫了二十来号人", "二十来号人"),
        ("上百人堵路", "百人"),
        ("十几个工友讨薪", "十几个"),
        ("50多户没有供暖", "50多户"),
        ("一百多号在门口", "一百多号"),
        ("二十多个不明身份的人", "二十多个"),
        ("２０多家商户", "20多家"),
        ("来了四五十人", "四五十人"),
    ],
)
def test_ten_or_more_people_are_a_crowd(text: str, stated: str) -> None:
    assert _found(text) == {"crowd": [stated]}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("被七八个人打", "七八个人"),
        ("三名男子", "三名"),
        ("5个小伙子", "5个"),
        ("几个社会上的人", "几个"),
        ("他们三个一起上", "三个"),
    ],
)
def test_three_to_nine_people_are_several(text: str, stated: str) -> None:
    assert _found(text) == {"several_people": [stated]}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("拖了两年", "两年"),
        ("一年多不给", "一年多"),
        ("十几年了", "十几年"),
        ("19年了", "19年"),
        ("13个月没发", "13个月"),
        ("积怨多年", "多年"),
        ("从前年开始闹", "从前年"),
        ("2019年3月至今", "2019年3月至今"),
        ("2021年到2023年", "2021年到2023年"),
    ],
)
def test_a_year_or_more_is_a_long_time(text: str, stated: str) -> None:
    assert _found(text) == {"long_time": [stated]}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("欠八万元", "八万元"),
        ("骗了12万", "12万"),
        ("三十多万块没给", "三十多万块"),
        ("货款50000元", "50000元"),
        ("欠我80000不还", "80000"),
        ("一共8w", "8w"),
        ("赔6万8", "6万8"),
        ("上百万的货款", "百万"),
    ],
)
def test_fifty_thousand_yuan_or_more_is_a_large_sum(text: str, stated: str) -> None:
    assert _found(text) == {"large_sum": [stated]}


def test_a_sum_and_the_years_right_behind_it_are_told_apart() -> None:
    assert _found("欠了八万五年没还") == {"large_sum": ["八万"], "long_time": ["五年"]}


@pytest.mark.parametrize(
    "text",
    [
        *("12号楼", "10号那天", "11月10日", "十字路口", "百货大楼", "万一出事", "千万别", "三天两头", "第三人"),
        *("一家三口住这里", "五年级学生", "2019年", "19年买的房", "10人间", "500人的微信群", "公司有200名员工"),
        *("三万五", "四万九千元", "三年前", "判了三年", "签了三年合同", "两年内", "十一个月", "5万平米", "十万火急"),
        *("电话13800138000", "卡号622202100000123", "百分之五十的人", "两个人", "前几年", "周三人多", "12个包裹"),
        *("几万块", "十有八九", "2025年3月至今", "80岁"),
    ],
)
def test_what_only_looks_like_one_is_no_quantity(text: str) -> None:
    assert _found(text) == {}


@pytest.mark.parametrize(
    "unit", ["一", "1", "1,", "三万五", "十几个", "十个大小老男女", "从2019年到", "三个人欠八万两年"]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    long = unit * (100_000 // len(unit))
    start = perf_counter()
    find_quantities(long)
    assert perf_counter() - start < 2
