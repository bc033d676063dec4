"""Families told by addresses alone: each by its own, and by no other family's."""

from urllib.parse import urlsplit

import pytest

from crawler.adapters import ADAPTERS, NAMES
from crawler.adapters.small_families import FAMILIES, Family
from crawler.page import Page

# Addresses of single-site systems and of families with an adapter of their own: for the generic adapter, or theirs.
ELSEWHERE = (
    "http://www.x.gov.cn/",
    "http://www.x.gov.cn/zwgk/zfxxgk/zfxxgknb/",
    "http://www.x.gov.cn/zwgk/zfxxgknb/202301/t20230119_1001.html",
    "http://www.x.gov.cn/art/2023/1/18/art_12_501.html",
    "http://www.x.gov.cn/info/1677/56001.htm",
    "http://www.x.gov.cn/xxgknb/content/post_2138264.html",
    "http://www.x.gov.cn/mtx/c106061/202201/dd5886bf3d30426eb0f23fc332615876.shtml",
    "http://www.x.gov.cn/doc/2025/01/20/4744862.shtml",
    "http://www.x.gov.cn/zltq/2026-02/02/article_2026020215383939768.html",
    "https://www.qianxi.gov.cn/qianxi/qxxzbmzfxxgknb/20240130/1131588438.html",
    "http://www.dmlhq.gov.cn/zfxxgknb2022/24969651.jhtml",
    "https://www.huade.gov.cn/gqxqzf8/1323053.html",
)


def claimed(address: str) -> list[str]:
    """The families that claim a list with one link to this address."""
    parts = urlsplit(address)
    column = f"{parts.scheme}://{parts.netloc}/column/"
    page = Page(column, f'<ul><li><a href="{address}">2022年年报</a></li></ul>')
    return [adapter.name for adapter in ADAPTERS[:-1] if adapter.recognises(page)]


@pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])
def test_a_family_is_told_by_an_address_of_its_own(family: Family) -> None:
    assert claimed(family.example) == [family.name]


def test_no_small_family_claims_the_addresses_of_others() -> None:
    small = {family.name for family in FAMILIES}
    assert {address: small.intersection(claimed(address)) for address in ELSEWHERE} == dict.fromkeys(
        ELSEWHERE, set()
    )


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)
