"""From an article up to its column: what a page names, in which order, and what is no way up."""

import time

import pytest

from crawler.breadcrumb import columns_above, is_article, is_list_of_reports, is_of_one_year
from crawler.page import Page
from tests.crawler.county_site import REPORT_TABLE, list_page, title

HOST = "www.dongchuan.gov.cn"
HOSTS = frozenset((HOST,))
SITE = f"http://{HOST}"
MENU = """
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwgk/zfxxgk/zfxxgkzn/">政府信息公开指南</a></li><li><a href="/hd/">互动交流</a></li></ul>
"""


def article(url: str, body: str, menu: str = MENU) -> Page:
    head = f"<head><title>{title(2022)}_演示东川县人民政府</title></head>"
    return Page(
        SITE + url, f"<html>{head}<body>{menu}{body}<h1>{title(2022)}</h1>{REPORT_TABLE}</body></html>"
    )


def ways(page: Page) -> list[list[str]]:
    return [[url.removeprefix(SITE) for url in way] for way in columns_above(page, HOSTS)]


CRUMBS = {
    "words before the links": """<div class="pos">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a>
        &gt; <a href="/zwgk/gknb/">政府信息公开年报</a> &gt; 正文</div>""",
    "words in an element of their own": """<div><div class="p"><span>当前位置：</span>
        <a href="../../../../">首页</a>
        <a href="../../../">政务公开</a><a href="../../gknb/" title="政府信息公开工作年度报告">政府…</a></div></div>""",
    "words behind a comment": """<td><!-- 位置 -->所在位置：
        <a href="/">网站首页</a>&gt;&gt;<a href="/zwgk/">政务公开</a>
        &gt;&gt;<a href="/zwgk/gknb/">信息公开年度报告</a></td>""",
    "no words but a class": """<div class="BreadCrumbs"><a href="/">首页</a>/<a href="/zwgk/">政务公开</a>/
        <a href="/zwgk/gknb/">年报</a></div>""",
    "the class of TRS WCM": """<p><a class="CurrChnlCls" href="/">首页</a>&gt;
        <a class="CurrChnlCls" href="/zwgk/">政务公开</a>
        &gt;<a class="CurrChnlCls" href="/zwgk/gknb/">政府信息公开年报</a></p>""",
}


@pytest.mark.parametrize("crumbs", CRUMBS.values(), ids=CRUMBS.keys())
def test_the_breadcrumb_names_the_column(crumbs: str) -> None:
    assert ways(article("/zwgk/x/202301/t20230117_954313.html", crumbs))[0][0] == "/zwgk/gknb/"


def test_a_folder_of_one_year_comes_behind_the_column_it_lies_in() -> None:
    crumbs = """<div>当前位置：<a href="/">首页</a>&gt;<a href="/zwgk/nb/">政府信息公开年报</a>
        &gt;<a href="/zwgk/nb/2022n/">2022年政府信息公开年报</a></div>"""
    assert ways(article("/zwgk/nb/2022n/202301/t20230117_954313.html", crumbs)) == [
        ["/zwgk/nb/", "/zwgk/nb/2022n/"]
    ]


def test_without_a_named_step_the_last_one_is_tried_behind_the_folders() -> None:
    crumbs = '<div>当前位置：<a href="/">首页</a>&gt;<a href="/mzj/">民政局</a>&gt;<a href="/mzj/gk/">公开</a></div>'
    assert ways(article("/mzj/zfxxgknb_12/202301/t20230117_9.html", crumbs)) == [
        ["/mzj/zfxxgknb_12/", "/mzj/gk/", "/mzj/"]
    ]


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("/art/2023/1/17/art_1229114055_88348.html", "/col/col1229114055/index.html"),
        ("/zwgk/zfxxgknb/art/2022/art_21953d7c1df747b4b623b2205c6c537c.html", "/zwgk/zfxxgknb/index.html"),
        ("/wtqq/c1069/202005/9a7315004f174c7bb22557a7a854290c.shtml", "/wtqq/c1069/list.shtml"),
        ("/zwgk/xxgkndbg/content/post_1958440.html", "/zwgk/xxgkndbg/"),
        ("/zfxxgk/zfxxgknb/xj/1753311688616128514.html", "/zfxxgk/zfxxgknb/"),
        ("/gkmlpt/content/10/10099/post_10099135.html", "/gkmlpt/annualreport"),
        ("/public/6597781/37050636.html", "/public/column/6597781?type=3"),
        ("/zwgk/zfxxgknb/20230131/i2920151.html", "/zwgk/zfxxgknb/"),
        ("/gk/zfxxgknb/2023-01/17/content_184762", "/gk/zfxxgknb/"),
        ("/xxgk/xxgknb/2022/xsq/202302/t20230210_3016572.shtml", "/xxgk/xxgknb/"),
    ],
)
def test_the_address_of_an_article_leads_to_its_column(url: str, first: str) -> None:
    assert ways(article(url, ""))[0][0] == first


