"""Listing adapters on saved pages; pages/README.md says what is special about each page."""

import csv
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.adapters import (
    ADAPTERS,
    NextPage,
    choose,
    generic,
    gkmlpt,
    hanweb_jcms,
    hanweb_jpaas,
    nfcms,
    trs_wcm,
    ucap,
    vsb,
    vsb_egovinfo,
)
from crawler.adapters.links import MAX_LINKS
from crawler.page import Page

PAGES = Path(__file__).parent / "pages"
TRS = "http://127.0.0.1/nb/"
HANWEB = "http://127.0.0.1/col/col12/index.html"
PROXY = (
    "http://127.0.0.1/module/web/jpage/dataproxy.jsp?columnid=12&page=2&startrecord=3&endrecord=4&perpage=2"
)


def saved(name: str, url: str) -> Page:
    """A saved page as fetched from `url`."""
    return Page.from_bytes(url, (PAGES / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "url", "adapter", "reason"),
    [
        ("trs_first.html", TRS, "trs_wcm", "createPageHTML("),
        ("trs_second_by_page.html", TRS, "trs_wcm", "createPageHTML("),
        ("hanweb_column.html", HANWEB, "hanweb_jcms", "dataproxy.jsp"),
        ("hanweb_proxy.xml", PROXY, "hanweb_jcms", "<datastore>"),
        ("plain_gb18030.html", TRS, "generic", "no other family"),
    ],
)
def test_recognises_the_family_and_says_why(name: str, url: str, adapter: str, reason: str) -> None:
    chosen, why = choose(saved(name, url), "")
    assert chosen.name == adapter
    assert reason in why


def test_a_family_named_in_the_registry_is_not_second_guessed() -> None:
    chosen, why = choose(saved("trs_first.html", TRS), "generic")
    assert (chosen.name, why) == ("generic", "named in the registry")


def test_trs_takes_whole_titles_and_drops_the_copy_for_phones() -> None:
    entries = trs_wcm.entries(saved("trs_first.html", TRS))
    reports = [entry for entry in entries if entry.date]
    assert [entry.url.removeprefix(TRS) for entry in reports] == [
        "202301/t20230119_1001.html",
        "202201/t20220120_1002.html",
        "202201/P020220120385421.pdf",
    ]
    assert reports[0].title == "演示西坪县人民政府2022年政府信息公开工作年度报告"
    assert [entry.date for entry in reports] == ["2023-01-19", "2022-01-20", "2022-01-21"]
    assert not [entry for entry in entries if "javascript" in entry.url or "#" in entry.url]


def test_trs_tries_both_numberings_on_the_first_page_and_keeps_the_one_shown_later() -> None:
    first = trs_wcm.next_page(saved("trs_first.html", TRS))
    assert first == NextPage.at([TRS + "index_1.html", TRS + "index_2.html"], guessed=True)
    by_page = trs_wcm.next_page(saved("trs_second_by_page.html", TRS + "index_2.html"))
    assert by_page == NextPage.at([TRS + "index_3.html"], guessed=True)
    by_count = trs_wcm.next_page(saved("trs_second_by_page.html", TRS + "index_1.html"))
    assert by_count == NextPage.at([TRS + "index_2.html"], guessed=True)


@pytest.mark.parametrize(
    "call", ["createPageHTML(3, 2, 'index', 'html')", "createPageHTML(1,0,'index','htm')", ""]
)
def test_trs_ends_at_the_last_declared_page(call: str) -> None:
    assert trs_wcm.next_page(Page(TRS + "index_2.html", f"<script>{call}</script>")) is None


def test_hanweb_reads_the_rows_of_the_island_before_the_links_around_it() -> None:
    entries = hanweb_jcms.entries(saved("hanweb_column.html", HANWEB))
    assert [(urlsplit(entry.url).path, entry.title, entry.date) for entry in entries] == [
        ("/art/2023/1/18/art_12_501.html", "演示南溪县2022年政府信息公开工作年度报告", "2023-01-18"),
        ("/art/2022/1/25/art_12_502.html", "演示南溪县2021年政府信息公开工作年度报告", "2022-01-25"),
        ("/col/col1/index.html", "政府信息公开年报", ""),
    ]
    rows = hanweb_jcms.entries(saved("hanweb_proxy.xml", PROXY))
    assert [entry.date for entry in rows] == ["2021-01-20", "2020-03-20"]


def test_hanweb_copies_the_parameters_and_sends_both_ways_of_counting() -> None:
    following = hanweb_jcms.next_page(saved("hanweb_column.html", HANWEB))
    assert following is not None
    query = parse_qs(urlsplit(following.candidates[0].url).query)
    assert {name: values[0] for name, values in query.items()} == {
        "appid": "1", "webid": "7", "path": "/", "columnid": "12", "unitid": "4021", "webname": "演示",
        "permissiontype": "0", "page": "2", "startrecord": "3", "endrecord": "4", "perpage": "2",
    }  # fmt: skip


