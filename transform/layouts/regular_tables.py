"""Tables drawn regularly are read off the source of the page, without a parser, in a fifth of its time.

Most tables of these reports are pasted from a word processor: a hundred kilobytes in which every cell is closed. Where
all tags of a table are written out, nested as they should be and known here, the HTML standard leaves nothing to
repair, and what a parser makes of the table depends on nothing around it: cells shut out what is open outside. Such a
table is read here and leaves an empty one in its place, with a mark by which the parser tells whether it is a table at
all, not part of a text, a comment, a script. Anything else is left to the parser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from secrets import token_hex
from typing import NamedTuple

from transform.grid import DrawnCell
from transform.layouts.markup import HTML_SPACES, cell_text, is_inline

LEAST_BYTES = 500  # of a table worth the search; the parser is as fast with smaller ones
MOST_BYTES = 8_000  # of a cell; longer ones hold articles
MOST_CHARACTERS = 1_000  # of a tag
_LONGEST_KEPT = 1_500  # bytes of a cell; longer ones do not come again, and 4,096 of these are 6 MB
_MARK = f"n{token_hex(8)}"  # drawn by each process: no page can know it

_SPACE = f"[{HTML_SPACES}]"
_FIRST_ROW = re.compile(f"<(?:tr|TR)(?=[{HTML_SPACES}>])".encode())
# A comment that has no bracket inside, and what Word writes for the eyes of browsers that are not its own.
_COMMENT = re.compile(r"<!--[^<>]*?-->|<!\[(?:if|endif)[^<>]*>")
_TAGS = re.compile(r"(<[^<>]*>)")
_TAG = re.compile(r"<(?P<name>/?[A-Za-z][A-Za-z0-9:]*)(?P<rest>[^<>]*)>")
_KNOWN = "&(?:quot|amp|nbsp|lt|gt);"
_ATTRIBUTE = re.compile(
    rf"{_SPACE}+(?P<name>[A-Za-z][A-Za-z0-9_:.-]*)(?:{_SPACE}*={_SPACE}*(?:"
    rf"\"(?P<double>(?:[^\"&]|{_KNOWN})*)\"|'(?P<single>(?:[^'&]|{_KNOWN})*)'|(?P<bare>[A-Za-z0-9_.%#:-]+)))?"
)
_REFERENCE = re.compile(r"&(?:(?P<name>[A-Za-z][A-Za-z0-9]*;)|#(?P<number>[1-9][0-9]{2,4});)?")
_NUMBERS = range(160, 0xD800)  # character references that mean what they say
_SPAN = re.compile(rf"{_SPACE}*([0-9]{{1,6}})")
_OF_ROWS = frozenset({"tr", "/tr", "thead", "/thead", "tbody", "/tbody", "tfoot", "/tfoot"})
_BEFORE_ROWS = frozenset({"colgroup", "/colgroup", "col", "thead", "tbody"})
# Of a cell: they end a line of its text, and close nothing but <p>.
_BLOCKS = frozenset({"p", "div", "sub", "sup"})
_VOID = frozenset({"br", "wbr", "col"})
_ONCE = frozenset({"p", "a", "nobr"})  # one of them closes the one that is open


class _Tag(NamedTuple):
    """A tag: its lower-case name, with the slash of an end tag; the spans of a cell; whether its style may hide it."""

    name: str
    spans: tuple[int, int] | None
    may_hide: bool


_NOTHING = _Tag("", None, may_hide=False)  # a comment


class RegularTable(NamedTuple):
    """A table read off its ``source``: its rows as drawn."""

    rows: list[list[DrawnCell]]
    source: bytes


def take_out_regular(page: bytes) -> tuple[bytes, dict[str, RegularTable]]:
    """A page (in UTF-8) with its regular tables emptied, and those tables by the tag that each has left behind."""
    taken: dict[str, RegularTable] = {}
    parts: list[bytes] = []
    done = 0
    for start, end in _innermost_tables(page):
        source = page[start:end]
        if (rows := _rows_of(source)) is not None:
            mark = f'<table {_MARK}="{len(taken)}">'
            taken[mark] = RegularTable(rows, source)
            parts += [page[done:start], mark.encode(), b"</table>"]
            done = end
    return (b"".join([*parts, page[done:]]) if taken else page), taken


def _innermost_tables(page: bytes) -> list[tuple[int, int]]:
    """Where the tables begin and end that are large and have none inside; in a page that mixes case, some of them."""
    for begin, close in (b"<table", b"</table>"), (b"<TABLE", b"</TABLE>"):
        places: list[tuple[int, int]] = []
        done = 0
        while (at := page.find(close, done)) >= 0:
            start = page.rfind(begin, done, at)
            done = at + len(close)
            if start >= 0 and done - start >= LEAST_BYTES:
                places.append((start, done))
        if places:
            return places
    return []


def _rows_of(source: bytes) -> list[list[DrawnCell]] | None:
    """The rows of a table, None where it is not regular."""
    first_row = _FIRST_ROW.search(source)
    if first_row is None or not _opens(source[: first_row.start()]):
        return None
    end = b"</td>" if b"</td>" in source else b"</TD>"
    source = source[first_row.start() : -len(b"</table>")]
    rows = _rows_ending(source, end)
    if rows is None and (heading := end.replace(b"d", b"h").replace(b"D", b"H")) in source:
        rows = _rows_ending(source.replace(heading, heading + end), end)
    return rows


def _rows_ending(source: bytes, end: bytes) -> list[list[DrawnCell]] | None:
    """The rows of a table of which each cell has that end tag."""
    *cells, after = source.split(end)
    last_rows = _rows_in(after)
    longest = max(map(len, cells), default=0)
    if last_rows is None or longest > MOST_BYTES:
        return None
    if longest <= _LONGEST_KEPT:
        read = list(map(_cell, cells))
    else:
        read = [_cell(cell) if len(cell) <= _LONGEST_KEPT else _cell.__wrapped__(cell) for cell in cells]
    rows: list[list[DrawnCell]] = []
    for one in read:
        if one is None:
            return None
        begun, drawn = one
        if begun:
            rows += [[] for _ in range(begun)]
        rows[-1].append(drawn)
    return rows + [[] for _ in range(last_rows)]


def _opens(before_rows: bytes) -> bool:
    """Whether a table begins so: its own tag, its columns, perhaps the group of its first row."""
    names = _names(before_rows)
    return names is not None and names[:1] == ["table"] and _BEFORE_ROWS.issuperset(names[1:])


def _rows_in(after: bytes) -> int | None:
    """How many rows begin after the last cell; None where anything else does."""
    names = _names(after)
    return names.count("tr") if names is not None and _OF_ROWS.issuperset(names) else None


def _names(markup: bytes) -> list[str] | None:
    """The names of all tags; None where there is something else, or more than there should be."""
    if len(markup) > MOST_BYTES:
        return None
    names: list[str] = []
    for place, part in enumerate(_TAGS.split(markup.decode())):
        if place % 2:
            tag = _tag(part)
            if tag is None:
                return None
            if tag is not _NOTHING:
                names.append(tag.name)
        elif part.strip(HTML_SPACES):
            return None
    return names


@lru_cache(maxsize=4096)
def _cell(source: bytes) -> tuple[int, DrawnCell] | None:
    """A cell, and how many rows begin before it, from all that stands between the end of the cell before and its own
    end tag (which a heading has inside: ``…</th>``). None where it is not regular. Kept: most cells print a 0."""
    begun = 0
    last = "tr"
    cell: _Tag | None = None
    inside: list[str] = []
    content: list[str] = []
    for place, part in enumerate(_TAGS.split(source.decode())):
        if not place % 2:
            if cell is None or last == "/th":
                if part.strip(HTML_SPACES):
                    return None
            elif part:
                text = _text(part)
                if text is None:
                    return None
                content.append(text)
            continue
        tag = _tag(part)
        if tag is _NOTHING:
            continue
        if tag is None or last == "/th":
            return None
        if cell is not None:
            if tag.name == "/th":
                last = tag.name
            elif not _nests(tag, inside, content):
                return None
        elif tag.name in ("td", "th") and last == "tr":
            cell = tag
        elif tag.name in _OF_ROWS:
            last = tag.name
            begun += last == "tr"
        else:
            return None
    if cell is None or inside or (cell.name == "th") != (last == "/th"):
        return None
    return begun, (cell_text("".join(content)), cell.spans)


def _nests(tag: _Tag, inside: list[str], content: list[str]) -> bool:
    """Whether a tag may stand in a cell inside the elements that are open there, which it is added to or taken from."""
    name = tag.name.removeprefix("/")
    inline = is_inline(name)
    if tag.name != name:
        if not inside or inside.pop() != name:
            return False
    elif name in ("br", "wbr"):
        pass
    elif (inline and not tag.may_hide) or name in _BLOCKS:
        if (name in _ONCE and name in inside) or (name == "div" and "p" in inside):
            return False
        inside.append(name)
    else:
        return False
    if not inline:
        content.append(f"<{tag.name}>")
    return True


@lru_cache(maxsize=4096)
def _tag(source: str) -> _Tag | None:
    """A tag as every reading of the standard takes it, None for any other."""
    match = _TAG.fullmatch(source) if len(source) <= MOST_CHARACTERS else None
    if match is None:
        return _NOTHING if _COMMENT.fullmatch(source) else None
    name, rest = match["name"].lower(), match["rest"]
    spans: dict[str, int] = {}
    at = 0
    while name[0] != "/" and (attribute := _ATTRIBUTE.match(rest, at)):
        at = attribute.end()
        of = attribute["name"].lower()
        if of in ("rowspan", "colspan") and of not in spans:  # of two, the first counts
            value = attribute["double"] or attribute["single"] or attribute["bare"] or ""
            if not value.isascii() or "&" in value:
                return None
            digits = _SPAN.match(value)
            spans[of] = int(digits[1]) if digits else 1
    end = rest[at:].strip(HTML_SPACES)
    if end and (end != "/" or name not in _VOID):
        return None
    return _Tag(
        name, (spans.get("rowspan", 1), spans.get("colspan", 1)) if spans else None, "display" in rest.lower()
    )


def _text(source: str) -> str | None:
    """A text with its references as characters, except those that markup needs; None where they are disputed."""
    if "<" in source or "\0" in source:
        return None
    if "&" not in source and ">" not in source:
        return source
    for reference in _REFERENCE.finditer(source):
        number = reference["number"]
        if reference["name"] not in html5 and (number is None or int(number) not in _NUMBERS):
            return None
    return escape(unescape(source), quote=False)
