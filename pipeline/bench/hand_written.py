"""The baseline of the warehouse lines: one SQL script, without dbt, over the same Parquet, into the same format."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline import settings
from pipeline.paths import SEEDS

# Each part reads the tables of those before it.
SCRIPT = [
    Path(__file__).with_name(f"by_hand_{part}.sql") for part in ("facts", "sums", "checks", "comparisons")
]
FILE = "by_hand.duckdb"
# Of the script and of marts: tables with a row for the same things. county_year is as wide as there are indicators.
TABLES = (
    *("fct_documents", "fct_reports", "fct_article20", "fct_applications", "fct_reviews", "fct_checks"),
    *("county_year", "compare_years", "compare_counties"),
)


def make_tables(root: Path, spill: Path) -> None:
    """Run the script over a data folder, with the memory limit and the storage version of a build."""
    made = root / FILE
    made.unlink(missing_ok=True)
    limit = settings.load().memory_limit
    with duckdb.connect(config={"memory_limit": limit, "temp_directory": str(spill)}) as connection:
        connection.execute(f"attach {_quoted(made)} as made (storage_version 'v1.2.0')")
        connection.execute("use made")
        connection.execute(f"set variable parquet = {_quoted(root / 'parquet')}")
        connection.execute(f"set variable seeds = {_quoted(SEEDS)}")
        for part in SCRIPT:
            connection.execute(part.read_text(encoding="utf-8"))


def differing_counts(root: Path) -> dict[str, tuple[int, int]]:
    """Tables of which script and build made different numbers of rows: (by hand, built)."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {_quoted(root / FILE)} as made (read_only)")
        connection.execute(f"attach {_quoted(root / 'warehouse.duckdb')} as warehouse (read_only)")
        counts = {name: (_count(connection, f"made.{name}"), _count(connection, f"warehouse.marts.{name}"))
                  for name in TABLES}  # fmt: skip
    return {name: pair for name, pair in counts.items() if pair[0] != pair[1]}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    rows = connection.execute(f"select count(*) from {table}").fetchall()  # noqa: S608 (our own names)
    return int(rows[0][0])


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
