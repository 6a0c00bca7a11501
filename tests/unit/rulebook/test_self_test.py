"""A rule's own cases: what a case expects, and which words it says are found."""

import pytest

from tests.unit.rulebook.folders import SELF_HARM, codes_of, findings_of

ONE = "{text: 再不还钱我就跳楼, expect: match}"


@pytest.mark.parametrize(
    ("case", "is_sound"),
    [
        ("{text: 先跳楼再自杀, expect: match, finds: [跳楼, 自杀]}", True),
        ("{text: 先跳樓再自 杀, expect: match, finds: [自杀, 跳楼]}", True),  # as the text reads when cleaned
        ("{text: 他要跳楼, expect: match, finds: [跳楼, 自杀]}", False),
        ("{text: 他要跳楼, expect: match, finds: [跳, 楼]}", False),  # one hit proves one word
        ("{text: 他要跳楼又要跳楼, expect: match, finds: [跳, 楼]}", True),
        ("{text: 跳楼机旁他自杀了, expect: match, finds: [跳楼]}", False),  # that hit is doubtful
        ("{text: 没有跳楼没有自杀, expect: to_check, finds: [跳楼, 自杀]}", True),
    ],
)
def test_each_word_a_case_finds_lies_in_a_hit_of_its_own(case: str, is_sound: bool) -> None:
    cases = f"{case}\n  - {{text: 他说要自杀, expect: match}}"  # so that there are enough of them
    assert codes_of(risk__self_harm=SELF_HARM.replace(ONE, cases)) == ([] if is_sound else ["case_finds"])


def test_the_words_are_shared_out_so_that_each_gets_a_hit() -> None:
    text = SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自杀, 要跳楼]")
    case = "{text: 要跳楼, expect: match, finds: [跳楼, 要跳楼]}"
    assert codes_of(risk__self_harm=text.replace(ONE, case)) == []


def test_the_word_that_was_not_found_is_named_with_its_place() -> None:
    case = "{text: 他要跳楼, expect: match, finds: [跳楼, 自杀]}"
    (found,) = findings_of(risk__self_harm=SELF_HARM.replace(ONE, case))
    assert (found.code, found.line, found.column) == ("case_finds", 19, 5)
    assert "没有命中“自杀”" in found.message
