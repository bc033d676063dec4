"""What the walk met -> cells: columns by the padding of like rows, then the readers of the three tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transform import codes
from transform.forms import applications, article20, reviews
from transform.forms.cells import Reading, Token, ambiguous, join_tokens
from transform.forms.flat.padding import TABLE_NO, Padding, learn_padding, token_of, tokens_of
from transform.forms.flat.pieces import Piece
from transform.forms.flat.rows import Row, Unlabelled, Walk
from transform.forms.flat.vocabulary import header_orders
from transform.forms.placing import Placed
from transform.issues import Issue

MOST_QUOTED = 50  # figures that an issue quotes


def settle(walk: Walk, readings: Mapping[str, Reading], wanted: set[str]) -> None:
    """Read the rows of the ``wanted`` tables into ``readings``, and tell of figures without a row."""
    rows = [row for row in _without_echoes(walk) if row.table in wanted]
    padding = learn_padding(rows, walk)
    if _has_lost_lines(walk):
        readings[min(wanted)].issues.append(_lines_lost())
    if article20.TABLE in wanted:
        reading = readings[article20.TABLE]
        for measure, label in walk.headings:
            article20.note_heading(reading, measure, label)
        reading.issues += map(_label_noted, walk.noted)
        if walk.cut_headings:
            reading.issues.append(_headings_cut(walk.cut_headings))
        for found in walk.unlabelled:
            _read_unlabelled(found, padding, reading)
    for row in rows:
        if row.table == article20.TABLE:
            _read_article20(row, padding, readings[article20.TABLE])
        elif row.table == reviews.TABLE:
            _read_reviews(row, walk, padding, readings[reviews.TABLE])
    _note_strays(walk, readings, wanted)
    application_rows = [_application_row(row, padding) for row in rows if row.table == applications.TABLE]
    if application_rows:
        applications.place_rows(
            application_rows,
            readings[applications.TABLE],
            is_header_known=walk.is_header_known and walk.applicants in header_orders(),
        )


def _has_lost_lines(walk: Walk) -> bool:
    """Whether the copy left out lines that stood before: 信息内容 heads every block of Article 20, and stands once."""
    return walk.blocks > 1 and walk.corners == 1


def _lines_lost() -> Issue:
    return Issue(
        "warning",
        "lines_lost",
        "flattened tables: expected 信息内容 above every block of Article 20, found it once: the copy seems to leave "
        "out lines that stood before, figures equal to earlier ones among them; rows without figures are not taken "
        "as empty: look at the page",
    )


def _label_noted(piece: Piece) -> Issue:
    return Issue(
        "info",
        "label_noted",
        f"table {TABLE_NO[article20.TABLE]} row {piece.line_no} (article20): expected a label of the form, found one "
        "with a note in brackets; read as the label, the note stands here alone",
        piece.text,
    )


def _headings_cut(headings: Sequence[Piece]) -> Issue:
    return Issue(
        "warning",
        "heading_cut",
        f"table {TABLE_NO[article20.TABLE]} row {headings[0].line_no} (article20): expected 本年新制作数量 and "
        "本年新公开数量, found the same words twice; taken in the order of the form",
        " | ".join(piece.text for piece in headings),
    )


def _without_echoes(walk: Walk) -> list[Row]:
    """Without labels that stand alone and have cells elsewhere (a menu, a sentence, a caption of several rows), and
    without any that stand alone where their figures may be lost."""
    with_cells = {(row.table, row.code) for row in walk.rows if row.pieces}
    lost = _has_lost_lines(walk)
    return [row for row in walk.rows if row.pieces or not (lost or (row.table, row.code) in with_cells)]


def _printed(row: Row) -> list[Piece]:
    return [piece for piece in row.pieces if piece.text]


def _is_glued(row: Row) -> bool:
    """Whether the figures of a row may have run together: nothing parts them from its label, or from one another."""
    printed = _printed(row)
    if len(printed) != 1:
        return False
    text = printed[0].text
    return printed[0].is_glued or (len(text) > 1 and set(text) == {"0"})


def _zeros(row: Row) -> list[Token] | None:
    """The figures that a row prints without any blank, where they can be told: no number begins with two zeros, so
    as many zeros as columns are one each, and one digit in a row of one column is one figure."""
    (piece,) = _printed(row)
    if len(piece.text) == row.columns and (row.columns == 1 or set(piece.text) == {"0"}):
        return [token_of(piece, row.table)._replace(text=digit) for digit in piece.text]
    return None


def _note_glued(row: Row, reading: Reading) -> None:
    (piece,) = _printed(row)
    reading.issues.append(
        Issue(
            "warning",
            "figures_glued",
            f"table {TABLE_NO[row.table]} row {piece.line_no} ({row.table} {row.code}): expected {row.columns} "
            "figures parted from their label, found digits directly behind it; where one figure ends is not known, "
            "none is taken: look at the page",
            row.label + piece.text,
        )
    )


def _own_measures(row: Row) -> list[str]:
    return [measure for measure in row.measures if codes.article20_unit(row.code, measure) is not None]


def _read_article20(row: Row, padding: Padding, reading: Reading) -> None:
    """Flattened figures follow their headings in order alone: another order than the form's places none."""
    tokens, _ = tokens_of(row, padding)
    own = _own_measures(row)
    if tokens and not article20.is_form_order(row.code, own):
        article20.note_heading_order(reading, row.code, list(row.measures.values()), tokens)
        _keep_open(row, _columns_of_form(row.code, own), tokens, reading)
        return
    if _is_glued(row):
        zeros = _zeros(row)
        if zeros is None:
            _note_glued(row, reading)
            _keep_open(row, own, tokens, reading)
            return
        tokens = zeros
    article20.read_tokens(reading, row.code, row.measures, tokens)


