"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike.

Inline elements are unwrapped in the parsed tree. What follows works on the parser's serialisation of it, which is
regular: every element is closed, and ``<`` and ``>`` stand for tags alone, being escaped in text and attribute
values. So plain string operations take it apart, without a walk over the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from transform.grid import DrawnCell, Grid
from transform.issues import Issue
from transform.layouts.document import Document
from transform.layouts.markup import INNER_TABLE, cell_text, is_inline, lines_of, one_line
from transform.layouts.regular_tables import take_out_regular

# Without them parsing and unwrapping are faster; they do nothing but fill in <selectedcontent>.
_OPTIONS = LexborDocumentOptions.WO_EVENTS
# The commonest inline elements are unwrapped in C; the rarer ones, Word's own (<st1:chsdate>) among them, one by one.
_COMMON_INLINE = ["span", "a", "o\\:p"]
# Not shown by a browser, or (the second line) serialised as it stands, unescaped.
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "del", "s", "strike"}
    | {"iframe", "noembed", "noframes", "plaintext", "xmp"}
)
# All elements but those that a page has most of and no rule here is about.
_NOTABLE = ":not(td,p,li,tr,div,br,ul,tbody,th,h2,h3,hr,link,input,html,head,body)"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TABLE_NAME = re.compile(r"table(?=[ >])")  # of a tag, where the bracket stands before it
_ROW = re.compile(r"<tr(?=[ >])")
_CELL = re.compile(r"<t[dh](?=[ >])")
_SPAN = re.compile(r'(row|col)span="\s*(\d{1,6})')
_STYLED = "[style*='none' i]"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SOURCE = re.compile(r'src="([^"]{1,500})"')
# What pages show besides their article: too small for a table by its own word, or named for what it is.
_ORNAMENT = re.compile(
    r'(?:width|height)(?:="|:\s*)\d{1,2}(?:px)?[";]|icon|logo|banner|qr|ewm|erweima|wei[xb]|wechat|share|print|'
    r"(?:^|/)(?:top|bg|btn|arrow|line|dot|nav|foot)",
    re.IGNORECASE,
)
_LONGEST_KEPT = 1000  # characters of a cell's markup; longer ones hold articles and do not come again
MAX_HEAD = 300  # characters of a <title>; what is longer is no title


def looks_like_html(text: str) -> bool:
    """Whether text is an HTML page rather than plain text: it has a tag HTML documents cannot do without."""
    return (
        re.search(r"<(?:!doctype\s+html|html|body|table|div|p|meta)\b", text[:20000], re.IGNORECASE)
        is not None
    )


def read_html(text: str, utf_8: bytes | None = None) -> Document:
    """Lay out an HTML page: every table as a grid (numbered in document order, from 1), its text as lines.

    ``utf_8``: the same text in UTF-8, where it is at hand.
    """
    utf_8 = utf_8 or text.encode()
    page, regular = take_out_regular(utf_8)
    parsed = _parse(page)
    if not parsed.marks >= regular.keys():  # one was no table: the text of a script, of a comment, hidden
        regular = {}
        parsed = _parse(utf_8)
    body, tables = parsed.body, parsed.tables
    grids: list[Grid] = []
    for number, table in enumerate(tables, start=1):
        read = regular.get(table.tag)
        grids.append(Grid.of_drawn(number, read.rows if read else _rows(_own(body, table))))

    def lines_without(table_nos: Collection[int]) -> list[str]:
        parts: list[list[str]] = [[]]  # of the body, between the tables left out
        start = 0
        for number, table in enumerate(tables, start=1):
            left_out = number in table_nos and not table.inner
            if table.start >= start and (left_out or table.tag in regular):
                parts[-1].append(body[start : table.start])
                if left_out:
                    parts.append([])
                else:
                    itself = _parse(regular[table.tag].source).body
                    parts[-1].append(itself.removeprefix("<body>").removesuffix("</body>"))
                start = table.end
        parts[-1].append(body[start:])
        return [line for part in parts for line in lines_of("".join(part))]

    return Document(
        "html", grids, lines_without, parsed.head, issues=_cut(text, grids), pictures=parsed.pictures
    )


class _Table:
    """Where a table stands in the serialised page, its own tag, and the tables inside its cells."""

    __slots__ = ("end", "inner", "start", "tag")

    def __init__(self, start: int, tag: str) -> None:
        self.start = start
        self.end = start
        self.tag = tag
        self.inner: list[_Table] = []


class _Parsed(NamedTuple):
    """A page parsed: its body as the parser writes it, and what is found in it."""

    body: str
    tables: list[_Table]
    head: dict[str, str]
    pictures: list[str]

    @property
    def marks(self) -> set[str]:
        """The tags of the tables."""
        return {table.tag for table in self.tables}


