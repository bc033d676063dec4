"""Text recognition of scanned PDFs and pictures: words and ruling lines, laid out as those of a PDF are.

An optional extra (``pip install nianbao[ocr]``: rapidocr and onnxruntime, whose models ship with it). Without it a
picture is an ``image_only`` issue. What is read so is of kind ``ocr``: transform/forms/recognised.py keeps of it only
what sums confirm. A page takes 4 to 25 seconds of processor time and 0.9 GB of memory.
"""

from __future__ import annotations

import importlib.util
import io
import time
from collections.abc import Callable, Sequence
from typing import Any

from transform.forms.recognised import KIND
from transform.issues import Issue
from transform.layouts.document import Document, document_of
from transform.layouts.page_tables import lay_out
from transform.layouts.paged import blocks_of
from transform.layouts.pdf_page import PageText

DPI = 200  # below, thin lines break and small figures are lost
MAX_PAGES = 20
MAX_SECONDS = 240.0  # of processor time, of one document, looked at between pages
MAX_PIXELS = 40_000_000  # of a picture; A3 at 400 dpi has 31 million


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def image_only(pages: Sequence[int]) -> Issue:
    """The issue of a document whose tables can only stand in pictures, where these cannot be read."""
    where = f"pages {_listed(pages)} are pictures" if pages else "it is a picture"
    return Issue(
        "error",
        "image_only",
        f"expected the tables as text, found none; {where}: install the extra nianbao[ocr] to have them recognised at "
        "the next build, or type them in from the page",
    )


def read_by_ocr(reader: str, pages: Sequence[int]) -> Issue:
    """The issue that stands beside every figure read from a picture."""
    return Issue(
        "warning",
        "read_by_ocr",
        f"expected text, found pictures (pages {_listed(pages)}): text and figures are what {reader} recognised in "
        "them; only figures that sums confirm are reported: compare them with the page",
    )


def _listed(pages: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in pages[:MAX_PAGES])
    return f"{shown} and {len(pages) - MAX_PAGES} more" if len(pages) > MAX_PAGES else shown


def recognise_pages(document: Any, numbers: Sequence[int], issues: list[Issue]) -> dict[int, PageText]:
    """Recognise pages (numbers from 1) of an open pdfium document; what the bounds leave out is an issue."""
    from transform.layouts import recogniser

    def rendered(number: int) -> Any:
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(DPI / 72, (MAX_PIXELS / (width * height)) ** 0.5)
            return recogniser.gray_of(page.render(scale=scale, grayscale=True).to_numpy()), 1 / scale
        finally:
            page.close()

    return _recognise(numbers, rendered, issues)


def read_picture(payload: bytes, *, recognise: bool = False) -> Document:
    """Lay out a picture file (PNG, JPEG, GIF, TIFF, BMP, WebP; each frame a page). Nothing is raised for a bad one.

    ``recognise``: its text is recognised, where the extra for it is installed; else the picture is an issue.
    """
    if not (recognise and is_installed()):
        return document_of(KIND, [], issues=[image_only([])])
    from PIL import Image

    from transform.layouts import recogniser

    issues: list[Issue] = []
    try:
        with Image.open(io.BytesIO(payload)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return document_of(KIND, [], issues=[_too_large(picture.width, picture.height)])
            frames = getattr(picture, "n_frames", 1)

            def frame(number: int) -> Any:
                picture.seek(number - 1)
                gray = recogniser.gray_of(recogniser.flattened(picture))
                return gray, recogniser.points_per_pixel(gray)

            seen = _recognise(range(1, frames + 1), frame, issues)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        return document_of(KIND, [], issues=[_unreadable(error)])
    issues.append(read_by_ocr("rapidocr", list(seen)))
    return document_of(KIND, blocks_of(lay_out(seen, issues)), issues=issues)


def _recognise(
    numbers: Sequence[int], picture_of: Callable[[int], tuple[Any, float]], issues: list[Issue]
) -> dict[int, PageText]:
    """Recognise one picture after the other (``picture_of``: number -> gray samples, points per pixel)."""
    from transform.layouts import recogniser

    started = time.process_time()
    seen: dict[int, PageText] = {}
    for number in numbers[:MAX_PAGES]:
        if time.process_time() - started > MAX_SECONDS:
            issues.append(_cut(numbers[len(seen) :], f"{MAX_SECONDS:g} s of processor time"))
            return seen
        gray, points = picture_of(number)
        seen[number] = recogniser.recognise(gray, points)
    if len(numbers) > MAX_PAGES:
        issues.append(_cut(numbers[MAX_PAGES:], f"{MAX_PAGES} pages"))
    return seen


def _cut(numbers: Sequence[int], bound: str) -> Issue:
    return Issue(
        "error",
        "ocr_cut",
        f"expected to recognise every page within {bound}; pages {_listed(numbers)} were not read: look at them",
    )


def _too_large(width: int, height: int) -> Issue:
    return Issue(
        "error",
        "picture_too_large",
        f"expected a picture of at most {MAX_PIXELS} pixels, found {width} x {height}; it was not read: make it "
        "smaller and import it with `nianbao import`",
    )


def _unreadable(error: Exception) -> Issue:
    return Issue(
        "error",
        "picture_unreadable",
        f"expected a picture, found bytes that do not unfold to one ({error}); it may be cut off: fetch it again",
    )
