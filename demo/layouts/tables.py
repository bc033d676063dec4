"""Clean tables: what an office gets that fills in the form in the editor of its site."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from demo.grids import Cell, Grid
from demo.prose import Heading, Paragraph, Part


def span_attributes(cell: Cell) -> str:
    """``colspan`` and ``rowspan`` of a cell, with a leading blank; nothing where both are one."""
    spans = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    return "".join(f' {name}="{value}"' for name, value in spans if value > 1)


def _cell(cell: Cell) -> str:
    align = ' align="center"' if cell.kind != "label" else ""
    return f"<td{span_attributes(cell)}{align}>{escape(cell.text)}</td>"


def _table(grid: Grid) -> str:
    rows = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in grid.rows)
    return (
        '<table border="1" cellspacing="0" cellpadding="0" width="100%" style="border-collapse:collapse">\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _part(part: Part) -> str:
    match part:
        case Heading(text):
            return f'<p style="text-indent:2em"><strong>{escape(text)}</strong></p>'
        case Paragraph(text):
            return f'<p style="text-indent:2em">{escape(text)}</p>'
        case Grid():
            return _table(part)


def render(parts: Sequence[Part]) -> str:
    """The report as paragraphs and real tables."""
    return "\n".join(_part(part) for part in parts)
