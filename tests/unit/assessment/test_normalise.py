"""Step *normalise*: what is cleaned, and that every position leads back to the text as typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.assessment.characters import MISSPELT, SPLIT_WORDS
from triage.assessment.normalise import SpanError, is_readable, normalise, span_in_original

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
HAZARDS = st.text(st.sampled_from("他打我家暴自杀殺後務sha()（）wùWU \n\u200b\ufe0f…ﬁ㎡.*-😀\ud83d。"), max_size=40)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("", ""),
        ("ＡＢＣ１２３！？（）", "abc123!?()"),
        ("ABC", "abc"),
        ("他說要殺我全家", "他说要杀我全家"),
        ("乾淨的乾坤", "干净的乾坤"),
        ("打坏了门", "打坏了门"),
        ("務(wù)必处理", "務必处理".replace("務", "务")),
        ("务（wu）必处理", "务必处理"),
        ("打(da3)人", "打人"),
        ("下载(app)吧", "下载(app)吧"),
        ("连(wifi)网", "连(wifi)网"),
        ("自杀(zìshā)", "自杀"),
        ("威脅(wēi xié)我", "威胁我"),
        ("拿著刀", "拿着刀"),
        ("著名的顯著", "著名的显著"),
        ("請妳瞭解", "请你了解"),
        ("自—杀", "自杀"),
        ("他说，\n我不想活", "他说,我不想活"),
        ("他走了。\n我报警", "他走了。\n我报警"),
        ("自\u200b杀", "自杀"),
        ("\ufeff自\u202e杀\ufe0f", "自杀"),
        ("自 杀", "自杀"),
        ("自　杀", "自杀"),
        ("我不想\n活了", "我不想活了"),
        ("他走了\r\n我报警", "他走了我报警"),
        ("第一段\n\n第二段", "第一段\n\n第二段"),
        ("call me back", "call me back"),
        ("自.杀", "自杀"),
        ("汽*油", "汽油"),
        ("3.5万", "3.5万"),
        ("……", "……"),
        ("㎡", "m2"),
        ("\ud800打人", "\ufffd打人"),
    ],
)
def test_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert normalise(typed).text == cleaned


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("我要弄屎你", "我要弄死你"),
        ("他说勒锁我", "他说勒索我"),
        ("长期加暴", "长期家暴"),
        ("骨拆了", "骨折了"),
        ("想自sha", "想自杀"),
        ("真的想si", "真的想死"),
        ("砍s你", "砍死你"),
        ("我想zs", "我想自杀"),
        ("被强j了", "被强奸了"),
        ("弄4你", "弄死你"),
    ],
)
def test_disguised_danger_is_restored(typed: str, meant: str) -> None:
    assert normalise(typed).text == meant


@pytest.mark.parametrize(
    "harmless", ["参加暴走团", "想紫砂壶", "天然气油价", "家爆炸了", "想size大一点", "打sb", "年轻升职快", "打4个电话"]
)
def test_harmless_words_that_hold_a_disguise_stay(harmless: str) -> None:
    assert normalise(harmless).text == harmless


def test_no_restored_word_is_itself_a_disguise() -> None:
    assert [right for _, right, _, _ in MISSPELT if normalise(right).text != right] == []
    assert [word for word in SPLIT_WORDS if normalise(word).text != word] == []


@pytest.mark.parametrize(
    ("typed", "word", "as_typed"),
    [
        ("他要自sha了", "自杀", "自sha"),
        ("他要自 殺了", "自杀", "自 殺"),
        ("他打(dǎ)人", "打人", "打(dǎ)人"),
        ("面积20㎡的房", "m2", "㎡"),
        ("他在自.杀", "自杀", "自.杀"),
        ("平常的一句话", "一句", "一句"),
    ],
)
def test_a_span_leads_back_to_what_was_typed(typed: str, word: str, as_typed: str) -> None:
    intake = normalise(typed)
    at = intake.text.index(word)
    assert typed[slice(*span_in_original(intake, at, at + len(word)))] == as_typed


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 0), (2, 1), (0, 4)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(SpanError):
        span_in_original(normalise("打人了"), start, end)


@given(st.one_of(ANY_TEXT, HAZARDS))
def test_every_position_maps_forwards_into_the_original(typed: str) -> None:
    intake = normalise(typed)
    assert len(intake.text) == len(intake.starts) == len(intake.ends)
    assert all(0 <= start < end <= len(typed) for start, end in zip(intake.starts, intake.ends, strict=True))
    assert list(intake.starts) == sorted(intake.starts)
    assert list(intake.ends) == sorted(intake.ends)


@given(st.text(st.sampled_from("我家楼上邻居天吵闹要求处理。,!?;:abc123、“”《》"), max_size=60))
def test_clean_text_stays_as_it_is(clean: str) -> None:
    assert normalise(clean).text == clean


@given(st.one_of(ANY_TEXT, HAZARDS))
def test_no_lone_surrogate_or_invisible_character_is_left(typed: str) -> None:
    assert not re.search("[\ud800-\udfff\u200b\ufeff\ufe0f\u202e\x00]", normalise(typed).text)


def test_a_hundred_thousand_characters_are_cleaned() -> None:
    typed = "他 說要自sha，" * 12_500
    intake = normalise(typed)
    assert intake.text == "他说要自杀," * 12_500
    assert intake.ends[-1] == len(typed) == 112_500


def test_every_code_point_folds_to_something_that_folds_no_further() -> None:
    unstable = []
    # the rest of Unicode is empty, private, or Han that folds to itself
    for block in (*range(0, 0x20000, 256), *range(0x2F800, 0x2FA20, 256), *range(0xE0000, 0xE0200, 256)):
        text = "。".join(map(chr, range(block, block + 256)))
        once = normalise(text).text
        if normalise(once).text != once:
            unstable.append(hex(block))
    assert unstable == []


@pytest.mark.parametrize("typed", ["", "   ", "?!。", "😀😀", "\ufffd\ufffd", "锟斤拷锟斤拷"])
def test_what_holds_no_letter_is_not_readable(typed: str) -> None:
    assert not is_readable(normalise(typed))


@pytest.mark.parametrize("typed", ["打", "help", "سلام", "锟斤拷，有人打架"])
def test_what_holds_a_letter_outside_damage_is_readable(typed: str) -> None:
    assert is_readable(normalise(typed))