def test_hanweb_goes_on_to_the_declared_total_and_no_further() -> None:
    second = hanweb_jcms.next_page(saved("hanweb_proxy.xml", PROXY))
    assert second is not None
    assert parse_qs(urlsplit(second.candidates[0].url).query)["startrecord"] == ["5"]
    third = Page(second.candidates[0].url, saved("hanweb_proxy.xml", PROXY).text)
    assert hanweb_jcms.next_page(third) is None
    assert hanweb_jcms.next_page(Page(PROXY, "<datastore><recordset></recordset></datastore>")) is None


@pytest.mark.timeout(20)
def test_hanweb_is_not_slowed_by_a_page_of_torn_records() -> None:
    torn = "<record><![CDATA[" * 200_000
    assert hanweb_jcms.entries(Page(HANWEB, torn)) == []


def test_plain_list_is_decoded_by_its_bytes_and_resolved_against_base() -> None:
    page = saved("plain_gb18030.html", TRS)
    entries = generic.entries(page)
    assert entries[0].title == "演示北原县2022年政府信息公开工作年度报告"
    assert entries[0].url == "http://127.0.0.1/gk/nb/9.htm"
    assert entries[0].date == "2023.1.9"
    assert len(entries) == 2
    assert generic.next_page(page) == NextPage.at(["http://127.0.0.1/gk/nb/list_2.htm"])


@pytest.mark.timeout(20)
def test_links_in_rows_nested_without_end_are_read_in_time() -> None:
    nested = "<li>" + "x" * 4000
    markup = nested * 500 + "".join(f"<a href='/{number}'>年报{number}</a>" for number in range(3000))
    assert len(generic.entries(Page(TRS, markup))) == 2000


@pytest.mark.timeout(20)
def test_a_page_of_nothing_but_open_links_is_read_in_time() -> None:
    page = Page(TRS, "<a href=x>" * 200_000)
    assert generic.entries(page) == []
    assert generic.next_page(page) is None


@pytest.mark.parametrize(
    "markup", ['<a href="javascript:void(0)">下一页</a>', '<a href="./">下一页</a>', "<b>下一页</b>"]
)
def test_plain_list_ends_where_the_next_link_leads_nowhere(markup: str) -> None:
    assert generic.next_page(Page(TRS, markup)) is None


def test_real_addresses_of_articles_are_claimed_by_their_family_alone() -> None:
    with (Path(__file__).parent / "article_addresses.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["cms"], row["url"]) for row in csv.DictReader(stream)]
    assert len(rows) > 150
    for cms, url in rows:
        parts = urlsplit(url)
        page = Page(f"{parts.scheme}://{parts.netloc}/zwgk/nb/", f"<a href='{url}'>年报</a>")
        assert [adapter.name for adapter in ADAPTERS[:-1] if adapter.recognises(page)] == [cms], url


def test_links_to_other_hosts_say_nothing_about_a_site() -> None:
    page = Page(
        TRS, "<a href='http://www.gov.cn/zhengce/t20190415_5382991.htm'>条例</a><a href='1.html'>年报</a>"
    )
    assert choose(page, "")[0].name == "generic"


HOSTILE = {
    "many links": (trs_wcm, "<a href='/nb/t20230101_{0}.html'>年报{0}</a>"),
    "addresses of programs and data": (
        vsb,
        "<a href='javascript:go({0})'>年报</a><a href='data:text/html,{0}'>年报</a>",
    ),
    "rows inside rows": (generic, "<li><a href='/nb/{0}.html'>年报"),
    "open calls": (trs_wcm, "createPageHTML('page_div',3,"),
    "open fields of scripts": (hanweb_jcms, "module/xxgk/search.jsp?infotypeId : <input id='jdid' "),
    "open records": (hanweb_jcms, "<record><![CDATA[<li><a href='/art/2022/1/1/art_1_{0}.html'>"),
    "open units": (hanweb_jpaas, "<script url='/jpaas-publish-server/' queryData=\"{{'tagId':'a{0}'"),
    "open answers": (ucap, '{{"data":[{{"title":"年报","url":"/{0}"}},'),
    "open cells": (vsb, "<td id=fanye1>共1条 "),
    "a pager of many lists": (vsb_egovinfo, "<a href='/x.jsp?ainfolist{0}t=9&ainfolist{0}p=1'>下页</a>"),
    "pages of pages": (nfcms, "<a href='index_{0}.html'>{0}</a>共{0}页"),
    "a catalogue without end": (gkmlpt, "window._CONFIG={{SID:'1',TREE:[" + '{{"id":{0},"children":['),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_makes_its_family_slow_or_its_list_long(name: str) -> None:
    family, pattern = HOSTILE[name]
    text = "".join(pattern.format(number) for number in range(5_000))
    page = Page("http://127.0.0.1/gk/nb.htm", text)
    choose(page, "")
    assert len(family.entries(page)) <= 2 * MAX_LINKS
    following = family.next_page(page)
    assert following is None or len(following.candidates) < 10


def test_a_hundred_thousand_links_are_read_as_far_as_a_list_goes() -> None:
    page = Page(TRS, "".join(f"<a href='{number}.html'>年报{number}</a>" for number in range(100_000)))
    assert len(generic.entries(page)) == MAX_LINKS
