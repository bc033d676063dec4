"""The search of one site: which page to ask for next, and which of the pages read are columns of reports.

Pure: it is given pages and says what it wants next, one page at a time, until it has found a column of the
county's own reports or its requests are used up. Links named as such columns come first, then the pages that
usually lead there, the site map, and last the paths that many sites use.
"""

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape
from itertools import count, islice
from urllib.parse import urljoin

from crawler.adapters import Adapter, Entry, choose
from crawler.adapters.links import links
from crawler.ask import Ask
from crawler.breadcrumb import columns_above
from crawler.column_words import is_column_folder, is_column_name, names_a_year, speaks_of_reports
from crawler.discover.sites import Site
from crawler.outcomes import Outcome
from crawler.page import Page
from crawler.registry import Source
from crawler.selection import decide, fold, is_folder_title, is_list_address
from crawler.sub_lists import frames
from crawler.urls import host_of, resolve

# default 30 requests a site: front page, site map, a few pages of the disclosure section, ten usual paths.
MAX_REQUESTS = 30
# default 3: front page, disclosure section, legal contents; the column hangs on the last of these.
MAX_DEPTH = 3
# default 10: a site map may name the columns of every department.
MAX_FROM_SITEMAP = 10
# default 5000 addresses of a site map: columns come before articles in those seen.
MAX_LOCATED = 5000

# Hosts on which counties keep their disclosure section, beside www.<county>.gov.cn; asked only when linked to.
_DISCLOSURE_HOSTS = ("xxgk", "zwgk", "zfxxgk", "gk", "public")
_COUNTY_HOST = re.compile(r"(www\.)?([a-z0-9-]+\.gov\.cn)")
# Paths of the columns and disclosure sections of many sites, commonest first.
_USUAL_PATHS = (
    "/zwgk/zfxxgk/zfxxgknb/",
    "/zfxxgk/zfxxgknb/",
    "/xxgk/xxgknb/",
    "/zwgk/zfxxgknb/",
    "/xxgk/zfxxgknb/",
    "/zwgk/xxgkndbg/",
    "/gkmlpt/annualreport",
    "/zfxxgk/",
    "/xxgk/",
    "/zwgk/",
)
_SECTION = re.compile(
    "(本级|[县区市旗])?(政府|政务)?(信息)?公开(专栏|平台|目录|网|网站)?|法定主动公开(内容)?|(网站|站点)地图"
)
# What may stand before the name of a body, or before the words of a report of nobody named: 2021年, 2021年度.
_OWN_REST = re.compile(r"^(19|20)\d{2}年度?")
_OWN_START = ("政府信息公开", "信息公开", "政务公开")
_LOC = re.compile(r"<loc>\s{0,9}(?:<!\[CDATA\[)?([^<>\s\]]{1,500})", re.IGNORECASE)
# What guesses end in on a site that answers, and what the front page ends in where nothing else would.
_NO_SUCH_PAGE = (Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.CLIENT_ERROR, Outcome.OFF_HOST)
_NO_SUCH_HOST = (
    Outcome.DNS,
    Outcome.CONNECTION,
    Outcome.TIMEOUT,
    Outcome.TLS,
    Outcome.PRIVATE_ADDRESS,
    Outcome.NO_CONTACT,
)
# The order in which pages are asked for.
_NAMED, _BY_FOLDER, _FRONT, _SITEMAP, _LEADS_THERE, _USUAL = range(6)


