"""Printing for people: tables whose Chinese columns align, colour and progress bars on a terminal only."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

SECONDS_A_LINE = 10.0  # of a progress log
PLAIN_WIDTH = 160  # where output goes to a file or a pipe there is no terminal to fit

log = logging.getLogger(__name__)


def console() -> Console:
    """The console for results (standard output)."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False, soft_wrap=False)


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, note: str = "", right: str = ""
) -> None:
    """Print one table; ``right`` names the columns (by letter position, ``r`` or ``l``) aligned right.

    Text from pages and files is shown as it is, never as markup. None is shown as an empty cell.
    """
    table = Table(title=escape(title), title_justify="left", title_style="bold", header_style="bold")
    for index, column in enumerate(columns):
        is_right = right[index : index + 1] == "r"
        table.add_column(escape(column), justify="right" if is_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row))
    out = console()
    out.print(table)
    if note:
        out.print(escape(note))
    out.print()


def say(text: str) -> None:
    """Print lines as they are."""
    console().print(escape(text), soft_wrap=True)


def warn(text: str) -> None:
    """Print to standard error, where a person looks when the exit code is not 0."""
    Console(stderr=True, highlight=False).print(escape(text), style="yellow", soft_wrap=True)


@contextmanager
def progress(description: str) -> Iterator[Callable[[int, int], None]]:
    """A function ``(done, total)`` that draws a bar on a terminal, and logs a plain line elsewhere."""
    if not sys.stderr.isatty():
        last = time.monotonic()

        def plain(done: int, total: int) -> None:
            nonlocal last
            if done == total or time.monotonic() - last >= SECONDS_A_LINE:
                last = time.monotonic()
                log.info('event=progress step="%s" done=%d total=%d', description, done, total)

        yield plain
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def working(description: str) -> Iterator[None]:
    """Show that a step without countable parts goes on: a spinner on a terminal, a plain line elsewhere."""
    if sys.stderr.isatty():
        with Console(stderr=True).status(description):
            yield
    else:
        log.info('event=started step="%s"', description)
        yield


def print_query(
    connection: duckdb.DuckDBPyConnection,
    title: str,
    headings: str,
    query: str,
    parameters: dict[str, object],
) -> None:
    """Print a query's rows; ``headings`` are divided by ``|``, a leading ``>`` aligns a column right."""
    columns = headings.split("|")
    rows = connection.execute(query, parameters).fetchall()
    print_table(
        title,
        [column.removeprefix(">") for column in columns],
        [tuple(figure(value) for value in row) for row in rows],
        right="".join("r" if column.startswith(">") else "l" for column in columns),
    )


def figure(value: object) -> str:
    """A value for a table: exact decimals without trailing zeros, computed ones with two, NULL empty."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def start_logging(level: str, *, to: logging.Handler | None = None) -> None:
    """Log to standard error, and to ``to`` where given: time, level, ``event key=value``."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    # On a terminal the bars and tables tell what happens; only what needs a person breaks in.
    handlers[0].setLevel(logging.WARNING if sys.stderr.isatty() else level)
    if to is not None:
        handlers.append(to)
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(message)s", handlers=handlers, force=True
    )
