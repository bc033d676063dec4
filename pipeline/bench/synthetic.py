"""A made-up country of reports as the Parquet that transform/ writes: what the warehouse is measured on.

Real division codes, both forms, later versions, four scopes, six years, documents without tables. The same
arguments give the same bytes. Up to 100,000 documents a county has six bodies that report, its government first;
beyond, all counties are there and the bodies of each grow, as with a crawl that goes on to departments and townships.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crawler.tables import ensure_tables
from pipeline.bench.synthetic_cells import NO_FORM, Batch, Flags, Ints, cell_tables
from pipeline.paths import DataFolder
from transform import codes
from transform.schemas import AMOUNT, TABLES
from transform.writer import BUCKETS, YearTables, ensure_schema_files, replace_documents

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
BODIES = 6  # that report, of a county
_SCOPES = ("government", "office", "department", "township")
_NAMES = ("人民政府", "人民政府办公室", "第{}局", "第{}镇人民政府")
_SIZES = np.array([60.0, 20.0, 2.0, 1.0])  # applications a year: median of a scope
_SPREAD = 1.0  # sigma of their logarithm: a few counties have thousands
_LATER = 0.04  # of the reports are published again, every second time with other figures
_NO_TABLES, _NOT_A_REPORT, _FAILED = 0.01, 0.005, 0.005  # of the reports
_OLD_FORM = 0.02  # of the reports from 2021 on still use the form of 2019
_BATCH = 1_000  # reports at once: some 50 MB of cells
_DOUBTFUL = 0.05  # of the documents have an issue


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Every body that reports: its county, scope, name, size, and what it carries from year to year."""

    counties: Sequence[str]
    names: Sequence[str]
    county: Ints
    scope: Ints
    size: np.ndarray[Any, np.dtype[np.float64]]
    carried: Ints


