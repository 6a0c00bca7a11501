"""Text out of bytes, whatever program wrote them."""

from random import Random

import pytest

from triage.errors import InputError
from triage.exchange.encoding import decode, decode_line, is_binary

TABLE = "编号,报警内容\n1,楼上漏水不肯赔\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_encoding_of_a_table_is_found_out(encoding: str) -> None:
    assert decode(TABLE.encode(encoding), "a.csv") == TABLE


def test_a_character_cut_in_half_spoils_only_itself() -> None:
    content = f"1,{'邻居堵门' * 20}\n2,车位".encode()[:-1]
    assert decode(content, "a.csv") == f"1,{'邻居堵门' * 20}\n2,车\ufffd"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, Random(7).randbytes(3000)])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        decode(content, "a.csv")
    assert refused.value.code == "file_not_text"


def test_a_nul_inside_a_table_does_not_make_it_utf_16() -> None:
    content = b"id,text\n1,a\x00b\n2,c\x00d\n" + b"3,long enough to keep the share of controls low\n" * 10
    assert decode(content, "a.csv").startswith("id,text\n1,a\x00b\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_json_line_is_decoded_on_its_own(encoding: str) -> None:
    assert decode_line('{"text": "租房押金不退"}\n'.encode(encoding)) == '{"text": "租房押金不退"}\n'


def test_json_lines_with_a_nul_in_a_long_text_are_no_binary_file() -> None:
    assert not is_binary(b'{"text": "' + b"a" * 200 + b'\x00"}\n')
