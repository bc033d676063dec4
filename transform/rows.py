"""A Report as rows of the Parquet tables."""

from __future__ import annotations

from typing import Any, Protocol

from transform.forms.cells import Cell
from transform.read_report import Report
from transform.schemas import TABLES

_CODE_COLUMNS = {
    "article20": ("item_code", "measure_code"),
    "applications": ("item_code", "applicant_code"),
    "reviews": ("channel_code", "outcome_code"),
}


class Archived(Protocol):
    """What the archive knows of a document; ``transform.run.ArchivedDocument`` is one."""

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
    def fetched_at(self) -> Any: ...
    @property
    def warc_file(self) -> str: ...
    @property
    def warc_offset(self) -> int: ...


def rows_of(report: Report, document: Archived, extractor_version: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table for one document, keyed by table name."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    identity = report.identity
    rows["documents"].append(
        {
            "document_id": document.document_id,
            "division_code": identity.division_code,
            "issuer_name": identity.issuer_name,
            "scope": identity.scope,
            "form_version": report.form_version,
            "title": identity.title,
            "published_on": identity.published_on,
            "source_url": document.url,
            "landing_url": document.landing_url,
            "fetched_at": document.fetched_at,
            "content_type": document.content_type,
            "layout": report.layout,
            "payload_sha256": document.payload_sha256,
            "warc_file": document.warc_file,
            "warc_offset": document.warc_offset,
            "extractor_version": extractor_version,
            "parse_status": report.parse_status,
            "parse_message": report.parse_message,
        }
    )
    for cell in report.cells:
        rows[cell.table_name].append(cell_row(document.document_id, cell))
    for section in report.sections:
        rows["sections"].append(
            {
                "document_id": document.document_id,
                "section_no": section.section_no,
                "heading": section.heading,
                "text": section.text,
            }
        )
    for issue in report.issues:
        rows["issues"].append(
            {
                "document_id": document.document_id,
                "severity": issue.severity,
                "issue_code": issue.code,
                "message": issue.message,
                "context": issue.context,
            }
        )
    return rows


def cell_row(document_id: str, cell: Cell) -> dict[str, Any]:
    """One cell as a row of its table."""
    row_column, col_column = _CODE_COLUMNS[cell.table_name]
    token = cell.token
    row: dict[str, Any] = {
        "document_id": document_id,
        row_column: cell.row_code,
        col_column: cell.col_code,
        "value": cell.value,
        "cell_status": cell.status,
        "raw_text": token.text if token else None,
        "table_no": token.table_no if token else None,
        "row_no": token.row_no if token else None,
        "col_no": token.col_no if token else None,
    }
    if cell.table_name == "article20":
        row["unit"] = cell.unit
    elif cell.value is not None:
        row["value"] = int(cell.value)
    return row
