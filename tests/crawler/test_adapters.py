"""Listing adapters on what the saved lists (test_lists.py) do not hold: ends, real addresses, hostile pages."""

import csv
from pathlib import Path
from urllib.parse import urlsplit

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

LISTS = Path(__file__).parent / "lists"
TRS = "http://127.0.0.1/nb/"
HANWEB = "http://127.0.0.1/col/col12/index.html"
PROXY = (
    "http://127.0.0.1/module/web/jpage/dataproxy.jsp?columnid=12&page=2&startrecord=3&endrecord=4&perpage=2"
)


def test_a_family_named_in_the_registry_is_not_second_guessed() -> None:
    page = Page.from_bytes(TRS, (LISTS / "trs_by_page" / "page1.html").read_bytes())
    assert choose(page, "")[0].name == "trs_wcm"
    chosen, why = choose(page, "generic")
    assert (chosen.name, why) == ("generic", "named in the registry")


def trs_pager(file: str, current: int) -> NextPage | None:
    return trs_wcm.next_page(
        Page(TRS + file, f"<script>createPageHTML('pager', 3, {current}, 'index', 'html')</script>")
    )


def test_trs_tries_both_numberings_on_the_first_page_and_keeps_the_one_shown_later() -> None:
    assert trs_pager("", 0) == NextPage.at([TRS + "index_1.html", TRS + "index_2.html"], guessed=True)
    assert trs_pager("index_2.html", 1) == NextPage.at([TRS + "index_3.html"], guessed=True)
    assert trs_pager("index_1.html", 1) == NextPage.at([TRS + "index_2.html"], guessed=True)


@pytest.mark.parametrize(
    "call", ["createPageHTML(3, 2, 'index', 'html')", "createPageHTML(1,0,'index','htm')", ""]
)
def test_trs_ends_at_the_last_declared_page(call: str) -> None:
    assert trs_wcm.next_page(Page(TRS + "index_2.html", f"<script>{call}</script>")) is None


def test_an_empty_answer_of_the_hanweb_proxy_ends_the_list() -> None:
    page = Page(PROXY, "<datastore><totalrecord>9</totalrecord><recordset></recordset></datastore>")
    assert hanweb_jcms.next_page(page) is None


@pytest.mark.timeout(20)
def test_hanweb_is_not_slowed_by_a_page_of_torn_records() -> None:
    torn = "<record><![CDATA[" * 200_000
    assert hanweb_jcms.entries(Page(HANWEB, torn)) == []


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
    text = "".join(pattern.format(number) for number in range(1_500))
    page = Page("http://127.0.0.1/gk/nb.htm", text)
    choose(page, "")
    assert len(family.entries(page)) <= 2 * MAX_LINKS
    following = family.next_page(page)
    assert following is None or len(following.candidates) < 10


def test_a_hundred_thousand_links_are_read_as_far_as_a_list_goes() -> None:
    page = Page(TRS, "".join(f"<a href='{number}.html'>年报{number}</a>" for number in range(100_000)))
    assert len(generic.entries(page)) == MAX_LINKS
