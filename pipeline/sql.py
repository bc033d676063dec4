"""SQL on the published warehouse, read-only: one query, or a small shell."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.console import say

MOST_ROWS = 200
UNBOUNDED = 1_000_000  # characters: where output goes to a file or a pipe no column is hidden
PROMPT, CONTINUED = "nianbao> ", "     ..> "


class NoWarehouse(Exception):
    """Raised when there is no warehouse to ask; says how to make one."""


def warehouse_of(data: Path) -> Path:
    """The published warehouse of a data folder, which is not made by asking for it."""
    return data.resolve() / "warehouse.duckdb"


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse read-only. A build that runs meanwhile replaces the file, not this view of it."""
    if not warehouse.exists():
        raise NoWarehouse(
            f"{warehouse} is not there: make it with `make demo`, or `make crawl` and `make build`"
        )
    connection = duckdb.connect(str(warehouse), read_only=True)
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("use marts")
    return connection


def run_query(warehouse: Path, query: str) -> bool:
    """Print the result of one query; False when the query is wrong (its error is printed)."""
    with connect(warehouse) as connection:
        return _show(connection, query)


def _show(connection: duckdb.DuckDBPyConnection, query: str) -> bool:
    try:
        relation = connection.sql(query)
    except duckdb.Error as error:
        print(error, file=sys.stderr)
        return False
    if relation is not None:
        if sys.stdout.isatty():
            relation.show(max_rows=MOST_ROWS)
        else:
            relation.show(max_rows=MOST_ROWS, max_width=UNBOUNDED)
    return True


def shell(warehouse: Path) -> None:
    """Read queries from standard input, each ended by a semicolon, until its end or ``.quit``."""
    if sys.stdin.isatty():
        import readline  # noqa: F401 - line editing and history for input()

        say("marts 中的表 tables: show tables;   退出 leave: .quit   例 example: from coverage limit 5;")
    with connect(warehouse) as connection:
        pending = ""
        while True:
            try:
                line = input((CONTINUED if pending else PROMPT) if sys.stdin.isatty() else "")
            except EOFError:
                break
            except KeyboardInterrupt:
                pending = ""
                continue
            if not pending and line.strip() in (".quit", ".exit"):
                return
            pending += line + "\n"
            if line.rstrip().endswith(";"):
                _show(connection, pending)
                pending = ""
        if pending.strip():
            _show(connection, pending)
