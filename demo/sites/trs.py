"""TRS WCM: static list files counted from 0 and named by a script call, articles ``t<date>_<id>``."""

from __future__ import annotations

import posixpath
from html import escape

from demo.sites import chrome
from demo.sites.model import Entry, Page, Profile, Site, list_pages, list_title

PAGER_SCRIPT_PATH = "/images/page.js"
# What the call in the list pages does in a browser; current counts from 0.
PAGER_SCRIPT = """function createPageHTML(total, current, name, ext) {
  for (var i = 0; i < total; i++) {
    var file = name + (i ? "_" + i : "") + "." + ext;
    document.write(i === current ? " " + (i + 1) : ' <a href="' + file + '">' + (i + 1) + "</a>");
  }
}
"""


def _extension(profile: Profile) -> str:
    return profile.page_path.rpartition(".")[2]


def _relative(profile: Profile, path: str) -> str:
    """``./202201/t20220130_12345.html``, as the list links it."""
    return "./" + posixpath.relpath(path, profile.column_path)


def _row(profile: Profile, entry: Entry) -> str:
    link = escape(_relative(profile, entry.path))
    return (
        f'<li><a href="{link}" target="_blank" title="{escape(entry.title)}">'
        f"{escape(list_title(profile, entry))}</a><span>{entry.published_at[:10]}</span></li>"
    )


def _list_page(profile: Profile, rows: tuple[Entry, ...], index: int, total: int) -> str:
    items = "\n".join(_row(profile, entry) for entry in rows)
    body = f"""{chrome.breadcrumbs(profile)}
<div class="list_right">
<ul class="list">
{items}
</ul>
<div class="fanye">
<script type="text/javascript" src="{PAGER_SCRIPT_PATH}"></script>
<script type="text/javascript">
createPageHTML({total}, {index}, "index", "{_extension(profile)}");
</script>
</div>
</div>"""
    return chrome.document(profile, chrome.COLUMN_NAME, chrome.meta(chrome.column_meta(profile)), body)


def _metadata(entry: Entry) -> str:
    rows = (
        ("索 引 号：", chrome.index_number(entry), "主题分类：", "政府信息公开"),
        ("发布机构：", entry.issuer_name, "发布日期：", entry.published_at),
        ("标　　题：", entry.title, "时　　效：", "有效" if entry.is_report else ""),
    )
    cells = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="xxgk_table" width="100%">\n{cells}\n</table>'


def _article(profile: Profile, entry: Entry) -> str:
    body = f"""{chrome.breadcrumbs(profile)}
<div class="xl">
{_metadata(entry)}
<h1 class="xl_title">{escape(entry.title)}</h1>
<div class="xl_info">发布时间：{entry.published_at} 来源：{escape(entry.issuer_name)}</div>
<div class="TRS_Editor">
{entry.body}
</div>
<div class="xl_xg"><p>扫一扫在手机打开当前页</p><p>相关解读</p><p>相关稿件</p></div>
</div>"""
    return chrome.document(profile, entry.title, chrome.meta(chrome.article_meta(profile, entry)), body)


def build(profile: Profile, entries: tuple[Entry, ...]) -> Site:
    """The site. The first list page answers at the folder and at its index file."""
    pages = chrome.fixed_pages(profile) | {
        PAGER_SCRIPT_PATH: Page(PAGER_SCRIPT.encode(), "application/javascript")
    }
    cut = list_pages(profile, entries)
    for index, rows in enumerate(cut):
        page = Page.of_html(profile, _list_page(profile, rows, index, len(cut)))
        if index:
            pages[profile.page_path.format(index=index)] = page
        else:
            pages[profile.column_path] = page
            pages[f"{profile.column_path}index.{_extension(profile)}"] = page
    for entry in entries:
        pages[entry.path] = Page.of_html(profile, _article(profile, entry))
    return Site(profile, entries, pages, {})
