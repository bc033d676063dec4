"""Whole reports as PDFs: the demo's parts set on pages the way a word processor prints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from demo import prose
from demo.grids import Cell, Grid
from demo.prose import Heading, Paragraph
from demo.reports import Report
from tests.transform.pdfs import Page, width_of, write

LEADING = 1.3


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is set. ``rules``: lines, bars (thin filled rectangles), boxes (one a cell), none.

    ``break_after``: rows of the application table on its first page; ``repeat_head`` repeats its heading rows.
    ``open_sides``: no rule at the left and right end of a table.
    """

    rules: str = "lines"
    size: float = 9
    landscape: bool = False
    rotate: int = 0
    break_after: int | None = None
    repeat_head: bool = False
    open_sides: bool = False
    foot: str = "— {page} —"
    running_head: str = ""
    label_columns: tuple[float, ...] = (0.07, 0.1, 0.23)


@dataclass(slots=True)
class _Placed:
    """A cell of a table with the rows and columns it covers, from 0."""

    cell: Cell
    row: int
    col: int
    last_row: int
    last_col: int


@dataclass(slots=True)
class _Sheet:
    """The page in work and those before it."""

    style: Style
    pages: list[Page] = field(default_factory=list)
    y: float = 0

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def left(self) -> float:
        return 72

    @property
    def right(self) -> float:
        return self.page.width - 72

    @property
    def top(self) -> float:
        return 72

    @property
    def bottom(self) -> float:
        return self.page.height - 72

    def turn(self) -> None:
        """Begin a page."""
        width, height = (842, 595) if self.style.landscape else (595, 842)
        self.pages.append(Page(width, height, self.style.rotate))
        self.y = self.top
        if self.style.running_head:
            self.page.text(self.left, 45, self.style.running_head, 9)
        if self.style.foot:
            foot = self.style.foot.format(page=len(self.pages))
            self.page.text((width - width_of(foot, 10.5)) / 2, height - 40, foot)

    def paragraph(self, text: str, *, size: float = 12, indent: bool = True, centre: bool = False) -> None:
        """Set running text, broken at the right margin."""
        lines = wrap("\u3000\u3000" + text if indent else text, self.right - self.left, size)
        for line in lines:
            if self.y + size * 1.5 > self.bottom:
                self.turn()
            x = self.left
            if centre:
                x = (self.left + self.right - width_of(line, size)) / 2
            printed = line.lstrip("\u3000")
            self.page.text(x + width_of(line[: len(line) - len(printed)], size), self.y + size, printed, size)
            self.y += size * 1.6


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines that fit ``width``; a run of digits stays together where it fits a line."""
    lines: list[str] = []
    line, position = "", 0
    while position < len(text):
        end = position + 1
        while end < len(text) and text[position].isascii() and text[end].isascii() and text[end] not in " \n":
            end += 1
        piece = text[position:end]
        if width_of(piece, size) > width:
            piece = text[position]
        if line and width_of(line + piece, size) > width:
            lines.append(line)
            line = ""
        line += piece
        position += len(piece)
    return [*lines, line]


def place(grid: Grid) -> list[_Placed]:
    """The cells of a demo grid with the rows and columns they cover."""
    taken: set[tuple[int, int]] = set()
    placed: list[_Placed] = []
    for row_no, row in enumerate(grid.rows):
        col = 0
        for cell in row:
            while (row_no, col) in taken:
                col += 1
            last_row, last_col = row_no + cell.rowspan - 1, col + cell.colspan - 1
            taken |= {(r, c) for r in range(row_no, last_row + 1) for c in range(col, last_col + 1)}
            placed.append(_Placed(cell, row_no, col, last_row, last_col))
    return placed


def set_table(
    sheet: _Sheet,
    grid: Grid,
    widths: Sequence[float],
    *,
    head_rows: int,
    break_after: int | None = None,
    breaks: Callable[[str, float, float], list[str]] = wrap,
) -> None:
    """Draw a table; ``break_after`` rows it goes on on the next page."""
    style = sheet.style
    cells = place(grid)
    xs = [sheet.left]
    for width in widths:
        xs.append(xs[-1] + width * (sheet.right - sheet.left))

    def lines_of(at: _Placed) -> list[str]:
        return breaks(at.cell.text, xs[at.last_col + 1] - xs[at.col] - 4, style.size)

    heights = [style.size * LEADING + 6] * len(grid.rows)
    for at in cells:
        if at.row == at.last_row:
            heights[at.row] = max(heights[at.row], len(lines_of(at)) * style.size * LEADING + 6)
    for at in cells:
        lack = len(lines_of(at)) * style.size * LEADING + 6 - sum(heights[at.row : at.last_row + 1])
        if lack > 0:
            heights[at.last_row] += lack
    for part, rows in enumerate(_parts(sheet, heights, head_rows, break_after)):
        if part or sheet.y + sum(heights[row] for row in rows) > sheet.bottom:
            sheet.turn()
        tops = {
            row: sheet.y + sum(heights[other] for other in rows[:index]) for index, row in enumerate(rows)
        }
        for at in cells:
            own = [row for row in rows if at.row <= row <= at.last_row]
            if not own:
                continue
            top, bottom = tops[own[0]], tops[own[-1]] + heights[own[-1]]
            _rule(sheet, xs[at.col], top, xs[at.last_col + 1], bottom, (xs[0], xs[-1]))
            if at.row == own[0]:  # a cell merged over the page break prints its text on the first page
                _write(sheet, at, lines_of(at), xs[at.col], top, xs[at.last_col + 1], bottom)
        sheet.y = sheet.y + sum(heights[row] for row in rows) + 14


def _parts(
    sheet: _Sheet, heights: Sequence[float], head_rows: int, break_after: int | None
) -> list[list[int]]:
    """Rows by page: as many as fit, and no more than ``break_after`` on the first."""
    room = sheet.bottom - sheet.top
    parts: list[list[int]] = [[]]
    left = sheet.bottom - sheet.y if sum(heights) > room or break_after else room
    for row, height in enumerate(heights):
        if parts[-1] and (height > left or row == break_after):
            again = list(range(head_rows)) if sheet.style.repeat_head else []
            parts.append(again)
            left = room - sum(heights[other] for other in again)
        parts[-1].append(row)
        left -= height
    return parts


def _write(
    sheet: _Sheet, at: _Placed, lines: Sequence[str], x0: float, top: float, x1: float, bottom: float
) -> None:
    size = sheet.style.size
    y = (top + bottom - len(lines) * size * LEADING) / 2
    for line in lines:
        x = x0 + 2 if at.cell.kind == "label" else (x0 + x1 - width_of(line, size)) / 2
        if line:
            sheet.page.text(x, y + size * 1.05, line, size)
        y += size * LEADING


def _rule(sheet: _Sheet, x0: float, top: float, x1: float, bottom: float, ends: tuple[float, float]) -> None:
    page, style = sheet.page, sheet.style
    edges = [(x0, top, x1, top), (x0, bottom, x1, bottom)]
    edges += [
        (x, top, x, bottom) for x in (x0, x1) if not (style.open_sides and min(abs(x - e) for e in ends) < 1)
    ]
    if style.rules == "boxes":
        page.box(x0, top, x1, bottom)
    elif style.rules == "lines":
        for edge in edges:
            page.line(*edge)
    elif style.rules == "bars":
        for left, upper, right, lower in edges:
            page.box(left - 0.25, upper - 0.25, right + 0.25, lower + 0.25, filled=True)


def render(report: Report, style: Style | None = None) -> bytes:
    """A demo report as a PDF."""
    return write(pages_of(report, style or Style()))


def pages_of(report: Report, style: Style) -> list[Page]:
    """The pages of a demo report."""
    sheet = _Sheet(style)
    sheet.turn()
    sheet.paragraph(report.title, size=18, indent=False, centre=True)
    tables = iter(("article20", "applications", "reviews"))
    for part in prose.parts(report):
        match part:
            case Heading(text):
                sheet.paragraph(text, size=14)
            case Paragraph(text):
                sheet.paragraph(text)
            case Grid():
                _set_part(sheet, part, next(tables))
    return sheet.pages


def _set_part(sheet: _Sheet, grid: Grid, table: str) -> None:
    if table == "article20":
        widths = [0.4] + [0.6 / (grid.width - 1)] * (grid.width - 1)
        set_table(sheet, grid, widths, head_rows=0)
    elif table == "reviews":
        set_table(sheet, grid, [1 / 15] * 15, head_rows=0)
    else:
        labels = sheet.style.label_columns
        widths = [*labels, *[(1 - sum(labels)) / 7] * 7]
        break_after = sheet.style.break_after
        if sheet.y > 200:
            sheet.turn()
        set_table(sheet, grid, widths, head_rows=3, break_after=break_after)


def with_digits(report: Report, digits: str) -> Report:
    """The same report with half or full width digits."""
    return replace(report, digits=digits)
