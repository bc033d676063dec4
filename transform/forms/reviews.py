"""The review and litigation table (行政复议、行政诉讼): three blocks of five outcomes over one row of figures."""

from __future__ import annotations

from collections.abc import Sequence

from transform import codes
from transform.forms.cells import Cell, Issue, Reading, Token, ambiguous, join_tokens, read_cell
from transform.forms.placing import by_headings
from transform.grid import Grid, GridCell
from transform.labels import fold

TABLE = "reviews"


def read_grid(grid: Grid, reading: Reading) -> None:
    """Read the review and litigation cells of one grid into ``reading``."""
    outcome_rows = [_outcomes(cells) for cells in grid.rows]
    for index, columns in enumerate(outcome_rows[:-1]):
        if not columns or outcome_rows[index + 1]:  # headings merged downwards end in the row below
            continue
        headings = {
            _key(channel, outcome): cell
            for cell, outcome in columns
            if (channel := _channel_above(grid.rows[:index], cell)) is not None
        }
        row_no = index + 2
        values = [cell for cell in grid.rows[index + 1] if cell.row > index + 1]
        if len(headings) < len(columns) or not headings:
            note_channels_lost(reading, grid.table_no, index + 1, [cell.text for cell in values])
            continue
        reading.table_nos.add(grid.table_no)
        placed = by_headings(headings, values, grid.table_no, row_no)
        if placed is None:
            read_tokens(
                reading,
                list(headings),
                [Token(cell.text, grid.table_no, row_no, cell.col) for cell in values],
            )
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


def _outcomes(cells: Sequence[GridCell]) -> list[tuple[GridCell, str]]:
    """The outcome headings of a row; none where it has too few to be a heading row (总计 is common)."""
    labels = codes.review_outcome_labels()
    columns = [(cell, code) for cell in cells if (code := labels.get(fold(cell.text))) is not None]
    return columns if sum(code != "total" for _, code in columns) >= 3 else []


def _key(channel: str, outcome: str) -> str:
    return f"{channel}.{outcome}"


def _channel_above(rows: Sequence[Sequence[GridCell]], below: GridCell) -> str | None:
    """The block whose heading stands nearest above a column."""
    channels = codes.review_channel_labels()
    for row in reversed(rows):
        for cell in row:
            if cell.overlaps(below) and (code := channels.get(fold(cell.text))) is not None:
                return code
    return None


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
