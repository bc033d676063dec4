"""The rows that say what is checked, loaded once a process: seeds, and the models made of seeds alone.

The models are the files that dbt builds; they use nothing but ``ref``, so that they run here as they are.
"""

from __future__ import annotations

import csv
import os
import re
import threading
from functools import cache

import duckdb
import pyarrow as pa

from pipeline.paths import DBT_PROJECT, SEEDS

SEED_TABLES = (
    "items",
    "applicants",
    "cell_groups",
    "checks",
    "check_terms",
    "claims",
    "claim_readings",
    "reasons",
)
STATIC_MODELS = ("int_forms__cells", "int_checks__instances", "int_checks__terms", "int_checks__readings")
_CONFIG = re.compile(r"\{\{\s*config\([^)]*\)\s*\}\}")  # how dbt stores the model: of no interest here
_REF = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")


def database() -> duckdb.DuckDBPyConnection:
    """The in-memory database of this thread, with seeds and static models in it; never closed.

    One thread: a batch is small, and whoever wants more cores checks batches in several processes.
    """
    return _database(os.getpid(), threading.get_ident())


@cache
def _database(_process: int, _thread: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    for name in SEED_TABLES:
        connection.register("seed", _seed(name))
        connection.execute(f"create table {name} as from seed")
    connection.unregister("seed")
    for name in STATIC_MODELS:
        connection.execute(f"create table {name} as {plain_sql(name)}")
    return connection


def _seed(name: str) -> pa.Table:
    """A seed as dbt loads it: an empty field is NULL. Every column is text, the models cast what they count."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = zip(*rows, strict=True)
    return pa.table(
        {
            column: pa.array([value or None for value in values], pa.string())
            for column, values in zip(header, columns, strict=True)
        }
    )


@cache
def plain_sql(model: str) -> str:
    """A model's SQL with its refs as table names; raises ValueError if it uses more of Jinja than that."""
    text = (DBT_PROJECT / "models" / "intermediate" / f"{model}.sql").read_text(encoding="utf-8")
    sql = _REF.sub(r"\1", _CONFIG.sub("", text))
    if "{{" in sql or "{%" in sql:
        raise ValueError(
            f"{model}.sql may use ref() and config() and nothing else of Jinja: `nianbao` runs it as it is, without dbt"
        )
    return sql
