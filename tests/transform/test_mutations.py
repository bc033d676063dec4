"""500 damaged pages: whatever a page suffers, reading it ends, and no value is wrong without a word.

``mutated.py`` damages saved pages, demo pages and pages drawn anew, and judges each cell as ``nianbao accuracy`` does:
a wrong value is forgiven only with an issue that names its row or cell, or with a failed check that adds it up.

Not detectable by any reader, and so not among the damages: a page that after the damage prints another well-formed
report. Two figures exchanged whose sums still close, any figure of Article 20 exchanged with another (that table has
no sums), a digit lost inside a figure, the first half of one row joined to the second half of another.
"""

from __future__ import annotations

import pytest

from tests.transform.mutated import mutants

SEEDS = range(500)


@pytest.mark.parametrize("start", range(0, len(SEEDS), 250))
def test_damaged_pages_hold_no_wrong_value_in_silence(start: int) -> None:
    assert [str(mutant) for mutant in mutants(SEEDS[start : start + 250]) if mutant.silent] == []
