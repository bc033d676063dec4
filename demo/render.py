"""A made-up report as the HTML of its article body. Same figures, same bytes."""

from __future__ import annotations

from demo import prose
from demo.layouts import LAYOUTS
from demo.reports import Report


def render_body(report: Report) -> str:
    """The report in its layout, without title or page around it; KeyError for an unknown layout."""
    return LAYOUTS[report.layout](prose.parts(report))
