"""What a walk through flattened text meets: rows with their cells, headings, figures that belong to none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transform import codes
from transform.forms import applications, article20, reviews
from transform.forms.flat.pieces import Piece
from transform.forms.flat.vocabulary import MAX_FIGURE, is_figure
from transform.labels import simplify

# What an encoding makes of a blank, beside a figure: "? 0".
_DAMAGED_FIGURE = re.compile(r"(?=.*\?)[?\s\d.]+")


@dataclass(slots=True)
class Row:
    """A labelled row as met: ``pieces`` are its cells, ``measures`` (article20) its headings by measure_code."""

    table: str
    code: str
    label: str
    measures: Mapping[str, str] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    is_piped: bool = True  # a pipe ends its label
    is_ragged: bool = False  # the blank lines in it make no whole number of cells

    @property
    def printed(self) -> int:
        """How many of its cells print something."""
        return sum(bool(piece.text) for piece in self.pieces)

    @property
    def columns(self) -> int:
        """How many cells the form has in this row under the headings met."""
        if self.table == article20.TABLE:
            return sum(codes.article20_unit(self.code, measure) is not None for measure in self.measures)
        return len(codes.applicants() if self.table == applications.TABLE else reviews.form_columns())


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """Figures between the headings of Article 20 and the row ``next_code``: a row whose label is lost."""

    next_code: str
    measures: Mapping[str, str]
    pieces: list[Piece]


@dataclass(slots=True)
class Walk:
    """Everything met in a document, in order."""

    rows: list[Row] = field(default_factory=list)
    unlabelled: list[Unlabelled] = field(default_factory=list)
    strays: list[tuple[str, Piece]] = field(default_factory=list)  # (table, figure that follows no label)
    headings: list[tuple[str, str]] = field(default_factory=list)  # article20: (measure_code, as printed)
    heading_rows: list[tuple[int, list[Piece]]] = field(default_factory=list)  # article20: (columns, cells)
    blocks: int = 0  # of Article 20, each with headings of its own
    corners: int = 0  # 信息内容, which heads each of them
    application_head: tuple[int, int] | None = (
        None  # empty cells between its note and 申请人情况, and behind it
    )
    noted: list[Piece] = field(default_factory=list)  # article20: labels read without the note they end in
    cut_headings: list[Piece] = field(default_factory=list)  # article20: named by their order
    applicants: str = ""  # folded headings of the application table, joined in the order of the lines
    is_header_known: bool = True  # no unknown line stands among those
    channels: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    is_parted: bool = False  # pipes stand between the cells of a row only, none ends it
    used_lines: set[int] = field(default_factory=set)


def without_leading(pieces: Sequence[Piece], opening: Piece) -> list[Piece]:
    """``pieces`` without the empty cells that open the line of ``opening``."""
    end = len(pieces)
    while end and not pieces[end - 1].text and pieces[end - 1].is_leading:
        if pieces[end - 1].line_no != opening.line_no:
            break
        end -= 1
    return list(pieces[:end])


def is_figure_cell(piece: Piece) -> bool:
    """Whether a cell holds a number, a mark for none, or digits run together."""
    return piece.is_glued or is_figure(piece.text)


def is_damaged(piece: Piece) -> bool:
    """Whether a cell holds a figure with the traces of a lost character."""
    return len(piece.text) <= MAX_FIGURE and _DAMAGED_FIGURE.fullmatch(simplify(piece.text)) is not None


def without_text(pieces: Sequence[Piece], columns: int) -> list[Piece]:
    """The cells of a row up to the first that holds text and is none of it.

    Text is a cell of the row where the row is full with it and figures stand around it, or where there is nothing
    else: otherwise it may be the label of a row of the office's own, with figures of its own.
    """
    printed = [place for place, piece in enumerate(pieces) if piece.text]
    words = [
        place for place in printed if not is_figure_cell(pieces[place]) and not is_damaged(pieces[place])
    ]
    is_inside = bool(words) and printed[0] < words[0] and words[-1] < printed[-1]
    if not words or words == printed or (is_inside and len(printed) == columns):
        return list(pieces)
    return list(pieces[: words[0]])
