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
