"""Text that a wrong decoder spoilt is read as it was written, with the places of its bytes; other text stays."""

from difflib import SequenceMatcher
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spoilt_page import shift, spoil
from triage.assessment.characters import FREQUENT
from triage.assessment.normalise import normalise, span_in_original
from triage.assessment.recover import recover

PAGE = (
    "居民王某来电称，楼上邻居每天半夜跳绳，严重扰民，因为时间太晚，孩子没法睡觉。她多次上门沟通，对方不但不听，还把门关上骂人。"
    "后来物业也上门劝过，对方说这是自己家，谁也管不着。上个月双方在楼道里吵起来，对方推了她一把，手机摔坏了，维修费要八百元。"
    "她要求对方赔钱，对方只肯赔两百元，双方争执不下。社区民警到场后，把双方带到警务室调解，因为发生过两次类似的事，民警要求双方写保证书。"
    "对方当场答应以后晚上十点后不再跳绳，可是没过几天又开始了。王某又请业主委员会出面，加入吴师傅的调解小组，再请楼长作证。"
    "她说如果再不处理，就要去法院起诉。我们在巡逻过程中也听到过几次，声音确实很大。现在请求有关部门核实情况，给居民一个安静的环境。"
)
SENTENCE = "报警人称隔壁天天打人吵闹严重影响休息"
EVERYDAY = st.text(st.sampled_from(FREQUENT), min_size=12, max_size=40)


def _recovered_share(written: str, read: str) -> float:
    matcher = SequenceMatcher(None, written, read, autojunk=False)
    edits = sum(max(to - at, until - since) for tag, at, to, since, until in matcher.get_opcodes() if tag != "equal")
    return 1 - edits / len(written)


def test_a_page_with_readings_inside_its_characters_is_read_as_written() -> None:
    page = spoil(PAGE)
    assert page.text.count("?") == 5  # so many characters were cut
    assert _recovered_share(normalise(PAGE).text, normalise(page.text).text) >= 0.995
    assert normalise(page.text).damaged == ()


def test_every_character_of_a_spoilt_page_leads_to_the_stretch_that_holds_it() -> None:
    page = spoil(PAGE)
    intake = normalise(page.text)
    for at, (start, end) in enumerate(page.places):
        shown_start, shown_end = span_in_original(intake, at, at + 1)
        assert max(shown_start, start) < min(shown_end, end), (at, intake.text[at])


@pytest.mark.parametrize(
    ("spoilt", "written", "place"),
    [
        ("他加入?yún)菐煾档恼{(diào)解小组", "吴师傅", "?yún)菐煾档"),
        ("噪音严重?cái)_民", "扰", "?cái)_"),
        ("这是因?yàn)闀r(shí)间太晚", "为时", "?yàn)闀r"),
    ],
)
def test_a_cut_character_maps_to_what_is_left_of_it(spoilt: str, written: str, place: str) -> None:
    intake = normalise(spoilt)
    at = intake.text.index(written)
    assert spoilt[slice(*span_in_original(intake, at, at + len(written)))] == place


def test_only_what_no_byte_tells_is_marked_as_lost() -> None:
    intake = normalise("他加入?yún)菐煾?，再说")
    assert intake.text == "他加入吴师\ufffd,再说"
    assert [intake.original[slice(*span)] for span in intake.damaged] == ["傅?"] or len(intake.damaged) == 1


def test_gbk_shifted_by_one_byte_loses_its_ends_only() -> None:
    typed = f"他说，{shift(SENTENCE)}。请处理"
    intake = normalise(typed)
    assert intake.text == f"他说,\ufffd{SENTENCE[1:-1]}\ufffd。请处理"
    assert len(intake.damaged) == 2


@given(EVERYDAY)
def test_every_recovered_character_maps_to_its_bytes(written: str) -> None:
    typed = shift(written)
    for recovered in recover(typed):
        for char, place in recovered.letters:
            assert char == "\ufffd" or char.encode("gbk") in typed[slice(*place)].encode("gb18030")


@pytest.mark.parametrize("read_as", ["gb18030", "latin-1", "cp1252"])
def test_utf8_read_with_another_code_is_read_as_written(read_as: str) -> None:
    written = "他家被人打了"
    typed = written.encode().decode(read_as, errors="replace")
    assert _recovered_share(written, normalise(typed).text) >= 0.8


def test_gbk_read_as_latin_is_read_as_written() -> None:
    typed = f"他说：{SENTENCE.encode('gbk').decode('latin-1')} 请处理"
    assert normalise(typed).text == f"他说:{SENTENCE}请处理"
    assert normalise(typed).damaged == ()


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "鄰居說要殺死我全家請警察快來幫忙處理糾紛，樓上看見他打人",
        "买买提·吐尔逊和阿不都热依木因为羊群踩踏庄稼发生纠纷",
        "犇骉羴鱻餐馆与淼鑫焱公司的垚垚发生纠纷",
        "他叫王(wáng)喆，住在氹(dàng)仔，嘢都唔知?(nǐ)係咪",
        "السلام عليكم ورحمة الله وبركاته يا صديقي",
        "Привет, помогите пожалуйста",
        "カタカナとひらがなピアストル",
        "¿Qué pasó anoche, señora?",
        "한국어로쓴문장입니다",
        "😀😡🔪😭😭😭",
        "※※※→→→★★★㎡①②③④⑤",
    ],
)
def test_other_scripts_and_rare_names_are_left_alone(text: str) -> None:
    assert list(recover(text)) == []


@pytest.mark.parametrize("unit", [shift(SENTENCE), "入?yún)菐", "氹仔", "務(wù)", "鎶ヨ浜虹О", "é", "?a)"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    long = unit * (100_000 // len(unit))
    start = perf_counter()
    recover(long)
    assert perf_counter() - start < 5
