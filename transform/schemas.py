"""The Parquet tables that transform/ writes and dbt reads: one Arrow schema a table, described field by field.

``report_year`` is the partition folder (``report_year=YYYY``; ``__HIVE_DEFAULT_PARTITION__`` where the year
is not known) and therefore a column of every table when read, and of no file.
``document_id`` is the first 16 hex digits of ``payload_sha256``.
"""

from __future__ import annotations

import pyarrow as pa


def _field(name: str, type_: pa.DataType, description: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, type_, nullable=not required, metadata={"description": description})


def _document_id() -> pa.Field:
    return _field(
        "document_id", pa.string(), "document, first 16 hex digits of payload_sha256", required=True
    )


def _cell_fields() -> list[pa.Field]:
    return [
        _field(
            "cell_status",
            pa.string(),
            "reported, blank, dash, missing, unreadable or ambiguous; a value exists only where reported",
            required=True,
        ),
        _field("raw_text", pa.string(), "what was printed, untouched; NULL where the cell is missing"),
        _field("table_no", pa.int32(), "table of the document, from 1; NULL where the cell is missing"),
        _field("row_no", pa.int32(), "row of that table (flattened text: line of the document), from 1"),
        _field(
            "col_no",
            pa.int32(),
            "column of that row once merged cells are expanded (flattened text: cell of that line), from 1",
        ),
    ]


COUNT = pa.int64()
AMOUNT = pa.decimal128(20, 4)

DOCUMENTS = pa.schema(
    [
        _document_id(),
        _field(
            "division_code", pa.string(), "GB/T 2260 code of the county, six digits; NULL where unresolved"
        ),
        _field("issuer_name", pa.string(), "the reporting body as the document names it"),
        _field("scope", pa.string(), "government, office, department, township or other"),
        _field("form_version", pa.string(), "2021, 2019, 2014 or none; read off the tables", required=True),
        _field("title", pa.string(), "title of the report as printed"),
        _field("published_on", pa.date32(), "publication date the page states"),
        _field("source_url", pa.string(), "address the bytes came from", required=True),
        _field("landing_url", pa.string(), "page that linked to it"),
        _field("fetched_at", pa.timestamp("us", tz="UTC"), "when the bytes were archived", required=True),
        _field("content_type", pa.string(), "media type as served"),
        _field(
            "layout",
            pa.string(),
            "what the tables were read from: html, text, pdf, docx, doc, xlsx, xls, ocr or none",
            required=True,
        ),
        _field("payload_sha256", pa.string(), "SHA-256 of the payload after content decoding", required=True),
        _field("warc_file", pa.string(), "archive file under raw/warc/", required=True),
        _field("warc_offset", pa.int64(), "byte offset of the record in that file", required=True),
        _field("extractor_version", pa.string(), "version of the reader that wrote this row", required=True),
        _field("parse_status", pa.string(), "ok, partial, no_tables, not_a_report or error", required=True),
        _field("parse_message", pa.string(), "why, where the status is not ok"),
    ]
)

ARTICLE20 = pa.schema(
    [
        _document_id(),
        _field("item_code", pa.string(), "row of the Article 20 table (dim_item)", required=True),
        _field("measure_code", pa.string(), "column of the Article 20 table (dim_item)", required=True),
        _field("value", AMOUNT, "the number; money in 10k yuan unless unit says unknown"),
        _field("unit", pa.string(), "count, 10k_yuan, or unknown where money was printed without a unit"),
        *_cell_fields(),
    ]
)

APPLICATIONS = pa.schema(
    [
        _document_id(),
        _field("item_code", pa.string(), "row of the application table (dim_item)", required=True),
        _field("applicant_code", pa.string(), "column of the application table", required=True),
        _field("value", COUNT, "the number"),
        *_cell_fields(),
    ]
)

REVIEWS = pa.schema(
    [
        _document_id(),
        _field("channel_code", pa.string(), "block of the review and litigation table", required=True),
        _field("outcome_code", pa.string(), "outcome within the block", required=True),
        _field("value", COUNT, "the number"),
        *_cell_fields(),
    ]
)

SECTIONS = pa.schema(
    [
        _document_id(),
        _field(
            "section_no",
            pa.int32(),
            "section of the report, 1 to 6; 0 is the preface or a part that the form does not have",
            required=True,
        ),
        _field("heading", pa.string(), "heading as printed; NULL for the preface"),
        _field("text", pa.string(), "text of the section, tables left out", required=True),
    ]
)

CLAIMS = pa.schema(
    [
        _document_id(),
        _field("claim_code", pa.string(), "what the prose states a figure for (seed claims)", required=True),
        _field(
            "value", AMOUNT, "the figure; NULL where a bound, an approximate or a cumulative one is printed"
        ),
        _field("unit", pa.string(), "count, percent, yuan or year", required=True),
        _field(
            "quote",
            pa.string(),
            "the clauses that state it, verbatim, at most 300 characters; digit strings of seven and more masked",
            required=True,
        ),
    ]
)

ISSUES = pa.schema(
    [
        _document_id(),
        _field("severity", pa.string(), "error, warning or info", required=True),
        _field("issue_code", pa.string(), "what kind of thing", required=True),
        _field("message", pa.string(), "place, what was expected, what was found, what to do", required=True),
        _field("context", pa.string(), "the text or label concerned"),
    ]
)

TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "article20": ARTICLE20,
    "applications": APPLICATIONS,
    "reviews": REVIEWS,
    "sections": SECTIONS,
    "claims": CLAIMS,
    "issues": ISSUES,
}

# Sort keys: equal input gives equal bytes.
SORT_KEYS: dict[str, list[str]] = {
    "documents": ["document_id"],
    "article20": ["document_id", "item_code", "measure_code"],
    "applications": ["document_id", "item_code", "applicant_code"],
    "reviews": ["document_id", "channel_code", "outcome_code"],
    "sections": ["document_id", "section_no"],
    "claims": ["document_id", "claim_code", "quote"],
    "issues": ["document_id", "issue_code", "message"],
}
