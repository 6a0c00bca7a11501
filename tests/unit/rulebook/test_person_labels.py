"""Labels that stack traits on people are refused wherever a rulebook could show or look for them."""

import pytest

from tests.unit.rulebook.folders import FACTS, HIGH_PLACES, ROUTE, SELF_HARM, TAXONOMY, findings_of
from triage.errors_zh import LABELLED_TRAITS, REFUSED_LABELS

LABEL = "person_label"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("risk__self_harm", SELF_HARM.replace("title: 扬言自杀或自残", "title: 八失人员扬言自杀")),
        ("risk__self_harm", SELF_HARM.replace("why: 文中有自伤表述", "why: 属于三失一偏")),
        ("risk__self_harm", SELF_HARM.replace("ask: 请核实", "ask: 请核实是否为心理失衡")),
        ("risk__self_harm", SELF_HARM.replace("[跳楼, 自杀]", "[跳楼, 自杀, 投资失败人员]")),
        ("risk__self_harm", SELF_HARM.replace("[跳楼, 自杀]", "[跳楼, 自杀, 三低三少]")),
        ("elements__high_places", HIGH_PLACES.replace("title: 高处", "title: 年少失管")),
        ("elements__high_places", HIGH_PLACES.replace("天台]", "天台, 生活失意的人群]")),
        ("taxonomy", TAXONOMY.replace("label: 再次报警", "label: 五失人员再次报警")),
        ("taxonomy", TAXONOMY.replace("label: 民间借贷", "label: 投资失败")),
        ("facts", FACTS.replace("label: 拒绝调解", "label: 属于高危人员")),
        ("route__01_refused", ROUTE.replace("why: 按类型", "why: 重点人员优先")),
    ],
)
def test_a_label_of_a_person_is_refused(name: str, text: str) -> None:
    assert [found.code for found in findings_of(**{name: text}) if found.code == LABEL] == [LABEL]


@pytest.mark.parametrize(
    "text",
    [
        SELF_HARM.replace("[跳楼, 自杀]", "[跳楼, 自杀, 投资失败]"),  # something that happened, not what he is
        SELF_HARM.replace("text: 物业费涨价", "text: 他是五失人员"),  # a text to try the rule on
    ],
)
def test_what_people_tell_is_no_label(text: str) -> None:
    assert LABEL not in [found.code for found in findings_of(risk__self_harm=text)]


def test_a_label_is_told_where_it_stands() -> None:
    (found,) = [found for found in findings_of(facts=FACTS.replace("有没有人拒绝", "是八失吗")) if found.code == LABEL]
    assert (found.file, found.line, "八失" in found.message) == ("facts.yaml", 2, True)


@pytest.mark.parametrize("label", [*REFUSED_LABELS, *LABELLED_TRAITS])
def test_every_label_is_seen_in_a_title(label: str) -> None:
    codes = [found.code for found in findings_of(elements__high_places=HIGH_PLACES.replace("高处", f"{label}之处"))]
    assert codes == [LABEL]
