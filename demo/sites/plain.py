"""Plain lists: rows in the page, 下一页 links between pages; and the print template of a second address."""

from __future__ import annotations

from html import escape

from demo.sites import chrome
from demo.sites.model import Entry, Page, Profile, Site, list_pages, list_title


def _page_path(profile: Profile, number: int) -> str:
    return profile.column_path if number == 1 else profile.page_path.format(page=number)


def _link(profile: Profile, text: str, number: int, *, active: bool) -> str:
    if not active:
        return f'<span class="disabled">{text}</span>'
    return f'<a href="{escape(_page_path(profile, number))}">{text}</a>'


def _pager(profile: Profile, current: int, total: int) -> str:
    links = (
        _link(profile, "首页", 1, active=current > 1),
        _link(profile, "上一页", current - 1, active=current > 1),
        *(_link(profile, str(number), number, active=number != current) for number in range(1, total + 1)),
        _link(profile, "下一页", current + 1, active=current < total),
        _link(profile, "尾页", total, active=current < total),
    )
    return f'<div class="pages">共{total}页 {" ".join(links)}</div>'


def _row(profile: Profile, entry: Entry) -> str:
    title = f' title="{escape(entry.title)}"' if profile.cut_titles else ""
    text = escape(list_title(profile, entry))
    day = entry.published_at[:10]
    return f'<li><a href="{escape(entry.path)}"{title} target="_blank">{text}</a><span>{day}</span></li>'


def _list_page(profile: Profile, rows: tuple[Entry, ...], current: int, total: int) -> str:
    items = "\n".join(_row(profile, entry) for entry in rows)
    body = (
        f'{chrome.breadcrumbs(profile)}\n<div class="list"><h3>{chrome.COLUMN_NAME}</h3>\n'
        f"<ul>\n{items}\n</ul>\n{_pager(profile, current, total)}\n</div>"
    )
    return chrome.document(profile, chrome.COLUMN_NAME, chrome.meta(chrome.column_meta(profile)), body)


def article(profile: Profile, entry: Entry) -> str:
    """An article page with navigation, breadcrumbs and a line of metadata under the title."""
    body = f"""{chrome.breadcrumbs(profile)}
<div class="article">
<h1>{escape(entry.title)}</h1>
<div class="info"><span>发布日期：{entry.published_at}</span> <span>来源：{escape(entry.issuer_name)}</span>
<span>字体：[大 中 小]</span></div>
<div id="content" class="content">
{entry.body}
</div>
<div class="share">分享到： 打印本页 关闭窗口</div>
</div>"""
    return chrome.document(profile, entry.title, chrome.meta(chrome.article_meta(profile, entry)), body)


def print_article(profile: Profile, entry: Entry) -> str:
    """The same article in a bare template, as old disclosure systems keep it at a second address."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{escape(entry.title)}</title>
</head>
<body>
<ul class="props">
<li>索 引 号：{chrome.index_number(entry)}</li>
<li>名　　称：{escape(entry.title)}</li>
<li>发布机构：{escape(entry.issuer_name)}</li>
<li>发文日期：{entry.published_at[:10]}</li>
</ul>
<div class="con">
<h2>{escape(entry.title)}</h2>
{entry.body}
</div>
<p>{chrome.NOTE}</p>
</body>
</html>
"""


TEMPLATES = {"article": article, "print": print_article}


def build(profile: Profile, entries: tuple[Entry, ...]) -> Site:
    """The site: list pages, one page an entry, fixed pages."""
    pages = chrome.fixed_pages(profile)
    cut = list_pages(profile, entries)
    for number, rows in enumerate(cut, start=1):
        pages[_page_path(profile, number)] = Page.of_html(
            profile, _list_page(profile, rows, number, len(cut))
        )
    for entry in entries:
        pages[entry.path] = Page.of_html(profile, TEMPLATES[entry.template](profile, entry))
    return Site(profile, entries, pages, {})