def write_data(data: DataFolder, documents: int, *, years: Sequence[int] = YEARS, seed: int = 1) -> Path:
    """Add ``documents`` made-up documents to a data folder; returns the registry of their counties.

    Another ``seed`` gives other documents: a second call is a night that brought some more.
    """
    random = np.random.default_rng(seed)
    reports = max(1, round(documents / (1 + _LATER)))
    bodies = _bodies(-(-reports // len(years)), len(years), random)
    ids = np.unique(random.integers(0, 2**59, reports, np.int64)) * 2  # odd numbers are later versions
    number = random.permutation(len(ids))
    body, year = number // len(years), number % len(years)
    versions = np.ones(len(ids), np.int64)
    versions[random.choice(len(ids), documents - len(ids), replace=False)] = 2
    bucket = ids >> 56
    ensure_schema_files(data.parquet)
    for digit, name in enumerate(BUCKETS):
        of_bucket = np.flatnonzero(bucket == digit)
        if len(of_bucket):
            fresh = _batches(ids, body, year, versions, of_bucket, bodies, years, random)
            replace_documents(data.parquet, name, years, fresh, [])
    _write_index(data, seed)
    return _write_registry(data.root / "sources.csv", bodies)


def _bodies(count: int, years: int, random: np.random.Generator) -> _Bodies:
    lasting = [
        division
        for division in codes.divisions()
        if division.is_county and division.last_year == codes.LASTING and division.first_year <= YEARS[0]
    ]
    counties = min(len(lasting), max(1, count // BODIES))
    rank = np.arange(count) // counties
    scope = np.where(rank < 2, rank, 2 + rank % 2)
    county = np.arange(count) % counties
    size = _SIZES[scope] * random.lognormal(0.0, _SPREAD, count)
    names = [
        lasting[place].name + _NAMES[kind].format(number)
        for place, kind, number in zip(county, scope, rank, strict=True)
    ]
    carried = random.poisson(0.02 * size[:, None, None], (count, years + 1, 6))
    return _Bodies([division.code for division in lasting], names, county, scope, size, carried)


def _batches(
    ids: Ints,
    body: Ints,
    year: Ints,
    versions: Ints,
    of_bucket: Ints,
    bodies: _Bodies,
    years: Sequence[int],
    random: np.random.Generator,
) -> Iterator[YearTables]:
    for number, report_year in enumerate(years):
        chosen = of_bucket[year[of_bucket] == number]
        for start in range(0, len(chosen), _BATCH):
            reports = chosen[start : start + _BATCH]
            tables = _tables(
                ids[reports], body[reports], versions[reports], bodies, number, report_year, random
            )
            yield {name: {report_year: rows} for name, rows in tables.items() if rows.num_rows}


def _tables(
    report_ids: Ints,
    body: Ints,
    versions: Ints,
    bodies: _Bodies,
    number: int,
    year: int,
    random: np.random.Generator,
) -> dict[str, pa.Table]:
    form = np.full(len(body), 0 if year < 2021 else 1)
    form[random.random(len(body)) < _OLD_FORM] = 0
    luck = random.random(len(body))
    unread = luck < _NO_TABLES + _NOT_A_REPORT + _FAILED
    form[unread] = NO_FORM
    status = np.where(unread, np.where(luck < _NO_TABLES, 2, np.where(luck < _NO_TABLES + _FAILED, 4, 3)), 0)
    document = np.repeat(np.arange(len(body)), versions)
    is_later: Flags = np.concatenate([[False], document[1:] == document[:-1]])
    ids = [f"{one:016x}" for one in report_ids[document] + is_later]
    body, form, status = body[document], form[document], status[document]
    batch = Batch(
        ids,
        form,
        bodies.size[body],
        bodies.carried[body, number],
        bodies.carried[body, number + 1],
        is_later,
    )
    cells, received = cell_tables(batch, random)
    doubtful = (random.random(len(ids)) < _DOUBTFUL) & (status == 0)
    status[doubtful] = 1
    has_cells = np.flatnonzero(form != NO_FORM)
    at = pa.array(ids)
    prose = _prose(at.take(has_cells), received[has_cells])
    return {
        "documents": _documents(at, body, form, status, is_later, bodies, year, random),
        **cells,
        **prose,
        "issues": _issues(at.take(np.flatnonzero(doubtful))),
    }


def _documents(
    ids: pa.Array,
    body: Ints,
    form: Ints,
    status: Ints,
    is_later: Flags,
    bodies: _Bodies,
    year: int,
    random: np.random.Generator,
) -> pa.Table:
    names = pa.array([bodies.names[one] for one in body])
    due = (date(year + 1, 1, 31) - date(1970, 1, 1)).days
    published = due + random.integers(-20, 40, len(body)) + np.where(is_later, 60, 0)
    fetched = (
        int(datetime(year + 1, 7, 1, tzinfo=UTC).timestamp()) + 60 * body + np.where(is_later, 86_400, 0)
    )
    pages = _joined("http://www.example.gov.cn/zwgk/", ids, ".html")
    columns = {
        "document_id": ids,
        "division_code": pa.array([bodies.counties[bodies.county[one]] for one in body]),
        "issuer_name": names,
        "scope": pa.array([_SCOPES[bodies.scope[one]] for one in body]),
        "form_version": pa.array([(*codes.FORMS, "none")[one] for one in form]),
        "title": _joined(names, f"{year}年政府信息公开工作年度报告"),
        "published_on": pa.array(published.astype(np.int32), mask=random.random(len(body)) < 0.05),
        "source_url": pages,
        "fetched_at": pa.array(fetched * 1_000_000),
        "content_type": _all("text/html", ids),
        "layout": _all("html", ids),
        "payload_sha256": _joined(ids, ids, ids, ids),
        "warc_file": _all("synthetic.warc.gz", ids),
        "warc_offset": pa.array(np.arange(len(body))),
        "extractor_version": _all("synthetic", ids),
        "parse_status": pa.array(
            [("ok", "partial", "no_tables", "not_a_report", "error")[one] for one in status]
        ),
    }
    return _declared("documents", columns, len(body))


def _prose(ids: pa.Array, received: Ints) -> dict[str, pa.Table]:
    """One figure stated in each report's prose, right but for one in fifty, and the sections it stands among."""
    stated = received + (np.arange(len(received)) % 50 == 0)
    quote = _joined("本年新收政府信息公开申请", pa.array(stated).cast(pa.string()), "件")
    claims = {
        "document_id": ids,
        "claim_code": _all("new", ids),
        "value": pa.array(stated).cast(pa.decimal128(23, 4)).cast(AMOUNT),
        "unit": _all("count", ids),
        "quote": quote,
    }
    section = np.tile(np.arange(1, 7), len(ids))
    document = np.repeat(np.arange(len(ids)), 6)
    headings = pa.array(["总体情况", "主动公开", "依申请公开", "行政复议、诉讼", "问题及改进", "其他事项"])
    sections = {
        "document_id": ids.take(document),
        "section_no": pa.array(section),
        "heading": headings.take(section - 1),
        "text": _joined(quote.take(document), "，均按期答复。"),
    }
    return {
        "claims": _declared("claims", claims, len(ids)),
        "sections": _declared("sections", sections, 6 * len(ids)),
    }


def _issues(ids: pa.Array) -> pa.Table:
    columns = {
        "document_id": ids,
        "severity": _all("warning", ids),
        "issue_code": _all("unit_unknown", ids),
        "message": _all("table 1, row 12: money printed without a unit", ids),
    }
    return _declared("issues", columns, len(ids))


def _joined(*parts: Any) -> pa.Array:
    """Texts and arrays of texts, one after the other."""
    return pc.binary_join_element_wise(*parts, "")


def _all(text: str, ids: pa.Array) -> pa.Array:
    return pa.repeat(text, len(ids))


def _declared(name: str, columns: dict[str, pa.Array], count: int) -> pa.Table:
    arrays = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(count, field.type)
        for field in TABLES[name]
    ]
    return pa.table(arrays, schema=TABLES[name])


def _write_index(data: DataFolder, seed: int) -> None:
    """The archive's index: one response a document; and the crawler's own tables, which are empty."""
    ensure_tables(data.raw)
    folder = data.raw / "index"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select payload_sha256, source_url as url, 'report' as role, 200 as http_status, fetched_at
                from read_parquet($documents, hive_partitioning = false)
            ) to '{str(folder / f"synthetic-{seed}.parquet").replace("'", "''")}' (format parquet)
            """,  # noqa: S608 (a path of our own)
            {"documents": f"{data.parquet}/documents/*/*.parquet"},
        )


def _write_registry(path: Path, bodies: _Bodies) -> Path:
    if path.exists():
        return path  # a night brings documents of counties that are there
    rows = [
        f"{code},,,http://www.example.gov.cn/{code}/,,,true,"
        for code in bodies.counties[: bodies.county.max() + 1]
    ]
    header = "division_code,name,scope,column_url,cms,extra_hosts,enabled,evidence"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path
