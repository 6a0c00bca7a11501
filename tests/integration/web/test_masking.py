"""Personal data on screens: masked, and never longer or shorter than it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.queries.masking import mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812345678，来过", "电话138****5678，来过"),
        ("身份证110101199001011234", "身份证110101********1234"),
        ("身份证11010119900101123X。", "身份证110101********123X。"),
        ("订单号2026112313812345678", "订单号2026112313812345678"),
        ("欠了138000元", "欠了138000元"),
    ],
)
def test_numbers_of_persons_are_masked_and_others_are_not(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@given(st.text())
def test_masking_keeps_every_place(text: str) -> None:
    assert len(mask_text(text)) == len(text)


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138****5678"), ("0431-12345", "043***2345"), ("110", "*10"), ("", "")]
)
def test_a_phone_number_hides_its_middle(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("张三丰", "张**"), ("张", "张*"), ("", "")])
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown
