"""Every saved list, walked from its first page to its end; crawler/list_cases.py says what a case is."""

from pathlib import Path

import pytest

from crawler import list_cases
from crawler.list_cases import Case
from crawler.selection import decide

LISTS = Path(__file__).parent / "lists"
CASES = sorted(path.parent.name for path in LISTS.glob("*/case.yml"))


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    """One saved list."""
    return list_cases.load(LISTS / request.param)


def test_a_saved_list_is_read_whole_and_claimed_by_its_family_alone(case: Case) -> None:
    walked = list_cases.walk(case)
    assert walked.claimed_by == [case.cms]
    assert case.reason in walked.reason
    found = [(entry.url, entry.title, entry.date) for entry in walked.entries.values()]
    assert sorted(found) == sorted(row[:3] for row in case.truth)
    decisions = [decide(title, url) for url, title, *_ in case.truth]
    assert [(each.belongs, each.reason) for each in decisions] == [row[3:] for row in case.truth]
    assert walked.opens == list(case.opens)
    assert walked.missed == []
    assert set(case.pages) <= walked.asked, "a saved answer was never asked for"


def test_every_report_of_the_saved_lists_is_taken_and_nothing_else() -> None:
    measured = list_cases.recall_precision(LISTS)
    assert measured.cases == len(CASES)
    assert measured.reports == measured.right == measured.taken
    assert (measured.recall, measured.precision) == (1.0, 1.0)