def test_the_menu_is_a_way_of_its_own_and_names_what_the_breadcrumb_does_not() -> None:
    menu = MENU + '<a href="/zfxxgk/nb/">政府信息公开年报</a><a href="http://www.spcsc.sh.cn/nb/">年报</a>'
    crumbs = '<p>当前位置：<a href="/">首页</a>&gt;<a href="/mzj/nb/">政府信息公开年报</a></p>'
    assert ways(article("/mzj/nb/202301/t20230117_9.html", crumbs, menu)) == [
        ["/mzj/nb/", "/mzj/"],
        ["/zfxxgk/nb/"],
    ]


def test_nothing_leads_to_the_front_page_to_other_hosts_or_to_scripts() -> None:
    crumbs = """<p>当前位置：<a href="/">首页</a><a href="javascript:back()">年报</a>
        <a href="http://www.dongchuan-gov.cn/zfxxgknb/">政府信息公开年报</a><a href="/9.html">年报</a></p>"""
    assert ways(article("/9.html", crumbs)) == []


def test_a_menu_beside_the_words_is_no_breadcrumb() -> None:
    links = "".join(f'<a href="/d{number}/">第{number}个栏目的名称很长</a>' for number in range(60))
    assert ways(article("/9.html", f"<div>所在位置 {links}</div>")) == []


def test_ways_up_are_bounded() -> None:
    crumbs = "".join(f'<a href="/s{number}/nb/">年报</a>' for number in range(40))
    found = ways(article("/9.html", f"<p>当前位置：{crumbs}</p>", MENU + crumbs))
    assert [len(way) for way in found] == [5, 5]


def test_hostile_pages_are_searched_in_little_time() -> None:
    deep = "<div>当前位置" * 3000 + "<a href='/x/nb/'>年报</a>"
    wide = "<i class='crumb'>位置</i>" * 60_000
    started = time.process_time()
    columns_above(article("/a/nb/202301/t20230117_9.html", deep), HOSTS)
    columns_above(article("/a/nb/202301/t20230117_9.html", wide), HOSTS)
    assert time.process_time() - started < 3


def test_an_article_is_told_by_its_table_or_its_title() -> None:
    without_table = (
        f"<html><head><title>{title(2015)}-演示东川县人民政府</title></head><body>{{}}</body></html>"
    )
    assert is_article(article("/9.html", ""))
    assert is_article(Page(SITE + "/9.html", without_table.format("<a href='9.pdf'>附件</a>")))
    named = f'<meta name="ArticleTitle" content="{title(2015)}"><title>演示东川县人民政府</title>'
    assert is_article(Page(SITE + "/9.html", named))
    neighbours = f"<a href='8.html'>{title(2014)}</a><a href='10.html'>{title(2016)}</a>"
    assert is_article(Page(SITE + "/9.html", without_table.format(neighbours)))


def test_a_list_is_no_article_whatever_its_title() -> None:
    entries = {f"/nb/{year}.html": title(year) for year in range(2019, 2024)}
    for name in ("政府信息公开年报", "2022年政府信息公开年报", title(2022)):
        text = list_page(entries).replace("<title>年报", f"<title>{name}")
        assert not is_article(Page(SITE + "/nb.htm", text)), name
    empty_folder = "<title>2022年政府信息公开年报-演示东川县人民政府</title>"
    assert not is_article(Page(SITE + "/nb/2022n.htm", empty_folder))


def test_a_list_of_reports_is_one_by_its_entries() -> None:
    reports = list_page({"/nb/1.html": title(2022)})
    folders = list_page({"/nb/2022n/": "2022年", "/nb/2021n/": "2021年"})
    news = list_page({"/news/1.html": "县政府召开常务会议", "/bm/": "部门"})
    assert is_list_of_reports(Page(SITE + "/nb/", reports))
    assert is_list_of_reports(Page(SITE + "/nb/", folders))
    assert not is_list_of_reports(Page(SITE + "/news/", news))
    assert not is_list_of_reports(article("/9.html", reports))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/newsite/zwgk/zfxxgk_1/zfxxgknb/nb_2022n/", True),
        ("/zfxxgkzl/gknb/2018nb/", True),
        ("/lxz/zwgk/zfxxgknb/2023/gxs/index.html", True),
        ("/zfxxgkml/zfxxgkndbg/", False),
        ("/root20211_45/zfxxgknb/", False),
        ("/col/col12946/index.html", False),
    ],
)
def test_the_list_of_one_year_is_told_by_its_address(url: str, expected: bool) -> None:
    assert is_of_one_year(SITE + url) is expected
