"""Pages to measure with: demo reports with other figures, in the clutter that county sites put around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from crawler.archive import ArchiveWriter, Exchange, Link
from demo.render import render_body
from demo.reports import Report, reports
from demo.sites import plain
from demo.sites.catalogue import profiles
from demo.sites.model import Entry

PAGE_BYTES = 100_000  # a county page with its menus; the demo's own pages are smaller, or larger from Word
DRAWN = 400  # different reports drawn; beyond this pages differ in their addresses only, and hash differently
FETCHED_AT = datetime(2024, 5, 1, tzinfo=UTC)

_MARK = "@@number@@"
_COLUMNS = (
    "县政府办公室",
    "发展和改革局",
    "教育科技局",
    "公安局",
    "民政局",
    "财政局",
    "自然资源局",
    "卫生健康局",
)
_TOPICS = ("机构概况", "政策文件", "规划计划", "财政信息", "行政许可", "招标采购", "重大项目", "依申请公开")
_STYLE = "".join(
    f".m{number}{{float:left;width:{60 + number}px;background:url(/images/bg_{number}.png) no-repeat}}\n"
    for number in range(60)
)
_SCRIPT = "".join(
    f'document.getElementById("menu{number}").onmouseover=function(){{show("{topic}",{number});'
    f'if (document.all && {number} < 3) {{ return "<table><tr><td>" + {number} + "</td></tr></table>"; }}}};\n'
    for number, topic in enumerate(_TOPICS * 8)
)


def template(number: int) -> bytes:
    """The ``number``-th page before its own address is put in where ``@@number@@`` stands."""
    return _drawn(number % DRAWN).encode()


def page(number: int) -> bytes:
    """The ``number``-th page, some 100 KB of UTF-8: no two are the same, and every one holds three tables."""
    return _drawn(number % DRAWN).replace(_MARK, str(number)).encode()


@cache
def _drawn(number: int) -> str:
    """A report in its page: two in three from a word processor, the rest filled in on the site."""
    drawn = reports()
    report = _varied(drawn[number % len(drawn)], number // len(drawn) + 1)
    report = replace(report, layout="table" if number % 3 == 0 else "word")
    entry = Entry(
        title=report.title,
        published_at=report.published_at,
        issuer_name=report.issuer_name,
        body=render_body(report),
        is_report=True,
        path=f"/zwgk/nb/{_MARK}.html",
    )
    html = plain.article(profiles()[0], entry)
    head = f"<style>\n{_STYLE}</style>\n<script>\n{_SCRIPT}</script>\n</head>"
    html = html.replace("</head>", head, 1)
    menu = _menu(max(PAGE_BYTES - len(html.encode()), 8_000))
    return html.replace("<body>", f"<body>\n{menu}", 1)


def _menu(size: int) -> str:
    """A site's menu of about ``size`` bytes: columns of topics, lists in lists."""
    parts: list[str] = [f'<div id="nav" data-page="{_MARK}"><ul class="menus">']
    length = 0
    number = 0
    while length < size:
        column = _COLUMNS[number % len(_COLUMNS)]
        topics = "".join(
            f'<li class="m{place}"><a href="/zwgk/{number}/{place}/index.html" title="{column}{topic}" '
            f'target="_blank"><span>{topic}</span></a></li>\n'
            for place, topic in enumerate(_TOPICS)
        )
        block = f'<li id="menu{number}"><a href="/zwgk/{number}/">{column}</a>\n<ul>\n{topics}</ul></li>\n'
        parts.append(block)
        length += len(block.encode())
        number += 1
    return "".join(parts) + "</ul></div>"


def _varied(report: Report, factor: int) -> Report:
    """The report with its counts multiplied: other figures, the same sums; money and changes stay."""
    figures = {
        key: str(int(text) * factor) if text.isascii() and text.isdigit() and key[2] != "change" else text
        for key, text in report.figures.items()
    }
    return replace(report, figures=figures)


def exchanges(count: int) -> Iterator[Exchange]:
    """``count`` pages as a crawl archives them, a second apart."""
    for number in range(count):
        yield Exchange(
            url=f"http://127.0.0.1/zwgk/nb/{number}.html",
            link=Link(division_code="990101"),
            fetched_at=FETCHED_AT + timedelta(seconds=number),
            http_status=200,
            response_headers=[(b"Content-Type", b"text/html")],
            body=page(number),
        )


def write_archive(raw_dir: Path, count: int) -> None:
    """A raw archive of ``count`` pages."""
    with ArchiveWriter(raw_dir) as writer:
        for exchange in exchanges(count):
            writer.write(exchange)
