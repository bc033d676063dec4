"""The review and litigation table (行政复议、行政诉讼): three blocks of five outcomes over one row of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from transform import codes
from transform.forms.cells import Cell, Reading, Token, ambiguous, join_tokens, read_cell
from transform.forms.placing import Heads, by_headings, note_shifted_row, without_filling
from transform.grid import Grid, GridCell
from transform.issues import Issue

TABLE = "reviews"
LEAST_CELLS = 4  # of a row of figures; one with fewer is a caption or the next section in the same table


@cache
def own_labels() -> frozenset[str]:
    """Folded headings of which a review and litigation table has at least one."""
    return frozenset(codes.review_outcome_labels()) - {"总计", "其他"}


def read_grid(grid: Grid, folded: Sequence[Sequence[str]], reading: Reading) -> None:
    """Read the review and litigation cells of one grid into ``reading``; ``folded`` is ``grid.folded()``."""
    outcome_rows = [_outcomes(cells, names) for cells, names in zip(grid.rows, folded, strict=True)]
    for index, columns in enumerate(outcome_rows[:-1]):
        if not columns or outcome_rows[index + 1]:  # headings merged downwards end in the row below
            continue
        channels = _channels(grid.rows[:index], folded)
        headings = {
            _key(channel, outcome): cell
            for cell, outcome in columns
            if (channel := next((code for above, code in channels if above.overlaps(cell)), None)) is not None
        }
        below = _rows_below(grid, outcome_rows, index)
        row_no, values = below[0] if below else (index + 2, [])
        if len(headings) < len(columns) or not headings:
            note_channels_lost(reading, grid.table_no, index + 1, [cell.text for cell in values])
            continue
        reading.table_nos.add(grid.table_no)
        if len(headings) < len(form_columns()):
            _note_headings_lost(reading, grid.table_no, row_no, headings)
        if len(below) > 1:
            _note_many_rows(reading, grid.table_no, headings, below)
            continue
        first = min(heading.col for heading in headings.values())
        above = grid.rows[index]
        heads = Heads(headings, [], sum(cell.col >= first for cell in above))
        kept = without_filling(values, heads.drawn)
        placed = None
        if (
            kept and kept[-1].last_col <= above[-1].last_col
        ):  # else one is doubled and pushed the others aside
            placed = by_headings(heads, kept, grid.table_no, row_no)
        if placed is None:
            tokens = [
                Token(cell.text, grid.table_no, row_no, cell.col) for cell in kept if cell.last_col >= first
            ]
            while len(tokens) > len(headings) and not tokens[-1].text.strip():
                tokens.pop()
            if len(tokens) == len(headings):
                note_shifted_row(reading, "", tokens)
            read_tokens(reading, list(headings), tokens)
            continue
        for key, at in placed.items():
            channel, outcome = key.split(".")
            if at.sure:
                read_cell(reading, channel, outcome, at.token)
            else:
                ambiguous(reading, channel, outcome, at.token)
                reading.issues.append(
                    Issue(
                        "warning",
                        "merged_cell",
                        f"table {grid.table_no} row {row_no} (reviews {key}): expected one cell for this "
                        "column alone, found a merged or doubled one; no value is taken",
                        at.token.text,
                    )
                )


def _rows_below(
    grid: Grid, outcome_rows: Sequence[Sequence[object]], index: int
) -> list[tuple[int, list[GridCell]]]:
    """(row number, its own cells) of the rows of figures below a heading row: those that print something, or
    the first where none does."""
    rows: list[tuple[int, list[GridCell]]] = []
    for number in range(index + 1, len(grid.rows)):
        if outcome_rows[number]:
            break
        cells = [cell for cell in grid.rows[number] if cell.row == number + 1]
        if len(cells) >= LEAST_CELLS:
            rows.append((number + 1, cells))
    printed = [row for row in rows if any(cell.text.strip() for cell in row[1])]
    return printed or rows[:1]


def _note_many_rows(
    reading: Reading,
    table_no: int,
    headings: Mapping[str, GridCell],
    rows: Sequence[tuple[int, Sequence[GridCell]]],
) -> None:
    for key in headings:
        channel, outcome = key.split(".")
        texts = [
            Token(cell.text, table_no, row_no, cell.col)
            for row_no, cells in rows
            for cell in cells
            if cell.overlaps(headings[key])
        ]
        ambiguous(
            reading, channel, outcome, join_tokens(texts) if texts else Token("", table_no, rows[0][0], 1)
        )
    reading.issues.append(
        Issue(
            "warning",
            "rows_many",
            f"table {table_no} (reviews): expected one row of figures below the headings, found {len(rows)} (rows "
            f"{', '.join(str(row_no) for row_no, _ in rows)}); which one counts cannot be told, none is taken",
            " / ".join(" | ".join(cell.text for cell in cells) for _, cells in rows),
        )
    )


def _note_headings_lost(
    reading: Reading, table_no: int, row_no: int, headings: Mapping[str, GridCell]
) -> None:
    lost = [key for key in form_columns() if key not in headings]
    reading.issues.append(
        Issue(
            "warning",
            "header_not_found",
            f"table {table_no} row {row_no} (reviews): expected fifteen headings above it, found {len(headings)}; its "
            "figures are taken under these: look at the page",
            ", ".join(lost),
        )
    )


def _outcomes(cells: Sequence[GridCell], names: Sequence[str]) -> list[tuple[GridCell, str]]:
    """The outcome headings of a row; none where it has too few to be a heading row (总计 is common)."""
    labels = codes.review_outcome_labels()
    columns = [(cells[index], labels[name]) for index, name in enumerate(names) if name in labels]
    return columns if sum(code != "total" for _, code in columns) >= 3 else []


def _key(channel: str, outcome: str) -> str:
    return f"{channel}.{outcome}"


def _channels(
    rows: Sequence[Sequence[GridCell]], folded: Sequence[Sequence[str]]
) -> list[tuple[GridCell, str]]:
    """The headings of blocks in these rows, the nearest to the row below them first."""
    channels = codes.review_channel_labels()
    return [
        (cell, channels[name])
        for cells, names in zip(reversed(rows), reversed(folded[: len(rows)]), strict=True)
        for cell, name in zip(cells, names, strict=True)
        if name in channels
    ]


def form_columns() -> list[str]:
    """The fifteen columns in the form's order, as ``channel.outcome``."""
    return [_key(item.row_code, item.column_code) for item in codes.items("2021", TABLE)]


