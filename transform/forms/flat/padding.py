"""How the rows of a document are padded, kind by kind, and the tokens of a row told from its padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from transform import codes
from transform.forms import applications, article20, reviews
from transform.forms.cells import Token
from transform.forms.flat.margins import Cells, Margins, learn, locate
from transform.forms.flat.pieces import Piece
from transform.forms.flat.rows import Row, Walk
from transform.forms.flat.vocabulary import row_level

LABEL_COLUMNS = 3  # of the application table of both forms

# Flattened text has no tables to count: they are numbered in the order of the form.
TABLE_NO = {article20.TABLE: 1, applications.TABLE: 2, reviews.TABLE: 3}


@dataclass(frozen=True, slots=True)
class Padding:
    """What the rows of a document tell of how they are padded. ``is_parted``: no pipe ends a row."""

    margins: Mapping[Kind, Margins]
    is_parted: bool


Kind = tuple[str, int]  # table, and columns (article20) or level (applications): such rows are padded alike


def learn_padding(rows: Sequence[Row], walk: Walk) -> Padding:
    """What ``rows``, and the headings met on the walk, tell of the padding of each kind of row."""
    return Padding(_margins(rows, walk), walk.is_parted)


def _kind(row: Row) -> Kind:
    return row.table, row_level(row.code) if row.table == applications.TABLE else row.columns


def _margins(rows: Sequence[Row], walk: Walk) -> dict[Kind, Margins]:
    kinds: dict[Kind, tuple[int, list[Cells]]] = {}
    for row in rows:
        kinds.setdefault(_kind(row), (row.columns, []))[1].append(_cells(row, is_parted=False))
    for columns, pieces in walk.heading_rows:
        cells = _cells(Row(article20.TABLE, "", "", pieces=pieces), is_parted=False)
        kinds.setdefault((article20.TABLE, columns), (columns, []))[1].append(cells)
    learnt = {kind: learn(cells, columns) for kind, (columns, cells) in kinds.items()}
    known = {kind: margins for kind, margins in learnt.items() if margins is not None}
    return _margins_of_head(walk.application_head) | _of_other_levels(known) | known


def _of_other_levels(known: Mapping[Kind, Margins]) -> dict[Kind, Margins]:
    """Rows of one level tell of the others: labels of the form cover three columns, two or one, by level."""
    for (table, level), margins in known.items():
        if table == applications.TABLE and level < LABEL_COLUMNS - 1:
            covered = margins.before + level
            if margins.before == 0 or covered == LABEL_COLUMNS - 1:
                return _by_level(covered if margins.before else 0, margins)
    return {}


def _margins_of_head(head: tuple[int, int] | None) -> dict[Kind, Margins]:
    """What the first row of the application table tells of its rows: the note in its corner stands above the labels,
    申请人情况 above the seven columns."""
    columns = len(codes.applicants())
    if head is None or head[0] not in (0, LABEL_COLUMNS - 1) or head[1] < columns - 1:
        return {}
    return _by_level(head[0], Margins(0, frozenset([head[1] - (columns - 1)])))


def _by_level(covered: int, margins: Margins) -> dict[Kind, Margins]:
    return {
        (applications.TABLE, level): replace(margins, before=max(covered - level, 0))
        for level in range(LABEL_COLUMNS)
    }


def _cells(row: Row, *, is_parted: bool) -> Cells:
    """A row as its padding is told by. ``is_parted``: no pipe ends a row of the document."""
    is_padded = any(piece.is_piped for piece in row.pieces)
    return Cells(
        texts=[piece.text for piece in row.pieces],
        is_padded=is_padded,
        is_counted=row.is_piped and all(piece.is_piped for piece in row.pieces[:-1])
        if is_padded
        else not row.is_ragged,
        may_lack_last=is_parted and not (row.pieces and row.pieces[-1].is_open),
    )


def token_of(piece: Piece, table: str) -> Token:
    """A piece as a cell of a table: its place is line and cell of the text."""
    return Token(piece.text, TABLE_NO[table], piece.line_no, piece.col_no)


def tokens_of(row: Row, padding: Padding) -> tuple[list[Token], bool]:
    """The tokens of a row, and whether they are one for each of its columns."""
    cells = _cells(row, is_parted=padding.is_parted)
    places = locate(cells, row.columns, padding.margins.get(_kind(row)))
    tokens = [token_of(piece, row.table) for piece in row.pieces]
    if places is None:
        printed = [place for place, token in enumerate(tokens) if token.text]
        if printed and not cells.is_counted:  # an empty cell of such a row says nothing
            tokens = [tokens[place] for place in printed]
        elif printed and cells.is_padded:  # which of the empty cells around them are padding is not known
            tokens = tokens[printed[0] : printed[-1] + 1]
        return tokens, False
    if places.stop > len(tokens):
        last = tokens[-1]
        tokens.append(last._replace(text="", col_no=last.col_no + 1))
    return tokens[places.start : places.stop], True
