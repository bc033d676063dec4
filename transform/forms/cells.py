"""What the readers of the three tables hand over: cells with state and place, and issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from transform import codes
from transform.grid import GridCell
from transform.issues import Issue
from transform.numerals import MAX_DIGITS, Numeral, read_amount, read_count


class Token(NamedTuple):
    """Printed text of one value cell and its place (``row_no``: line of the document in flattened text)."""

    text: str
    table_no: int
    row_no: int
    col_no: int


class Cell(NamedTuple):
    """One cell of a form as found. ``value`` exists only where ``status`` is reported."""

    table_name: str
    row_code: str
    col_code: str
    status: str
    value: Decimal | None
    unit: str | None
    token: Token | None  # None: the form has the cell, the document does not

    @property
    def place(self) -> str:
        """The place in words, for messages."""
        if self.token is None:
            return f"{self.table_name} {self.row_code}.{self.col_code}"
        return (
            f"table {self.token.table_no} row {self.token.row_no} column {self.token.col_no} "
            f"({self.table_name} {self.row_code}.{self.col_code})"
        )


@dataclass(slots=True)
class Reading:
    """The cells of one kind of table so far, keyed by (row_code, col_code), and what was noticed."""

    table_name: str
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    table_nos: set[int] = field(default_factory=set)
    signs: dict[str, set[str]] = field(default_factory=dict)  # form_version -> labels that say so
    # Cells whose text is no plain count -> the unit of money in their heading, and which of the issues are of them.
    by_numerals: dict[tuple[str, str], tuple[str | None, range]] = field(default_factory=dict)
    weighs_figures: bool = False  # figures told where something stands, or met others for the same cell

    def sign(self, form_version: str, label: str) -> None:
        """Note a label that only one form has."""
        self.signs.setdefault(form_version, set()).add(label)

    def note_fuzzy(self, where: str, code: str, label: str) -> None:
        """Say that a label was taken for ``code`` though it is not printed as any known one."""
        self.issues.append(
            Issue(
                "warning",
                "label_fuzzy",
                f"{where} ({self.table_name} {code}): expected a label of the form, found one that is nearest to "
                "this and can be no other in its place; taken for it: look at the page",
                label,
            )
        )

    def note_noted(self, where: str, code: str, label: str) -> None:
        """Say that an office put a note in brackets behind the label of ``code``."""
        self.issues.append(
            Issue(
                "info",
                "label_noted",
                f"{where} ({self.table_name} {code}): expected the label of the form alone, found a note in brackets "
                "behind it; the figures are taken, the note may change what they count",
                label,
            )
        )

    def add(self, cell: Cell) -> None:
        """Keep a cell; a second, different figure for the same cell makes it ambiguous, never overwrites."""
        key = (cell.row_code, cell.col_code)
        first = self.cells.setdefault(key, cell)
        if first is cell:
            return
        self.weighs_figures = True
        if (first.status, first.value) == (cell.status, cell.value):
            return
        self.issues.append(
            Issue(
                "warning",
                "row_twice",
                f"{cell.place}: the same cell stands at {first.place} with other content; expected one row "
                "a label, neither is taken: look at the page",
                f"{first.token.text if first.token else ''} | {cell.token.text if cell.token else ''}",
            )
        )
        self.cells[key] = Cell(
            self.table_name, cell.row_code, cell.col_code, "ambiguous", None, None, first.token
        )


# What an unusual way of printing means to a reader of the data.
_NOTE_SEVERITY = {
    "printed_unit": "info",
    "worded_number": "info",
    "signed_count": "info",
    "negative_count": "error",
    "negative_amount": "error",
    "unit_unknown": "warning",
    "unit_converted": "info",
    "amount_rounded": "warning",
}
_NOTE_TEXT = {
    "printed_unit": "a unit is printed in the cell; the number is kept",
    "worded_number": "the direction is given in words; read as a signed number",
    "signed_count": "a plus sign is printed before a count; the number is kept",
    "negative_count": "a count cannot be negative; kept as printed, check the page",
    "negative_amount": "an amount charged cannot be negative; kept as printed, check the page",
    "unit_unknown": "neither cell nor heading names a unit; the number is kept with unit unknown",
    "unit_converted": "printed in another unit than 10k yuan; converted, raw_text keeps what was printed",
    "amount_rounded": "more than four decimals of 10k yuan; rounded half to even, raw_text keeps all",
}


def read_cell(
    reading: Reading, row_code: str, col_code: str, token: Token, *, heading_unit: str | None = None
) -> Cell:
    """Read one placed token into the reading and note what is unusual about it."""
    text = token.text
    unit = codes.article20_unit(row_code, col_code) if reading.table_name == "article20" else "count"
    if unit == "count" and len(text) <= MAX_DIGITS and text.isdigit() and text.isascii():  # nine cells in ten
        plain = Cell(reading.table_name, row_code, col_code, "reported", Decimal(text), "count", token)
        reading.add(plain)
        return plain
    issues_before = len(reading.issues)
    numeral: Numeral
    if unit == "10k_yuan":
        numeral = read_amount(text, heading_unit=heading_unit)
    else:
        numeral = read_count(text, signed=col_code == "change")
    cell = Cell(
        reading.table_name,
        row_code,
        col_code,
        numeral.status,
        numeral.value,
        numeral.unit if numeral.status == "reported" else None,
        token,
    )
    reading.add(cell)
    for note in numeral.notes:
        reading.issues.append(
            Issue(_NOTE_SEVERITY[note], note, f"{cell.place}: {_NOTE_TEXT[note]}", token.text)
        )
    if numeral.status == "unreadable":
        reading.issues.append(
            Issue(
                "warning",
                "unreadable_cell",
                f"{cell.place}: expected a number, an empty cell or a dash, found other text; no value is "
                "taken, look at the page",
                token.text,
            )
        )
    reading.by_numerals[row_code, col_code] = heading_unit, range(issues_before, len(reading.issues))
    return cell


def ambiguous(reading: Reading, row_code: str, col_code: str, token: Token) -> None:
    """Keep the place and text of a cell whose number cannot be placed for sure."""
    reading.add(Cell(reading.table_name, row_code, col_code, "ambiguous", None, None, token))


def once(
    found: Sequence[tuple[str, GridCell]], reading: Reading, table_no: int, row_no: int
) -> dict[str, GridCell]:
    """Headings by code; one that stands twice in a row names no column, and neither of the two is kept."""
    headings: dict[str, GridCell] = {}
    twice: set[str] = set()
    for code, cell in found:
        if code in headings:
            twice.add(code)
        headings[code] = cell
    for code in sorted(twice):
        texts = [cell.text for other, cell in found if other == code]
        reading.issues.append(
            Issue(
                "warning",
                "heading_twice",
                f"table {table_no} row {row_no} ({reading.table_name} {code}): expected one column of this "
                f"heading, found {len(texts)}; none of them is taken: look at the page",
                " | ".join(texts),
            )
        )
        del headings[code]
    return headings


def join_tokens(tokens: Sequence[Token]) -> Token:
    """Several printed cells kept as one text, where they cannot be told apart."""
    first = tokens[0]
    return Token(" | ".join(token.text for token in tokens), first.table_no, first.row_no, first.col_no)