@dataclass(frozen=True, slots=True)
class Step:
    """One page to ask for: `why` says where it was seen, `is_named` that it is called as a column is.

    `read_by` is given for an endpoint's answer: the adapter that named it, and why that reads the list.
    """

    ask: Ask
    why: str
    rank: int
    depth: int = 0
    is_named: bool = False
    read_by: tuple[Adapter, str] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A list of annual reports that was found. `own` counts reports of the county itself, `folders` of years."""

    url: str
    why: str
    cms: str
    reason: str
    reports: frozenset[str]
    years: frozenset[int]
    folders: int
    own: int


class Search:
    """The state of the search of one site.

    `failures` holds (address, outcome, message) of pages that could not be had, `site_id` the identifier the
    site gives itself in the meta tag SiteIDCode, `asked` counts requests.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.hosts = hosts_of(site.url)
        self.columns: list[Column] = []
        self.failures: list[tuple[str, Outcome, str]] = []
        self.site_id = ""
        self.asked = 0
        self.is_over = False
        self._done: set[str] = set()
        self._queue: list[tuple[int, int, Step]] = []
        self._numbers = count()
        # Title and reports of the front page, not the page: thousands of sites are searched at once.
        self._front = ("", frozenset[str]())
        self._add(Step(Ask(site.url), "the address given", _FRONT))
        self._add(Step(Ask(urljoin(site.url, "/sitemap.xml")), "the usual place of a site map", _SITEMAP))
        for path in _USUAL_PATHS:
            self._add(Step(Ask(urljoin(site.url, path)), "a usual path", _USUAL, depth=MAX_DEPTH - 1))

    @property
    def source(self) -> Source:
        """The site as a registry row, by which the crawl's guards know what may be asked."""
        division = self.site.division
        code, name = (division.code, division.name) if division else ("", host_of(self.site.url))
        return Source(code, name, "", self.site.url, "", tuple(sorted(self.hosts)), True, "", 0)

    def next(self) -> Step | None:
        """The page wanted next; None when the search is over."""
        is_enough = any(column.own for column in self.columns)
        while self._queue and self.asked < MAX_REQUESTS:
            rank, _, step = heapq.heappop(self._queue)
            if is_enough and rank > _BY_FOLDER:
                break
            if step.ask.key not in self._done:
                self._done.add(step.ask.key)
                self.asked += 1
                return step
        self.is_over = True
        return None

    def missed(self, step: Step, outcome: Outcome, message: str) -> None:
        """A page that could not be had; a guess that leads nowhere is no failure."""
        if step.rank < _SITEMAP or outcome not in _NO_SUCH_PAGE:
            self.failures.append((step.ask.url, outcome, message))
        if step.rank == _FRONT and outcome in _NO_SUCH_HOST:
            self._queue.clear()

    def take(self, step: Step, page: Page) -> None:
        """Read a page: is it a column, and where does it lead."""
        self.site_id = self.site_id or _site_id(page)
        if step.rank == _SITEMAP and "<loc" in page.text[:100_000].lower():
            self._take_sitemap(page)
            return
        if page.redirect is not None:
            self._add(replace(step, ask=Ask(page.redirect)))
            return
        if page.is_report:
            for url in (url for way in columns_above(page, self.hosts) for url in way):
                self._add(Step(Ask(url), f"above the report {page.url}", _NAMED, step.depth, is_named=True))
            return
        shown = links(page.selector, page.base_url)
        if step.rank == _FRONT:
            self._front = page.title, _reports(shown)
        found = self._column(step, page)
        if found is not None:
            self.columns.append(found)
        elif step.is_named:
            self._look_inside(step, page)
        for entry in shown:
            self._follow(step, page, entry)

    def _column(self, step: Step, page: Page) -> Column | None:
        """The page as a column: called so by a link or its folder, and with reports or folders of years in it."""
        if not (step.is_named or is_column_folder(page.url)):
            return None
        adapter, reason = step.read_by or choose(page, "")
        entries = adapter.entries(page)
        reports = _reports(entries)
        listed = [entry for entry in entries if entry.url in reports]
        years = frozenset(decide(entry.title, entry.url).year or 0 for entry in listed) - {0}
        folders = sum(is_folder_title(fold(entry.title)) and names_a_year(entry.title) for entry in entries)
        own = sum(_is_own(entry.title, self.site) for entry in listed)
        if not (reports or folders) or self._shows_front_page(page, reports):
            return None
        return Column(page.shown_on, step.why, adapter.name, reason, reports, years, folders, own)

    def _shows_front_page(self, page: Page, reports: frozenset[str]) -> bool:
        """Whether a site answered with its front page, which may carry a report among its news."""
        title, shown = self._front
        return page.url != self.site.url and page.title == title and reports <= shown

    def _look_inside(self, step: Step, page: Page) -> None:
        """Where the rows of a named page may be that shows none: in a frame, or at an endpoint."""
        for url in frames(page):
            self._add(replace(step, ask=Ask(url)))
        adapter, reason = choose(page, "")
        following = adapter.next_page(page) if step.read_by is None else None
        if following is not None:
            self._add(replace(step, ask=following.candidates[0], read_by=(adapter, reason)))

    def _follow(self, step: Step, page: Page, entry: Entry) -> None:
        """Queue a link that is called as a column is, lies where columns lie, or leads to where they hang."""
        why = f"linked as {entry.title[:40]} on {page.shown_on}"
        decision = decide(entry.title, entry.url)
        if is_column_name(entry.title):
            self._add(Step(Ask(entry.url), why, _NAMED, step.depth, is_named=True))
        elif decision.belongs or names_a_year(entry.title):
            return
        elif "公开" in entry.title and speaks_of_reports(entry.title):
            self._add(Step(Ask(entry.url), why, _BY_FOLDER, step.depth, is_named=True))
        elif is_column_folder(entry.url) and is_list_address(entry.url):
            self._add(Step(Ask(entry.url), why, _BY_FOLDER, step.depth))
        elif step.depth + 1 < MAX_DEPTH and _SECTION.fullmatch(fold(entry.title)):
            self._add(Step(Ask(entry.url), why, _LEADS_THERE, step.depth + 1))

    def _take_sitemap(self, page: Page) -> None:
        located = islice(_LOC.finditer(page.text), MAX_LOCATED)
        urls = (resolve(page.url, unescape(match.group(1))) for match in located)
        lists = dict.fromkeys(urljoin(url, ".") for url in urls if url is not None and is_column_folder(url))
        for url in sorted(lists, key=len)[:MAX_FROM_SITEMAP]:
            self._add(Step(Ask(url), f"in {page.url}", _BY_FOLDER))

    def _add(self, step: Step) -> None:
        if step.ask.key not in self._done and host_of(step.ask.url) in self.hosts:
            heapq.heappush(self._queue, (step.rank, next(self._numbers), step))


def hosts_of(url: str) -> frozenset[str]:
    """Hosts of one government: the one given, with and without www, and those of its disclosure section."""
    host = host_of(url)
    match = _COUNTY_HOST.fullmatch(host)
    if match is None:
        return frozenset((host,))
    domain = match.group(2)
    return frozenset((host, domain, *(f"{name}.{domain}" for name in ("www", *_DISCLOSURE_HOSTS))))


def _reports(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(entry.url for entry in entries if decide(entry.title, entry.url).belongs)


def _site_id(page: Page) -> str:
    """The identifier in the meta tag SiteIDCode, which begins with the code of the division."""
    for element in page.selector.root.iter("meta"):
        if element.get("name", "").lower() == "siteidcode":
            return "".join(islice(filter(str.isalnum, element.get("content", "")), 20))
    return ""


def _is_own(title: str, site: Site) -> bool:
    """Whether a report is one of the county itself, or of nobody named: 广灵县2021年…, 2021年政府信息公开…."""
    name = site.division.name if site.division else ""
    rest = _OWN_REST.sub("", fold(title))
    return rest.startswith(_OWN_START) or (
        bool(name) and bool(re.match(f"{re.escape(name)}(人民政府|政府)?(\\d|政府|信息|政务)", rest))
    )
