"""``nianbao explain ID``: the way back from a report or a cell to the page it was printed on.

An ID is a document_id (or the whole SHA-256 of the payload), a report_id as ``marts.fct_reports`` has it, or one
cell of either: ``<document_id or report_id>/<table>/<row>/<column>`` in the codes of the contract, such as
``140223-2021-government/applications/granted/total``. The archived bytes are read once more and compared with
what is stored. Needs the Parquet files and the archive, no warehouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline import exits, settings
from pipeline.check_cells import CellKey, check_cells, form_cells, key_of
from pipeline.check_print import print_checks, print_issues, print_suspects, shown_cell
from pipeline.checks import evaluate
from pipeline.console import figure, print_table, say
from pipeline.form_labels import cell_zh, row_en
from pipeline.paths import DataFolder
from pipeline.provenance import Facts, Record, UnknownId, Version, record_of, utc
from pipeline.sql import connect
from pipeline.suspects import find_suspects
from pipeline.touching import names_cell
from transform import codes
from transform.forms.cells import Cell
from transform.issues import Issue
from transform.read_report import Report
from transform.run import extractor_version, read_document

_CORRECTED = ("corrected", "correction_stale")


def explain(data: Path, name: str) -> int:
    """Print where a document or cell comes from; raises UnknownId.

    Returns 1 where the archived bytes are gone or others, or no longer read as stored.
    """
    if not data.is_dir():
        raise UnknownId(f"{data}: no such data folder")
    folder = DataFolder(data.resolve(), settings.load().archive)
    owner, _, cell_name = name.strip("/").partition("/")
    with closing(Facts(folder)) as facts:
        row = facts.document_of(owner)
        key = _key(name, cell_name, row["form_version"]) if cell_name else None
        document_id = row["document_id"]
        cells = {key_of(cell): cell for cell in facts.cells(document_id)}
        issues = facts.issues(document_id)
        record = record_of(folder, row)
        report = read_document(folder.archive, record.document)
        _print_document(row, record)
        if key is not None:
            _print_cell(document_id, row["form_version"], key, cells)
        differences = _differences(row, cells, issues, report)
        _print_reading(row, record, differences)
        _print_versions(facts, folder, row)
        _print_issues(issues, key, cells)
        _print_checks(report, key)
    return exits.NEEDS_A_PERSON if record.problem or differences else exits.OK


def _key(name: str, cell_name: str, form_version: str) -> CellKey:
    parts = cell_name.split("/")
    known = form_cells(form_version) if form_version in codes.FORMS else ()
    if len(parts) != 3 or (key := CellKey(*parts)) not in known:
        example = known[0] if known else "applications/granted/total"
        raise UnknownId(
            f"{name}: form {form_version} has no cell {cell_name!r}; a cell is table/row/column, such as {example}"
        )
    return key


def _print_document(row: dict[str, Any], record: Record) -> None:
    document = record.document
    print_table(
        "文件 Document",
        ["项 item", ""],
        [
            ("document_id", row["document_id"]),
            ("网址 URL", row["source_url"]),
            ("链接页 landing page", row["landing_url"]),
            ("链接文字 link text", document.link_title),
            ("标题 title", row["title"]),
            ("发布主体 issuer", row["issuer_name"]),
            (
                "区划 · 范围 · 年度 division, scope, year",
                _joined(row, "division_code", "scope", "report_year"),
            ),
            ("发布日期 published on", row["published_on"]),
            ("档案文件 archive file", f"{record.path} @ {row['warc_offset']}"),
            ("字节数 payload bytes", record.payload_bytes),
            ("SHA-256", row["payload_sha256"]),
            ("抓取时间 fetched at", utc(row["fetched_at"])),
            ("内容类型 content type", row["content_type"]),
        ],
        note=f"! {record.problem}" if record.problem else "",
    )


def _joined(row: dict[str, Any], *names: str) -> str:
    return " · ".join("–" if row[name] is None else str(row[name]) for name in names)


def _print_cell(document_id: str, form_version: str, key: CellKey, cells: dict[CellKey, Cell]) -> None:
    """The cell, and what else is printed in its row."""
    cell = cells.get(key)
    token = cell.token if cell else None
    print_table(
        f"单元格 Cell {document_id}/{key}",
        ["项 item", ""],
        [
            ("位置 in words", f"{cell_zh(form_version, key)} {row_en(form_version, key)}"),
            (
                "印在 printed at",
                f"table {token.table_no} row {token.row_no} column {token.col_no}" if token else "–",
            ),
            ("原文 printed text", repr(token.text) if token else "–"),
            ("状态 cell_status", cell.status if cell else "missing"),
            ("值 value", figure(cell.value) if cell else ""),
            ("单位 unit", cell.unit if cell else ""),
        ],
    )
    if token is None:
        return
    beside = sorted(
        (other.token.col_no, str(other_key), shown_cell(other))
        for other_key, other in cells.items()
        if other.token is not None
        and (other.token.table_no, other.token.row_no) == (token.table_no, token.row_no)
    )
    print_table(
        f"同一行 The row as printed: table {token.table_no} row {token.row_no}",
        ["列 column", "读作 read as", "原文 printed"],
        [(column, ("▶ " if name == str(key) else "") + name, text) for column, name, text in beside],
        right="rlr",
    )


def _differences(
    row: dict[str, Any], cells: dict[CellKey, Cell], issues: Sequence[Issue], report: Report
) -> list[tuple[str, str, str]]:
    """(what, as stored, as read now) wherever the two are not the same."""
    found: list[tuple[str, str, str]] = []
    now = {key_of(cell): cell for cell in report.cells}
    for key in dict.fromkeys([*cells, *now]):
        stored, read = cells.get(key), now.get(key)
        if _seen(stored) != _seen(read):
            found.append((str(key), " ".join(_seen(stored)), " ".join(_seen(read))))
    identity = report.identity
    fields = {
        name: getattr(identity, name)
        for name in ("title", "issuer_name", "scope", "division_code", "report_year", "published_on")
    }
    fields |= {name: getattr(report, name) for name in ("form_version", "layout", "parse_status")}
    found += [(name, str(row[name]), str(value)) for name, value in fields.items() if row[name] != value]
    stored_codes, read_codes = (sorted(issue.code for issue in some) for some in (issues, report.issues))
    if stored_codes != read_codes:
        found.append(("issues", ", ".join(stored_codes), ", ".join(read_codes)))
    return found


def _seen(cell: Cell | None) -> tuple[str, ...]:
    """What makes two readings of a cell the same: state, value, text and place."""
    if cell is None:
        return ("–",)
    token = cell.token
    place = f"{token.text!r} @ {token.table_no}.{token.row_no}.{token.col_no}" if token else ""
    return cell.status, figure(cell.value), place


def _print_reading(row: dict[str, Any], record: Record, differences: Sequence[tuple[str, str, str]]) -> None:
    version = extractor_version()
    is_same_reader = row["extractor_version"].startswith(version)
    reader = "相同 the same" if is_same_reader else f"{version}（重建时将重读 the next build reads again）"
    print_table(
        "读取 Reading",
        ["项 item", ""],
        [
            ("版式 layout", row["layout"]),
            ("表式 form", row["form_version"]),
            ("读取状态 parse_status", f"{row['parse_status']} {row['parse_message'] or ''}".strip()),
            ("读取器 extractor_version", row["extractor_version"]),
            ("当前读取器 reader now", reader),
            (
                "重读档案 read once more",
                "与所存一致 the bytes still say so" if not differences else "不一致 differs",
            ),
        ],
    )
    if differences:
        print_table(
            "与所存不一致 Stored and read now",
            ["项 what", "所存 stored", "现读 now"],
            differences,
        )


def _print_versions(facts: Facts, folder: DataFolder, row: dict[str, Any]) -> None:
    """Which document stands for the report, and why."""
    versions: list[Version] = []
    if None not in (row["division_code"], row["report_year"], row["scope"]):
        versions = facts.versions(row["division_code"], row["report_year"], row["scope"])
    own = next((version for version in versions if version.document_id == row["document_id"]), None)
    if own is None:
        say(
            "此文件不代表任何报告：未读出报表，或区划、年度、范围不明 This document stands for no report: its tables "
            "were not read, or county, year or scope is not known\n"
        )
        return
    print_table(
        f"报告 Report {own.report_id}",
        ["document_id", "发布日期 published on", "抓取时间 fetched at", "作用 part", "网址 URL"],
        [
            (
                version.document_id,
                version.published_on,
                utc(version.fetched_at),
                _part(version),
                version.source_url,
            )
            for version in versions
            if version.report_id == own.report_id
        ],
        note="规则 rule: 发布日期最新者为准（日期相同取最后抓取），内容相同取最早一份 the newest publication date "
        "counts, then the latest fetch; of equal cells the earliest document stands for all",
    )
    if folder.warehouse.exists():
        _print_warehouse(folder.warehouse, own)


def _part(version: Version) -> str:
    if version.is_current:
        return "现行 current"
    parts = []
    if version.duplicate_of:
        parts.append(f"与 {version.duplicate_of} 相同 same cells")
    if version.superseded_by:
        parts.append(f"被 {version.superseded_by} 取代 superseded")
    return "；".join(parts)


def _print_warehouse(warehouse: Path, own: Version) -> None:
    """What the published warehouse has of the report; it may be older than the Parquet files."""
    with connect(warehouse) as connection:
        found = connection.execute(
            "select document_id, quality_grade from fct_reports where report_id = $id",
            {"id": own.report_id},
        ).fetchone()
    if found is None:
        say("数据库中尚无此报告，重建后即有 not in the warehouse yet: the next build brings it\n")
    else:
        say(f"数据库 warehouse: document_id {found[0]}   等级 quality_grade {found[1]}\n")


def _print_issues(issues: Sequence[Issue], key: CellKey | None, cells: dict[CellKey, Cell]) -> None:
    corrections = [issue for issue in issues if issue.code in _CORRECTED]
    others = [issue for issue in issues if issue.code not in _CORRECTED]
    if key is not None:
        cell = cells.get(key)
        others = [issue for issue in others if names_cell(issue, key, cell.token if cell else None)]
        corrections = [issue for issue in corrections if issue.message.startswith(f"{key}:")]
    if corrections:
        print_issues("更正 Corrections", corrections)
    if others:
        print_issues("所涉问题 Issues", others)
    elif not corrections:
        say("无所涉问题 no issue speaks of it\n")


def _print_checks(report: Report, key: CellKey | None) -> None:
    """For a cell every check that adds it up; for a document those that do not hold."""
    results = evaluate(report)
    suspects = find_suspects(report, results)
    if key is not None:
        held = check_cells(report.form_version)
        results = [result for result in results if result.name in held and held[result.name].sign(key)]
        names = {result.name for result in results}
        suspects = [s for s in suspects if key in s.cells or (not s.cells and names & set(s.checks))]
    else:
        passed = sum(result.passed is True for result in results)
        say(f"勾稽关系通过 checks passed: {passed}")
        results = [result for result in results if result.passed is not True]
    if results:
        print_checks(results)
    if suspects:
        print_suspects(suspects)
