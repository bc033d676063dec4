"""Bytes -> Report: the function that everything else is built on and tested through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transform.absent_tables import absent_tables
from transform.claims import Claim, claims_of
from transform.decode import decode
from transform.forms.cells import Cell
from transform.forms.form_2014 import FORM_2014, OlderTables, set_aside
from transform.forms.recognise import TABLE_NAMES, Tables, read_tables
from transform.identity import Identity, Known, identify
from transform.issues import Issue
from transform.layouts.html import looks_like_html, read_html
from transform.layouts.text import read_text
from transform.sections import Section, split_sections

# Part of every documents row; raise it whenever the same bytes may read differently.
EXTRACTOR_VERSION = "1"

_CARRIERS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP, DOCX or XLSX"),
    (b"\xd0\xcf\x11\xe0", "DOC, XLS or WPS"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_DOUBTFUL = frozenset({"missing", "ambiguous", "unreadable"})


@dataclass(frozen=True, slots=True)
class Report:
    """A document as read.

    ``parse_status``: ok; partial (a table or cell missing or doubtful, or the identity incomplete);
    no_tables; not_a_report; error (the carrier cannot be read). ``parse_message`` says why where not ok.
    """

    identity: Identity
    form_version: str
    layout: str
    parse_status: str
    parse_message: str | None
    cells: list[Cell] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_report(payload: bytes, known: Known | None = None) -> Report:
    """Read one archived document (payload after content decoding). Pure: same bytes, same report."""
    known = known or Known()
    carrier = next((name for mark, name in _CARRIERS if payload.startswith(mark)), None)
    if carrier is not None:
        return failed_report(
            known,
            Issue(
                "error",
                "carrier_not_read",
                f"expected HTML or plain text, found {carrier}: archived, its tables are not read",
                known.url,
            ),
        )
    if not payload.strip():
        return failed_report(
            known, Issue("error", "empty_payload", "expected a document, found no bytes", known.url)
        )
    decoded = decode(payload)
    issues: list[Issue] = []
    if decoded.replacements:
        issues.append(
            Issue(
                "warning",
                "undecodable_bytes",
                f"expected text in one encoding, found {decoded.replacements} places that mean nothing in "
                f"{decoded.encoding}, the best fit; they read as U+FFFD",
                known.url,
            )
        )
    document = read_html(decoded.text) if looks_like_html(decoded.text) else read_text(decoded.text)
    issues.extend(document.issues)
    document, older = set_aside(document)
    tables = read_tables(document)
    identity = identify(tables.lines, document.head, known)
    if tables.found or identity.is_report:  # what is no report need not have an issuer or a year
        issues.extend([*tables.issues, *identity.issues])
    is_older_form = not tables.found and older.kind == FORM_2014
    sections = split_sections(tables.lines, identity.title)
    status, message = _status(tables, identity, issues, older, sections)
    return Report(
        identity=identity,
        form_version=FORM_2014 if is_older_form else tables.form_version,
        layout=tables.layout,
        parse_status=status,
        parse_message=message,
        cells=tables.cells,
        sections=sections,
        claims=claims_of(sections, identity.report_year),
        issues=issues,
    )


def failed_report(known: Known, issue: Issue) -> Report:
    """The report of a document that could not be read: what is known of it, and the issue that says why."""
    identity = Identity(
        title=known.link_title or None,
        issuer_name=None,
        scope=known.scope or None,
        division_code=known.division_code or None,
        report_year=_year_of(known.link_title),
        published_on=None,
        is_report=False,
        issues=[],
    )
    return Report(identity, "none", "none", "error", issue.message, issues=[issue])


def _year_of(title: str) -> int | None:
    match = re.search(r"(20\d\d)\s*年", title)
    return int(match[1]) if match else None


def _status(
    tables: Tables,
    identity: Identity,
    issues: list[Issue],
    older: OlderTables,
    sections: Sequence[Section],
) -> tuple[str, str | None]:
    if not tables.found:
        if not identity.is_report and older.kind is None:
            return "not_a_report", "neither a report's title nor any of its tables"
        explained, status, message = absent_tables(
            older, sections, tables.lines, identity.report_year, identity.title or ""
        )
        issues.extend(explained)
        return status, message
    if (annex := older.issue(beside_later_form=True)) is not None:
        issues.append(annex)
    reasons: list[str] = []
    if absent := [name for name in TABLE_NAMES if name not in tables.found]:
        reasons.append(f"tables not found: {', '.join(absent)}")
    doubtful = [cell for cell in tables.cells if cell.status in _DOUBTFUL]
    if doubtful:
        counts = {status: sum(cell.status == status for cell in doubtful) for status in sorted(_DOUBTFUL)}
        reasons.append(
            "cells " + ", ".join(f"{status}: {count}" for status, count in counts.items() if count)
        )
    serious = sorted({issue.code for issue in issues if issue.severity != "info"})
    if serious:
        reasons.append(f"issues: {', '.join(serious)}")
    return ("partial", "; ".join(reasons)) if reasons else ("ok", None)
