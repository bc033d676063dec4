"""Every report page of the demo sites, cell by cell against the figures it was drawn from."""

from __future__ import annotations

import pytest

from demo import reports, truth
from demo.sites.catalogue import demo_sites
from demo.sites.model import Entry, Site
from transform.forms.cells import Cell
from transform.identity import Known
from transform.read_report import Report, read_report

PAGES = [
    pytest.param(site, entry, id=f"{site.division_code}-{entry.path}")
    for site in demo_sites()
    for entry in site.entries
    if entry.is_report
]


def read_page(site: Site, entry: Entry) -> Report:
    page = site.respond(entry.path)
    assert page.status == 200
    return read_report(page.body, Known(link_title=entry.title, division_code=site.division_code))


def as_expected(cell: Cell) -> truth.ExpectedCell:
    return truth.ExpectedCell(cell.status, cell.value, cell.token.text.strip() if cell.token else "")


@pytest.mark.parametrize(("site", "entry"), PAGES)
def test_page_reads_as_drawn(site: Site, entry: Entry) -> None:
    report = read_page(site, entry)
    year, scope = report.identity.report_year, report.identity.scope
    assert year is not None
    assert scope is not None
    assert report.identity.division_code == site.division_code
    expected = truth.expected_cells(site.division_code, year, scope)
    undecided = truth.open_cells(site.division_code, year, scope)
    found = {(cell.table_name, cell.row_code, cell.col_code): cell for cell in report.cells}
    assert found.keys() == expected.keys() | undecided.keys()
    wrong = {
        key: (as_expected(found[key]), cell)
        for key, cell in expected.items()
        if as_expected(found[key]) != cell
    }
    assert wrong == {}
    for key, readings in undecided.items():
        assert (found[key].status, found[key].value) in readings


@pytest.mark.parametrize(("site", "entry"), PAGES)
def test_page_is_identified(site: Site, entry: Entry) -> None:
    identity = read_page(site, entry).identity
    assert identity.report_year is not None
    assert identity.scope is not None
    if (site.division_code, identity.report_year, identity.scope) == truth.GUANGLING:
        return  # its identity is asserted with the real input
    drawn = reports.report(site.division_code, identity.report_year, identity.scope)
    assert identity.title == drawn.title
    assert identity.published_on is not None
    assert identity.published_on.isoformat() == entry.published_at[:10]
    assert [issue.code for issue in identity.issues] == []


def test_every_demo_report_is_drawn() -> None:
    read = {
        (site.division_code, identity.report_year, identity.scope)
        for site in demo_sites()
        for entry in site.entries
        if entry.is_report
        for identity in [read_page(site, entry).identity]
    }
    assert read >= {drawn.key for drawn in reports.reports()}
