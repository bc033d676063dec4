"""Plain text -> lines. Its tables, if any, are flattened: forms/flat reads them from the lines."""

from __future__ import annotations

from collections.abc import Collection

from transform.layouts.document import Document
from transform.layouts.widthless import without_widthless


def read_text(text: str) -> Document:
    """Lay out plain text: lines as they stand, blank ones kept, line ends of any system."""
    lines = without_widthless(text).splitlines()

    def lines_without(table_nos: Collection[int]) -> list[str]:
        return lines

    return Document("text", [], lines_without)
