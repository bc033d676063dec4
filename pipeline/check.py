"""``nianbao check FILE``: one report's tables as they are read, and every check on them. For a county's
disclosure office before it publishes, and for us when a figure looks wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline import exits
from pipeline.checks import CheckResult, evaluate
from pipeline.console import print_table, say
from transform import codes
from transform.forms.cells import Cell
from transform.identity import Known
from transform.read_report import Report, read_report

_SEVERITIES = ("error", "warning", "info")
_RESULT = {True: "通过 passed", False: "不通过 FAILED", None: "未能核对 not evaluated"}


def check_file(path: Path, *, as_json: bool) -> int:
    """Read and check one file; prints the findings and returns the exit code (1: a check failed)."""
    report = read_report(path.read_bytes(), Known(url=path.resolve().as_uri()))
    results = evaluate(report)
    if as_json:
        say(json.dumps(_as_json(report, results), ensure_ascii=False, indent=2))
    else:
        _print(report, results)
    failed = any(result.passed is False for result in results)
    unread = report.parse_status in ("error", "no_tables", "not_a_report")
    return exits.NEEDS_A_PERSON if failed or unread else exits.OK


def _as_json(report: Report, results: Iterable[CheckResult]) -> dict[str, Any]:
    identity = report.identity
    return {
        "title": identity.title,
        "issuer_name": identity.issuer_name,
        "division_code": identity.division_code,
        "scope": identity.scope,
        "report_year": identity.report_year,
        "published_on": identity.published_on.isoformat() if identity.published_on else None,
        "form_version": report.form_version,
        "layout": report.layout,
        "parse_status": report.parse_status,
        "parse_message": report.parse_message,
        "cells": [
            {
                "table": cell.table_name,
                "row": cell.row_code,
                "column": cell.col_code,
                "status": cell.status,
                "value": None if cell.value is None else str(cell.value),
                "unit": cell.unit,
                "raw_text": cell.token.text if cell.token else None,
                "table_no": cell.token.table_no if cell.token else None,
                "row_no": cell.token.row_no if cell.token else None,
                "col_no": cell.token.col_no if cell.token else None,
            }
            for cell in report.cells
        ],
        "checks": [
            {
                "check": result.check_code,
                "member": result.member,
                "passed": result.passed,
                "reason": result.reason_code,
                "expected": None if result.expected is None else str(result.expected),
                "actual": None if result.actual is None else str(result.actual),
                "detail": result.detail,
            }
            for result in results
        ],
        "issues": [
            {
                "severity": issue.severity,
                "code": issue.code,
                "message": issue.message,
                "context": issue.context,
            }
            for issue in report.issues
        ],
    }


def _print(report: Report, results: list[CheckResult]) -> None:
    identity = report.identity
    print_table(
        "报告 Report",
        ["项 item", "读作 read as"],
        [
            ("标题 title", identity.title),
            ("发布主体 issuer", identity.issuer_name),
            ("范围 scope", identity.scope),
            ("区划 division", identity.division_code),
            ("年度 report year", identity.report_year),
            ("发布日期 published on", identity.published_on),
            ("表式 form", report.form_version),
            ("读取 status", f"{report.parse_status} {report.parse_message or ''}".strip()),
        ],
    )
    cells = {(cell.table_name, cell.row_code, cell.col_code): cell for cell in report.cells}
    if report.form_version in codes.FORMS:
        _print_article20(report.form_version, cells)
        _print_applications(report.form_version, cells)
        _print_reviews(cells)
    open_results = [result for result in results if result.passed is not True]
    print_table(
        "勾稽关系 Checks",
        ["检查 check", "结果 result", "说明 detail"],
        [(result.name, _RESULT[result.passed], result.detail) for result in _worst_first(open_results)],
        note=f"通过 passed: {len(results) - len(open_results)}"
        f"   不通过 failed: {sum(result.passed is False for result in results)}"
        f"   未能核对 not evaluated: {sum(result.passed is None for result in results)}",
    )
    if report.issues:
        issues = sorted(report.issues, key=lambda issue: _SEVERITIES.index(issue.severity))
        print_table(
            "读取中的问题 Issues in reading",
            ["严重性 severity", "代码 code", "说明 message", "原文 printed"],
            [(issue.severity, issue.code, issue.message, issue.context) for issue in issues],
        )


def _worst_first(results: list[CheckResult]) -> list[CheckResult]:
    return sorted(results, key=lambda result: (result.passed is None, result.check_code, result.member))


def _shown(cell: Cell | None) -> str:
    """What a cell holds, and a mark where it holds no sure number."""
    if cell is None or cell.status == "missing":
        return "缺 missing"
    text = cell.token.text.strip() if cell.token else ""
    return f"? {text}" if cell.status in ("ambiguous", "unreadable") else text


def _print_article20(form: str, cells: dict[tuple[str, str, str], Cell]) -> None:
    rows = [
        (item.row_label, item.column_label, _shown(cells.get(("article20", item.row_code, item.column_code))))
        for item in codes.items(form, "article20")
    ]
    print_table("第二十条 Article 20", ["项目 item", "栏目 measure", "数 figure"], rows, right="llr")


def _print_applications(form: str, cells: dict[tuple[str, str, str], Cell]) -> None:
    applicants = codes.applicants()
    rows = [
        (
            item.row_label,
            *(_shown(cells.get(("applications", item.row_code, applicant))) for applicant in applicants),
        )
        for item in codes.items(form, "applications")
    ]
    labels = [codes.applicant_label(applicant) for applicant in applicants]
    print_table("收到和处理申请情况 Applications", ["项目 item", *labels], rows, right="lrrrrrrr")


def _print_reviews(cells: dict[tuple[str, str, str], Cell]) -> None:
    items = codes.items("2021", "reviews")
    outcomes = list(dict.fromkeys(item.column_code for item in items))
    labels = {item.column_code: item.column_label for item in items}
    rows = [
        (
            next(item.row_label for item in items if item.row_code == channel),
            *(_shown(cells.get(("reviews", channel, outcome))) for outcome in outcomes),
        )
        for channel in dict.fromkeys(item.row_code for item in items)
    ]
    columns = ["渠道 channel", *(labels[outcome] for outcome in outcomes)]
    print_table("行政复议、行政诉讼 Reviews and litigation", columns, rows, right="lrrrrr")
