"""Reports as the tables that the models of the checks read: columns, a report known by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any

import pyarrow as pa

from pipeline.check_tables import database
from transform.read_report import Report

_AMOUNT = pa.decimal128(38, 4)


def input_tables(reports: Sequence[Report]) -> dict[str, pa.Table]:
    """The tables ``int_checks__reports``, ``__cells``, ``__claims``, ``__sections`` and ``__issues``.

    ``report_no`` and ``report_id`` are the place in ``reports``.
    """
    return {
        "int_checks__reports": _reports(reports),
        "int_checks__cells": _cells(reports),
        "int_checks__claims": _parts(
            reports, "claims", claim_code=pa.string(), value=_AMOUNT, quote=pa.string()
        ),
        "int_checks__sections": _parts(reports, "sections", section_no=pa.int32(), text=pa.string()),
        "int_checks__issues": _parts(
            reports, "issues", severity=pa.string(), code=pa.string(), message=pa.string()
        ).rename_columns(["report_no", "severity", "issue_code", "message"]),
    }


def _reports(reports: Sequence[Report]) -> pa.Table:
    identities = [report.identity for report in reports]
    return pa.table(
        {
            "report_no": pa.array(range(len(reports)), pa.int32()),
            "report_id": pa.array(range(len(reports)), pa.int32()),
            "form_version": pa.array([report.form_version for report in reports], pa.string()),
            "layout": pa.array([report.layout for report in reports], pa.string()),
            "scope": pa.array([identity.scope for identity in identities], pa.string()),
            "report_year": pa.array([identity.report_year for identity in identities], pa.int32()),
            "title": pa.array([identity.title for identity in identities], pa.string()),
            "published_on": pa.array([identity.published_on for identity in identities], pa.date32()),
        }
    )


def _cells(reports: Sequence[Report]) -> pa.Table:
    cells = list(chain.from_iterable(report.cells for report in reports))
    numbers: list[int | None] = []
    for report in reports:
        numbering = _cell_numbers(report.form_version)
        numbers.extend([numbering.get(cell[:3]) for cell in report.cells])
    return pa.table(
        {
            "report_no": _places(reports, [len(report.cells) for report in reports]),
            "cell_no": pa.array(numbers, pa.int32()),
            "value": pa.array([cell.value for cell in cells], _AMOUNT),
            "unit": pa.array([cell.unit for cell in cells], pa.string()),
            "cell_status": pa.array([cell.status for cell in cells], pa.string()),
            "odd_text": pa.array(
                [_odd_text(cell.token.text) if cell.token else None for cell in cells], pa.string()
            ),
        }
    )


def _odd_text(printed: str) -> str | None:
    """What was printed, where that is more than plain digits, as the model of the cells keeps it."""
    return None if not printed or (printed.isascii() and printed.isdigit()) else printed


def _parts(reports: Sequence[Report], name: str, **columns: pa.DataType) -> pa.Table:
    """One row for each claim, section or issue of the reports."""
    parts: list[list[Any]] = [getattr(report, name) for report in reports]
    flat = list(chain.from_iterable(parts))
    return pa.table(
        {"report_no": _places(reports, [len(part) for part in parts])}
        | {
            column: pa.array([getattr(part, column) for part in flat], type_)
            for column, type_ in columns.items()
        }
    )


def _places(reports: Sequence[Report], lengths: Sequence[int]) -> pa.Array:
    """The place of each report, as often as it has rows."""
    return pa.array(
        chain.from_iterable(repeat(place, length) for place, length in enumerate(lengths)), pa.int32()
    )


@cache
def _cell_numbers(form_version: str) -> Mapping[tuple[str, str, str], int]:
    """(table, row, column) -> cell_no of a form's cells; empty for a form whose cells are not listed."""
    rows = database().execute(
        "select table_name, row_code, col_code, cell_no from int_forms__cells where form_version = ?",
        [form_version],
    )
    return {(table, row, column): number for table, row, column, number in rows.fetchall()}
