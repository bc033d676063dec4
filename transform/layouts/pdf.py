"""PDF -> grids and lines. A text layer is read as it stands; pages that are pictures go to text recognition."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from transform.forms.recognised import KIND
from transform.grid import Grid
from transform.issues import Issue
from transform.layouts import ocr
from transform.layouts.document import Document, document_of
from transform.layouts.form_words import labels_in
from transform.layouts.page_tables import lay_out
from transform.layouts.paged import blocks_of
from transform.layouts.pdf_page import PageText, read_page

MAX_PAGES = 200  # a report has rarely more than 40
# of processor time for the pages of one document, 0.02 to 0.1 each; their tables take a fifth more
MAX_SECONDS = 3.0
MOSTLY = 0.5  # of the characters of a page; more of them hidden, and it is a scan with recognised text
LARGE_PICTURE = 0.2  # of a page; a table of the form as a picture is larger, a coat of arms is not
LEAST_LABELS = 5  # of the form, distinct; text with fewer has none of its tables


def read_pdf(payload: bytes, *, recognise: bool = False) -> Document:
    """Lay out a PDF. Nothing is raised for a bad one: what cannot be read is an issue of the document.

    ``recognise``: pages that are pictures are recognised, where the extra for it is installed.
    """
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        return document_of("pdf", [], issues=[_not_opened(error)])
    try:
        return _read(document, recognise and ocr.is_installed())
    finally:
        document.close()


def _not_opened(error: Any) -> Issue:
    if error.err_code == raw.FPDF_ERR_PASSWORD:
        return Issue(
            "error",
            "pdf_encrypted",
            "expected a PDF that opens without a password, found an encrypted one; it stays archived: ask its "
            "publisher for an open copy",
        )
    return Issue(
        "error",
        "pdf_unreadable",
        f"expected a PDF, found bytes that pdfium cannot open ({error}); it may be cut off: fetch it again",
    )


def _read(document: Any, recognise: bool) -> Document:
    issues: list[Issue] = []
    pages = _pages(document, issues)
    noted: list[Issue] = []
    blocks = blocks_of(lay_out(pages, noted))
    pictures = _pictures(pages, blocks)
    if not pictures:
        return document_of("pdf", blocks, issues=[*issues, *noted])
    if recognise:
        seen = ocr.recognise_pages(document, pictures, issues)
        blocks = blocks_of(lay_out(pages | seen, issues))
        return document_of(KIND, blocks, issues=[*issues, ocr.read_by_ocr("rapidocr", list(seen))])
    if scanned := [number for number in pictures if pages[number].hidden > MOSTLY]:
        return document_of(
            KIND, blocks, issues=[*issues, *noted, ocr.read_by_ocr("whoever scanned it", scanned)]
        )
    return document_of("pdf", blocks, issues=[*issues, *noted, ocr.image_only(pictures)])


def _pictures(pages: Mapping[int, PageText], blocks: Sequence[str | Grid]) -> list[int]:
    """The pages to recognise text on: those without printed text or with large pictures, where the printed text has
    none of the form's tables."""
    hidden = [number for number, page in pages.items() if page.words and page.hidden > MOSTLY]
    if not hidden and len(labels_in(_texts(blocks))) >= LEAST_LABELS:
        return []
    scanned = [number for number, page in pages.items() if not page.words or number in hidden]
    large = [number for number, page in pages.items() if page.pictured >= LARGE_PICTURE]
    if not any(character.isalpha() for text in _texts(blocks) for character in text):
        return list(pages)
    return sorted({*(number for number in scanned if pages[number].pictured >= LARGE_PICTURE), *large})


def _texts(blocks: Sequence[str | Grid]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield from block.split("  ")
        else:
            yield from (cell.text for row in block.rows for cell in row)


def _pages(document: Any, issues: list[Issue]) -> dict[int, PageText]:
    """The pages within the bounds, by number from 1; what lies beyond is an issue."""
    started = time.process_time()
    total = len(document)
    pages: dict[int, PageText] = {}
    for number in range(1, min(total, MAX_PAGES) + 1):
        if time.process_time() - started > MAX_SECONDS:
            issues.append(
                Issue(
                    "error",
                    "time_cut",
                    f"expected to read {total} pages in {MAX_SECONDS:g} s of processor time, reached page {number}; "
                    "it and the pages after it were not read: look at them",
                )
            )
            return pages
        try:
            page = pages[number] = read_page(document, number - 1)
        except pdfium.PdfiumError as error:
            issues.append(
                Issue(
                    "error",
                    "page_unreadable",
                    f"page {number}: pdfium cannot load it ({error}); the other pages are read: look at it",
                )
            )
            continue
        if any(character.isdigit() for character in page.turned):
            issues.append(_turned(number, page.turned))
    if total > MAX_PAGES:
        issues.append(
            Issue(
                "error",
                "pages_cut",
                f"expected a report of at most {MAX_PAGES} pages, found {total}; the pages after {MAX_PAGES} were "
                "not read: look at them",
            )
        )
    return pages


def _turned(number: int, text: str) -> Issue:
    return Issue(
        "warning",
        "turned_text",
        f"page {number}: expected text in one direction, found figures in another; they are left out: look at "
        "the page",
        text[:200],
    )
