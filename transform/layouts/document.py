"""What every layout reader hands over: the grids a document draws, its lines of text, what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from transform.grid import Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document laid out.

    ``lines_without(table_nos)`` gives the text as lines (a block or a cell each, blank ones kept), with the
    grids of those numbers left out. It may be called once: leaving tables out consumes the parse.
    ``head`` holds what the page says of itself outside its text: ``title`` and its named meta tags, lower case.
    """

    kind: str  # html or text
    grids: list[Grid]
    lines_without: Callable[[Collection[int]], list[str]]
    head: dict[str, str] = field(default_factory=dict)
