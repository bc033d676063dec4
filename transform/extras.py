"""Documents that await a program which is not installed: marked, so that the build after its installation reads them.

The mark is the end of their ``extractor_version``. While the program is missing they count as read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from transform.carriers import recognises_text
from transform.issues import Issue
from transform.layouts import office

# Mark, the issue of documents that carry it, and whether the program is there.
_EXTRAS: tuple[tuple[str, str, Callable[[], bool]], ...] = (
    ("-no-soffice", office.CONVERTER_MISSING, office.is_installed),
    ("-no-ocr", "image_only", recognises_text),
)


def marks(issues: Iterable[Issue]) -> str:
    """The marks of a document with these issues: programs that would have read more of it and are missing here."""
    found = {issue.code for issue in issues}
    return "".join(mark for mark, code, is_installed in _EXTRAS if code in found and not is_installed())


def without_marks(written: pa.Table) -> pa.Table:
    """The written documents with the marks of programs that are still missing taken off ``extractor_version``."""
    versions = written["extractor_version"]
    for mark, _, is_installed in _EXTRAS:
        if not is_installed():
            versions = pc.replace_substring(versions, mark, "")
    return written.set_column(written.column_names.index("extractor_version"), "extractor_version", versions)
