"""Tables drawn with ruling lines -> cells, each over the rows and columns that no line divides.

The lines of a table give the x and y edges of a grid of places; places between which no line is drawn are one
cell. So merged cells are found as drawn, however many rectangles or strokes a border is made of.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transform.grid import MAX_COLUMNS
from transform.layouts.geometry import Line, Rule, Word, clusters, joined, lines_of, nearest

# In points, of a page of print; pictures are scaled to points before.
SAME_EDGE = 3.0  # double lines and the two borders of neighbouring cells are one edge
GAP = 3.0  # between the pieces of one line: dashes, corners
LEAST_ACROSS, LEAST_DOWN = 60.0, 14.0  # what is smaller is a box in a chart, not a table
PADDING = 12.0  # left and right of the text of a cell together; word processors leave 10.8
MOST_LINES = 800  # in each direction and on a page, after their pieces are joined; a table has some 40

_OF_NUMBERS = frozenset("0123456789０１２３４５６７８９.,．，")


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell over columns ``col`` to ``last_col`` and rows ``row`` to ``last_row``, from 0."""

    row: int
    col: int
    last_row: int
    last_col: int
    text: str


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table on one page. ``xs`` and ``ys`` are its edges: one more than it has columns and rows.

    ``wrapped``: numbers that were broken over lines for want of room and are read as one.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[DrawnCell, ...]
    wrapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """The edges of a table and what is drawn on them: ``below[r][c]`` whether a line divides the places (r, c) and
    (r + 1, c), ``beside[r][c]`` the same for (r, c) and (r, c + 1)."""

    xs: list[float]
    ys: list[float]
    below: list[list[bool]]
    beside: list[list[bool]]

    def holds(self, word: Word) -> bool:
        return self.xs[0] <= word.centre <= self.xs[-1] and self.ys[0] <= word.middle <= self.ys[-1]


def ruled_tables(words: Sequence[Word], rules: Iterable[Rule]) -> tuple[list[DrawnTable], list[Word], bool]:
    """The tables drawn by ``rules``, top to bottom, the words outside them, and whether there were too many lines
    to look at."""
    pieces = _whole_lines(rules)
    across = [rule for rule in pieces if rule.is_horizontal]
    down = [rule for rule in pieces if not rule.is_horizontal]
    if len(across) > MOST_LINES or len(down) > MOST_LINES:
        return [], list(words), True
    frames = [frame for group in _connected(across, down) if (frame := _frame(group)) is not None]
    inside: dict[int, list[Word]] = defaultdict(list)
    outside: list[Word] = []
    for word in words:
        holding = [number for number, frame in enumerate(frames) if frame.holds(word)]
        if holding:  # the innermost, where a frame stands around a table
            inside[min(holding, key=lambda number: frames[number].xs[-1] - frames[number].xs[0])].append(word)
        else:
            outside.append(word)
    tables = [_table(frame, inside[number]) for number, frame in enumerate(frames)]
    return sorted(tables, key=lambda table: table.ys[0]), outside, False


