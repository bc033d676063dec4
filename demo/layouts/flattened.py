"""Tables lost on the way: every printed cell is a line of its own, in reading order.

A row heading that spanned several rows stands once, before its first row; an empty cell is a line that
holds a non-breaking space.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from demo.grids import Grid
from demo.prose import Heading, Paragraph, Part

BLANK = "&nbsp;"


def line_texts(parts: Sequence[Part]) -> list[str]:
    """The lines of the report as HTML text, escaped; an empty cell is ``&nbsp;``."""
    lines: list[str] = []
    for part in parts:
        match part:
            case Heading(text) | Paragraph(text):
                lines.append(escape(text))
            case Grid():
                lines += [escape(cell.text) or BLANK for row in part.rows for cell in row]
    return lines


def render_lines(parts: Sequence[Part]) -> str:
    """One block of text, lines parted by ``<br />``."""
    return "<div>\n" + "<br />\n".join(line_texts(parts)) + "\n</div>"


def render_paragraphs(parts: Sequence[Part]) -> str:
    """One ``<p>`` a line."""
    return "\n".join(f"<p>{line}</p>" for line in line_texts(parts))
