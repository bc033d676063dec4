"""Reports as rows of the Parquet tables, gathered column by column: a dict a cell would cost as much as reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from transform.forms.cells import Cell
from transform.read_report import Report
from transform.schemas import TABLES
from transform.writer import YearTables, table_of

_CODE_COLUMNS = {
    "article20": ("item_code", "measure_code"),
    "applications": ("item_code", "applicant_code"),
    "reviews": ("channel_code", "outcome_code"),
}


class Archived(Protocol):
    """What the archive knows of a document; ``transform.pending.ArchivedDocument`` is one."""

    @property
    def document_id(self) -> str: ...
    @property
    def payload_sha256(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def landing_url(self) -> str | None: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def fetched_at(self) -> datetime: ...
    @property
    def warc_file(self) -> str: ...
    @property
    def warc_offset(self) -> int: ...


class Rows:
    """The rows of some documents, by table and report year."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, int | None], dict[str, list[Any]]] = defaultdict(dict)

    def add(self, report: Report, document: Archived, extractor_version: str) -> None:
        """Add everything that was read from one document."""
        identity = report.identity
        self._extend(
            "documents",
            report,
            document,
            {
                "division_code": [identity.division_code],
                "issuer_name": [identity.issuer_name],
                "scope": [identity.scope],
                "form_version": [report.form_version],
                "title": [identity.title],
                "published_on": [identity.published_on],
                "source_url": [document.url],
                "landing_url": [document.landing_url],
                "fetched_at": [document.fetched_at],
                "content_type": [document.content_type],
                "layout": [report.layout],
                "payload_sha256": [document.payload_sha256],
                "warc_file": [document.warc_file],
                "warc_offset": [document.warc_offset],
                "extractor_version": [extractor_version],
                "parse_status": [report.parse_status],
                "parse_message": [report.parse_message],
            },
        )
        for name in _CODE_COLUMNS:
            cells = [cell for cell in report.cells if cell.table_name == name]
            self._extend(name, report, document, cell_columns(name, cells))
        self._extend(
            "sections",
            report,
            document,
            {
                "section_no": [section.section_no for section in report.sections],
                "heading": [section.heading for section in report.sections],
                "text": [section.text for section in report.sections],
            },
        )
        self._extend(
            "claims",
            report,
            document,
            {
                "claim_code": [claim.claim_code for claim in report.claims],
                "value": [claim.value for claim in report.claims],
                "unit": [claim.unit for claim in report.claims],
                "quote": [claim.quote for claim in report.claims],
            },
        )
        self._extend(
            "issues",
            report,
            document,
            {
                "severity": [issue.severity for issue in report.issues],
                "issue_code": [issue.code for issue in report.issues],
                "message": [issue.message for issue in report.issues],
                "context": [issue.context for issue in report.issues],
            },
        )

    def tables(self) -> YearTables:
        """The rows as Arrow tables, sorted as the files are."""
        tables: YearTables = {name: {} for name in TABLES}
        for (name, year), columns in self._columns.items():
            tables[name][year] = table_of(name, columns)
        return tables

    def _extend(
        self, name: str, report: Report, document: Archived, columns: dict[str, Sequence[Any]]
    ) -> None:
        count = len(next(iter(columns.values())))
        if not count:
            return
        gathered = self._columns[name, report.identity.report_year]
        gathered.setdefault("document_id", []).extend([document.document_id] * count)
        for column, values in columns.items():
            gathered.setdefault(column, []).extend(values)


def cell_columns(table_name: str, cells: Sequence[Cell]) -> dict[str, Sequence[Any]]:
    """The cells of one table as its columns, ``document_id`` left out."""
    row_column, col_column = _CODE_COLUMNS[table_name]
    tokens = [cell.token for cell in cells]
    columns: dict[str, Sequence[Any]] = {
        row_column: [cell.row_code for cell in cells],
        col_column: [cell.col_code for cell in cells],
        "cell_status": [cell.status for cell in cells],
        "raw_text": [token.text if token else None for token in tokens],
        "table_no": [token.table_no if token else None for token in tokens],
        "row_no": [token.row_no if token else None for token in tokens],
        "col_no": [token.col_no if token else None for token in tokens],
    }
    if table_name == "article20":
        return columns | {"value": [cell.value for cell in cells], "unit": [cell.unit for cell in cells]}
    return columns | {"value": [None if cell.value is None else int(cell.value) for cell in cells]}
