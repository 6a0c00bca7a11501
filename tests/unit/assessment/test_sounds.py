"""Danger words written by their sound."""

import pytest

from triage.assessment.normalise import normalise


def _restored(text: str) -> str:
    return normalise(text).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("他放话要浓死我", "他放话要弄死我"),
        ("我真的不想豁了", "我真的不想活了"),
        ("她把安免药全吃了", "她把安眠药全吃了"),
        ("女婿恰我脖子", "女婿掐我脖子"),
        ("他拿着dao堵在楼梯口", "他拿着刀堵在楼梯口"),
        ("说要sha了我", "说要杀了我"),
        ("他把裸zhao发给同事", "他把裸照发给同事"),
        ("昨晚被qj了", "昨晚被强奸了"),
    ],
)
def test_a_danger_word_is_restored_by_its_sound(written: str, meant: str) -> None:
    assert _restored(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "菜到了再付钱",
        "今天app打不开",
        "他和她吵了一架",
        "公司想私了",
        "煤气管道进行检修",
        "wifi密码不给",
        "五金店卖钉子锤子",
        "",
    ],
)
def test_everyday_words_stay_as_they_are(text: str) -> None:
    assert _restored(text) == text


def test_a_phrase_of_three_characters_forgives_one_wrong_and_not_two() -> None:
    assert _restored("浓死我") == "弄死我"
    assert _restored("浓四我") == "浓四我"
