"""``nianbao check FILE-or-URL``: one report's tables as they are read, every check on them, the cell probably
wrong. For a county's disclosure office before it publishes, and for us when a figure looks wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.payload import MAX_PAYLOAD_BYTES, payload_sha256
from pipeline import check_print, exits
from pipeline.check_cells import key_of
from pipeline.checks import CheckResult, evaluate
from pipeline.console import figure, say
from pipeline.fetch import fetch, is_address
from pipeline.suspect_words import Suspect
from pipeline.suspects import find_suspects
from transform.corrections import correct
from transform.identity import Known
from transform.read_report import Report, read_report


class NoSuchFile(Exception):
    """Raised when what is to be checked is neither an address nor a file that can be read."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one report: as read (reviewed corrections applied), its checks, the cells suspected."""

    source: str
    payload_sha256: str
    report: Report
    results: list[CheckResult] = field(repr=False)
    suspects: list[Suspect] = field(repr=False)

    @property
    def is_fine(self) -> bool:
        """Whether the tables were read and no check failed that is more than a remark."""
        failed = any(result.passed is False and result.severity != "info" for result in self.results)
        return not failed and self.report.parse_status not in ("error", "no_tables", "not_a_report")


def check(target: str, *, as_json: bool) -> int:
    """Read and check a file or an address; prints the findings and returns the exit code.

    0: read, and no check of severity error or warning failed; 1: one did, or the document is no report or not
    readable.
    Raises NoSuchFile, and for addresses BadAddress and FetchFailed (``pipeline.fetch``).
    """
    findings = examine(*_payload(target))
    if as_json:
        say(json.dumps(as_data(findings), ensure_ascii=False, indent=2))
    else:
        check_print.print_findings(findings.source, findings.report, findings.results, findings.suspects)
    return exits.OK if findings.is_fine else exits.NEEDS_A_PERSON


def _payload(target: str) -> tuple[bytes, str]:
    """The bytes to check and the address they are known by."""
    if is_address(target):
        page = fetch(target)
        return page.payload, page.url
    path = Path(target)
    if not path.is_file():
        raise NoSuchFile(f"{target}: expected a file, or an address beginning with http:// or https://")
    if (size := path.stat().st_size) > MAX_PAYLOAD_BYTES:
        raise NoSuchFile(
            f"{target}: {size} bytes, expected at most {MAX_PAYLOAD_BYTES}: no report is that long"
        )
    try:
        return path.read_bytes(), path.resolve().as_uri()
    except OSError as error:
        raise NoSuchFile(f"{target}: cannot be read ({error.strerror})") from error


def examine(payload: bytes, url: str) -> Findings:
    """Read one document and judge it, as the warehouse will when it is archived."""
    sha256 = payload_sha256(payload)
    report = correct(read_report(payload, Known(url=url)), sha256)
    results = evaluate(report)
    return Findings(url, sha256, report, results, find_suspects(report, results))


def as_data(findings: Findings) -> dict[str, Any]:
    """The findings as JSON data, whose shape is part of the command line.

    ``source``, ``payload_sha256``; the identity (``title``, ``issuer_name``, ``division_code``, ``scope``,
    ``report_year``, ``published_on``: text, number or null); ``form_version``, ``layout``, ``parse_status``,
    ``parse_message``. Then lists of objects:

    - ``cells``: ``id`` (table/row/column), ``table``, ``row``, ``column``, ``status``, ``value`` (exact decimal
      as text, or null), ``unit``, ``raw_text``, ``table_no``, ``row_no``, ``col_no``
    - ``checks``: ``check``, ``member``, ``passed`` (true, false, null: not evaluated), ``reason``, ``severity``,
      ``expected``, ``actual`` (decimals as text, or null), ``responsibility`` (of a failed check, or null),
      ``explanation`` (how a figure of the prose was read, or null), ``detail``
    - ``suspects``: ``pattern``, ``cells`` (ids; none where a row or column as a whole is meant), ``printed``,
      ``implied`` (decimals as text, or null), ``shape``, ``checks`` (names such as R-ROW:granted),
      ``explanation_zh``, ``explanation_en``, ``responsibility``
    - ``issues``: ``severity``, ``code``, ``message``, ``context``
    """
    report = findings.report
    identity = report.identity
    return {
        "source": findings.source,
        "payload_sha256": findings.payload_sha256,
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
                "id": str(key_of(cell)),
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
        "checks": [check_data(result) for result in findings.results],
        "suspects": suspects_data(findings.suspects),
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


def check_data(result: CheckResult) -> dict[str, Any]:
    """One check instance as JSON data."""
    return {
        "check": result.check_code,
        "member": result.member,
        "passed": result.passed,
        "reason": result.reason_code,
        "severity": result.severity,
        "expected": None if result.expected is None else str(result.expected),
        "actual": None if result.actual is None else str(result.actual),
        "responsibility": result.responsibility,
        "explanation": result.explanation_code,
        "detail": result.detail,
    }


def suspects_data(suspects: Sequence[Suspect]) -> list[dict[str, Any]]:
    """Suspects as JSON data."""
    return [
        {
            "pattern": suspect.pattern,
            "cells": [str(key) for key in suspect.cells],
            "printed": None if suspect.printed is None else figure(suspect.printed),
            "implied": None if suspect.implied is None else figure(suspect.implied),
            "shape": suspect.shape,
            "checks": list(suspect.checks),
            "explanation_zh": suspect.explanation_zh,
            "explanation_en": suspect.explanation_en,
            "responsibility": suspect.responsibility,
        }
        for suspect in suspects
    ]
