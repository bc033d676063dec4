"""The disclosure module (信息公开) of Hanweb JCMS: lists from `search.jsp`, one body's report of one year on a page.

A column's script POSTs its parameters to `/module/xxgk/search.jsp`, in the address and in the body alike, and is
answered with a fragment of HTML: rows 索引号 | link | date, and 共N页. The parameters stand in the page, in the
address of the call, in its object or in hidden fields; which of them a site sends differs.

`/module/xxgk/xxgkAnnualReport.jsp?area=<body>&fbtime=<year>` is no list but the report itself; other years are links
or the options of a select box.
"""

import re
from html import unescape
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from crawler.adapters.endpoints import named_values, with_fields
from crawler.adapters.links import MAX_LINKS, text_of
from crawler.adapters.page_marks import declared
from crawler.adapters.protocol import Entry, NextPage
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import resolve

MODULE = "module/xxgk/"
_SEARCH = re.compile(r"[\"'(=\s](/?[^\"'\s<>()]{0,100}module/xxgk/search\.jsp(?:\?[^\"'\s<>()]{0,1500})?)")
_ANNUAL_REPORT = "/module/xxgk/xxgkAnnualReport.jsp"
_PARAMETERS = (
    "infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype", "fbtime",
    "sortfield", "standardXxgk", "isAllList",
)  # fmt: skip
# Without one of these a search is not bound to a column: it would list the whole site.
_BOUND_BY = ("infotypeId", "area", "divid")


def is_answer(page: Page) -> bool:
    """Whether a page is what `search.jsp` answered."""
    return "module/xxgk/search.jsp" in page.asked.url


def first_page(page: Page) -> NextPage | None:
    """The search a column page's script makes for its first rows."""
    match = _SEARCH.search(page.text)
    url = resolve(page.url, unescape(match.group(1))) if match else None
    if url is None:
        return None
    given = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    named = named_values(page.text, _PARAMETERS)
    fields = given | {name: value for name, value in named.items() if value or name not in given}
    column = re.search(r"/col/col(\d+)/", urlsplit(page.url).path)
    if column:
        fields.setdefault("divid", f"div{column.group(1)}")
    if not any(fields.get(name) for name in _BOUND_BY):
        return None
    return NextPage((_search(url, fields | {"currpage": "1"}, page.url),))


def page_behind(page: Page) -> NextPage | None:
    """The search for the rows behind those of an answer; None behind the last page it declares."""
    fields = dict(parse_qsl((page.asked.body or b"").decode(), keep_blank_values=True))
    number = int(fields["currpage"]) if re.fullmatch(r"\d{1,5}", fields.get("currpage", "")) else 1
    total = declared(page).total
    if total is not None and number >= total:
        return None
    return NextPage((_search(page.asked.url, fields | {"currpage": str(number + 1)}, page.shown_on),))


def years(page: Page) -> list[Entry]:
    """Other years of the report on a page of `xxgkAnnualReport.jsp`, by its select box of years."""
    parts = urlsplit(page.url)
    if parts.path != _ANNUAL_REPORT:
        return []
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    found: dict[str, Entry] = {}
    for option in islice(page.selector.root.iter("option"), MAX_LINKS):
        year = re.fullmatch(r"(?:19|20)\d{2}", (option.get("value") or "").strip())
        if year:
            url = with_fields(page.url, given | {"fbtime": year.group(0)})
            found.setdefault(url, Entry(url, text_of(option, 40)))
    return list(found.values())


def _search(url: str, fields: dict[str, str], referer: str) -> Ask:
    return Ask.form(with_fields(url, fields), fields.items(), referer)
