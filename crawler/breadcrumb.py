"""From one report, or the list of one year, up to the column it belongs to: where that may be found.

A registry row may name an article where no list is known. Its page tells the column in four ways, believed in
this order: the breadcrumb (当前位置), the address of the article where a family builds it from the column's, the
folders above it, the menu word 政府信息公开年报. All are guesses until a list of reports answers.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.adapters import choose
from crawler.adapters.links import anchors, links, squeeze, text_of
from crawler.column_words import folders, is_column_folder, is_column_name, names_a_year, speaks_of_reports
from crawler.page import Page
from crawler.selection import decide, fold, is_folder_title
from crawler.urls import host_of, resolve

# default 5 addresses a way up: breadcrumbs have some five steps, and every one is a request to the site.
MAX_STEPS = 5
# default 3: what an article shows of other reports are the ones before and after it; three make a list.
MIN_REPORTS_OF_A_LIST = 3
# default 200 characters: five steps and the title of the report; what holds more is a part of the page.
MAX_CRUMB_CHARACTERS = 200
# default 20 places: a page has one breadcrumb, and the words once more in a script or a footer.
MAX_PLACES = 20
# default 40000: the fullest pages have some 10000 elements, and breadcrumbs stand in their upper half.
MAX_ELEMENTS = 40_000

_HERE = re.compile("(当前|所在|您的|你的|现在)(的)?位置")
_HOME = re.compile("(网站|政府|返回)?(首页|主页)")
_CRUMB_CLASS = re.compile("crumb|CurrChnlCls|dqwz|weizhi", re.IGNORECASE)
# Folders that are part of an article's name: 202301, 20230117, 2023/01/17, content/.
_NO_COLUMN = re.compile(
    r"(19|20)\d{4}|(19|20)\d{6}|\d{1,2}|20\d\d-\d\d(-\d\d)?|content|art|info|doc|detail|show"
)
# Articles whose address names their column, family by family: pattern → address of the list.
_COLUMN_OF = (
    (re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html$"), r"/col/col\1/index.html"),  # hanweb_jcms
    (re.compile(r"/art/\d{4}/art_[0-9a-f]{32}\.html$"), "/index.html"),  # hanweb_jpaas
    (re.compile(r"/\d{6}/[0-9a-f]{32}\.shtml$"), "/list.shtml"),  # ucap
    (re.compile(r"/gkmlpt/content/\d+/\d+/post_\d+\.html$"), "/gkmlpt/annualreport"),
    (re.compile(r"/content/m?post_\d+\.html$"), "/"),  # nfcms
    (re.compile(r"/\d{19}\.html$"), "/1.html"),  # yanan_num
    (re.compile(r"/\d{6}/\d\d/[0-9a-f-]{36}\.html$"), "/index.html"),  # hebei_columns
    (re.compile(r"/public/(\d+)/\d+\.html$"), r"/public/column/\1?type=3"),  # lonsun
)


def is_article(page: Page) -> bool:
    """Whether a page is one report: it has a report's table, or the title of one and is no list of them."""
    if page.is_report:
        return True
    named = page.selector.xpath(
        "string(//meta[translate(@name, 'ACEILRT', 'aceilrt')='articletitle']/@content)"
    )
    title = squeeze(named.get("")) or re.split(r"\s?[-_|–—]+\s?", page.title)[0]
    decision = decide(title, page.url)
    if not decision.belongs or decision.year is None or is_folder_title(fold(title)):
        return False
    reports = (
        entry for entry in links(page.selector, page.base_url) if decide(entry.title, entry.url).belongs
    )
    return sum(1 for _ in islice(reports, MIN_REPORTS_OF_A_LIST)) < MIN_REPORTS_OF_A_LIST


def is_list_of_reports(page: Page) -> bool:
    """Whether a page that may be a column is one: it lists reports, or folders of years, and is none itself."""
    if page.is_report:
        return False
    adapter, _ = choose(page, "")
    if any(
        decide(entry.title, entry.url).belongs
        or (is_folder_title(fold(entry.title)) and names_a_year(entry.title))
        for entry in adapter.entries(page)
    ):
        return True
    # A list drawn by script is an empty shell; its family knows where its rows are.
    following = adapter.next_page(page)
    return following is not None and any(ask.referer for ask in following.candidates)


