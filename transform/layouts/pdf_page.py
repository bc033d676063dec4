"""One PDF page -> words, ruling lines and pictures, through pdfium.

Positions are turned so that the text stands upright: pages are turned by /Rotate, by their text, or both.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as raw  # type: ignore[import-untyped]

from transform.layouts.geometry import Rule, Word, joined

MAX_CHARACTERS = 30_000  # of a page; a full one has 1,500
MAX_OBJECTS = 20_000  # of a page; the 28 x 10 table drawn edge by edge has 2,000
MAX_SEGMENTS = 20_000  # of the paths of a page
MAX_DEPTH = 4  # of drawings inside drawings
THICKEST_RULE = 3.0  # points; a filled rectangle thicker than this is a shade, not a line
SHORTEST_RULE = 2.0  # points

UNRECOGNISED = "[unrecognised]"  # the text of ink in a picture that no text was recognised in

# Some writers of PDF name the glyph of an ideograph by its radical (U+2F00 to U+2FD5), which prints alike.
_RADICALS = range(0x2F00, 0x2FD6)
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what pdfium makes of a hyphen that ends a line
_SPACES = frozenset(code for code in range(0x10000) if chr(code).isspace() or 2 < code < 32)

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as laid out. ``pictured``: the largest picture's share of its area, 0 to 1; ``hidden``: the share
    of its characters that are not drawn, as text recognition leaves them behind a picture; ``turned``: text
    that stands in another direction than the rest and is left out; ``is_cut``: it had more than the bounds."""

    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    pictured: float
    hidden: float
    turned: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _View:
    """From PDF coordinates (upwards, unturned) to points from the upper left corner of the upright page."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int  # quarter turns, clockwise

    def at(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    @property
    def size(self) -> tuple[float, float]:
        across, down = self.right - self.left, self.top - self.bottom
        return (across, down) if self.quarters % 2 == 0 else (down, across)


class _Character(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    x: float  # its origin
    y: float
    quarters: int | None  # turns of a quarter, counter-clockwise; None: slanted


def read_page(document: Any, index: int) -> PageText:
    """Lay out page ``index`` (from 0) of an open pdfium document; raises pdfium.PdfiumError where it is broken."""
    page = document[index]
    try:
        if raw.FPDFPage_GetAnnotCount(page) > 0 and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == 1:
            page.close()  # filled form fields are part of the page from here on
            page = document[index]
        return _lay_out(page)
    finally:
        page.close()


def _lay_out(page: Any) -> PageText:
    text_page = page.get_textpage()
    try:
        total = text_page.count_chars()
        characters = list(_characters(text_page.raw, min(total, MAX_CHARACTERS)))
        hidden = _hidden(text_page.raw, min(total, MAX_CHARACTERS))
    finally:
        text_page.close()
    directions = Counter(character.quarters for character in characters if character.quarters is not None)
    quarters = directions.most_common(1)[0][0] if directions else 0
    left, bottom, right, top = page.get_bbox()
    view = _View(left, bottom, right, top, quarters)
    width, height = view.size
    words = [_word(character, view) for character in characters if character.quarters == quarters]
    rules, pictured, is_cut = _drawn(page, view)
    return PageText(
        width=width,
        height=height,
        words=joined(
            [word for word in words if word.x1 > -1 and word.x0 < width + 1 and -1 < word.baseline < height]
        ),
        rules=rules,
        pictured=pictured,
        hidden=hidden,
        turned="".join(character.text for character in characters if character.quarters != quarters),
        is_cut=is_cut or total > MAX_CHARACTERS,
    )


def _characters(text_page: Any, count: int) -> Iterator[_Character]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in _SPACES or raw.FPDFText_IsGenerated(text_page, index):
            continue
        turn = raw.FPDFText_GetCharAngle(text_page, index) / (math.pi / 2)
        raw.FPDFText_GetLooseCharBox(text_page, index, box_at)
        raw.FPDFText_GetCharOrigin(text_page, index, x_at, y_at)
        yield _Character(
            _text_of(text_page, index, code),
            box.left,
            box.bottom,
            box.right,
            box.top,
            x.value,
            y.value,
            round(turn) % 4 if abs(turn - round(turn)) < 0.1 else None,
        )


def _text_of(text_page: Any, index: int, code: int) -> str:
    """One printed character; U+FFFD where the document does not say which it is."""
    if not code or 0xD800 <= code < 0xE000 or raw.FPDFText_HasUnicodeMapError(text_page, index):
        return "\ufffd"
    if code in _RADICALS:
        return unicodedata.normalize("NFKC", chr(code))
    return _HYPHENS.get(code) or chr(code)


def _hidden(text_page: Any, count: int) -> float:
    """The share of characters that are set and not drawn; one in eight is looked at."""
    seen = hidden = 0
    for index in range(0, count, 8):
        if drawn_by := raw.FPDFText_GetTextObject(text_page, index):
            seen += 1
            hidden += raw.FPDFTextObj_GetTextRenderMode(drawn_by) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return hidden / seen if seen else 0.0


def _word(character: _Character, view: _View) -> Word:
    text, left, bottom, right, top, x, y, quarters = character
    if quarters == 0:
        return Word(text, left - view.left, right - view.left, view.top - y, max(top - bottom, 1.0))
    (x0, y0), (x1, y1) = view.at(left, bottom), view.at(right, top)
    return Word(text, min(x0, x1), max(x0, x1), view.at(x, y)[1], max(abs(y1 - y0), 1.0))


def _drawn(page: Any, view: _View) -> tuple[list[Rule], float, bool]:
    """Ruling lines, the largest picture's share of the page, and whether the page has more than the bounds."""
    rules: list[Rule] = []
    pictured, segments, is_cut = 0.0, 0, False
    width, height = view.size
    for number, (item, matrix) in enumerate(
        _objects(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    ):
        if number >= MAX_OBJECTS or segments >= MAX_SEGMENTS:
            is_cut = True
            break
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            segments += raw.FPDFPath_CountSegments(item)
            rules += _path_rules(item, matrix, view)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _picture_box(item, matrix, view)
            if (rule := _bar(x0, y0, x1, y1)) is not None:
                rules.append(rule)
            seen = max(min(x1, width) - max(x0, 0), 0) * max(min(y1, height) - max(y0, 0), 0)
            pictured = max(pictured, seen / (width * height) if width and height else 0.0)
    return rules, pictured, is_cut


def _objects(
    holder: Any, count: Any, get: Any, matrix: Matrix = _PLAIN, depth: int = 0
) -> Iterator[tuple[Any, Matrix]]:
    """Every object drawn on a page, drawings inside drawings included, with the matrix it is drawn under."""
    for index in range(count(holder)):
        item = get(holder, index)
        if not item:
            continue
        own = raw.FS_MATRIX()
        under = matrix
        if raw.FPDFPageObj_GetMatrix(item, own):
            under = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
            yield item, under
        elif depth < MAX_DEPTH:
            yield from _objects(
                item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, under, depth + 1
            )


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _picture_box(item: Any, matrix: Matrix, view: _View) -> tuple[float, float, float, float]:
    """A picture is the unit square under its matrix."""
    points = [view.at(*_apply(matrix, x, y)) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)


def _path_rules(item: Any, matrix: Matrix, view: _View) -> Iterator[Rule]:
    """The straight, upright lines of one path: stroked segments, and filled rectangles thin enough to be lines."""
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    for points in _subpaths(item, matrix, view):
        if stroke.value:
            for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
                if (rule := _bar(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))) is not None:
                    yield rule
        else:
            xs, ys = [point[0] for point in points], [point[1] for point in points]
            if (rule := _bar(min(xs), min(ys), max(xs), max(ys))) is not None:
                yield rule


def _subpaths(item: Any, matrix: Matrix, view: _View) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(raw.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(view.at(*_apply(matrix, x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _bar(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    """A box as a ruling line along its middle, None where it is too thick or too short to be one."""
    across, down = x1 - x0, y1 - y0
    if max(across, down) < SHORTEST_RULE or min(across, down) > THICKEST_RULE:
        return None
    if across >= down:
        return Rule(True, (y0 + y1) / 2, x0, x1)
    return Rule(False, (x0 + x1) / 2, y0, y1)
