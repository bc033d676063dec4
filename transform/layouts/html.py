"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike.

What follows works on the parser's serialisation of the repaired page. It is regular: every element is closed, and
``<`` and ``>`` stand for tags alone, being escaped in text and attribute values. So plain string operations take
it apart, without a walk over the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from selectolax.lexbor import LexborHTMLParser

from transform.grid import Grid, expand
from transform.layouts.document import Document

# Elements that do not end a block of text: digits split over inline spans join, figures in two paragraphs of one
# cell do not. sup and sub are left out on purpose: a footnote mark must not become the last digit of a figure.
# The common ones are unwrapped in the tree, where each costs a native walk; the rarer ones, Word's (<st1:chsdate>)
# among them, are cut out of the serialisation where it has any.
_INLINE = ["a", "b", "em", "font", "i", "span", "strong", "u", "o\\:p"]
_RARE_INLINE = re.compile(
    r"</?(?:abbr|acronym|bd[io]|big|cite|code|dfn|ins|kbd|label|mark|nobr|q|ruby|samp|small|time|tt|var|wbr|"
    r"\w{1,20}:\w{1,40})(?: [^>]*)?>"
)
_TABLE_EDGE = re.compile(r"</?table(?=[ >])")
_ROW = re.compile(r"<tr(?=[ >])")
_CELL = re.compile(r"<t[dh](?=[ >])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPAN = re.compile(r'(row|col)span="\s*(\d{1,6})')
_HTML_SPACES = " \t\r\n\f"
_HTML_SPACE = re.compile(rf"[{_HTML_SPACES}]+")
_RAW_TEXT = [
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "xmp",
]  # serialised unescaped, and no report's text
_UNSEEN = ["script", "style", "noscript", "template", "del", "s", "strike", *_RAW_TEXT]
_HIDDEN = "td span[style*='display:none' i], td span[style*='display: none' i]"
_DRAWN = re.compile(r"<(img|input|select|textarea|svg|object)\b")  # what may show a figure without being text
_INNER_TABLE = "\ue000"  # stands for a table inside a cell
MAX_HEAD = 300  # characters of a <title>; what is longer is no title


def looks_like_html(text: str) -> bool:
    """Whether text is an HTML page rather than plain text: it has a tag HTML documents cannot do without."""
    return (
        re.search(r"<(?:!doctype\s+html|html|body|table|div|p|meta)\b", text[:20000], re.IGNORECASE)
        is not None
    )


def read_html(text: str) -> Document:
    """Lay out an HTML page: every table as a grid (numbered in document order, from 1), its text as lines."""
    tree = LexborHTMLParser(text.replace(_INNER_TABLE, ""))
    head = _head(tree)
    tree.strip_tags(_UNSEEN)
    if "none" in text:
        for node in tree.css(_HIDDEN):
            node.decompose()
    body = _markup(tree)
    tables = _tables(body)
    grids = [_grid(number, _own(body, table)) for number, table in enumerate(tables, start=1)]

    def lines_without(table_nos: Collection[int]) -> list[str]:
        kept: list[str] = []
        start = 0
        for table in (tables[number - 1] for number in sorted(table_nos)):
            if table.start >= start and not table.inner:
                kept.append(body[start : table.start])
                start = table.end
        kept.append(body[start:])
        return [line for part in kept for line in _lines(part)]

    return Document("html", grids, lines_without, head)


def _markup(tree: LexborHTMLParser) -> str:
    """The serialised body without inline elements and comments."""
    if tree.body is None:
        return ""
    tree.unwrap_tags(_INLINE, delete_empty=True)
    markup = tree.body.html or ""
    if "<!--" in markup:
        markup = _COMMENT.sub("", markup)
    if _RARE_INLINE.search(markup):
        markup = _RARE_INLINE.sub("", markup)
    return markup.replace("&nbsp;", "\xa0")


class _Table:
    """Where a table stands in the serialised page, and the tables inside its cells."""

    __slots__ = ("end", "inner", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.inner: list[_Table] = []


def _tables(body: str) -> list[_Table]:
    """The tables of a page in document order."""
    tables: list[_Table] = []
    open_tables: list[_Table] = []
    for edge in _TABLE_EDGE.finditer(body):
        if edge[0] == "<table":
            table = _Table(edge.start())
            if open_tables:
                open_tables[-1].inner.append(table)
            tables.append(table)
            open_tables.append(table)
        elif open_tables:
            open_tables.pop().end = edge.end() + 1
    return tables


def _own(body: str, table: _Table) -> str:
    """A table's markup, each table inside it replaced by one mark."""
    parts: list[str] = []
    start = table.start
    for inner in table.inner:
        parts += [body[start : inner.start], _INNER_TABLE]
        start = inner.end
    parts.append(body[start : table.end])
    return "".join(parts)


def _grid(number: int, markup: str) -> Grid:
    rows = _ROW.split(markup)[1:]
    return expand(number, map(_drawn_row, rows), row_total=len(rows))


def _drawn_row(row: str) -> list[tuple[str, int, int]]:
    drawn: list[tuple[str, int, int]] = []
    for cell in _CELL.split(row)[1:]:
        attributes, _, content = cell.partition(">")
        end = content.find("</td>")
        text = _cell_text(content[: end if end >= 0 else content.find("</th>")])
        drawn.append((text, *_spans(attributes)) if "span" in attributes else (text, 1, 1))
    return drawn


def _spans(attributes: str) -> tuple[int, int]:
    """(rowspan, colspan) as browsers read them: leading digits count, anything else is 1."""
    spans = {name: int(digits) for name, digits in _SPAN.findall(attributes)}
    return spans.get("row", 1), spans.get("col", 1)


def _cell_text(content: str) -> str:
    """Text of a cell, its blocks on lines of their own.

    A cell that shows something else than text (a picture, a form field, a table of its own) has the name of
    that in brackets for its text: it is not empty, and no number either.
    """
    if content.isalnum():  # one block without a blank
        return content
    if _INNER_TABLE in content:
        return "[table]"
    lines = [line for line in _lines(content) if line]
    if not "".join(lines).strip("\xa0 ") and (drawn := _DRAWN.search(content)) is not None:
        return f"[{drawn[1]}]"
    return lines[0] if len(lines) == 1 else "\n".join(lines)


def _lines(markup: str) -> list[str]:
    """The text of markup without inline tags, split where a tag stands."""
    lines: list[str] = []
    for part in markup.split("<"):
        line = part.rpartition(">")[2].strip(_HTML_SPACES)
        if line and not line.isalnum():
            line = _HTML_SPACE.sub(" ", line)
            if "&" in line:  # the references that the serialisation writes in text, besides &nbsp;
                line = line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        lines.append(line)
    return lines


def _head(tree: LexborHTMLParser) -> dict[str, str]:
    head: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        if name := (attributes.get("name") or "").strip().lower():
            head.setdefault(name, (attributes.get("content") or "").strip())
    title = tree.css_first("title")
    if title is not None:
        head["title"] = _HTML_SPACE.sub(" ", title.text())[:MAX_HEAD].strip()
    heading = tree.css_first("h1")
    if heading is not None:
        head["h1"] = _HTML_SPACE.sub(" ", heading.text())[:MAX_HEAD].strip()
    return head