def is_of_one_year(url: str) -> bool:
    """Whether the address of a list says that it holds one year: its last folder, or the one above, is a year's."""
    return any(names_a_year(folder) for folder in folders(url)[-2:])


def columns_above(page: Page, hosts: frozenset[str]) -> list[tuple[str, ...]]:
    """Ways up from a page, each a row of addresses to try until one is a list of reports.

    The first way is up from the page itself, the second the site's menu, where it names another column. Only
    addresses on `hosts` are given, never the front page or the page itself.
    """
    taken = {
        page.url,
        *(urljoin(page.url, end) for end in ("/", "/index.html", "/index.htm", "/index.shtml")),
    }
    ways = []
    for way in (_up(page), _menu(page)):
        steps = [url for url in dict.fromkeys(way) if url not in taken and host_of(url) in hosts]
        taken.update(steps[:MAX_STEPS])
        if steps:
            ways.append(tuple(steps[:MAX_STEPS]))
    return ways


def _up(page: Page) -> list[str]:
    """Breadcrumb, address, folders: what is named after the reports first, lists of one year behind the rest."""
    crumbs = list(_crumbs(page))[::-1]
    named = [url for label, url in crumbs if speaks_of_reports(label)]
    by_path = list(_from_address(page.url))
    addressed = [url for url in by_path if is_column_folder(url)]
    best = [*named, *addressed]
    # What is not named after the reports lists other things too: only what lies directly above the article.
    rest = [*(url for _, url in crumbs[:1]), *by_path[:2]]
    of_years = {url for label, url in crumbs if is_folder_title(fold(label)) and names_a_year(label)}
    candidates = dict.fromkeys([*best, *rest])
    return sorted(candidates, key=lambda url: url in of_years or is_of_one_year(url))


def _menu(page: Page) -> Iterator[str]:
    """Links named as columns of annual reports are, wherever they stand on the page."""
    for anchor in anchors(page.selector):
        label = squeeze(anchor.get("title", "")) or text_of(anchor, 40)
        if is_column_name(label) and (url := resolve(page.base_url, anchor.get("href"))):
            yield url


def _crumbs(page: Page) -> Iterator[tuple[str, str]]:
    """(label, address) of the steps of the breadcrumb, from the front page down; none where there is none."""
    for anchor in _trail(page):
        label = squeeze(anchor.get("title", "")) or text_of(anchor, 60)
        url = resolve(page.base_url, anchor.get("href", ""))
        if url is not None and label and not _HOME.fullmatch(label):
            yield label, url


def _trail(page: Page) -> list[Any]:
    """The links of the breadcrumb: around the words 当前位置, else in a class sites give it and from 首页 on."""
    by_class: list[Any] = []
    for element, has_words in islice(_places(page), MAX_PLACES):
        steps = _links_around(element)
        if has_words and steps:
            return steps
        if not by_class and steps and _HOME.fullmatch(text_of(steps[0], 20)):
            by_class = steps
    return by_class


def _places(page: Page) -> Iterator[tuple[Any, bool]]:
    """Elements that may stand at a breadcrumb, and whether by the words (else by their class)."""
    for element in islice(page.selector.root.iter(), MAX_ELEMENTS):
        is_tag = isinstance(element.tag, str)
        if is_tag and _HERE.search((element.text or "")[:60]):
            yield element, True
        elif _HERE.search((element.tail or "")[:60]):
            yield element.getparent(), True
        elif is_tag and _CRUMB_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            yield element.getparent() if element.tag == "a" else element, False


def _links_around(element: Any) -> list[Any]:
    """The links of the smallest element around a place that has any, unless that is more than a breadcrumb."""
    for around in islice((element, *element.iterancestors()), 4):
        if len(text_of(around, 2 * MAX_CRUMB_CHARACTERS)) > MAX_CRUMB_CHARACTERS:
            break
        if steps := list(islice(around.iter("a"), 2 * MAX_STEPS)):
            return steps
    return []


def _from_address(url: str) -> Iterator[str]:
    """Lists an article's address leads to: by the rules of its family, then its folders from the inside out."""
    parts = urlsplit(url)
    for pattern, replacement in _COLUMN_OF:
        if pattern.search(parts.path):
            yield urljoin(url, pattern.sub(replacement, parts.path))
    path = folders(url)
    while path:
        if not _NO_COLUMN.fullmatch(path[-1]):
            yield urljoin(url, "/" + "/".join(path) + "/")
        path = path[:-1]