def read_tokens(reading: Reading, columns: Sequence[str], tokens: Sequence[Token]) -> None:
    """Place a flattened row. With any other number of tokens than columns nothing is certain."""
    while len(tokens) > len(columns) and not tokens[-1].text.strip():
        tokens = tokens[:-1]
    if len(tokens) == len(columns):
        for key, token in zip(columns, tokens, strict=True):
            channel, outcome = key.split(".")
            read_cell(reading, channel, outcome, token)
        return
    place = tokens[0] if tokens else None
    reading.issues.append(
        Issue(
            "warning",
            "short_row",
            f"{f'table {place.table_no} row {place.row_no}' if place else 'reviews'} (reviews): expected "
            f"{len(columns)} cells, found {len(tokens)}; none can be placed: look at the page",
            " | ".join(token.text for token in tokens),
        )
    )
    if tokens:
        kept, empty = join_tokens(tokens), Token("", tokens[0].table_no, tokens[0].row_no, tokens[0].col_no)
        for position, key in enumerate(columns):
            channel, outcome = key.split(".")
            ambiguous(reading, channel, outcome, kept if position == 0 else empty)


def note_channels_lost(reading: Reading, table_no: int, row_no: int, texts: Sequence[str]) -> None:
    """Say that outcome headings stand under no block heading, so that their figures cannot be told apart."""
    reading.issues.append(
        Issue(
            "warning",
            "header_not_found",
            f"table {table_no} row {row_no} (reviews): expected outcomes under 行政复议, 未经复议直接起诉 and "
            "复议后起诉, found some without; its figures are not taken",
            " | ".join(texts),
        )
    )


def missing_cells(reading: Reading) -> list[Cell]:
    """The cells that the form (the same in 2019 and 2021) has and the document has not."""
    return [
        Cell(TABLE, item.row_code, item.column_code, "missing", None, None, None)
        for item in codes.items("2021", TABLE)
        if (item.row_code, item.column_code) not in reading.cells
    ]
