"""What surrounds content on every page: head, meta tags, navigation, breadcrumbs, footer; and fixed pages."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from demo.sites.model import Entry, Page, Profile

COLUMN_NAME = "政府信息公开年报"
STYLE_PATH = "/images/style.css"
STYLE = "body{font-family:sans-serif;margin:0 auto;max-width:1000px}td{padding:2px 4px}\n"
ROBOTS = "User-agent: *\nDisallow: /search/\nDisallow: /admin/\n"
NOTE = "演示站点：数据为虚构，仅供软件演示。"
NOTE_REAL = "演示页面：表格数字与标签取自已公布的报告，其余文字为演示另写。"


def is_made_up(profile: Profile) -> bool:
    """Whether the county exists in the demo only (codes 99xxxx)."""
    return profile.division_code.startswith("99")


def meta(fields: Mapping[str, str]) -> str:
    """Meta tags, one a line."""
    return "\n".join(
        f'<meta name="{name}" content="{escape(value, quote=True)}">' for name, value in fields.items()
    )


def site_meta(profile: Profile) -> dict[str, str]:
    """The site's own meta tags; the identification code begins with the division code."""
    return {"SiteName": profile.site_name, "SiteIDCode": f"{profile.division_code}0001"}


def column_meta(profile: Profile) -> dict[str, str]:
    """Meta tags of a list page."""
    return site_meta(profile) | {"ColumnName": COLUMN_NAME, "ColumnType": "政府信息公开"}


def article_meta(profile: Profile, entry: Entry) -> dict[str, str]:
    """Meta tags of an article page."""
    return site_meta(profile) | {
        "ColumnName": COLUMN_NAME,
        "ArticleTitle": entry.title,
        "PubDate": entry.published_at,
        "ContentSource": entry.issuer_name,
    }


def document(profile: Profile, title: str, meta_tags: str, body: str) -> str:
    """A whole page around ``body``. The charset it claims is UTF-8, whatever it will be sent in."""
    note = NOTE if is_made_up(profile) else NOTE_REAL
    site_name, column = escape(profile.site_name), escape(profile.column_path)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{escape(title)}-{site_name}</title>
{meta_tags}
<link rel="stylesheet" type="text/css" href="{STYLE_PATH}">
</head>
<body>
<div class="header"><a href="/">{site_name}</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="{column}">政务公开</a></li></ul>
{body}
<div class="footer">
<p>主办：{site_name}　网站标识码：{profile.division_code}0001</p>
<p>{note}</p>
</div>
</body>
</html>
"""


def breadcrumbs(profile: Profile) -> str:
    """您的位置 line of list and article pages."""
    column = escape(profile.column_path)
    return (
        f'<div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="{column}">政务公开</a> &gt; '
        f'<a href="{column}">{COLUMN_NAME}</a></div>'
    )


def index_number(entry: Entry) -> str:
    """索引号 of an article, made from its publication date and its place in the column."""
    digits = "".join(filter(str.isdigit, entry.path))[-5:]
    return f"zfb-{entry.published_at[:4]}-{digits}"


def fixed_pages(profile: Profile) -> dict[str, Page]:
    """Front page, robots.txt and style sheet."""
    link = f'<a href="{escape(profile.column_path)}">{COLUMN_NAME}</a>'
    body = f'<div class="main"><h2>政务公开</h2><p>{link}</p></div>'
    front = document(profile, "首页", meta(site_meta(profile)), body)
    return {
        "/": Page.of_html(profile, front),
        "/robots.txt": Page(ROBOTS.encode(), "text/plain"),
        STYLE_PATH: Page(STYLE.encode(), "text/css"),
    }
