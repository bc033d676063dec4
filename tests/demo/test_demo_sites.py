"""The three families behave as the software they stand for: lists, pagers, articles, and no dead link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo import reports
from demo.sites import catalogue, hanweb, plain, trs, ucap
from demo.sites.catalogue import demo_sites
from demo.sites.model import Entry, Page, Site
from tests.demo.page_reader import links, unbalanced

SITES = demo_sites()
CHAFF_MARKS = ("法治政府建设", "网站工作年度报表", "指南", "通知", "解读", "一图读懂", "目录", "部门预算")


def code(site: Site) -> str:
    return site.division_code


def family(name: str) -> list[Site]:
    return [site for site in SITES if site.profile.family == name]


def site_of(division_code: str) -> Site:
    return next(site for site in SITES if site.division_code == division_code)


def get(site: Site, target: str) -> Page:
    page = site.respond(target)
    assert page.status == 200, f"{site.division_code} {target}: {page.status}"
    return page


def row_targets(html: str, base: str, css: str = "li a") -> list[str]:
    """Request targets of the list rows."""
    found = [node.attributes["href"] or "" for node in LexborHTMLParser(html).css(css)]
    return [urljoin(base, link) for link in found]


def walk_plain(site: Site) -> list[str]:
    target: str | None = site.profile.column_path
    found: list[str] = []
    pages = 0
    while target is not None:
        html = get(site, target).body.decode(site.profile.encoding)
        pages += 1
        found += row_targets(html, target, ".list li a")
        after = [node for node in LexborHTMLParser(html).css(".pages a") if node.text() == "下一页"]
        target = urljoin(target, after[0].attributes["href"] or "") if after else None
    assert pages >= 2
    return found


def walk_trs(site: Site) -> list[str]:
    found: list[str] = []
    total, index = 1, 0
    while index < total:
        extension = site.profile.page_path.rpartition(".")[2]
        name = f"index_{index}.{extension}" if index else ""
        html = get(site, site.profile.column_path + name).body.decode(site.profile.encoding)
        call = re.search(r'createPageHTML\((\d+), (\d+), "index", "(s?html)"\)', html)
        assert call is not None
        assert (int(call[2]), call[3]) == (index, extension)
        total = int(call[1])
        found += row_targets(html, site.profile.column_path, ".list li a")
        index += 1
    assert total >= 2
    return found


def proxy_rows(site: Site, **fields: int) -> tuple[int, list[str]]:
    parameters = hanweb.proxy_parameters(site.profile) | {name: str(value) for name, value in fields.items()}
    page = get(site, f"{hanweb.PROXY_PATH}?{urlencode(parameters)}")
    assert page.content_type.startswith("text/xml")
    root = ElementTree.fromstring(page.body)
    rows = [target for record in root.iter("record") for target in row_targets(record.text or "", "/")]
    return int(root.findtext("totalrecord") or ""), rows


def walk_hanweb(site: Site) -> list[str]:
    html = get(site, site.profile.column_path).body.decode(site.profile.encoding)
    island = re.search(r"<datastore>.*</datastore>", html, re.DOTALL)
    assert island is not None
    root = ElementTree.fromstring(island[0])
    found = [target for record in root.iter("record") for target in row_targets(record.text or "", "/")]
    assert len(found) == site.profile.per_page
    assert hanweb.PROXY_PATH in (root.findtext("nextgroup") or "")
    total, page = len(found) + 1, 2
    while len(found) < total:
        total, rows = proxy_rows(site, page=page)
        assert rows, f"page {page} of the proxy is empty before all {total} rows are seen"
        found += rows
        page += 1
    return found


def walk_ucap(site: Site) -> list[str]:
    found: list[str] = []
    total, number = 1, 0
    while number < total:
        number += 1
        target = site.profile.page_path.format(page=number) if number > 1 else site.profile.column_path
        html = get(site, target).body.decode(site.profile.encoding)
        call = re.search(r"createPageHTML\('page_div',(\d+), (\d+),'list','shtml',(\d+)\)", html)
        assert call is not None
        assert (int(call[2]), int(call[3])) == (number, len(site.entries))
        total = int(call[1])
        found += row_targets(html, target, ".listContent li a")
    assert total >= 2
    return found


WALKS: dict[str, Callable[[Site], list[str]]] = {
    "plain": walk_plain,
    "trs": walk_trs,
    "hanweb": walk_hanweb,
    "ucap": walk_ucap,
}


@pytest.mark.parametrize("site", SITES, ids=code)
def test_the_list_leads_to_every_article_once(site: Site) -> None:
    assert WALKS[site.profile.family](site) == [entry.path for entry in site.entries]


@pytest.mark.parametrize("site", SITES, ids=code)
def test_no_link_is_dead(site: Site) -> None:
    for target, page in site.pages.items():
        if page.content_type == "text/html":
            html = page.body.decode(site.profile.encoding)
            for link in links(html):
                get(site, urljoin(target, link))
    for entry in site.entries:
        get(site, entry.path)


def test_sizes_and_families() -> None:
    made_up = [site for site in SITES if site.division_code.startswith("99")]
    assert len(made_up) >= 8
    assert {site.profile.family for site in made_up} == set(WALKS)
    assert site_of("140223").profile.family == "trs"


@pytest.mark.parametrize("site", [site for site in SITES if site.division_code != "140223"], ids=code)
def test_every_report_is_listed_among_the_usual_chaff(site: Site) -> None:
    titles = [entry.title for entry in site.entries]
    own = [report for report in reports.reports() if report.division_code == site.division_code]
    twice = [f for f in reports.planted_faults() if f.fault == "posted_twice"]
    expected = [report.title for report in own]
    expected += [r.title for r in own for f in twice if r.key == (f.division_code, f.report_year, f.scope)]
    assert sorted(entry.title for entry in site.entries if entry.is_report) == sorted(expected)
    for mark in CHAFF_MARKS:
        assert any(mark in title for title in titles), mark
    chaff = [entry for entry in site.entries if not entry.is_report]
    assert len(chaff) > len(expected)
    assert not any("<table" in entry.body or "第二十条" in entry.body for entry in chaff)


def test_the_report_posted_twice_has_two_addresses_two_templates_and_the_same_body() -> None:
    fault = next(fault for fault in reports.planted_faults() if fault.fault == "posted_twice")
    site = site_of(fault.division_code)
    title = reports.report(fault.division_code, fault.report_year, fault.scope).title
    first, second = [entry for entry in site.entries if entry.title == title]
    assert first.path != second.path
    assert first.body == second.body
    one, other = (get(site, entry.path).body.decode(site.profile.encoding) for entry in (first, second))
    assert first.body in one
    assert second.body in other
    assert one != other
    assert ('class="footer"' in one) != ('class="footer"' in other)


@pytest.mark.parametrize("site", SITES, ids=code)
def test_articles_carry_title_body_date_and_a_site_code_of_the_county(site: Site) -> None:
    for entry in site.entries:
        html = get(site, entry.path).body.decode(site.profile.encoding)
        tree = LexborHTMLParser(html)
        assert entry.body in html
        assert any(entry.title in node.text() for node in tree.css("h1, h2, .bt_title"))
        assert entry.published_at[:10] in html
        if entry.template == "article":
            meta = {node.attributes.get("name"): node.attributes.get("content") for node in tree.css("meta")}
            assert (meta["SiteIDCode"] or "").startswith(site.division_code)
            assert meta["ArticleTitle"] == entry.title
            assert meta["PubDate"] == entry.published_at


@pytest.mark.parametrize("site", SITES, ids=code)
def test_pages_are_balanced(site: Site) -> None:
    for target, page in site.pages.items():
        if page.content_type == "text/html":
            assert unbalanced(page.body.decode(site.profile.encoding)) == [], target


def test_one_county_lies_about_its_charset() -> None:
    assert [site.division_code for site in SITES if site.profile.encoding != "utf-8"] == ["990203"]
    site = site_of("990203")
    for page in site.pages.values():
        if page.content_type == "text/html":
            assert b'<meta charset="utf-8">' in page.body
            with pytest.raises(UnicodeDecodeError):
                page.body.decode("utf-8")
            assert "演示长桥县" in page.body.decode("gb18030")


def test_cut_titles_keep_the_whole_one_in_the_title_attribute() -> None:
    for site in SITES:
        html = get(site, site.profile.column_path).body.decode(site.profile.encoding)
        shown = [
            (node.text(), node.attributes.get("title")) for node in LexborHTMLParser(html).css("ul.list li a")
        ]
        cut = [title for text, title in shown if text.endswith("…")]
        titles = {entry.title for entry in site.entries}
        assert set(cut) <= titles
        if site.profile.family == "trs" and site.profile.cut_titles:
            assert cut


def test_robots_allow_the_column_and_forbid_the_search() -> None:
    for site in SITES:
        text = get(site, "/robots.txt").body.decode()
        assert "Disallow: /search/" in text
        assert not site.profile.column_path.startswith("/search/")


def test_what_no_site_has_is_a_404() -> None:
    for site in SITES:
        assert site.respond("/nothing/here.html").status == 404
        assert site.respond(site.profile.column_path + "x").status == 404


@pytest.mark.parametrize("site", family("hanweb"), ids=code)
def test_the_proxy_answers_posts_like_gets(site: Site) -> None:
    form = urlencode(hanweb.proxy_parameters(site.profile) | {"page": "2"})
    by_post = site.respond(hanweb.PROXY_PATH, form)
    assert by_post == site.respond(f"{hanweb.PROXY_PATH}?{form}")
    assert by_post.body.count(b"<record>") == site.profile.per_page
    # Parameters may come in both places; those of the form win.
    assert site.respond(f"{hanweb.PROXY_PATH}?page=1", form) == by_post


def test_the_proxy_takes_a_range_of_records_where_it_knows_them() -> None:
    for site in family("hanweb"):
        paths = [entry.path for entry in site.entries]
        total, rows = proxy_rows(site, startrecord=4, endrecord=9, perpage=3)
        assert total == len(paths)
        assert rows == (paths[:3] if site.division_code == "990203" else paths[3:9])
        _, rows = proxy_rows(site, page=2, perpage=3)
        assert rows == paths[3:6]


def test_the_proxy_gives_nothing_beyond_the_end_or_for_another_unit() -> None:
    site = site_of("990202")
    assert proxy_rows(site, page=99) == (len(site.entries), [])
    parameters = hanweb.proxy_parameters(site.profile) | {"unitid": "1", "page": "1"}
    page = get(site, f"{hanweb.PROXY_PATH}?{urlencode(parameters)}")
    assert b"<totalrecord>0</totalrecord>" in page.body
    assert b"<record>" not in page.body


def test_the_proxy_cuts_what_asks_for_too_much() -> None:
    profile = site_of("990202").profile
    entry = site_of("990202").entries[0]
    many = tuple(replace(entry, path=f"/art/{n}.html") for n in range(hanweb.MOST_ROWS + 50))
    site = hanweb.build(profile, many)
    assert len(proxy_rows(site, page=1, perpage=10**8)[1]) == hanweb.MOST_ROWS
    assert len(proxy_rows(site, startrecord=1, endrecord=10**8)[1]) == hanweb.MOST_ROWS
    assert len(proxy_rows(site, page=0, perpage=0)[1]) == 1


def test_hanweb_addresses_have_the_shape_of_the_software() -> None:
    for site in family("hanweb"):
        for entry in site.entries:
            column = re.escape(hanweb.column_id(site.profile))
            assert re.fullmatch(rf"/art/20\d\d/\d{{1,2}}/\d{{1,2}}/art_{column}_\d+\.html", entry.path)


def test_trs_addresses_have_the_shape_of_the_software() -> None:
    for site in family("trs"):
        for entry in site.entries:
            day = entry.published_at[:10].replace("-", "")
            assert re.search(rf"/{day[:6]}/t{day}_\d+\.s?html$", entry.path)
        html = get(site, site.profile.column_path).body.decode(site.profile.encoding)
        rows = [node.attributes["href"] or "" for node in LexborHTMLParser(html).css("ul.list li a")]
        assert all(re.fullmatch(r"\./\d{6}/t\d{8}_\d+\.s?html", row) for row in rows)
        index = f"{site.profile.column_path}index.{site.profile.page_path.rpartition('.')[2]}"
        assert get(site, index) == get(site, site.profile.column_path)


@pytest.mark.parametrize("build", [plain.build, trs.build, hanweb.build, ucap.build])
def test_titles_are_escaped_on_lists_and_articles(build: Callable[..., Site]) -> None:
    hostile = Entry(
        title="<script>x</script>\"'&",
        published_at="2022-01-30 10:00",
        issuer_name="<i>",
        body="<p>1</p>",
        is_report=True,
        path="/a/b.html",
    )
    family_of = {builder: name for name, builder in catalogue.BUILDERS.items()}
    profile = next(p for p in catalogue.profiles() if p.family == family_of[build])
    site = build(profile, (hostile,) * 30)
    for target in (profile.column_path, hostile.path):
        html = get(site, target).body.decode(site.profile.encoding)
        assert "<script>x" not in html
        assert "<i>" not in html
        assert unbalanced(html) == []


def test_targets_are_plain_request_targets() -> None:
    for site in SITES:
        for target in site.pages:
            assert target.isascii()
            assert urlsplit(target).netloc == ""
