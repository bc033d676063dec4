"""Bytes -> Report: the function that everything else is built on and tested through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transform import bounded
from transform.absent_tables import absent_tables
from transform.carriers import (
    RECOGNISING,
    Carrier,
    carrier_of,
    is_light,
    lay_out,
    limits_of,
    recognises_text,
    without_pictures,
)
from transform.claims import Claim, claims_of
from transform.forms.cells import Cell
from transform.forms.form_2014 import FORM_2014, OlderTables, set_aside
from transform.forms.recognise import TABLE_NAMES, Tables, read_tables
from transform.identity import Identity, Known, identify
from transform.issues import Issue
from transform.sections import Section, split_sections

# Part of every documents row; raise it whenever the same bytes may read differently.
EXTRACTOR_VERSION = "4"

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
    payload = without_pictures(payload)
    if is_light(payload):
        return _read(payload, known)
    try:
        report = bounded.run(limits_of(payload), _read, payload, known)
        if (
            carrier_of(payload) is not Carrier.PAGE
            and recognises_text()
            and any(issue.code == "image_only" for issue in report.issues)
        ):
            return bounded.run(RECOGNISING, _read, payload, known, True)
        return report
    except bounded.LimitReached as reached:
        message = f"{reached}; it stays archived: look at the document"
        return failed_report(known, Issue("error", reached.code, message, known.url))


def _read(payload: bytes, known: Known, recognise: bool = False) -> Report:
    document = lay_out(payload, recognise=recognise)
    issues = [replace(issue, context=issue.context or known.url) for issue in document.issues]
    if document.is_unread:
        return failed_report(known, *issues)
    document, older = set_aside(document)
    tables = read_tables(document)
    identity = identify(tables.lines, document.head, known)
    if tables.found or identity.is_report:  # what is no report need not have an issuer or a year
        issues.extend([*tables.issues, *identity.issues])
    is_older_form = not tables.found and older.kind == FORM_2014
    sections = split_sections(tables.lines, identity.title)
    status, message = _status(tables, identity, issues, older, sections, document.pictures)
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


def failed_report(known: Known, *issues: Issue) -> Report:
    """The report of a document that could not be read: what is known of it, and the issues that say why."""
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
    message = next(issue.message for issue in issues if issue.severity == "error")
    return Report(identity, "none", "none", "error", message, issues=list(issues))


def _year_of(title: str) -> int | None:
    match = re.search(r"(20\d\d)\s*年", title)
    return int(match[1]) if match else None


def _status(
    tables: Tables,
    identity: Identity,
    issues: list[Issue],
    older: OlderTables,
    sections: Sequence[Section],
    pictures: Sequence[str],
) -> tuple[str, str | None]:
    if not tables.found:
        is_unseen = any(issue.code == "image_only" for issue in issues)  # what it is stands in pictures
        if not identity.is_report and older.kind is None and not is_unseen:
            return "not_a_report", "neither a report's title nor any of its tables"
        explained, status, message = absent_tables(
            older, sections, tables.lines, identity.report_year, identity.title or "", pictures
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