def _whole_lines(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces that continue one another on the same edge joined to one line each."""
    by_edge: dict[tuple[bool, float], list[Rule]] = defaultdict(list)
    for direction in (True, False):
        own = [rule for rule in rules if rule.is_horizontal == direction]
        edges = clusters((rule.at for rule in own), SAME_EDGE)
        for rule in own:
            by_edge[direction, edges[nearest(rule.at, edges)]].append(rule)
    whole: list[Rule] = []
    for (direction, at), parts in by_edge.items():
        parts.sort(key=lambda rule: rule.start)
        start, end = parts[0].start, parts[0].end
        for part in parts[1:]:
            if part.start > end + GAP:
                whole.append(Rule(direction, at, start, end))
                start = part.start
                end = part.end
            end = max(end, part.end)
        whole.append(Rule(direction, at, start, end))
    return whole


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> list[list[Rule]]:
    """Lines that touch one another, directly or through others: each group may be a table."""
    rules = [*across, *down]
    group = list(range(len(rules)))

    def root(number: int) -> int:
        while group[number] != number:
            group[number] = group[group[number]]
            number = group[number]
        return number

    for i, row in enumerate(across):
        for j, column in enumerate(down, start=len(across)):
            if (
                row.start - GAP <= column.at <= row.end + GAP
                and column.start - GAP <= row.at <= column.end + GAP
            ):
                group[root(i)] = root(j)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for number, rule in enumerate(rules):
        groups[root(number)].append(rule)
    return list(groups.values())


def _frame(rules: Sequence[Rule]) -> _Frame | None:
    """The grid that connected lines draw, None where it has no two places.

    Where rows of lines reach past the outermost column line (tables open at their sides), or column lines past
    the outermost row line (cut by the end of the page), their ends are the edge.
    """
    across = [rule for rule in rules if rule.is_horizontal]
    down = [rule for rule in rules if not rule.is_horizontal]
    if not across or not down:
        return None
    xs = clusters(
        [rule.at for rule in down] + [end for rule in across for end in (rule.start, rule.end)], SAME_EDGE
    )
    ys = clusters(
        [rule.at for rule in across] + [end for rule in down for end in (rule.start, rule.end)], SAME_EDGE
    )
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns > MAX_COLUMNS:
        return None
    if xs[-1] - xs[0] < LEAST_ACROSS or ys[-1] - ys[0] < LEAST_DOWN:
        return None
    below = [[False] * columns for _ in range(rows)]
    beside = [[False] * columns for _ in range(rows)]
    for rule in across:
        row = nearest(rule.at, ys) - 1
        if 0 <= row < rows:
            for col in range(columns):
                if rule.start - GAP <= (xs[col] + xs[col + 1]) / 2 <= rule.end + GAP:
                    below[row][col] = True
    for rule in down:
        col = nearest(rule.at, xs) - 1
        if 0 <= col < columns:
            for row in range(rows):
                if rule.start - GAP <= (ys[row] + ys[row + 1]) / 2 <= rule.end + GAP:
                    beside[row][col] = True
    return _Frame(xs, ys, below, beside)


def _table(frame: _Frame, words: Sequence[Word]) -> DrawnTable:
    columns, rows = len(frame.xs) - 1, len(frame.ys) - 1
    region = list(range(rows * columns))

    def root(place: int) -> int:
        while region[place] != place:
            region[place] = region[region[place]]
            place = region[place]
        return place

    for row in range(rows):
        for col in range(columns):
            place = row * columns + col
            if row + 1 < rows and not frame.below[row][col]:
                region[root(place + columns)] = root(place)
            if col + 1 < columns and not frame.beside[row][col]:
                region[root(place + 1)] = root(place)
    texts: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        first, last = _covered(word, frame.xs)
        row = min(max(bisect_right(frame.ys, word.middle) - 1, 0), rows - 1)
        for col in range(first + 1, last + 1):  # set across a line: of which cell it is cannot be told
            region[root(row * columns + col)] = root(row * columns + first)
        texts[row * columns + first].append(word)
    places: dict[int, list[int]] = defaultdict(list)
    for place in range(rows * columns):
        places[root(place)].append(place)
    cells: list[DrawnCell] = []
    wrapped: list[str] = []
    for own in places.values():
        for part in _rectangles(own, columns):
            held = [word for place in part for word in texts.get(place, ())]
            row, col, last_row, last_col = (
                part[0] // columns,
                part[0] % columns,
                part[-1] // columns,
                part[-1] % columns,
            )
            text, has_wrapped = cell_text(held, frame.xs[last_col + 1] - frame.xs[col])
            if has_wrapped:
                wrapped.append(text)
            cells.append(DrawnCell(row, col, last_row, last_col, text))
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return DrawnTable(tuple(frame.xs), tuple(frame.ys), tuple(cells), tuple(wrapped))


def _covered(word: Word, xs: Sequence[float]) -> tuple[int, int]:
    """First and last column that a word stands in by more than a third of an em, or by most of itself."""
    last = len(xs) - 2
    slack = min(word.em / 3, (word.x1 - word.x0) * 0.45)
    first_col = min(max(bisect_right(xs, word.x0 + slack) - 1, 0), last)
    last_col = min(max(bisect_right(xs, word.x1 - slack) - 1, first_col), last)
    return first_col, last_col


def _rectangles(places: list[int], columns: int) -> list[list[int]]:
    """The places of one cell, whole where they are a rectangle; else (a line is missing in part) row by row."""
    rows = sorted({place // columns for place in places})
    cols = sorted({place % columns for place in places})
    if len(rows) * len(cols) == len(places) and cols[-1] - cols[0] + 1 == len(cols):
        return [sorted(places)]
    parts: list[list[int]] = []
    for place in sorted(places):
        if parts and place == parts[-1][-1] + 1 and place // columns == parts[-1][-1] // columns:
            parts[-1].append(place)
        else:
            parts.append([place])
    return parts


def cell_text(words: Sequence[Word], width: float) -> tuple[str, bool]:
    """The text of a cell ``width`` points wide, and whether a number in it was broken over lines.

    A line that had no room for the next character goes on in the line below; one that had room ended there.
    """
    text, has_wrapped = "", False
    previous: Line | None = None
    for line in lines_of(joined(words)):
        printed = line.text.replace("  ", " ")
        if previous is None:
            text = printed
        elif width - (previous.x1 - previous.x0) <= PADDING + line.words[0].advance:
            has_wrapped |= text[-1] in _OF_NUMBERS and printed[0] in _OF_NUMBERS
            text += printed
        else:
            text += "\n" + printed
        previous = line
    return text, has_wrapped
