"""Bytes to text: what the bytes say beats what headers and meta tags claim."""

from __future__ import annotations

import pytest

from transform.decode import decode

TEXT = "广灵县人民政府办公室2021年政府信息公开工作年度报告，制发规范性文件3件"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("claim", ["utf-8", "gb2312", "big5", "iso-8859-1"])
def test_a_wrong_claim_changes_nothing(encoding: str, claim: str) -> None:
    page = f'<html><head><meta charset="{claim}"></head><body>{TEXT}</body></html>'
    decoded = decode(page.encode(encoding))
    assert TEXT in decoded.text
    assert decoded.replacements == 0


def test_one_broken_byte_does_not_turn_the_page_into_another_encoding() -> None:
    payload = TEXT.encode() + b"\xff" + TEXT.encode()
    decoded = decode(payload)
    assert decoded.encoding == "utf-8"
    assert decoded.text.count(TEXT) == 2
    assert decoded.replacements == 1


def test_four_byte_gb18030_characters() -> None:
    assert "䶮" in decode(("䶮" + TEXT).encode("gb18030")).text


def test_nul_characters_are_left_out() -> None:
    assert decode(b"a\x00b").text == "ab"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("markup", ["<html><body>", ""])
def test_utf_16_without_a_byte_order_mark(encoding: str, markup: str) -> None:
    decoded = decode((markup + TEXT * 3).encode(encoding))
    assert (decoded.encoding, decoded.replacements) == (encoding, 0)
    assert TEXT in decoded.text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_nul_bytes_strewn_into_a_page_change_nothing(encoding: str) -> None:
    page = f"<html>\x00\x00\x00<body>\x00{TEXT}</body>\x00\x00\x00\x00\x00\x00\x00</html>\x00"
    decoded = decode(page.encode(encoding))
    assert (decoded.encoding, decoded.text) == (encoding, page.replace("\x00", ""))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_cut_at_the_end_leaves_the_rest(encoding: str, cut: int) -> None:
    decoded = decode((TEXT + "县县").encode(encoding)[:-cut])
    assert (decoded.encoding, TEXT in decoded.text) == (encoding, True)
    assert decoded.replacements <= 1


def test_a_few_broken_bytes_do_not_make_utf_8_into_gb18030() -> None:
    payload = bytearray((TEXT * 5).encode())
    payload[30], payload[100], payload[200] = 0xFE, 0x81, 0xE4
    assert decode(bytes(payload)).encoding == "utf-8"


BIG5 = "演示縣人民政府2021年政府信息公開工作年度報告：本年新收政府信息公開申請數量"


def test_big5_is_taken_where_it_is_declared_and_makes_sense() -> None:
    page = f"<html><head><meta charset=big5></head><body>{BIG5}</body></html>".encode("big5")
    assert (decode(page).encoding, BIG5 in decode(page).text) == ("big5hkscs", True)


@pytest.mark.parametrize("page", [b"<meta charset=big5>" + TEXT.encode("gb18030"), BIG5.encode("big5")])
def test_big5_is_not_taken_on_one_of_the_two_alone(page: bytes) -> None:
    assert decode(page).encoding == "gb18030"
