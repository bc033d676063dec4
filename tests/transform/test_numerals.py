"""The table of examples: what a cell prints and what is read from it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.numerals import Numeral, read_amount, read_count

with (Path(__file__).parent / "numerals.csv").open(encoding="utf-8", newline="") as file:
    EXAMPLES = list(csv.DictReader(file))


def read(printed: str, kind: str) -> Numeral:
    if kind in ("count", "change"):
        return read_count(printed, signed=kind == "change")
    return read_amount(printed, heading_unit="万元" if kind == "fees" else None)


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{row['kind']}:{row['printed']!r}" for row in EXAMPLES])
def test_example(example: dict[str, str]) -> None:
    numeral = read(example["printed"], example["kind"])
    assert numeral.status == example["status"]
    assert numeral.value == (Decimal(example["value"]) if example["value"] else None)
    assert (numeral.unit or "") == example["unit"]
    assert " ".join(numeral.notes) == example["notes"]


@given(st.integers(0, 10**12), st.sampled_from(["half", "full", "thousands"]))
def test_every_count_reads_back(number: int, style: str) -> None:
    printed = {
        "half": str(number),
        "full": str(number).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
        "thousands": f"{number:,}",
    }[style]
    assert read_count(printed).value == number


@given(st.text(max_size=30))
def test_any_text_has_a_state_and_a_value_only_where_reported(text: str) -> None:
    for numeral in (read_count(text), read_count(text, signed=True), read_amount(text, heading_unit=None)):
        assert numeral.status in ("reported", "blank", "dash", "unreadable")
        assert (numeral.value is not None) == (numeral.status == "reported")
