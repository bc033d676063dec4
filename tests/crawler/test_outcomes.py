"""The closed list of outcomes: every one explained in both languages, and the warehouse of one mind with it."""

import re
from pathlib import Path

import pytest

from crawler.outcomes import MEANINGS, Kind, Outcome

STAGING = Path(__file__).parents[2] / Path("dbt_project/models/staging/stg_crawl__outcomes.sql")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_says_what_it_means_and_what_to_do(outcome: Outcome) -> None:
    meaning = outcome.meaning
    assert re.search("[\u4e00-\u9fff]", meaning.zh)
    assert re.fullmatch(r"[\x20-\x7e]+", meaning.en)
    assert bool(meaning.advice_zh) is bool(meaning.advice_en) is (meaning.kind is not Kind.DONE)


def test_what_a_run_report_leaves_out_is_postponed_or_done() -> None:
    assert list(MEANINGS) == list(Outcome)
    assert not Outcome.OVER_BUDGET.needs_person
    assert Outcome.OVER_BUDGET.is_failure
    assert not Outcome.WITHDRAWN.is_failure
    assert Outcome.TIMEOUT.needs_person


def test_the_warehouse_counts_the_same_outcomes_as_failures() -> None:
    listed = re.search(r"outcome not in \(([^)]*)\) as is_failure", STAGING.read_text("utf-8"))
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed.group(1))) == {
        str(outcome) for outcome in Outcome if not outcome.is_failure
    }
