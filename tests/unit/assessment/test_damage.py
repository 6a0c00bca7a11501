"""Damage by wrong decoders is found, and nothing else is taken for it."""

import pytest

from triage.assessment.damage import find_damage

SENTENCE = "报警人称隔壁天天打人吵闹严重影响休息"


def test_gbk_shifted_by_one_byte_is_damage() -> None:
    shifted = SENTENCE.encode("gbk")[1:].decode("gb18030", errors="replace")
    (span,) = find_damage(shifted)
    assert span[1] - span[0] > len(shifted) * 0.8


def test_utf8_read_as_gbk_is_damage() -> None:
    misread = SENTENCE.encode("utf-8").decode("gb18030", errors="replace")
    assert find_damage(misread) == ((0, len(misread)),)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_text_read_as_latin_is_damage(encoding: str) -> None:
    misread = SENTENCE.encode(encoding).decode("latin-1")
    assert find_damage(misread)


@pytest.mark.parametrize(
    ("text", "spans"), [("我\ufffd\ufffd家", ((1, 3),)), ("我\ud83d家", ((1, 2),)), ("锟斤拷锟斤拷报警", ((0, 6),))]
)
def test_lost_bytes_are_damage(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert find_damage(text) == spans


def test_only_the_spoilt_stretch_is_marked() -> None:
    misread = SENTENCE.encode("utf-8").decode("gb18030", errors="replace")
    ((start, end),) = find_damage(f"我说 {misread} 请处理")
    assert (start, end) == (3, 3 + len(misread))


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "鄰居說要殺死我全家請警察快來幫忙處理糾紛",
        "买买提·吐尔逊和阿不都热依木因为羊群踩踏庄稼发生纠纷",
        "犇骉羴鱻餐馆与淼鑫焱公司的垚垚发生纠纷",
        "السلام عليكم ورحمة الله",
        "Привет, помогите пожалуйста",
        "カタカナとひらがな",
        "¿Qué pasó anoche, señora?",
        "😀😡🔪",
    ],
)
def test_other_scripts_and_rare_names_are_not_damage(text: str) -> None:
    assert find_damage(text) == ()
