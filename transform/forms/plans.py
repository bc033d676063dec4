"""Tables drawn alike are read alike: where each figure of a table stands is worked out once for all pages that differ
in nothing but their figures.

The *outline* of a grid is all of it but its figures: where its cells stand, and every other text as printed. A *plan*
is what the reader makes of an outline in which stand-ins, numbers that no page prints, take the places of the figures.
So it is a function of the outline, and nothing else of a page can reach another. There is no plan where the figures
themselves decided (a sum that told the column, the same row twice) or an issue quotes one: such a table is read by
itself. County sites run on few systems, and reports are pasted from few templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from transform.forms.cells import Cell, Reading, Token, read_cell
from transform.forms.drawn import Part, read_parts, tables_in
from transform.forms.order import note_order
from transform.grid import DrawnCell, Grid
from transform.issues import Issue
from transform.numerals import MAX_DIGITS

OUTLINES = (
    256  # default 256: a batch has pages of a few dozen templates; 30 MB at most, whatever the pages hold
)
MOST_CELLS = 700  # default 700: all three tables in one grid have 350; an empty row counts as a cell
MOST_CHARACTERS = 4_000  # default 4,000: the three tables print 2,500

_COUNT, _SIGNED, _DECIMAL = "1{:014}", "-1{:013}", "1{:010}.5"  # stand-ins, by the place of their figure
_STAND_IN = re.compile(r"1[0-9]{10}(?:\.5|[0-9]{3})")
# Figures that are no plain count: a decrease, an amount of money. 12.0 is left alone, for it can be a count.
_OTHER_FIGURE = re.compile(r"(?:(-)[0-9]{1,14}|[0-9]{1,12}\.(?=[0-9]*[1-9])[0-9]{1,6})")

_Spans = tuple[int, int] | None
# A cell of an outline: as drawn; None for a count that states no span; the spans of any other figure and its stand-in.
_Drawn = DrawnCell | None | tuple[None, _Spans, str]
_Shape = tuple[tuple[_Drawn, ...], ...]
_Key = tuple[str, str]


@dataclass(slots=True, eq=False)
class _Outline:
    """A grid without its figures, and the tables of which it has rows; the same object for equal ones.

    A plan costs a reading of its own, and most odd tables never come twice: it is made when ``came_before`` is set.
    """

    shape: _Shape
    tables: tuple[str, ...]
    came_before: bool = False


class _Reread(NamedTuple):
    """A figure that is no plain count: its cell, the unit of its heading, the issues that stand before its own."""

    key: _Key
    figure: int
    heading_unit: str | None
    issues_before: int


class _Plan(NamedTuple):
    """What is read of an outline.

    ``cells`` has every count as 0, which most are; ``counts``: those cells, and the place of each among all cells of
    the grids, as drawn.
    """

    cells: Mapping[_Key, Cell]
    counts: Sequence[tuple[int, _Key, Token]]
    rereads: Sequence[_Reread]
    issues: Sequence[Issue]
    table_nos: frozenset[int]
    signs: Mapping[str, frozenset[str]]


def read_grids(grids: Iterable[Grid]) -> dict[str, Reading]:
    """Read the three tables out of the grids of a document; the tables that none of them has are left out."""
    parts: dict[str, list[tuple[Grid, _Outline | None]]] = {}
    for grid in grids:
        outline = outline_of(grid)
        for table in outline.tables if outline else tables_in(grid.folded()):
            parts.setdefault(table, []).append((grid, outline))
    readings = {table: _read(table, own) for table, own in parts.items()}
    for outline in (outline for own in parts.values() for _, outline in own if outline is not None):
        outline.came_before = True
    return readings


def outline_of(grid: Grid) -> _Outline | None:
    """The outline of a grid; None of one larger than the tables are, or not of a page."""
    if grid.drawn is None:
        return None
    texts = grid.texts()
    if len(texts) + len(grid.drawn) > MOST_CELLS or len("".join(texts)) > MOST_CHARACTERS:
        return None
    return _outline(
        tuple(
            [
                tuple(
                    [
                        (None if cell[1] is None else (None, cell[1], _COUNT))
                        if (text := cell[0]).isdigit() and len(text) <= MAX_DIGITS and text.isascii()
                        else cell
                        if not text or text[0] not in "-0123456789"
                        else _other_figure(cell)
                        for cell in row
                    ]
                )
                for row in grid.drawn
            ]
        )
    )


def _other_figure(cell: DrawnCell) -> _Drawn:
    match = _OTHER_FIGURE.fullmatch(cell[0])
    return cell if match is None else (None, cell[1], _SIGNED if match[1] else _DECIMAL)


@lru_cache(maxsize=OUTLINES)
def _outline(shape: _Shape) -> _Outline:
    return _Outline(shape, tables_in(_with_stand_ins(1, shape, 0).folded()))


def _read(table: str, parts: Sequence[tuple[Grid, _Outline | None]]) -> Reading:
    outlines = [(grid.table_no, outline) for grid, outline in parts if outline is not None]
    if len(outlines) == len(parts) and all(outline.came_before for _, outline in outlines):
        plan = _plan(table, tuple(outlines))
        if plan is not None:
            return _read_by(plan, table, [grid for grid, _ in parts])
    reading = read_parts(table, [Part(grid, grid.folded()) for grid, _ in parts])
    note_order(reading)
    return reading


@lru_cache(maxsize=OUTLINES)
def _plan(table: str, outlines: tuple[tuple[int, _Outline], ...]) -> _Plan | None:
    """The plan of a table out of its grids, each with its number; None where one is of no use."""
    grids: list[Grid] = []
    first = 0
    for table_no, outline in outlines:
        grids.append(_with_stand_ins(table_no, outline.shape, first))
        first += sum(map(len, outline.shape))
    reading = read_parts(table, [Part(grid, grid.folded()) for grid in grids])
    note_order(reading)
    if reading.weighs_figures:
        return None
    places = {text: place for place, text in enumerate(_texts(grids)) if _STAND_IN.search(text)}
    cells = dict(reading.cells)
    counts: list[tuple[int, _Key, Token]] = []
    rereads: list[tuple[_Key, int]] = []
    for key, cell in reading.cells.items():
        if cell.token is None or not _STAND_IN.search(cell.token.text):
            continue
        place = places.get(cell.token.text)
        if place is None or cell.status == "ambiguous":
            return None
        if key in reading.by_numerals:
            rereads.append((key, place))
        else:
            token = cell.token._replace(text="0")
            cells[key] = cell._replace(value=Decimal(0), token=token)
            counts.append((place, key, token))
    own = {number for key, _ in rereads for number in reading.by_numerals[key][1]}
    kept = [number not in own for number in range(len(reading.issues))]
    issues = [issue for issue, is_kept in zip(reading.issues, kept, strict=True) if is_kept]
    if any(_STAND_IN.search(f"{issue.message} {issue.context}") for issue in issues):
        return None
    return _Plan(
        cells=cells,
        counts=counts,
        rereads=[
            _Reread(key, place, heading_unit, sum(kept[: own_issues.start]))
            for key, place in rereads
            for heading_unit, own_issues in (reading.by_numerals[key],)
        ],
        issues=issues,
        table_nos=frozenset(reading.table_nos),
        signs={form: frozenset(labels) for form, labels in reading.signs.items()},
    )


def _with_stand_ins(table_no: int, shape: _Shape, first: int) -> Grid:
    """The grid of an outline, a stand-in for each figure. ``first``: how many cells stand in the grids before it."""
    rows: list[list[DrawnCell]] = []
    for row in shape:
        cells: list[DrawnCell] = []
        for place, drawn in enumerate(row, start=first):
            if drawn is None:
                cells.append((_COUNT.format(place), None))
            elif drawn[0] is None:
                cells.append((drawn[2].format(place), drawn[1]))
            else:
                cells.append(drawn)
        rows.append(cells)
        first += len(row)
    return Grid.of_drawn(table_no, rows)


def _texts(grids: Iterable[Grid]) -> list[str]:
    return [text for grid in grids for text in grid.texts()]


def _read_by(plan: _Plan, table: str, grids: Sequence[Grid]) -> Reading:
    """Read grids of the plan's outlines."""
    texts = _texts(grids)
    cells = dict(plan.cells)
    for place, key, (_, table_no, row_no, col_no) in plan.counts:
        if (text := texts[place]) != "0":
            at = Token(text, table_no, row_no, col_no)
            cells[key] = Cell(table, *key, "reported", Decimal(text), "count", at)
    issues = list(plan.issues)
    for key, place, heading_unit, before in reversed(plan.rereads):
        token = cells[key].token
        if token is not None:
            own = Reading(table)
            cells[key] = read_cell(own, *key, token._replace(text=texts[place]), heading_unit=heading_unit)
            issues[before:before] = own.issues
    signs = {form: set(labels) for form, labels in plan.signs.items()}
    return Reading(table, cells, issues, set(plan.table_nos), signs)
