"""Reading measured: bytes to checked cells, against what a user would write and against the bare parse."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas  # type: ignore[import-untyped]
from lxml import html as lxml_html

from pipeline.bench.lines import Line, ratios, take_turns
from pipeline.checks import evaluate_many
from transform.read_report import read_report

PANDAS = "pandas.read_html (lxml): tables only"
PARSE = "bare lxml parse"


def reading_lines(bodies: Sequence[bytes], rounds: int) -> list[Line]:
    """The lines of reading ``bodies``, pages in UTF-8 that pandas finds tables in."""
    texts = [body.decode() for body in bodies]
    count = len(bodies)

    def checked() -> None:
        evaluate_many(map(read_report, bodies))

    def read() -> None:
        for body in bodies:
            read_report(body)

    def tables() -> None:
        for text in texts:
            pandas.read_html(io.StringIO(text), flavor="lxml")

    def parse() -> None:
        for body in bodies:
            lxml_html.document_fromstring(body)

    seconds = take_turns({"checked": checked, "read": read, "tables": tables, "parse": parse}, rounds)

    def rate(side: str) -> float:
        return count * rounds / sum(seconds[side])

    per_check = 1000 * (1 / rate("checked") - 1 / rate("read"))
    return [
        Line(
            "bytes -> checked cells",
            PANDAS,
            "times_as_fast",
            ratios(seconds["tables"], seconds["checked"]),
            rate("checked"),
            target=3.0,
            goal=6.0,
            note=f"checks in one batch: {per_check:.1f} ms a document; pandas alone {rate('tables'):.0f} documents/s",
        ),
        Line(
            "bytes -> checked cells",
            PARSE,
            "times_the_cost",
            ratios(seconds["checked"], seconds["parse"]),
            rate("checked"),
            target=2.5,
            goal=1.5,
            note=f"parse alone {rate('parse'):.0f} documents/s",
        ),
        Line(
            "bytes -> cells, unchecked",
            PARSE,
            "times_the_cost",
            ratios(seconds["read"], seconds["parse"]),
            rate("read"),
        ),
    ]
