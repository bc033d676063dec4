"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike.

What follows works on the parser's serialisation of the repaired page. It is regular: every element is closed, and
``<`` and ``>`` stand for tags alone, being escaped in text and attribute values. So plain string operations take
it apart, without a walk over the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from transform.grid import Grid, expand
from transform.issues import Issue
from transform.layouts.document import Document
from transform.layouts.widthless import without_widthless

# Elements that do not end a block of text: digits split over inline spans join, figures in two paragraphs of one
# cell do not. sup and sub are left out on purpose: a footnote mark must not become the last digit of a figure.
# Each tag costs a walk of the tree, so the rarer ones, Word's own (<st1:chsdate>) among them, are only taken out
# where the serialisation has any.
_INLINE = ["a", "b", "em", "font", "i", "span", "strong", "u", "o\\:p"]
_UNSEEN = ["script", "style"]
_RARE_INLINE = (
    r"abbr|acronym|bd[io]|big|cite|code|dfn|ins|kbd|label|mark|nobr|q|ruby|samp|small|time|tt|var|wbr|"
    r"\w{1,20}:\w{1,40}"
)
# Not shown by a browser, or (the second line) serialised as it stands, unescaped.
_RARE_UNSEEN = r"noscript|template|del|s|strike|iframe|noembed|noframes|plaintext|xmp"
_RARE = re.compile(rf"<(?:({_RARE_INLINE})|({_RARE_UNSEEN}))[ >]")
_TABLE_EDGE = re.compile(r"</?table(?=[ >])")
_ROW = re.compile(r"<tr(?=[ >])")
_CELL = re.compile(r"<t[dh](?=[ >])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPAN = re.compile(r'(row|col)span="\s*(\d{1,6})')
_HTML_SPACES = " \t\r\n\f"
_HTML_SPACE = re.compile(rf"[{_HTML_SPACES}]+")
_IS_INLINE = re.compile(rf"a|b|em|font|i|span|strong|u|{_RARE_INLINE}")
_STYLED = "[style*='none' i]"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DRAWN = re.compile(r"<(img|input|select|textarea|svg|object)\b")  # what may show a figure without being text
_PICTURE = re.compile(r"<img ([^>]*)>")
_SOURCE = re.compile(r'src="([^"]{1,500})"')
# What pages show besides their article: too small for a table by its own word, or named for what it is.
_ORNAMENT = re.compile(
    r'(?:width|height)(?:="|:\s*)\d{1,2}(?:px)?[";]|icon|logo|banner|qr|ewm|erweima|wei[xb]|wechat|share|print|'
    r"(?:^|/)(?:top|bg|btn|arrow|line|dot|nav|foot)",
    re.IGNORECASE,
)
_LONGEST_KEPT = 1000  # characters of a cell's markup; longer ones hold articles and do not come again
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

    return Document("html", grids, lines_without, head, issues=_cut(text, grids), pictures=_pictures(body))


def _cut(text: str, grids: list[Grid]) -> list[Issue]:
    """The page that ends inside a table: of its last figure digits may be lost."""
    if text[-20:].rstrip().endswith(("</html>", "</HTML>")) or not grids or not grids[-1].rows:
        return []
    lower = text.lower()
    if lower.rfind("<table") < max(lower.rfind("</table"), lower.rfind("</body")):
        return []
    return [
        Issue(
            "error",
            "page_cut",
            f"table {grids[-1].table_no} row {len(grids[-1].rows)}: expected the end of the table, found the end of "
            "the page; what stands there may be cut: fetch the page again",
            text[-80:].strip(),
        )
    ]


def _pictures(body: str) -> list[str]:
    return [
        source[1]
        for attributes in _PICTURE.findall(body)
        if not _ORNAMENT.search(attributes) and (source := _SOURCE.search(attributes)) is not None
    ]


def _markup(tree: LexborHTMLParser) -> str:
    """The serialised body without inline elements, comments and what a browser does not show."""
    if tree.body is None:
        return ""
    tree.strip_tags(_UNSEEN)
    for node in reversed(tree.css(_STYLED)):  # the inner ones first: with an outer one they would be gone
        if _IS_INLINE.fullmatch(node.tag or "") and _HIDDEN.search(node.attributes["style"] or ""):
            node.decompose()
    tree.unwrap_tags(_INLINE, delete_empty=True)
    markup = tree.body.html or ""
    if rare := set(_RARE.findall(markup)):
        tree.strip_tags(sorted(unseen for _, unseen in rare if unseen))
        inline = sorted(tag.replace(":", "\\:") for tag, _ in rare if tag)
        tree.unwrap_tags(inline, delete_empty=True)
        markup = tree.body.html or ""
    if "<!--" in markup:
        markup = _COMMENT.sub("", markup)
    return without_widthless(markup).replace("&nbsp;", "\xa0")


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
    return [
        _drawn_cell(cell) if len(cell) <= _LONGEST_KEPT else _drawn_cell.__wrapped__(cell)
        for cell in _CELL.split(row)[1:]
    ]


@lru_cache(maxsize=4096)
def _drawn_cell(cell: str) -> tuple[str, int, int]:
    """(text, rowspan, colspan) of a cell's markup. Kept: the cells of a table are drawn alike, most print a 0."""
    attributes, _, content = cell.partition(">")
    end = content.find("</td>")
    text = _cell_text(content[: end if end >= 0 else content.find("</th>")])
    return (text, *_spans(attributes)) if "span" in attributes else (text, 1, 1)


def _spans(attributes: str) -> tuple[int, int]:
    """(rowspan, colspan) as browsers read them: leading digits count, anything else is 1."""
    spans = {name: int(digits) for name, digits in _SPAN.findall(attributes)}
    return spans.get("row", 1), spans.get("col", 1)


def _cell_text(content: str) -> str:
    """Text of a cell, its blocks on lines of their own.

    A cell that shows something else than text (a picture, a form field, a table of its own) has the name of
    that in brackets for its text: it is not empty, and no number either.
    """
    if content.startswith("<p") and content.endswith("</p>") and content.count("<") == 2:
        content = content[content.index(">") + 1 : -len("</p>")]  # one paragraph, as Word draws a cell
    if content.isalnum():
        return content
    if _INNER_TABLE in content:
        return "[table]"
    parts = [part for tag in content.split("<") if (part := tag.rpartition(">")[2].strip(_HTML_SPACES))]
    if len(parts) == 1 and parts[0].isalnum():
        return parts[0]
    if not "".join(parts).strip("\xa0 ") and (drawn := _DRAWN.search(content)) is not None:
        return f"[{drawn[1]}]"
    return "\n".join(map(_plain, parts))


def _lines(markup: str) -> list[str]:
    """The text of markup without inline tags, split where a tag stands."""
    parts = [tag.rpartition(">")[2].strip(_HTML_SPACES) for tag in markup.split("<")]
    return [part if part.isalnum() or not part else _plain(part) for part in parts]


def _plain(text: str) -> str:
    """Text of the serialisation as shown: runs of spaces are one, the references it writes are characters."""
    text = _HTML_SPACE.sub(" ", text)
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


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
