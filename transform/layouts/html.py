"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transform.grid import Grid, expand
from transform.layouts.document import Document

# Elements that do not end a block of text: unwrapped, their text runs on. Digits split over inline spans join;
# figures in two paragraphs of one cell do not. sup and sub are left out on purpose: a footnote mark must not
# become the last digit of a figure.
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins"),
        *("kbd", "label", "mark", "nobr", "q", "ruby", "samp", "small", "span", "strong", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
# A comment inside a word or figure would split it. One with tags inside is left to the parser: its "-->" may
# belong to a later one, where a script prints "<!--".
_COMMENT = re.compile(r"<!(?:--[^<>]*--|\[(?:if|endif)[^<>]*\])>")
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARK = "\ue000"  # stands between the text nodes of a cell or body; taken out of the source before
MAX_HEAD = 300  # characters of a <title>; what is longer is no title
_SPAN = re.compile(r"\s*(\d{1,6})")
_UNSEEN = ["script", "style", "noscript", "template", "del", "s", "strike"]
_HIDDEN = "td span[style*='display:none' i], td span[style*='display: none' i]"
_DRAWN = "table, img, input, select, textarea, svg, object"  # what may show a figure without being text
_SECTIONS = frozenset({"tbody", "thead", "tfoot"})
_SPANNED = "td[rowspan],td[colspan],th[rowspan],th[colspan]"


def looks_like_html(text: str) -> bool:
    """Whether text is an HTML page rather than plain text: it has a tag HTML documents cannot do without."""
    return (
        re.search(r"<(?:!doctype\s+html|html|body|table|div|p|meta)\b", text[:20000], re.IGNORECASE)
        is not None
    )


def read_html(text: str) -> Document:
    """Lay out an HTML page: every table as a grid (numbered in document order, from 1), its text as lines."""
    text = text.replace(_MARK, "")
    if "<!" in text:
        text = _COMMENT.sub("", text)
    tree = LexborHTMLParser(text)
    head = _head(tree)
    tree.strip_tags(_UNSEEN)
    if "none" in text:
        for node in tree.css(_HIDDEN):
            node.decompose()
    _join_inline(tree)
    tables = tree.css("table")
    enclosing = {outer.mem_id for table in tables if (outer := _enclosing_table(table)) is not None}
    spans = {cell.mem_id: _spans(cell) for cell in tree.css(_SPANNED)}
    grids = [
        _grid(number, table, spans, holds_tables=table.mem_id in enclosing)
        for number, table in enumerate(tables, start=1)
    ]

    def lines_without(table_nos: Collection[int]) -> list[str]:
        for number in table_nos:
            if tables[number - 1].mem_id not in enclosing:
                tables[number - 1].decompose()
        body = tree.body
        if body is None:
            return []
        for node in body.css(
            "p:empty"
        ):  # in flattened tables an empty cell: a text of its own keeps its place
            node.insert_child("\xa0")
        return [line.strip(" ") for line in _HTML_SPACE.sub(" ", body.text(separator=_MARK)).split(_MARK)]

    return Document("html", grids, lines_without, head)


def _join_inline(tree: LexborHTMLParser) -> None:
    """Take inline elements out of the tree, so that what is left between two text nodes ends a block.

    Word's own elements (<o:p>, <st1:chsdate>) are inline too.
    """
    for node in tree.css("*"):
        tag = node.tag
        if tag in _INLINE or ":" in tag:
            node.unwrap(delete_empty=True)
    if tree.root is not None:
        tree.root.merge_text_nodes()


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
        head["h1"] = _HTML_SPACE.sub(" ", heading.text(separator=" "))[:MAX_HEAD].strip()
    return head


def _enclosing_table(node: LexborNode) -> LexborNode | None:
    parent = node.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent


def _grid(number: int, table: LexborNode, spans: dict[int, tuple[int, int]], *, holds_tables: bool) -> Grid:
    rows = list(_table_rows(table)) if holds_tables else table.css("tr")
    drawn = (
        [
            (_cell_text(cell, holds_tables), *spans.get(cell.mem_id, (1, 1)))
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
    text: str = cell.text(separator=_MARK)
    if text.isalnum():  # one block without a blank: most cells
        return text
    lines = [line for part in text.split(_MARK) if (line := _HTML_SPACE.sub(" ", part).strip(" "))]
    if not any(line.strip("\xa0 ") for line in lines) and (drawn := cell.css_first(_DRAWN)) is not None:
        return f"[{drawn.tag}]"
    return "\n".join(lines)


def _spans(cell: LexborNode) -> tuple[int, int]:
    """(rowspan, colspan) as browsers read them: leading digits count, anything else is 1."""
    attributes = cell.attributes
    rowspan, colspan = (_SPAN.match(attributes.get(name) or "") for name in ("rowspan", "colspan"))
    return int(rowspan[1]) if rowspan else 1, int(colspan[1]) if colspan else 1