def _parse(page: bytes) -> _Parsed:
    tree = LexborHTMLParser(page, options=_OPTIONS)
    _take_out_hidden(tree)
    tree.unwrap_tags(_COMMON_INLINE, delete_empty=True)
    notable = tree.css(_NOTABLE)
    head = _head(notable)
    pictures = _take_out_unseen(notable)
    body = _markup(tree)
    return _Parsed(body, _tables(body), head, pictures)


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


def _take_out_hidden(tree: LexborHTMLParser) -> None:
    """Inline elements hidden by their own style; blocks may be shown by a script."""
    for node in reversed(tree.css(_STYLED)):  # the inner ones first: with an outer one they would be gone
        if is_inline(node.tag or "") and _HIDDEN.search(node.attributes["style"] or ""):
            node.decompose()


def _take_out_unseen(notable: Sequence[LexborNode]) -> list[str]:
    """Unwrap the rarer inline elements and take out what a browser does not show; the addresses of the pictures that
    are left."""
    pictures: list[str] = []
    for node in notable:
        tag = node.tag or ""
        if tag in _UNSEEN:
            node.decompose()
        elif tag == "img":
            if node.parent is not None and (source := _picture(node)):
                pictures.append(source)
        elif is_inline(tag):
            node.unwrap(delete_empty=True)
    return pictures


def _picture(image: LexborNode) -> str | None:
    """The address of a picture that may show a table, None for an ornament."""
    attributes = (image.html or "").removeprefix("<img ")
    source = _SOURCE.search(attributes)
    return None if source is None or _ORNAMENT.search(attributes) else source[1]


def _markup(tree: LexborHTMLParser) -> str:
    """The serialised body without comments."""
    markup = (tree.body.html or "") if tree.body is not None else ""
    return _COMMENT.sub("", markup) if "<!--" in markup else markup


def _tables(body: str) -> list[_Table]:
    """The tables of a page in document order."""
    tables: list[_Table] = []
    open_tables: list[_Table] = []
    for name in _TABLE_NAME.finditer(body):
        start = name.start()
        if body[start - 1] == "<":
            table = _Table(start - 1, body[start - 1 : body.index(">", start) + 1])
            if open_tables:
                open_tables[-1].inner.append(table)
            tables.append(table)
            open_tables.append(table)
        elif open_tables and body.startswith("</", start - 2):
            open_tables.pop().end = name.end() + 1
    return tables


def _own(body: str, table: _Table) -> str:
    """A table's markup, each table inside it replaced by one mark."""
    parts: list[str] = []
    start = table.start
    for inner in table.inner:
        parts += [body[start : inner.start], INNER_TABLE]
        start = inner.end
    parts.append(body[start : table.end])
    return "".join(parts)


def _rows(markup: str) -> list[list[DrawnCell]]:
    return list(map(_drawn_row, _ROW.split(markup)[1:]))


def _drawn_row(row: str) -> list[DrawnCell]:
    cells = _CELL.split(row)[1:]
    if max(map(len, cells), default=0) <= _LONGEST_KEPT:
        return list(map(_drawn_cell, cells))
    return [(_drawn_cell if len(cell) <= _LONGEST_KEPT else _drawn_cell.__wrapped__)(cell) for cell in cells]


@lru_cache(maxsize=4096)
def _drawn_cell(cell: str) -> DrawnCell:
    """A cell of its markup. Kept: the cells of a table are drawn alike, most print a 0."""
    attributes, _, content = cell.partition(">")
    end = content.find("</td>")
    text = cell_text(content[: end if end >= 0 else content.find("</th>")])
    return text, _spans(attributes) if "span" in attributes else None


def _spans(attributes: str) -> tuple[int, int]:
    """(rowspan, colspan) as browsers read them: leading digits count, anything else is 1."""
    spans = {name: int(digits) for name, digits in _SPAN.findall(attributes)}
    return spans.get("row", 1), spans.get("col", 1)


def _head(notable: Sequence[LexborNode]) -> dict[str, str]:
    """What the page says of itself: its named meta tags, the first <title> and the first <h1>."""
    head: dict[str, str] = {}
    first: dict[str, str] = {}
    for node in notable:
        tag = node.tag or ""
        if tag == "meta":
            attributes = node.attributes
            if name := (attributes.get("name") or "").strip().lower():
                head.setdefault(name, (attributes.get("content") or "").strip())
        elif tag in ("title", "h1") and tag not in first:
            first[tag] = one_line(node.text())[:MAX_HEAD].strip()
    return head | first
