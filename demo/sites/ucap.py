"""UCAP: list files counted from 1 and named by a script call, articles under 32 hex digits, the text in an element of
the software's own."""

from __future__ import annotations

from html import escape

from demo.sites import chrome
from demo.sites.model import Entry, Page, Profile, Site, list_pages, list_title

PAGER_SCRIPT_PATH = "/xhtml/js/page.js"
# What the call in the list pages does in a browser; current counts from 1.
PAGER_SCRIPT = """function createPageHTML(box, total, current, name, ext, records) {
  var links = [];
  for (var i = 1; i <= total; i++) {
    var file = name + (i > 1 ? "_" + i : "") + "." + ext;
    links.push(i === current ? String(i) : '<a href="' + file + '">' + i + "</a>");
  }
  document.getElementById(box).innerHTML = links.join(" ");
}
"""


def _row(profile: Profile, entry: Entry) -> str:
    whole = f'<span style="display: none;">{escape(entry.title)}</span>'
    return (
        f'<li><a href="{escape(entry.path)}" target="_blank"><span>{escape(list_title(profile, entry))}</span>{whole}'
        f'</a><span class="time">{entry.published_at[:10]}</span></li>'
    )


def _list_page(profile: Profile, rows: tuple[Entry, ...], number: int, total: int, records: int) -> str:
    items = "\n".join(_row(profile, entry) for entry in rows)
    body = f"""{chrome.breadcrumbs(profile)}
<div class="list_right"><ul class="listContent">
{items}
</ul>
<div id="page_div" class="pagination"></div>
<script type="text/javascript" src="{PAGER_SCRIPT_PATH}"></script>
<script type="text/javascript">createPageHTML('page_div',{total}, {number},'list','shtml',{records});</script>
</div>"""
    return chrome.document(profile, chrome.COLUMN_NAME, chrome.meta(chrome.column_meta(profile)), body)


def _article(profile: Profile, entry: Entry) -> str:
    body = f"""{chrome.breadcrumbs(profile)}
<div class="article-content" id="zoomcon">
<h1><UCAPTITLE>{escape(entry.title)}</UCAPTITLE></h1>
<p class="source">发布时间：{entry.published_at} 来源：{escape(entry.issuer_name)}</p>
<UCAPCONTENT>
{entry.body}
</UCAPCONTENT>
</div>"""
    return chrome.document(profile, entry.title, chrome.meta(chrome.article_meta(profile, entry)), body)


def build(profile: Profile, entries: tuple[Entry, ...]) -> Site:
    """The site. Its column is the first list file."""
    pages = chrome.fixed_pages(profile) | {
        PAGER_SCRIPT_PATH: Page(PAGER_SCRIPT.encode(), "application/javascript")
    }
    cut = list_pages(profile, entries)
    for number, rows in enumerate(cut, start=1):
        target = profile.page_path.format(page=number) if number > 1 else profile.column_path
        html = _list_page(profile, rows, number, len(cut), len(entries))
        pages[target] = Page.of_html(profile, html)
    for entry in entries:
        pages[entry.path] = Page.of_html(profile, _article(profile, entry))
    return Site(profile, entries, pages, {})
