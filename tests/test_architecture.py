"""The rules between rooms: who may import whom, who may open sockets, write Parquet or read the environment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("crawler", "transform", "pipeline", "demo")
NETWORK = {"socket", "http", "urllib.request", "requests", "twisted", "scrapy", "ssl", "ftplib", "asyncio"}
MOST_LINES = 350


def modules(room: str) -> list[Path]:
    return sorted((PROJECT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, at the top or inside functions, as a dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported(room: str) -> set[tuple[str, str]]:
    return {(str(path.relative_to(PROJECT)), name) for path in modules(room) for name in imports(path)}


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("crawler", ("transform", "pipeline", "demo", "tests")),
        ("transform", ("pipeline", "demo", "tests")),
        ("demo", ("crawler", "transform", "pipeline", "tests")),
        ("pipeline", ("tests",)),
    ],
)
def test_rooms_import_only_what_lies_below_them(room: str, forbidden: tuple[str, ...]) -> None:
    found = {(path, name) for path, name in imported(room) if any(within(name, other) for other in forbidden)}
    assert found == set()


def test_transform_knows_of_the_crawler_only_the_archive() -> None:
    found = {name for _, name in imported("transform") if within(name, "crawler")}
    assert found
    assert {name for name in found if not within(name, "crawler.archive")} == set()


def test_only_the_crawler_and_the_demo_sites_open_sockets() -> None:
    found = {
        (path, name)
        for room in ("transform", "pipeline")
        for path, name in imported(room)
        if any(within(name, package) for package in NETWORK)
    }
    assert {path for path, _ in found} == {"pipeline/fetch.py"}  # the one address of `nianbao check URL`


def test_only_the_writer_writes_parquet_tables() -> None:
    """The crawler writes its own index and outcomes; facts are written in one place, through their schema."""
    found = {
        str(path.relative_to(PROJECT))
        for room in ("transform", "pipeline")
        for path in modules(room)
        if "write_table" in path.read_text(encoding="utf-8")
    }
    assert found == {"transform/writer.py"}


def test_only_the_settings_read_the_environment() -> None:
    found = {
        str(path.relative_to(PROJECT))
        for room in ROOMS
        for path in modules(room)
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    }
    assert found == {"crawler/settings.py", "pipeline/settings.py"}


def test_dbt_models_read_parquet_and_seeds_only() -> None:
    """Sources are declared once; no model names a file, a folder or an environment variable of its own."""
    for path in (PROJECT / "dbt_project" / "models").rglob("*.sql"):
        sql = path.read_text(encoding="utf-8")
        assert "read_parquet" not in sql, path
        assert "env_var" not in sql or path.parent.name == "staging", path


def test_modules_have_one_job() -> None:
    long = {
        str(path.relative_to(PROJECT)): count
        for room in ROOMS
        for path in modules(room)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    for room in ROOMS:
        for path in modules(room):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert not tree.body or ast.get_docstring(tree), path
