"""What every layout reader hands over: the grids a document draws, its lines of text, what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from transform.grid import Grid
from transform.issues import Issue


@dataclass(frozen=True, slots=True)
class Document:
    """A document laid out.

    ``lines_without(table_nos)`` gives the text as lines (a block or a cell each, blank ones kept), with the
    grids of those numbers left out. It may be called once: leaving tables out may consume the parse.
    ``head`` holds what the document says of itself outside its text, by lower-case name: a page's ``title``,
    ``h1`` and named meta tags. ``issues`` is what could not be laid out: pages left out, pictures not read.
    ``pictures`` are the addresses of a page's pictures that are large enough to show a table.
    """

    kind: str  # the value of documents.layout where its drawn tables are read
    grids: list[Grid]
    lines_without: Callable[[Collection[int]], list[str]]
    head: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    @property
    def is_unread(self) -> bool:
        """Whether nothing of it could be laid out, and an error among the issues says why."""
        if not isinstance(self.lines_without, Blocks) or self.lines_without.blocks:
            return False
        return any(issue.severity == "error" and issue.code != "image_only" for issue in self.issues)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The lines of a document from its blocks in reading order: lines of text and drawn tables."""

    blocks: tuple[str | Grid, ...]

    def __call__(self, table_nos: Collection[int]) -> list[str]:
        """Its lines, a cell a line where a table is not among ``table_nos``."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, str):
                lines.append(block)
            elif block.table_no not in table_nos:
                lines.extend(block.texts())
        return lines


def document_of(
    kind: str,
    blocks: Sequence[str | Grid],
    *,
    head: dict[str, str] | None = None,
    issues: Sequence[Issue] = (),
) -> Document:
    """A document from its blocks in reading order. It pickles, and its lines may be asked for many times."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    return Document(kind, grids, Blocks(tuple(blocks)), head or {}, list(issues))


def unread(code: str, message: str, context: str = "") -> Document:
    """A document of which nothing could be read, and the error that says why."""
    return Document("none", [], Blocks(()), {}, [Issue("error", code, message, context)])
