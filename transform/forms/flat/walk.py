"""The walk through the pieces of a document: labels open rows, the cells that follow are theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transform import codes
from transform.forms import applications, article20, reviews
from transform.forms.flat.pieces import Piece
from transform.forms.flat.rows import (
    Row,
    Unlabelled,
    Walk,
    is_damaged,
    is_figure_cell,
    without_leading,
    without_text,
)
from transform.forms.flat.vocabulary import (
    CUT_HEADING,
    FIRST_HEADING,
    SUM_NOTE,
    applicant_heading_parts,
    is_caption,
)
from transform.labels import fold, simplify, without_note

MAX_LABEL_PIECES = 4  # a label broken over more lines than this is prose
MAX_LABEL_CHARACTERS = 80  # the longest label has 46, its numbering and spaces come on top

# 三、收到和处理…: the heading of a section, or of a row that the form does not have.
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d))"
)


class Walker:
    """Keeps the table, headings and row that the walk is in.

    ``skips_bare``: pipes end the cells, and a figure alone on a line without any is none of them.
    """

    def __init__(self, *, skips_bare: bool) -> None:
        self.skips_bare = skips_bare
        self.walk = Walk()
        self.table: str | None = None
        self.pending: list[Piece] = []  # unknown lines that may be the parts of one label
        self.row: Row | None = None
        self.heading_line = 0  # of the last heading of the review table
        self.measures: dict[str, str] = {}
        self.alike: list[Piece] = []  # article20: headings that name no column by themselves
        self.heading_row: list[Piece] | None = None  # article20: since 信息内容
        self.head: list[Piece] | None = None  # applications: since the note in the corner
        self.has_applications = False  # rows of that table are read
        self.has_row = False  # article20: since its headings
        self.unlabelled: list[Piece] = []

    def take(self, piece: Piece) -> None:
        """The next piece: an empty cell, a figure, a label that opens something, or text."""
        if self.head is not None:
            self._take_head(self.head, piece)
        if piece.label in (CUT_HEADING, FIRST_HEADING):
            self.alike.append(piece)
        if not piece.text:
            self._empty(piece)
        elif self.table is not None and is_figure_cell(piece):
            self._figure(piece)
        elif not self._label(piece):
            self._text(piece)

    def take_ragged_gap(self) -> None:
        """Blank lines that make no whole number of empty cells."""
        if self.row is not None:
            self.row.is_ragged = True

    def take_blank_end(self) -> None:
        """More blank lines behind the last figure of all than part cells: its row may end in empty cells.

        Where it also begins with some, those may be of the row of headings above, whose last column is empty: then
        nothing says how many of its cells stand on either side.
        """
        if self.row is not None and self.row.pieces and not self.row.pieces[0].text:
            self.row.is_ragged = True

    def finish(self) -> Walk:
        """Close what is open."""
        self._close_row()
        self._leave_unlabelled()
        return self.walk

    def _take_head(self, head: list[Piece], piece: Piece) -> None:
        """The first row of the application table: its note, 申请人情况, and how far both reach."""
        if not piece.text or piece.label == "申请人情况":
            head.append(piece)
            return
        self.head = None
        head = without_leading(head, piece)
        title = next((place for place, cell in enumerate(head) if cell.text), None)
        if title is not None:
            self.walk.application_head = title, len(head) - title - 1

    def _empty(self, piece: Piece) -> None:
        if self.row is not None:
            if self.row.table != reviews.TABLE or self.row.pieces or piece.line_no > self.heading_line:
                self.row.pieces.append(piece)
        elif self.heading_row is not None:
            self.heading_row.append(piece)

    def _figure(self, piece: Piece) -> None:
        assert self.table is not None  # figures are looked for inside tables only
        self.walk.used_lines.add(piece.line_no)
        self.pending = []
        if self.skips_bare and piece.is_open and piece.is_leading:
            self.walk.strays.append((self.table, piece))
        elif self.row is not None:
            self.row.pieces.append(piece)
        elif self.table == article20.TABLE and self.measures:
            self.unlabelled.append(piece)
        else:
            self.walk.strays.append((self.table, piece))

    def _text(self, piece: Piece) -> None:
        """Text that is no label: a cell that holds no number where pipes say so, otherwise not of the table."""
        is_cell = piece.is_piped and not _NUMBERED.match(simplify(piece.text))
        is_cell = is_cell or is_damaged(piece)
        if self.row is not None and is_cell and self.row.printed < self.row.columns:
            self.row.pieces.append(piece)
            self.walk.used_lines.add(piece.line_no)
            return
        self.pending = [*self.pending, piece][-MAX_LABEL_PIECES:]
        self._close_row()
        if self.table == applications.TABLE and not self.has_applications:
            self.walk.is_header_known = False

    def _label(self, piece: Piece) -> bool:
        for label, parts in self._candidates(piece):
            if self._open(label, piece):
                if not parts and label != piece.label:
                    self.walk.noted.append(piece)
                self.walk.used_lines.update(part.line_no for part in [*parts, piece])
                self.pending = []
                return True
        return False

    def _candidates(self, piece: Piece) -> Iterator[tuple[str, list[Piece]]]:
        """Folded labels that a piece may be the end of, and the pieces before it that are part of each."""
        yield piece.label, []
        for start in range(len(self.pending)):
            parts = self.pending[start:]
            joined = "".join(part.text for part in [*parts, piece])
            if len(joined) <= MAX_LABEL_CHARACTERS:
                yield fold(joined), parts
        if (label := without_note(piece.text)) is not None and (
            label in codes.article20_row_labels() or label in codes.article20_column_labels()
        ):
            yield label, []

    def _open(self, label: str, piece: Piece) -> bool:
        """Open what ``label`` names; False where it is no label of the forms."""
        return (
            self._open_review_heading(label, piece)
            or self._open_article20(label, piece)
            or self._open_applications(label, piece)
        )

    def _open_review_heading(self, label: str, piece: Piece) -> bool:
        if (channel := codes.review_channel_labels().get(label)) is not None:
            self._close_row(piece)
            if self.table != reviews.TABLE or (channel in self.walk.channels and not self.walk.outcomes):
                self.table, self.walk.channels, self.walk.outcomes = reviews.TABLE, [], []
            self.walk.channels.append(channel)
            return True
        if self.table == reviews.TABLE and (outcome := codes.review_outcome_labels().get(label)) is not None:
            self._close_row(piece)
            self.walk.outcomes.append(outcome)
            if len(self.walk.outcomes) == len(reviews.form_columns()):  # from here on come the figures
                self.row, self.heading_line = Row(reviews.TABLE, reviews.TABLE, ""), piece.line_no
            return True
        return False

    def _open_article20(self, label: str, piece: Piece) -> bool:
        if (measure := codes.article20_column_labels().get(label)) is not None:
            self._close_row(piece)
            if self.table != article20.TABLE or self.has_row:
                self._open_block()
            if measure == "total_disclosed":
                self._restore_cut_headings()
            self._add_measure(measure, piece)
            return True
        if self.table == article20.TABLE and self.measures and label in codes.article20_row_labels():
            self._close_row(piece)
            self._open_article20_row(codes.article20_row_labels()[label], piece)
            return True
        return False

    def _open_block(self) -> None:
        self._leave_unlabelled()
        self.table, self.measures, self.has_row = article20.TABLE, {}, False
        self.walk.blocks += 1

    def _add_measure(self, measure: str, piece: Piece) -> None:
        self.measures[measure] = piece.text
        if self.heading_row is not None:
            self.heading_row.append(piece)
        self.walk.headings.append((measure, piece.text))

    def _restore_cut_headings(self) -> None:
        """The first block of the form of 2019 where 本年新制作数量 and 本年新公开数量 are both cut to 本年新, or the
        first is printed twice: left of 对外公开总数量 the form prints them in this order."""
        if len(self.alike) == 2 and not self.measures.keys() - {"produced"}:
            for code, piece in zip(("produced", "newly_disclosed"), self.alike, strict=True):
                if code not in self.measures:
                    self._add_measure(code, piece)
            self.walk.cut_headings = self.alike

    def _open_article20_row(self, code: str, piece: Piece) -> None:
        self.has_row, self.alike = True, []
        if self.heading_row is not None:
            cells = without_leading(self.heading_row, piece)
            self.walk.heading_rows.append((len(self.measures), cells))
            self.heading_row = None
        if self.unlabelled:
            self.walk.unlabelled.append(Unlabelled(code, dict(self.measures), self.unlabelled))
            self.unlabelled = []
        self.row = Row(article20.TABLE, code, piece.text, dict(self.measures), is_piped=piece.is_piped)

    def _open_applications(self, label: str, piece: Piece) -> bool:
        in_data = self.table == applications.TABLE and (self.row is not None or self.has_applications)
        if not in_data and label in applicant_heading_parts():
            self._close_row(piece)
            if self.table != applications.TABLE:
                self.table, self.walk.applicants, self.walk.is_header_known = applications.TABLE, "", True
            self.walk.applicants += label
            return True
        item_code = codes.application_labels().get(label)
        if item_code is not None and (self.table == applications.TABLE or item_code == "new"):
            self._close_row(piece)
            self.table = applications.TABLE
            self.row = Row(applications.TABLE, item_code, piece.text, is_piped=piece.is_piped)
            return True
        if label in codes.application_groups() or is_caption(label):
            self._close_row(piece)
            self.heading_row = [] if label == "信息内容" else None
            self.alike = []
            self.walk.corners += label == "信息内容"
            if SUM_NOTE in label:
                self.head = []
            if label == "申请人情况" and not self.has_applications:
                self.walk.applicants, self.walk.is_header_known = "", True
            return True
        return False

    def _leave_unlabelled(self) -> None:
        """Figures below Article 20 headings that no labelled row followed: they belong to no row."""
        self.walk.strays += [(article20.TABLE, piece) for piece in self.unlabelled]
        self.unlabelled = []

    def _close_row(self, opening: Piece | None = None) -> None:
        """End the open row; empty cells before ``opening`` on its line are that one's, not the row's."""
        row, self.row = self.row, None
        if row is None:
            return
        if opening is not None:
            row.pieces = without_leading(row.pieces, opening)
        cells = without_text(row.pieces, row.columns)
        self.walk.strays += [
            (row.table, piece) for piece in row.pieces[len(cells) :] if is_figure_cell(piece)
        ]
        row.pieces = cells
        self.walk.rows.append(row)
        self.has_applications = self.has_applications or row.table == applications.TABLE
