"""DuckDB without a file, for what a build works out beside dbt: within the memory a build may use."""

from __future__ import annotations

import duckdb

from pipeline import settings
from pipeline.paths import DataFolder


def connect(data: DataFolder) -> duckdb.DuckDBPyConnection:
    """An empty database in memory that spills where builds do, not in the folder one happens to be in."""
    return duckdb.connect(
        config={
            "memory_limit": settings.load().memory_limit,
            "temp_directory": str(data.build / "spill"),
        }
    )
