"""Flattened tables: one cell a line, as copied from a page that lost its table markup.

The lines are walked once. Known labels open rows, the figures and empty cells that follow belong to the row
last opened. How many blank lines stand between two cells is measured on the tables themselves (``_line_gap``),
so that an empty cell can be told from spacing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from transform import codes
from transform.forms import applications, article20, reviews
from transform.forms.cells import Reading, Token
from transform.issues import Issue
from transform.labels import fold
from transform.numerals import read_amount, read_count

MAX_LABEL_LINES = 4  # a label broken over more lines than this is prose
MAX_LABEL_CHARACTERS = 80  # the longest label has 46, its numbering and spaces come on top

MAX_LINES_APART = 400  # between two labels of the same report; sections of prose may stand between its tables

MOST_QUOTED = 50  # figures that an issue quotes

_CAPTIONS = frozenset({"信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "本年度办理结果"})

# Flattened text has no tables to count: they are numbered in the order of the form.
_TABLE_NO = {"article20": 1, "applications": 2, "reviews": 3}


def read_lines(lines: Sequence[str], readings: dict[str, Reading], wanted: set[str]) -> set[int]:
    """Read the ``wanted`` tables out of flattened lines into ``readings``; returns the lines that were tables."""
    if not wanted:
        return set()
    walker = _Walker(readings, wanted)
    first, last = _zone(lines)
    gap = _line_gap(lines, first, last)
    blanks = 0
    for line_no in range(first, last + 1):
        text = lines[line_no - 1].strip()
        if not text:
            blanks += 1
            continue
        for _ in range(max(blanks - gap, 0) // (gap + 1)):
            walker.blank(line_no)
        blanks = 0
        walker.line(line_no, text)
    walker.finish()
    return walker.used_lines


def _labels() -> frozenset[str]:
    return frozenset(
        [
            *codes.article20_column_labels(),
            *codes.article20_row_labels(),
            *codes.applicant_labels(),
            *codes.application_labels(),
            *codes.review_outcome_labels(),
        ]
    ) - {"其他", "规章", "规范性文件"}  # too short to start a table: also found in menus


def _zone(lines: Sequence[str]) -> tuple[int, int]:
    """First and last line (from 1) that can belong to a flattened table; (1, 0) where there is none."""
    labels = _labels()
    found = [
        number
        for number, line in enumerate(lines, start=1)
        if fold(line) in labels or _is_caption(fold(line))
    ]
    clusters: list[list[int]] = [[]]
    for number in found:
        if clusters[-1] and number - clusters[-1][-1] > MAX_LINES_APART:
            clusters.append([])
        clusters[-1].append(number)
    found = max(clusters, key=len)
    if len(found) < 5:
        return 1, 0
    last = found[-1]
    for number in range(last + 1, len(lines) + 1):  # the figures after the last label
        text = lines[number - 1].strip()
        if text and not _is_figure(text):
            break
        if text:
            last = number
    return found[0], last


def _line_gap(lines: Sequence[str], first: int, last: int) -> int:
    """Blank lines between two neighbouring cells: the smallest distance of two figures anywhere in the tables.

    Of figures alone: a heading broken over two lines stands closer than cells do. Without two neighbouring
    figures, the smallest distance of any two lines.
    """
    distances: dict[bool, int] = {}  # whether between figures -> smallest
    blanks, previous = 0, ""
    for line in lines[first - 1 : last]:
        text = line.strip()
        if not text:
            blanks += 1
            continue
        if previous:
            between_figures = _is_figure(previous) and _is_figure(text)
            distances[between_figures] = min(blanks, distances.get(between_figures, blanks))
        blanks, previous = 0, text
    return distances.get(True, distances.get(False, 0))


def _is_figure(text: str) -> bool:
    return len(text) <= 24 and (
        read_count(text, signed=True).status in ("reported", "dash")
        or read_amount(text, heading_unit=None).status == "reported"
    )


@cache
def _header_orders() -> frozenset[str]:
    """The headings of the application table as they follow one another when flattened: its first heading row
    before its second (自然人, 总计, then the organisations), or column by column."""
    labels = codes.applicant_labels()
    by_code = {code: [label for label in labels if labels[label] == code] for code in codes.applicants()}
    first, *organisations, total = codes.applicants()
    middle = "".join(by_code[code][0] for code in organisations)
    return frozenset(
        order
        for name in by_code[total]
        for order in (by_code[first][0] + middle + name, by_code[first][0] + name + middle)
    )


def _is_applicant_heading(label: str) -> bool:
    """A column heading of the application table, or the half of one that was broken over two lines."""
    return label in _applicant_heading_parts()


@cache
def _applicant_heading_parts() -> frozenset[str]:
    labels = codes.applicant_labels()
    return frozenset(
        part for label in labels for cut in range(2, len(label) + 1) for part in (label[:cut], label[-cut:])
    )


def _is_caption(label: str) -> bool:
    """A line of a table that heads others and has no figures of its own."""
    return label.startswith("第二十条") or label in _CAPTIONS


def _note_strays(reading: Reading, strays: Sequence[Token]) -> None:
    reading.issues.append(
        Issue(
            "warning",
            "row_label_lost",
            f"lines {strays[0].row_no} to {strays[-1].row_no} ({reading.table_name}): expected a row label of the "
            f"form before {len(strays)} figures, found none; they are not taken into any row: look at the page",
            " | ".join(token.text for token in strays[:MOST_QUOTED]),
        )
    )


class _Walker:
    """Keeps the table, headings and row that the walk is in."""

    def __init__(self, readings: dict[str, Reading], wanted: set[str]) -> None:
        self.readings = readings
        self.wanted = wanted
        self.table: str | None = None
        self.pending: list[str] = []  # unknown lines that may be the parts of one label
        self.tokens: list[Token] = []
        self.row: str | None = None  # row code the tokens belong to
        self.row_label = ""
        self.measures: dict[str, str] = {}  # article20: measure_code -> heading as printed
        self.unlabelled: list[Token] = []
        self.strays: list[Token] = []  # figures that follow no label
        self.applicants = ""  # applications: folded headings, joined in the order of the lines
        self.is_header_known = True  # until an unknown line stands among the headings
        self.rows: list[applications.Row] = []
        self.channels: list[str] = []
        self.outcomes: list[str] = []
        self.used_lines: set[int] = set()

    def blank(self, line_no: int) -> None:
        """An empty cell."""
        if self.row is not None:
            self.tokens.append(Token("", _TABLE_NO[self.table or "article20"], line_no, 1))

    def line(self, line_no: int, text: str) -> None:
        """A printed line: a label that opens something, a figure of the open row, or text."""
        if self.table is not None and _is_figure(text):
            self._figure(line_no, text)
            self.used_lines.add(line_no)
            return
        for label in self._candidates(text):
            if self._open(label, text):
                self.used_lines.update(range(line_no - len(self.pending), line_no + 1))
                self.pending = []
                return
        self.pending = [*self.pending, text][-MAX_LABEL_LINES:]
        self._close_row()
        if self.table == "applications" and not self.rows:
            self.is_header_known = False

    def _candidates(self, text: str) -> Iterator[str]:
        yield fold(text)
        for start in range(len(self.pending)):
            if len(joined := "".join([*self.pending[start:], text])) <= MAX_LABEL_CHARACTERS:
                yield fold(joined)

    def _open(self, label: str, text: str) -> bool:
        """Open what ``label`` names; False where it is no label of the forms."""
        if (channel := codes.review_channel_labels().get(label)) is not None:
            self._close_row()
            if self.table != "reviews":
                self.table, self.channels, self.outcomes = "reviews", [], []
            self.channels.append(channel)
            return True
        if self.table == "reviews" and (outcome := codes.review_outcome_labels().get(label)) is not None:
            self._close_row()
            self.outcomes.append(outcome)
            if len(self.outcomes) == len(reviews.form_columns()):
                self.row = reviews.TABLE  # all headings are read: from here on come the figures, or blanks
            return True
        in_data = self.table == "applications" and bool(self.rows or self.row)
        if (measure := codes.article20_column_labels().get(label)) is not None:
            self._close_row()
            if self.table != "article20" or self.row_label:
                self._leave_unlabelled()
                self.table, self.measures, self.row_label = "article20", {}, ""
            self.measures[measure] = text
            article20.note_heading(self.readings["article20"], measure, text)
            return True
        if self.table == "article20" and self.measures and label in codes.article20_row_labels():
            self._open_row(codes.article20_row_labels()[label], text)
            return True
        if not in_data and _is_applicant_heading(label):
            self._close_row()
            if self.table != "applications":
                self.table, self.applicants, self.is_header_known = "applications", "", True
            self.applicants += label
            return True
        if (item_code := codes.application_labels().get(label)) is not None and (
            self.table == "applications" or item_code == "new"
        ):
            self.table = "applications"
            self._open_row(item_code, text)
            return True
        if label in codes.application_groups() or _is_caption(label):
            self._close_row()
            return True
        return False

    def _open_row(self, code: str, text: str) -> None:
        self._close_row()
        if self.table == "article20" and self.unlabelled:
            self._read_unlabelled(code)
        self.row, self.row_label = code, text

    def _figure(self, line_no: int, text: str) -> None:
        token = Token(text, _TABLE_NO[self.table or "article20"], line_no, 1)
        self.pending = []
        if self.row is not None:
            self.tokens.append(token)
        elif self.table == "article20" and self.measures:
            self.unlabelled.append(token)
        elif self.table in self.wanted:
            self.strays.append(token)

    def _leave_unlabelled(self) -> None:
        """Figures below Article 20 headings that no labelled row followed: they belong to no row."""
        if "article20" in self.wanted:
            self.strays += self.unlabelled
        self.unlabelled = []

    def _close_row(self) -> None:
        row, tokens, self.row, self.tokens = self.row, self.tokens, None, []
        if row is None or self.table is None or self.table not in self.wanted:
            return
        reading = self.readings[self.table]
        if self.table == "article20":
            self._read_article20(row, tokens)
        elif self.table == "applications":
            self._add_application_row(row, tokens)
        elif self.table == "reviews":
            self._read_reviews(reading, tokens)

    def _read_article20(self, item_code: str, tokens: list[Token]) -> None:
        """Flattened figures follow their headings in order alone: another order than the form's places none."""
        reading = self.readings["article20"]
        own = [code for code in self.measures if codes.article20_unit(item_code, code)]
        if tokens and not article20.is_form_order(item_code, own):
            article20.note_heading_order(reading, item_code, list(self.measures.values()), tokens)
        else:
            article20.read_tokens(reading, item_code, self.measures, tokens)

    def _add_application_row(self, item_code: str, tokens: list[Token]) -> None:
        columns = codes.applicants()
        cut = tokens[: len(columns)]
        if (
            not any(token.text for token in tokens[len(columns) :])
            and len({bool(token.text) for token in cut}) == 1
        ):
            tokens = cut  # what follows is the empty label cell of the next row; with gaps in the row it may not be
        placed = None
        if len(tokens) == len(columns):
            placed = {
                code: applications.Placed(token, sure=True)
                for code, token in zip(columns, tokens, strict=True)
            }
        self.rows.append(applications.Row(item_code, tuple(tokens), placed, self.row_label))

    def _read_unlabelled(self, next_item: str) -> None:
        tokens, self.unlabelled = self.unlabelled, []
        if "article20" not in self.wanted:
            return
        reading = self.readings["article20"]
        item_code = article20.row_before(next_item, self.measures)
        if len(tokens) != len(self.measures):
            item_code = None
        article20.note_lost_label(
            reading, item_code, tokens[0].table_no, tokens[0].row_no, [token.text for token in tokens]
        )
        if item_code is not None:
            self._read_article20(item_code, tokens)

    def _read_reviews(self, reading: Reading, tokens: list[Token]) -> None:
        columns = reviews.form_columns()
        channels = list(dict.fromkeys(column.split(".")[0] for column in columns))
        if self.outcomes == [column.split(".")[1] for column in columns] and self.channels == channels:
            reviews.read_tokens(reading, columns, tokens)
        elif tokens:
            reviews.note_channels_lost(
                reading, tokens[0].table_no, tokens[0].row_no, [token.text for token in tokens]
            )
        self.outcomes = []

    def finish(self) -> None:
        """Close the last row, tell of figures without a row, place the application rows, which need one another."""
        self._close_row()
        self._leave_unlabelled()
        for table in _TABLE_NO:
            if strays := [token for token in self.strays if token.table_no == _TABLE_NO[table]]:
                _note_strays(self.readings[table], strays)
        if "applications" in self.wanted and self.rows:
            applications.place_rows(
                self.rows,
                self.readings["applications"],
                is_header_known=self.is_header_known and self.applicants in _header_orders(),
            )
