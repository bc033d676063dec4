"""A small reader of the demo's own pages, independent of transform/: the tests' second opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from selectolax.lexbor import LexborHTMLParser, LexborNode

VOID = frozenset({"br", "meta", "link", "img", "input", "hr"})


def clean(text: str) -> str:
    """Text without any white space, non-breaking and ideographic included."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Place:
    """One grid position after spans are expanded; ``is_origin`` where the cell itself is printed."""

    text: str
    is_origin: bool


def expand(table: LexborNode) -> list[list[Place]]:
    """The table as a full grid. Helper rows of height 0 are left out, as a browser shows them."""
    taken: dict[tuple[int, int], Place] = {}
    rows = [row for row in table.css("tr") if row.attributes.get("height") != "0"]
    for y, row in enumerate(rows):
        x = 0
        for cell in row.css("td"):
            while (y, x) in taken:
                x += 1
            width, height = (int(cell.attributes.get(name) or 1) for name in ("colspan", "rowspan"))
            for dy in range(height):
                for dx in range(width):
                    if (y + dy, x + dx) in taken:
                        raise AssertionError(f"two cells at row {y + dy}, column {x + dx}")
                    taken[y + dy, x + dx] = Place(clean(cell.text()), (dy, dx) == (0, 0))
            x += width
    widths = {max(x for y, x in taken if y == row) + 1 for row in range(len(rows))}
    if len(widths) != 1 or max(y for y, _ in taken) >= len(rows) or len(taken) != len(rows) * widths.pop():
        raise AssertionError("the table is no rectangle")
    return [[taken[y, x] for x in range(len(taken) // len(rows))] for y in range(len(rows))]


def tables(html: str) -> list[list[list[Place]]]:
    """Every table of a fragment, expanded."""
    return [expand(table) for table in LexborHTMLParser(html).css("table")]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.faults.append(f"<{tag}/> at {self.getpos()}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> inside {'/'.join(self.open[-3:])} at {self.getpos()}")
        else:
            self.open.pop()


def unbalanced(html: str) -> list[str]:
    """Tags that are closed in the wrong order or never; empty for a sound page."""
    parser = _Balance()
    parser.feed(html)
    parser.close()
    return parser.faults + [f"<{tag}> is never closed" for tag in parser.open]


def links(html: str) -> list[str]:
    """Every ``href`` of anchors and style sheets, and every ``src`` of scripts."""
    tree = LexborHTMLParser(html)
    found = [node.attributes.get("href") for node in tree.css("a[href], link[href]")]
    found += [node.attributes.get("src") for node in tree.css("script[src]")]
    return [link for link in found if link]
