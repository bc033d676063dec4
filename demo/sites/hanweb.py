"""Hanweb: the rows of a column lie in an XML island of its page, further ones come from ``dataproxy.jsp``.

The proxy answers GET and POST, by ``page`` (from 1, ``perpage`` rows each) or by ``startrecord`` and
``endrecord`` (from 1, both included); the range wins where both are sent, except on hosts that ignore it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from urllib.parse import urlencode

from demo.sites import chrome
from demo.sites.model import Entry, Page, Profile, Site, list_pages, list_title

PROXY_PATH = "/module/web/jpage/dataproxy.jsp"
# The server cuts longer answers, whatever perpage asks for.
MOST_ROWS = 300
# Hosts whose proxy knows ``page`` only, and whose column page names page 1 as the next group.
IGNORES_RECORD_RANGE = frozenset({"990203"})


def column_id(profile: Profile) -> str:
    """``1234`` of ``/col/col1234/index.html``."""
    return profile.column_path.split("/")[2].removeprefix("col")


def unit_id(profile: Profile) -> str:
    """The number of the list unit on the column page; a request for another unit gets no rows."""
    return str(int(profile.division_code) + 7)


def proxy_parameters(profile: Profile) -> dict[str, str]:
    """The parameters of a proxy request, but for the range of rows asked for."""
    return {
        "appid": "1",
        "webid": str(int(profile.division_code) % 997),
        "path": "/",
        "columnid": column_id(profile),
        "sourceContentType": "1",
        "unitid": unit_id(profile),
        "webname": profile.site_name,
        "permissiontype": "0",
    }


def _next_group(profile: Profile, page: int) -> str:
    target = f"{PROXY_PATH}?{urlencode({'page': str(page)} | proxy_parameters(profile))}"
    return f'<nextgroup><![CDATA[<a href="{target}"></a>]]></nextgroup>'


def _records(profile: Profile, rows: tuple[Entry, ...]) -> str:
    return "\n".join(
        f"<record><![CDATA[<li><a href='{escape(entry.path)}' title='{escape(entry.title)}'"
        f' target="_blank">{escape(list_title(profile, entry))}</a>'
        f"<span>{entry.published_at[:10]}</span></li>]]></record>"
        for entry in rows
    )


def _number(fields: Mapping[str, str], name: str, default: int) -> int:
    text = fields.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def proxy(profile: Profile, entries: tuple[Entry, ...], fields: Mapping[str, str]) -> Page:
    """The XML answer of ``dataproxy.jsp``; no rows for another column or unit, or beyond the last row."""
    own = proxy_parameters(profile)
    if any(fields.get(name) != own[name] for name in ("columnid", "unitid")):
        entries = ()
    per_page = max(1, min(_number(fields, "perpage", profile.per_page), MOST_ROWS))
    page = max(1, _number(fields, "page", 1))
    start, end = (page - 1) * per_page, page * per_page
    by_range = "startrecord" in fields and profile.division_code not in IGNORES_RECORD_RANGE
    if by_range:
        start = max(1, _number(fields, "startrecord", 1)) - 1
        end = min(_number(fields, "endrecord", start + per_page), start + MOST_ROWS)
    total_pages = -(-len(entries) // per_page)
    xml = f"""<?xml version='1.0' encoding='UTF-8'?>
<datastore>
<totalrecord>{len(entries)}</totalrecord>
<totalpage>{total_pages}</totalpage>
{_next_group(profile, end // per_page + 1)}
<recordset>
{_records(profile, entries[start:end])}
</recordset>
</datastore>
"""
    return Page(xml.encode(), "text/xml; charset=UTF-8")


def _column_page(profile: Profile, rows: tuple[Entry, ...], total: int) -> str:
    settings = ", ".join(
        f"{name}:'{value}'" for name, value in proxy_parameters(profile).items() if name != "appid"
    )
    next_page = 1 if profile.division_code in IGNORES_RECORD_RANGE else 2
    body = f"""{chrome.breadcrumbs(profile)}
<div class="list">
<div id="{unit_id(profile)}" class="default_pgContainer"></div>
<script type="text/xml"><datastore>
{_next_group(profile, next_page)}
<recordset>
{_records(profile, rows)}
</recordset></datastore></script>
<script type="text/javascript">
jpage({{dataBefore:'<ul>', dataAfter:'</ul>', perPage:{profile.per_page}, totalRecord:{total}, groupSize:1,
barPosition:'bottom', proxyUrl:'{PROXY_PATH}', params:{{col:1, appid:1, {settings}}}}});
</script>
</div>"""
    return chrome.document(profile, chrome.COLUMN_NAME, chrome.meta(chrome.column_meta(profile)), body)


def _article(profile: Profile, entry: Entry) -> str:
    source = f"<!--<$[信息来源]>begin-->{escape(entry.issuer_name)}<!--<$[信息来源]>end-->"
    body = f"""{chrome.breadcrumbs(profile)}
<table class="bt" width="100%"><tbody>
<tr><td class="bt_title">{escape(entry.title)}</td></tr>
<tr><td class="bt_info">发布日期：{entry.published_at}　信息来源：{source}
　浏览次数：<span id="hits"></span></td></tr>
<tr><td class="bt_content"><div id="zoom"><!--ContentStart-->
{entry.body}
<!--ContentEnd--></div></td></tr>
</tbody></table>"""
    return chrome.document(profile, entry.title, chrome.meta(chrome.article_meta(profile, entry)), body)


def build(profile: Profile, entries: tuple[Entry, ...]) -> Site:
    """The site: the column page with its first rows, the proxy, one page an entry."""
    pages = chrome.fixed_pages(profile)
    first, *_ = list_pages(profile, entries)
    pages[profile.column_path] = Page.of_html(profile, _column_page(profile, first, len(entries)))
    for entry in entries:
        pages[entry.path] = Page.of_html(profile, _article(profile, entry))
    return Site(profile, entries, pages, {PROXY_PATH: partial(proxy, profile, entries)})
