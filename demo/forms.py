"""The two national forms as printed: rows, columns and labels, read from the code seed of the warehouse."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
FORM_VERSIONS = ("2019", "2021")


@dataclass(frozen=True, slots=True)
class Column:
    """One value column: its code and its printed label."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row with figures; ``group`` is the heading it stands under, empty where it stands under none."""

    code: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the Article 20 table: caption, value columns, rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@cache
def _items(form_version: str, table: str) -> tuple[dict[str, str], ...]:
    if form_version not in FORM_VERSIONS:
        raise ValueError(f"form_version {form_version!r}: expected one of {', '.join(FORM_VERSIONS)}")
    with (SEEDS / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["form_version"], row["table_name"]) == (form_version, table)
        ]
    return tuple(sorted(rows, key=lambda row: int(row["position"])))


@cache
def article20_blocks(form_version: str) -> tuple[Block, ...]:
    """Blocks of the table of section two, top to bottom: four in the 2021 form, five in the 2019 form."""
    items = _items(form_version, "article20")
    blocks = []
    for caption in dict.fromkeys(item["block_zh"] for item in items):
        own = [item for item in items if item["block_zh"] == caption]
        columns = dict.fromkeys(Column(item["measure_code"], item["measure_label_zh"]) for item in own)
        rows = dict.fromkeys(Row(item["item_code"], item["item_label_zh"]) for item in own)
        blocks.append(Block(caption, tuple(columns), tuple(rows)))
    return tuple(blocks)


@cache
def application_rows(form_version: str) -> tuple[Row, ...]:
    """Rows of the table of section three that hold figures: 23 in the 2019 form, 25 in the 2021 form."""
    items = _items(form_version, "applications")
    return tuple(Row(item["item_code"], item["item_label_zh"], item["block_zh"]) for item in items)


@cache
def applicants() -> tuple[Column, ...]:
    """The seven value columns of the applications table, total last; the same in both forms."""
    with (SEEDS / "applicants.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["position"]))
    return tuple(Column(row["applicant_code"], row["label_zh"]) for row in rows)


@cache
def review_channels(form_version: str) -> tuple[tuple[Row, tuple[Column, ...]], ...]:
    """The three channels of section four, each with its five outcome columns, left to right."""
    items = _items(form_version, "reviews")
    channels = dict.fromkeys((item["item_code"], item["item_label_zh"]) for item in items)
    return tuple(
        (
            Row(code, label),
            tuple(
                Column(item["measure_code"], item["measure_label_zh"])
                for item in items
                if item["item_code"] == code
            ),
        )
        for code, label in channels
    )


def cell_keys(form_version: str) -> tuple[tuple[str, str, str], ...]:
    """``(table, row, column)`` codes of every cell in form order: 198 (2019 form) or 200 (2021 form)."""
    keys = [
        ("article20", row.code, column.code)
        for block in article20_blocks(form_version)
        for row in block.rows
        for column in block.columns
    ]
    keys += [
        ("applications", row.code, column.code)
        for row in application_rows(form_version)
        for column in applicants()
    ]
    keys += [
        ("reviews", channel.code, column.code)
        for channel, outcomes in review_channels(form_version)
        for column in outcomes
    ]
    return tuple(keys)
