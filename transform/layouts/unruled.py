"""Tables without ruling lines -> cells, by where labels and figures stand.

Labels are found first: words below one another that together print a label of the form. The headings give the
columns, the row labels the rows; a figure belongs to the row and the column it stands in. A table whose headings
are not all found is left alone: its lines are text, which the reader of flattened tables is for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from transform import codes
from transform.layouts.found_labels import (
    FoundLabel,
    bands,
    find_labels,
    in_one_band,
    is_group_of,
    phrases_of,
)
from transform.layouts.geometry import Word, lines_of
from transform.layouts.ruled import DrawnCell, DrawnTable

MAX_WORDS = 4000  # of a page; looking for labels among more is no use
LEAST_ROWS = 3  # of an application table, on its first page; less is prose that quotes it
_LAST_ROW = "carried_out"


@dataclass(slots=True)
class _Sheet:
    """One page in work: what stands on it and what of it tables have taken."""

    phrases: list[Word]
    taken: set[int] = field(default_factory=set)  # identities of phrases

    def free(self) -> list[Word]:
        return [phrase for phrase in self.phrases if id(phrase) not in self.taken]

    def take(self, phrases: Iterable[Word]) -> None:
        self.taken |= {id(phrase) for phrase in phrases}


@dataclass(frozen=True, slots=True)
class UnruledPage:
    """What became of a page: its tables, the words that are no part of them, and figures that stand among the cells
    of a table and in none: such a table is left to the reader of flattened text."""

    tables: list[DrawnTable]
    words: list[Word]
    unplaced: list[str]


def unruled_tables(words: Sequence[Word], headings: dict[str, float]) -> UnruledPage:
    """Find the tables of one page. ``headings`` (applicant_code -> middle of its column) is carried from page to page
    until the last row of the form: an application table that goes on has no heading on its second page."""
    if len(words) > MAX_WORDS:
        return UnruledPage([], list(words), [])
    sheet = _Sheet(list(phrases_of(words)))
    unplaced: list[str] = []
    tables: list[DrawnTable] = []
    for find in (_reviews, _article20, partial(_applications, carried=headings)):
        before, stray = set(sheet.taken), list[str]()
        found = list(find(sheet, stray))
        if stray:  # a figure that stands nowhere may be what a cell lacks
            sheet.taken = before
            unplaced += stray
        else:
            tables += found
    tables.sort(key=lambda table: table.ys[0])
    return UnruledPage(tables, sheet.free() if tables else list(words), unplaced)


def _columns(centres: Sequence[float]) -> list[float]:
    """Edges of columns whose headings have these middles, left to right."""
    between = [(left + right) / 2 for left, right in zip(centres, centres[1:], strict=False)]
    if not between:
        return []
    return [2 * centres[0] - between[0], *between, 2 * centres[-1] - between[-1]]


def _cells_of_rows(
    sheet: _Sheet, rows: Sequence[FoundLabel], edges: Sequence[float], first_row: int, unplaced: list[str]
) -> list[DrawnCell]:
    """The value cells of labelled rows: every phrase right of the labels, in the row and columns it stands in."""
    columns = len(edges) - 1
    taken = {id(phrase) for row in rows for phrase in row.phrases}
    held: dict[tuple[int, int, int], list[Word]] = {}
    for phrase in sheet.free():
        if id(phrase) in taken or phrase.x1 < edges[0] or phrase.x0 > edges[-1] + phrase.em:
            continue
        if not rows[0].top - phrase.em < phrase.middle < rows[-1].bottom + phrase.em:
            continue
        own = min(
            range(len(rows)),
            key=lambda index: abs((rows[index].top + rows[index].bottom) / 2 - phrase.middle),
        )
        inside = [index for index, row in enumerate(rows) if row.top <= phrase.middle <= row.bottom]
        slack = min(0.4 * phrase.em, 0.45 * (phrase.x1 - phrase.x0))
        first = bisect_right(edges, phrase.x0 + slack) - 1
        last = bisect_right(edges, phrase.x1 - slack) - 1
        if inside != [own] or first < 0 or last >= columns:
            unplaced.append(phrase.text)
            continue
        held.setdefault((own, first, last), []).append(phrase)
        sheet.take([phrase])
    cells: list[DrawnCell] = []
    for index, row in enumerate(rows):
        cells.append(DrawnCell(first_row + index, 0, first_row + index, 0, row.printed))
        filled = {key: phrases for key, phrases in held.items() if key[0] == index}
        covered = {col for _, first, last in filled for col in range(first, last + 1)}
        for (_, first, last), phrases in filled.items():
            text = " ".join(phrase.text for phrase in phrases)
            cells.append(DrawnCell(first_row + index, first + 1, first_row + index, last + 1, text))
        cells += [
            DrawnCell(first_row + index, col + 1, first_row + index, col + 1, "")
            for col in range(columns)
            if col not in covered
        ]
        sheet.take(row.phrases)
    return cells


def _table(
    cells: Sequence[DrawnCell], rows: int, top: float, bottom: float, edges: Sequence[float]
) -> DrawnTable:
    """A table as if drawn: heights are of no meaning but their order."""
    ys = tuple(top + (bottom - top) * index / rows for index in range(rows + 1))
    return DrawnTable((min(0.0, edges[0] - 1), *edges), ys, tuple(cells))


def _applications(sheet: _Sheet, unplaced: list[str], *, carried: dict[str, float]) -> Iterator[DrawnTable]:
    all_rows = find_labels(sheet.free(), codes.application_labels().keys())
    heads = find_labels(sheet.free(), codes.applicant_labels().keys())
    named = {
        codes.applicant_labels()[head.text]: head for head in in_one_band(heads, len(codes.applicants()))
    }
    if [code for code, _ in sorted(named.items(), key=lambda item: item[1].centre)] == list(
        codes.applicants()
    ):
        carried.clear()
        carried.update((code, named[code].centre) for code in codes.applicants())
    else:
        named = {}
    if not carried:
        return
    edges = _columns(list(carried.values()))
    below = max((head.bottom for head in named.values()), default=0.0)
    rows = sorted(
        (row for row in all_rows if row.x1 <= edges[0] + row.phrases[0].em and row.top >= below - 1),
        key=lambda row: row.top,
    )
    items = [codes.application_labels()[row.text] for row in rows]
    is_whole = _LAST_ROW in items
    if is_whole:
        rows = rows[: items.index(_LAST_ROW) + 1]
    rows = [row for row in rows if not any(is_group_of(row, other) for other in rows)]
    if len(rows) < (LEAST_ROWS if named else 1):
        return
    first_row = 1 if named else 0
    cells = [
        DrawnCell(0, index, 0, index, named[code].printed)
        for index, code in enumerate(carried, start=1)
        if named
    ]
    sheet.take(phrase for head in named.values() for phrase in head.phrases)
    cells += _cells_of_rows(sheet, rows, edges, first_row, unplaced)
    top = min((head.top for head in named.values()), default=rows[0].top)
    if is_whole:
        carried.clear()
    yield _table(cells, first_row + len(rows), top, rows[-1].bottom, edges)


def _reviews(sheet: _Sheet, unplaced: list[str]) -> Iterator[DrawnTable]:
    channel_codes, outcome_codes = codes.review_channel_labels(), codes.review_outcome_labels()
    form = [(item.row_code, item.column_code) for item in codes.items("2021", "reviews")]
    outcomes = sorted(
        in_one_band(find_labels(sheet.free(), outcome_codes.keys()), len(form)),
        key=lambda label: label.centre,
    )
    if [outcome_codes[label.text] for label in outcomes] != [outcome for _, outcome in form]:
        return
    top = min(label.top for label in outcomes)
    em = outcomes[0].phrases[0].em
    above = [
        label
        for label in find_labels(sheet.free(), channel_codes.keys())
        if top - 6 * em <= label.top and label.bottom <= top + 2.5 * em
    ]
    channels = sorted(above, key=lambda label: label.centre)
    order = list(dict.fromkeys(channel for channel, _ in form))
    if [channel_codes[label.text] for label in channels] != order:
        return
    width = len(form) // len(order)
    groups = [outcomes[start : start + width] for start in range(0, len(form), width)]
    if not all(
        group[0].x0 <= label.centre <= group[-1].x1 for group, label in zip(groups, channels, strict=True)
    ):
        return
    edges = _columns([label.centre for label in outcomes])
    bottom = max(label.bottom for label in outcomes)
    figures = [
        phrase
        for phrase in sheet.free()
        if bottom - 0.3 * em < phrase.middle < bottom + 3 * em and edges[0] <= phrase.centre <= edges[-1]
    ]
    if not figures:
        return
    row_of = lines_of(figures)[0].words
    label = FoundLabel("", (Word("", edges[0], edges[0], row_of[0].baseline, row_of[0].em),))
    sheet.take(phrase for part in (*outcomes, *channels) for phrase in part.phrases)
    cells = [
        DrawnCell(0, start * width + 1, 0, (start + 1) * width, channel.printed)
        for start, channel in enumerate(channels)
    ]
    cells += [DrawnCell(1, col, 1, col, outcome.printed) for col, outcome in enumerate(outcomes, start=1)]
    cells += _cells_of_rows(sheet, [label], edges, 2, unplaced)
    yield _table(cells, 3, top - 2 * em, label.bottom, edges)


def _article20(sheet: _Sheet, unplaced: list[str]) -> Iterator[DrawnTable]:
    measures, items = codes.article20_column_labels(), codes.article20_row_labels()
    heads = find_labels(sheet.free(), measures.keys())
    rows = find_labels(sheet.free(), items.keys())
    if not heads or not rows:
        return
    cells: list[DrawnCell] = []
    row_no, top, bottom, widest = 0, min(head.top for head in heads), 0.0, 1
    for band in bands(heads):
        ends = min((head.top for head in heads if head.top > band[-1].bottom), default=float("inf"))
        left = min(head.x0 for head in band)
        begins = max(head.bottom for head in band)
        own = sorted(
            (row for row in rows if begins - 1 <= row.top and row.bottom <= ends + 1 and row.x1 <= left),
            key=lambda row: row.top,
        )
        if not own:
            continue
        edges = _columns([head.centre for head in band]) or [max(row.x1 for row in own), float("inf")]
        cells += [DrawnCell(row_no, col, row_no, col, head.printed) for col, head in enumerate(band, start=1)]
        sheet.take(phrase for head in band for phrase in head.phrases)
        cells += _cells_of_rows(sheet, own, edges, row_no + 1, unplaced)
        row_no += 1 + len(own)
        bottom, widest = own[-1].bottom, max(widest, len(band))
    if cells:
        yield _table(cells, row_no, top, bottom, [float(col) for col in range(1, widest + 2)])
