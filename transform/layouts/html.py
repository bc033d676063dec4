"""HTML -> grids and lines. Parsed as HTML5 (selectolax), so that what a browser repairs is repaired alike.

Inline elements are unwrapped in the parsed tree, each table is taken out of it into a grid, and what is left is
serialised for its lines. The parser's serialisation is regular: every element is closed, and ``<`` and ``>`` stand
for tags alone, being escaped in text and attribute values. So plain string operations take it apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from transform.grid import Grid, expand
from transform.issues import Issue
from transform.layouts.document import Document
from transform.layouts.widthless import without_widthless

# Without them parsing and unwrapping are faster; they do nothing but fill in <selectedcontent>.
_OPTIONS = LexborDocumentOptions.WO_EVENTS
# Elements that do not end a block of text: digits split over inline spans join, figures in two paragraphs of one
# cell do not. sup and sub are left out on purpose: a footnote mark must not become the last digit of a figure.
# The commonest are unwrapped in C; the rarer ones, Word's own (<st1:chsdate>) among them, one by one.
_COMMON_INLINE = ["span", "a", "o\\:p"]
_INLINE = re.compile(
    r"a|abbr|acronym|b|bd[io]|big|cite|code|dfn|em|font|i|ins|kbd|label|mark|nobr|q|ruby|samp|small|span|strong|time|"
    r"tt|u|var|wbr|\w{1,20}:\w{1,40}"
)
# Not shown by a browser, or (the second line) serialised as it stands, unescaped.
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "del", "s", "strike"}
    | {"iframe", "noembed", "noframes", "plaintext", "xmp"}
)
# All elements but those that a page has most of and no rule here is about.
_NOTABLE = ":not(td,p,li,tr,div,br,ul,tbody,th,h2,h3,hr,link,input,html,head,body)"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TR = LexborHTMLParser("").create_node("tr").tag_id
_ONE = (1, 1)
_SPAN = re.compile(r"\s*(\d{1,6})")
_HTML_SPACES = " \t\r\n\f"
_HTML_SPACE = re.compile(rf"[{_HTML_SPACES}]+")
_TEXT = re.compile(rf">[{_HTML_SPACES}]*([^<]*)")  # what stands behind a tag
_STYLED = "[style*='none' i]"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DRAWN = re.compile(r"<(img|input|select|textarea|svg|object)\b")  # what may show a figure without being text
_SOURCE = re.compile(r'src="([^"]{1,500})"')
# What pages show besides their article: too small for a table by its own word, or named for what it is.
_ORNAMENT = re.compile(
    r'(?:width|height)(?:="|:\s*)\d{1,2}(?:px)?[";]|icon|logo|banner|qr|ewm|erweima|wei[xb]|wechat|share|print|'
    r"(?:^|/)(?:top|bg|btn|arrow|line|dot|nav|foot)",
    re.IGNORECASE,
)
_LONGEST_KEPT = 1000  # characters of a cell's markup; longer ones hold articles and do not come again
_MARK = "\0"  # stands for a table taken out, and between two texts of a cell: no text of the parser's has it
MAX_HEAD = 300  # characters of a <title>; what is longer is no title


def looks_like_html(text: str) -> bool:
    """Whether text is an HTML page rather than plain text: it has a tag HTML documents cannot do without."""
    return (
        re.search(r"<(?:!doctype\s+html|html|body|table|div|p|meta)\b", text[:20000], re.IGNORECASE)
        is not None
    )


def read_html(text: str) -> Document:
    """Lay out an HTML page: every table as a grid (numbered in document order, from 1), its text as lines."""
    tree = LexborHTMLParser(text, options=_OPTIONS)
    if (
        "isplay" in text or "ISPLAY" in text
    ):  # as editors write it; two searches cost less than a look at all styles
        _take_out_hidden(tree)
    tree.unwrap_tags(_COMMON_INLINE, delete_empty=True)
    notable = tree.css(_NOTABLE)
    head = _head(notable)
    tables, pictures = _take_out_unseen(notable)
    tree.merge_text_nodes()
    drawn = _take_out_tables(tables)
    grids = [table.grid for table in drawn]

    def lines_without(table_nos: Collection[int]) -> list[str]:
        kept = [table for table in drawn if table.grid.table_no not in table_nos or table.has_inner()]
        for table in reversed(
            kept
        ):  # the inner ones first, while those around them are not yet deep in the tree
            table.put_back()
        return _lines((tree.body.html or "") if tree.body else "")

    return Document("html", grids, lines_without, head, issues=_cut(text, grids), pictures=pictures)


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
        if _INLINE.fullmatch(node.tag or "") and _HIDDEN.search(node.attributes["style"] or ""):
            node.decompose()


def _take_out_unseen(notable: Sequence[LexborNode]) -> tuple[list[LexborNode], list[str]]:
    """Unwrap the rarer inline elements and take out what a browser does not show; the tables and the addresses of
    the pictures that are left."""
    tables: list[LexborNode] = []
    pictures: list[str] = []
    for node in notable:
        tag = node.tag or ""
        if tag == "table":
            tables.append(node)
        elif tag == "img":
            if node.parent is not None and (source := _picture(node)):
                pictures.append(source)
        elif tag in _UNSEEN:
            node.decompose()
        elif _is_inline(tag):
            node.unwrap(delete_empty=True)
    return [table for table in tables if table.parent is not None], pictures


def _picture(image: LexborNode) -> str | None:
    """The address of a picture that may show a table, None for an ornament."""
    attributes = (image.html or "").removeprefix("<img ")
    source = _SOURCE.search(attributes)
    return None if source is None or _ORNAMENT.search(attributes) else source[1]


@lru_cache(maxsize=256)
def _is_inline(tag: str) -> bool:
    return _INLINE.fullmatch(tag) is not None


class _Table:
    """A table taken out of the tree: its grid, and the mark that stands in its place."""

    __slots__ = ("_mark", "_node", "grid")

    def __init__(self, number: int, node: LexborNode) -> None:
        self.grid = _grid(number, node)
        node.insert_before(_MARK)
        self._mark = node.prev
        self._node = node
        node.decompose(recursive=False)

    def has_inner(self) -> bool:
        """Whether a table stands in one of its cells."""
        return _MARK in self._node.text()

    def put_back(self) -> None:
        """Put the table back in its place."""
        if self._mark is not None:
            self._mark.replace_with(self._node, move=True)


def _take_out_tables(nodes: Sequence[LexborNode]) -> list[_Table]:
    """Tables in document order, the inner ones taken out before those around them are read."""
    numbered = list(enumerate(nodes, start=1))
    return [_Table(number, node) for number, node in reversed(numbered)][::-1]


def _grid(number: int, table: LexborNode) -> Grid:
    spans = {node.mem_id: _spans(node) for node in table.css("[rowspan],[colspan]")}
    rows: list[list[LexborNode]] = []
    for node in table.css("tr,td,th"):
        if node.tag_id == _TR:
            rows.append([])
        elif rows:
            rows[-1].append(node)
    drawn = ([(_cell_text(cell), *spans.get(cell.mem_id, _ONE)) for cell in row] for row in rows)
    return expand(number, drawn, row_total=len(rows))


def _spans(cell: LexborNode) -> tuple[int, int]:
    """(rowspan, colspan) of a cell."""
    attributes = cell.attributes
    return _span(attributes.get("rowspan")), _span(attributes.get("colspan"))


@lru_cache(maxsize=256)
def _span(printed: str | None) -> int:
    """A span as browsers read it: leading digits count, anything else is 1."""
    digits = _SPAN.match(printed or "")
    return int(digits[1]) if digits else 1


def _cell_text(cell: LexborNode) -> str:
    """Text of a cell: most print one figure or label, and need no look at their markup."""
    text = cell.text(separator=_MARK, skip_empty=True)
    if text.isalnum():
        return text
    if (alone := _alone(text) if len(text) <= _LONGEST_KEPT else _alone.__wrapped__(text)) is not None:
        return alone
    markup = cell.inner_html or ""
    return _blocks(markup) if len(markup) <= _LONGEST_KEPT else _blocks.__wrapped__(markup)


@lru_cache(maxsize=4096)
def _alone(text: str) -> str | None:
    """The text of a cell that is one and prints something; None where the markup tells what the cell shows."""
    text = without_widthless(text)
    return _shown(text) if text.strip(_HTML_SPACES + "\xa0") and _MARK not in text else None


@lru_cache(maxsize=4096)
def _blocks(markup: str) -> str:
    """Text of a cell's markup, its blocks on lines of their own.

    A cell that shows something else than text (a picture, a form field, a table of its own) has the name of
    that in brackets for its text: it is not empty, and no number either.
    """
    if _MARK in markup:
        return "[table]"
    parts = [line for line in _lines(markup) if line]
    if not "".join(parts).strip("\xa0 ") and (drawn := _DRAWN.search(markup)) is not None:
        return f"[{drawn[1]}]"
    return "\n".join(parts)


def _lines(markup: str) -> list[str]:
    """The text of markup without inline tags, split where a tag or the mark of a table stands."""
    if "<!--" in markup:
        markup = _COMMENT.sub("", markup)
    markup = without_widthless(markup).replace("&nbsp;", "\xa0").replace(_MARK, "<>")
    texts = _TEXT.findall(f">{markup}")
    return [text if text.isalnum() or not text else _unescaped(_shown(text)) for text in texts]


def _unescaped(text: str) -> str:
    """Text of the serialisation with the references that it writes as characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def _shown(text: str) -> str:
    """Text as a browser shows it: runs of white space are one space, none at its ends."""
    return _HTML_SPACE.sub(" ", text).strip(" ")


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
            first[tag] = _HTML_SPACE.sub(" ", node.text())[:MAX_HEAD].strip()
    return head | first
