"""Reports as the tables that the models of the checks read: columns, a report known by its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from pipeline.check_tables import database
from transform.read_report import Report

_AMOUNT = pa.decimal128(38, 4)
_SCHEMAS: Mapping[str, Mapping[str, pa.DataType]] = {
    "int_checks__reports": {
        "report_no": pa.int32(),
        "report_id": pa.int32(),
        "form_version": pa.string(),
        "layout": pa.string(),
        "scope": pa.string(),
        "report_year": pa.int32(),
        "title": pa.string(),
        "published_on": pa.date32(),
    },
    "int_checks__cells": {
        "report_no": pa.int32(),
        "cell_no": pa.int32(),
        "value": _AMOUNT,
        "unit": pa.string(),
        "cell_status": pa.string(),
        "odd_text": pa.string(),
    },
    "int_checks__claims": {
        "report_no": pa.int32(),
        "claim_code": pa.string(),
        "value": _AMOUNT,
        "quote": pa.string(),
    },
    "int_checks__sections": {"report_no": pa.int32(), "section_no": pa.int32(), "text": pa.string()},
    "int_checks__issues": {
        "report_no": pa.int32(),
        "severity": pa.string(),
        "issue_code": pa.string(),
        "message": pa.string(),
    },
}


def input_tables(reports: Iterable[Report]) -> dict[str, pa.Table]:
    """The tables ``int_checks__reports``, ``__cells``, ``__claims``, ``__sections`` and ``__issues``.

    ``report_no`` and ``report_id`` are the place in ``reports``. Each report is let go once its columns are taken:
    hundreds of them held are as many times two hundred cells that the garbage collector visits again and again.
    """
    gathered: dict[str, list[list[Any]]] = {name: [[] for _ in columns] for name, columns in _SCHEMAS.items()}
    for place, report in enumerate(reports):
        for name, columns in _columns(place, report).items():
            for gathering, values in zip(gathered[name], columns, strict=True):
                gathering.extend(values)
    return {
        name: pa.table(
            {
                column: pa.array(values, type_)
                for (column, type_), values in zip(_SCHEMAS[name].items(), lists, strict=True)
            }
        )
        for name, lists in gathered.items()
    }


def _columns(place: int, report: Report) -> dict[str, Sequence[Sequence[Any]]]:
    """The rows of one report, column by column in the order of the schemas."""
    identity, cells = report.identity, report.cells
    numbering = _cell_numbers(report.form_version)
    printed = [cell.token.text if cell.token else "" for cell in cells]
    return {
        "int_checks__reports": (
            [place],
            [place],
            [report.form_version],
            [report.layout],
            [identity.scope],
            [identity.report_year],
            [identity.title],
            [identity.published_on],
        ),
        "int_checks__cells": (
            [place] * len(cells),
            [numbering.get(cell[:3]) for cell in cells],
            [cell.value for cell in cells],
            [cell.unit for cell in cells],
            [cell.status for cell in cells],
            # What was printed, where that is more than plain digits, as the model of the cells keeps it.
            [None if not text or (text.isdigit() and text.isascii()) else text for text in printed],
        ),
        "int_checks__claims": (
            [place] * len(report.claims),
            [claim.claim_code for claim in report.claims],
            [claim.value for claim in report.claims],
            [claim.quote for claim in report.claims],
        ),
        "int_checks__sections": (
            [place] * len(report.sections),
            [section.section_no for section in report.sections],
            [section.text for section in report.sections],
        ),
        "int_checks__issues": (
            [place] * len(report.issues),
            [issue.severity for issue in report.issues],
            [issue.code for issue in report.issues],
            [issue.message for issue in report.issues],
        ),
    }


@cache
def _cell_numbers(form_version: str) -> Mapping[tuple[str, str, str], int]:
    """(table, row, column) -> cell_no of a form's cells; empty for a form whose cells are not listed."""
    rows = database().execute(
        "select table_name, row_code, col_code, cell_no from int_forms__cells where form_version = ?",
        [form_version],
    )
    return {(table, row, column): number for table, row, column, number in rows.fetchall()}