def _columns_of_form(item_code: str, measures: Sequence[str]) -> list[str]:
    """The columns of a row on the form that has most of ``measures``."""
    by_form = [
        [item.column_code for item in codes.items(form, article20.TABLE) if item.row_code == item_code]
        for form in codes.FORMS
    ]
    return max(by_form, key=lambda columns: len(set(columns) & set(measures)))


def _keep_open(row: Row, measures: Sequence[str], tokens: Sequence[Token], reading: Reading) -> None:
    """Keep what a row prints, once, where its columns cannot be told."""
    kept = join_tokens(tokens)
    for place, measure in enumerate(measures):
        ambiguous(reading, row.code, measure, kept if place == 0 else kept._replace(text=""))


def _read_unlabelled(found: Unlabelled, padding: Padding, reading: Reading) -> None:
    tokens = [token_of(piece, article20.TABLE) for piece in found.pieces]
    item_code = article20.row_before(found.next_code, found.measures)
    if len(tokens) != len(found.measures):
        item_code = None
    article20.note_lost_label(
        reading, item_code, tokens[0].table_no, tokens[0].row_no, [token.text for token in tokens]
    )
    if item_code is not None:
        row = Row(article20.TABLE, item_code, "", found.measures, found.pieces)
        _read_article20(row, padding, reading)


def _application_row(row: Row, padding: Padding) -> applications.Row:
    tokens, is_whole = tokens_of(row, padding)
    if _is_glued(row):
        if (zeros := _zeros(row)) is None:
            kept = next(token for token in tokens if token.text)
            first, *others = codes.applicants()
            empty = Placed(kept._replace(text=""), sure=False)
            placed = {first: Placed(kept, sure=False)} | dict.fromkeys(others, empty)
            return applications.Row(row.code, (kept,), placed, row.label)
        tokens, is_whole = zeros, True
    if not is_whole:
        return applications.Row(row.code, tuple(tokens), None, row.label)
    placed = {code: Placed(token, sure=True) for code, token in zip(codes.applicants(), tokens, strict=True)}
    return applications.Row(row.code, tuple(tokens), placed, row.label)


def _read_reviews(row: Row, walk: Walk, padding: Padding, reading: Reading) -> None:
    columns = reviews.form_columns()
    channels = list(dict.fromkeys(column.split(".")[0] for column in columns))
    tokens, _ = tokens_of(row, padding)
    if _is_glued(row):
        tokens = _zeros(row) or tokens
    if walk.outcomes == [column.split(".")[1] for column in columns] and walk.channels == channels:
        reviews.read_tokens(reading, columns, tokens)
    elif tokens:
        reviews.note_channels_lost(
            reading, tokens[0].table_no, tokens[0].row_no, [token.text for token in tokens]
        )


def _note_strays(walk: Walk, readings: Mapping[str, Reading], wanted: set[str]) -> None:
    for table in TABLE_NO:
        strays = [piece for met, piece in walk.strays if met == table]
        if not strays or table not in wanted:
            continue
        readings[table].issues.append(
            Issue(
                "warning",
                "row_label_lost",
                f"lines {strays[0].line_no} to {strays[-1].line_no} ({table}): expected a row label of the "
                f"form before {len(strays)} figures, found none; they are not taken into any row: look at the page",
                " | ".join(piece.text for piece in strays[:MOST_QUOTED]),
            )
        )
