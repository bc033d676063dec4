"""How a report is drawn in HTML: one module a layout, each a pure function from parts to markup.

``table`` clean tables · ``word`` pasted from a word processor · ``lines`` and ``paragraphs`` tables lost, one
cell a line. Every layout escapes every text it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from demo.layouts import flattened, tables, word
from demo.prose import Part

LAYOUTS: Mapping[str, Callable[[Sequence[Part]], str]] = {
    "table": tables.render,
    "word": word.render,
    "lines": flattened.render_lines,
    "paragraphs": flattened.render_paragraphs,
}
