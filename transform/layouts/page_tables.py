"""Words and ruling lines of pages -> their tables and lines, the same for PDFs and recognised pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transform.issues import Issue
from transform.layouts.form_words import labels_in
from transform.layouts.geometry import lines_of
from transform.layouts.paged import LaidPage
from transform.layouts.pdf_page import UNRECOGNISED, PageText
from transform.layouts.ruled import ruled_tables
from transform.layouts.unruled import unruled_tables


def lay_out(pages: Mapping[int, PageText], issues: list[Issue]) -> list[LaidPage]:
    """The tables and lines of pages: tables drawn with rules first, others by where their words stand."""
    laid: list[LaidPage] = []
    applicants: dict[str, float] = {}
    for number, page in sorted(pages.items()):
        tables, words, is_crowded = ruled_tables(page.words, page.rules)
        if is_crowded or page.is_cut:
            issues.append(_crowded(number))
        if wrapped := [text for table in tables for text in table.wrapped]:
            issues.append(_wrapped(number, wrapped))
        if applicants or labels_in(word.text for word in words):
            found = unruled_tables(words, applicants)
            tables, words = [*tables, *found.tables], found.words
            if found.unplaced:
                issues.append(_unplaced(number, found.unplaced))
        tables.sort(key=lambda table: table.ys[0])
        lines = lines_of(word for word in words if word.text != UNRECOGNISED)
        laid.append(LaidPage(page.width, page.height, lines, tables))
    return laid


def _wrapped(number: int, texts: Sequence[str]) -> Issue:
    return Issue(
        "warning",
        "number_wrapped",
        f"page {number}: expected each number on one line of its cell, found some broken where their cells are full; "
        "each is read as one number: look at the page",
        " | ".join(texts),
    )


def _unplaced(number: int, texts: Sequence[str]) -> Issue:
    return Issue(
        "warning",
        "figures_unplaced",
        f"page {number}: expected every figure of a table without ruling lines below a heading and beside a row label, "
        f"found {len(texts)} that are not; they are not taken: look at the page",
        " | ".join(texts[:50]),
    )


def _crowded(number: int) -> Issue:
    return Issue(
        "error",
        "page_crowded",
        f"page {number}: it holds more characters or lines than a page of print; what lies beyond the bounds was "
        "not read: look at it",
    )
