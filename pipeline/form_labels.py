"""Cells of the forms in words: the form's own Chinese, and the English of the seeds."""

from __future__ import annotations

from functools import cache

from pipeline.check_cells import CellKey, seed_rows
from transform import codes

TABLES = {
    "article20": ("第二十条", "Article 20"),
    "applications": ("收到和处理申请情况", "Applications"),
    "reviews": ("行政复议、行政诉讼", "Reviews and litigation"),
}


def cell_zh(form_version: str, key: CellKey) -> str:
    """A cell in the form's own words, for a person who looks at the page; raises UnknownCode."""
    return f"「{row_zh(form_version, key)}」行「{column_zh(form_version, key)}」栏"


def row_zh(form_version: str, key: CellKey) -> str:
    """Label of the row, in the review table of the channel; raises UnknownCode."""
    return _item(form_version, key).row_label


def column_zh(form_version: str, key: CellKey) -> str:
    """Label of the column; raises UnknownCode."""
    if key.table_name == "applications":
        return codes.applicant_label(key.col_code)
    return _item(form_version, key).column_label


def row_en(form_version: str, key: CellKey) -> str:
    """The row in English: of the application table its item, elsewhere the cell's own words."""
    return _english()[form_version, key.table_name, key.row_code, _column(key)]


def applicant_en(applicant_code: str) -> str:
    """A column of the application table in English."""
    return next(
        row["label_en"] for row in seed_rows("applicants.csv") if row["applicant_code"] == applicant_code
    )


def _item(form_version: str, key: CellKey) -> codes.Item:
    for item in codes.items(form_version, key.table_name):
        if item.row_code == key.row_code and item.column_code == _column(key):
            return item
    raise codes.UnknownCode(f"form {form_version} has no cell {key}")


def _column(key: CellKey) -> str:
    """Column code as the seeds have it: rows of the application table have one entry for all applicants."""
    return "" if key.table_name == "applications" else key.col_code


@cache
def _english() -> dict[tuple[str, str, str, str], str]:
    return {
        (row["form_version"], row["table_name"], row["item_code"], row["measure_code"]): row["label_en"]
        for row in seed_rows("items.csv")
    }
