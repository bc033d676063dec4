"""Codes and labels of the national forms, loaded from the seeds that dbt loads too: one definition each."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from transform.labels import fold

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"

CELL_STATUSES = frozenset({"reported", "blank", "dash", "missing", "unreadable", "ambiguous"})
FORMS = ("2019", "2021")


class UnknownCode(KeyError):
    """Raised when code names a form, table, item or measure that the seeds do not define."""


@dataclass(frozen=True, slots=True)
class Item:
    """One cell position of a form's table, a row of ``items.csv``.

    ``row_code`` and ``column_code`` are the two codes of the cell. The application table has one ``Item`` a
    row (its columns are the applicants), so there ``column_code`` is empty.
    """

    form_version: str
    table_name: str
    row_code: str
    column_code: str
    block_label: str
    row_label: str
    column_label: str
    unit: str
    position: int


@cache
def seeds_digest() -> str:
    """Eight hex digits that change whenever a seed that reading depends on changes."""
    digest = hashlib.sha256()
    for name in ("items", "applicants", "label_aliases", "divisions", "division_aliases", "claims"):
        digest.update((SEEDS / f"{name}.csv").read_bytes())
    return digest.hexdigest()[:8]


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def items(form_version: str, table_name: str) -> tuple[Item, ...]:
    """The cells of a table on a form, in the form's order; raises UnknownCode for a form or table not seeded."""
    found = tuple(
        Item(
            form_version=row["form_version"],
            table_name=row["table_name"],
            row_code=row["item_code"],
            column_code=row["measure_code"],
            block_label=row["block_zh"],
            row_label=row["item_label_zh"],
            column_label=row["measure_label_zh"],
            unit=row["unit"],
            position=int(row["position"]),
        )
        for row in _rows("items.csv")
        if row["form_version"] == form_version and row["table_name"] == table_name
    )
    if not found:
        raise UnknownCode(f"items.csv has no rows for form {form_version!r}, table {table_name!r}")
    return found


@cache
def applicants() -> tuple[str, ...]:
    """The seven applicant codes in the order of the form, ``total`` last."""
    rows = sorted(_rows("applicants.csv"), key=lambda row: int(row["position"]))
    return tuple(row["applicant_code"] for row in rows)


@cache
def row_codes(form_version: str, table_name: str) -> tuple[str, ...]:
    """Distinct row codes of a table in the form's order."""
    return tuple(dict.fromkeys(item.row_code for item in items(form_version, table_name)))


@cache
def _aliases(table_name: str, axis: str) -> dict[str, str]:
    return {
        fold(row["label_zh"]): row["code"]
        for row in _rows("label_aliases.csv")
        if row["table_name"] == table_name and row["axis"] == axis
    }


@cache
def applicant_labels() -> dict[str, str]:
    """Folded column heading of the application table -> applicant_code."""
    labels = {fold(row["label_zh"]): row["applicant_code"] for row in _rows("applicants.csv")}
    return labels | _aliases("applications", "applicant")


@cache
def application_labels() -> dict[str, str]:
    """Folded row label of the application table -> item_code, over both forms."""
    labels = {fold(item.row_label): item.row_code for form in FORMS for item in items(form, "applications")}
    return labels | _aliases("applications", "item")


@cache
def application_groups() -> frozenset[str]:
    """Folded headings that only introduce rows of the application table, such as （三）不予公开."""
    return frozenset(
        fold(item.block_label) for form in FORMS for item in items(form, "applications") if item.block_label
    )


@cache
def article20_row_labels() -> dict[str, str]:
    """Folded row label of the Article 20 table -> item_code, over both forms."""
    labels = {fold(item.row_label): item.row_code for form in FORMS for item in items(form, "article20")}
    return labels | _aliases("article20", "item")


@cache
def article20_column_labels() -> dict[str, str]:
    """Folded column heading of the Article 20 table -> measure_code, over both forms."""
    labels = {
        fold(item.column_label): item.column_code for form in FORMS for item in items(form, "article20")
    }
    return labels | _aliases("article20", "measure")


@cache
def article20_unit(row_code: str, column_code: str) -> str | None:
    """Unit of an Article 20 cell (``count`` or ``10k_yuan``), None where no form has such a cell."""
    for form in FORMS:
        for item in items(form, "article20"):
            if item.row_code == row_code and item.column_code == column_code:
                return item.unit
    return None


@cache
def review_channel_labels() -> dict[str, str]:
    """Folded block heading of the review and litigation table -> channel_code."""
    labels = {fold(item.row_label): item.row_code for item in items("2021", "reviews")}
    return labels | _aliases("reviews", "channel")


@cache
def review_outcome_labels() -> dict[str, str]:
    """Folded outcome heading of the review and litigation table -> outcome_code."""
    labels = {fold(item.column_label): item.column_code for item in items("2021", "reviews")}
    return labels | _aliases("reviews", "outcome")


class Division(NamedTuple):
    """One period of a province, prefecture or county, a row of ``divisions.csv``.

    ``first_year`` and ``last_year`` are report years: those whose 31 December falls into the period.
    ``successors`` are the codes that took over when the code ended with the period; empty while it lasts.
    """

    code: str
    name: str
    prefecture_code: str
    prefecture_name: str
    province_code: str
    province_name: str
    first_year: int
    last_year: int
    successors: tuple[str, ...]

    @property
    def is_county(self) -> bool:
        """A county, county-level city or district: what the comparisons compare."""
        return not self.code.endswith("00")


LASTING = 9999  # last_year of a period that has not ended


@cache
def divisions() -> tuple[Division, ...]:
    """Every period of every division the seeds know, by code and period."""
    return tuple(
        Division(
            code,
            name,
            prefecture_code,
            prefecture_name,
            province_code,
            province_name,
            int(valid_from[:4]),
            int(valid_to[:4]) - (not valid_to.endswith("-12-31")) if valid_to else LASTING,
            tuple(successors.split()),
        )
        for (
            code,
            name,
            _,
            prefecture_code,
            prefecture_name,
            province_code,
            province_name,
            valid_from,
            valid_to,
            successors,
        ) in _columns("divisions.csv", _DIVISION_COLUMNS)
    )


@cache
def division_aliases() -> dict[str, str]:
    """Short name that no rule gives -> the division's full name, a row of ``division_aliases.csv``."""
    return {row["alias_zh"]: row["division_name"] for row in _rows("division_aliases.csv")}


_DIVISION_COLUMNS = [
    "division_code", "division_name", "level", "prefecture_code", "prefecture_name",
    "province_code", "province_name", "valid_from", "valid_to", "successor_code",
]  # fmt: skip


def _columns(name: str, columns: list[str]) -> Iterator[list[str]]:
    """Rows as lists, for a seed of thousands: a dict a row would take most of the time of a short run."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if (header := next(rows)) != columns:
            raise ValueError(f"{name}: expected the columns {columns}, found {header}")
        yield from rows


@cache
def applicant_label(applicant_code: str) -> str:
    """Column heading of an applicant as the form prints it; raises UnknownCode."""
    for row in _rows("applicants.csv"):
        if row["applicant_code"] == applicant_code:
            return row["label_zh"]
    raise UnknownCode(f"applicants.csv has no {applicant_code!r}")
