"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transform.grid import Grid, expand
from transform.layouts.document import Document

# A block of text ends where one of these begins or ends. The mark is put into the source before parsing, so
# that one native text() call yields text with its block boundaries: digits split over inline spans join,
# figures in two paragraphs of one cell do not.
_MARK = "\ue000"
# sup and sub count as blocks: a footnote mark must not become the last digit of a figure.
_BLOCKS = "p|div|br|li|ul|ol|dl|dt|dd|h[1-6]|section|article|center|pre|blockquote|hr|sup|sub"
# Only "<" is matched, so that the replacement is a plain string: expanding groups would double the time.
_BLOCK_EDGE = re.compile(rf"<(?=(?:/?(?:{_BLOCKS})|/t[dh])[\s/>])", re.IGNORECASE)
_CELL_START = re.compile(r"<t[dh](?:\s[^<>]*)?>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
MAX_HEAD = 300  # characters of a <title>; what is longer is no title
_BLANK = _MARK + " \t\r\n\f\xa0"
_SPAN = re.compile(r"\s*(\d{1,6})")
_UNSEEN = ["script", "style", "noscript", "template", "del", "s", "strike"]
_HIDDEN = "td span[style*='display:none' i], td span[style*='display: none' i]"
_DRAWN = "table, img, input, select, textarea, svg, object"  # what may show a figure without being text
_SECTIONS = frozenset({"tbody", "thead", "tfoot"})


def looks_like_html(text: str) -> bool:
    """Whether text is an HTML page rather than plain text: it has a tag HTML documents cannot do without."""
    return (
        re.search(r"<(?:!doctype\s+html|html|body|table|div|p|meta)\b", text[:20000], re.IGNORECASE)
        is not None
    )


def read_html(text: str) -> Document:
    """Lay out an HTML page: every table as a grid (numbered in document order, from 1), its text as lines."""
    marked = _BLOCK_EDGE.sub(f"{_MARK}<", text.replace(_MARK, ""))
    if len(_CELL_START.findall(marked)) != len(
        _CELL_END.findall(marked)
    ):  # end tags left out, as HTML allows
        marked = _CELL_START.sub(rf"\g<0>{_MARK}", marked)
    tree = LexborHTMLParser(marked)
    head = _head(tree)
    tree.strip_tags(_UNSEEN)
    if "none" in text:
        for node in tree.css(_HIDDEN):
            node.decompose()
    tables = tree.css("table")
    enclosing = {outer.mem_id for table in tables if (outer := _enclosing_table(table)) is not None}
    grids = [
        _grid(number, table, holds_tables=table.mem_id in enclosing)
        for number, table in enumerate(tables, start=1)
    ]

    def lines_without(table_nos: Collection[int]) -> list[str]:
        for number in table_nos:
            if tables[number - 1].mem_id not in enclosing:
                tables[number - 1].decompose()
        body = tree.body
        if body is None:
            return []
        return [line.strip(" ") for line in _HTML_SPACE.sub(" ", body.text()).split(_MARK)]

    return Document("html", grids, lines_without, head)


def _head(tree: LexborHTMLParser) -> dict[str, str]:
    head: dict[str, str] = {}
    for node in tree.css("head meta[name], body meta[name]"):
        name = (node.attributes.get("name") or "").strip().lower()
        head.setdefault(name, (node.attributes.get("content") or "").replace(_MARK, "").strip())
    title = tree.css_first("title")
    if title is not None:
        head["title"] = _HTML_SPACE.sub(" ", title.text().replace(_MARK, ""))[:MAX_HEAD].strip()
    heading = tree.css_first("h1")
    if heading is not None:
        head["h1"] = _HTML_SPACE.sub(" ", heading.text().replace(_MARK, " "))[:MAX_HEAD].strip()
    return head


def _enclosing_table(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent


def _grid(number: int, table: LexborNode, *, holds_tables: bool) -> Grid:
    rows = list(_table_rows(table))
    drawn = (
        [
            (_cell_text(cell, holds_tables), _span(cell, "rowspan"), _span(cell, "colspan"))
            for cell in row.iter()
            if cell.tag in ("td", "th")
        ]
        for row in rows
    )
    return expand(number, drawn, row_total=len(rows))


def _table_rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table itself, not of tables inside its cells, in the order of the source."""
    for child in table.iter():
        if child.tag in _SECTIONS:
            yield from (row for row in child.iter() if row.tag == "tr")
        elif child.tag == "tr":
            yield child


def _cell_text(cell: LexborNode, holds_tables: bool) -> str:
    """Text of a cell, its blocks on lines of their own.

    A cell that shows something else than text (a picture, a form field, a table of its own) has the name of
    that in brackets for its text: it is not empty, and no number either.
    """
    if holds_tables and cell.css_first("table") is not None:
        return "[table]"
    text: str = cell.text()
    if not text.strip(_BLANK) and (drawn := cell.css_first(_DRAWN)) is not None:
        return f"[{drawn.tag}]"
    if _MARK in text[:-1]:
        lines = (_HTML_SPACE.sub(" ", line).strip(" ") for line in text.split(_MARK))
        return "\n".join(line for line in lines if line)
    return _HTML_SPACE.sub(" ", text.replace(_MARK, "")).strip(" ")


def _span(cell: LexborNode, name: str) -> int:
    """A rowspan or colspan as browsers read it: leading digits count, anything else is 1."""
    attributes = cell.attributes
    if name not in attributes:
        return 1
    match = _SPAN.match(attributes[name] or "")
    return int(match[1]) if match else 1
