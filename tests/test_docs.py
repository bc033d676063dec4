"""The documents tell the truth: every command, option, variable, table and file they name exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline.cli import app

PROJECT = Path(__file__).resolve().parents[1]
READMES = [PROJECT / "README.md", PROJECT / "README.zh-CN.md"]
DOCS = [*READMES, PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
CONTRACT_TARGETS = {"demo", "test", "crawl", "build", "nightly", "sql", "bench", "help"}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_makefile_has_the_contracts_targets() -> None:
    assert TARGETS >= CONTRACT_TARGETS


def test_help_is_the_default_and_lists_every_target() -> None:
    printed = subprocess.run(
        ["make", "--no-print-directory"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for target in TARGETS:
        assert f"make {target}" in printed.stdout


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_make_target_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", text(path), re.MULTILINE))
    assert named <= TARGETS


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_verb_and_option_named_exists(path: Path) -> None:
    for verb, rest in re.findall(r"nianbao ([a-z]+)([^\n`]*)", text(path)):
        if verb in COMMANDS:
            options = {option for parameter in COMMANDS[verb].params for option in parameter.opts}
            assert set(re.findall(r"--[a-z]+", rest)) <= options, (verb, rest)
        else:
            assert f"nianbao {verb}" not in re.findall(r"`(?:\.venv/bin/)?(nianbao [a-z]+)", text(path)), verb


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_variable_of_the_code_is_in_the_readme_and_the_reverse(path: Path) -> None:
    documented = set(re.findall(r"^\| `(NIANBAO_[A-Z_]+)`", text(path), re.MULTILINE))
    read = {
        name
        for room in ("crawler", "pipeline")
        for name in re.findall(
            r'environ(?:\.get\(|\[)"(NIANBAO_[A-Z_]+)"', text(PROJECT / room / "settings.py")
        )
    }
    assert documented == read
    variables = set(re.findall(r"^\| `([A-Z]+)` \|", text(path), re.MULTILINE))
    assert variables == set(re.findall(r"^([A-Z]+) +\?=", MAKEFILE, re.MULTILINE)) - {"PYTHON", "Q"}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_file_and_folder_named_exists(path: Path) -> None:
    for name in re.findall(
        r"`((?:crawler|transform|dbt_project|pipeline|demo|tests|docs)/[\w/.<>*-]*)`", text(path)
    ):
        if "<" not in name and "*" not in name:
            assert (PROJECT / name).exists(), name
    for target in re.findall(r"\]\(([\w./-]+\.md)\)", text(path)):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_mart_is_in_the_readme(path: Path) -> None:
    marts = {model.stem for model in (PROJECT / "dbt_project" / "models" / "marts").glob("*.sql")}
    assert marts <= set(re.findall(r"`([a-z0-9_]+)`", text(path)))


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_registry_row_shown_is_one_of_the_registry(path: Path) -> None:
    registry = text(PROJECT / "crawler" / "sources.csv").splitlines()
    shown = [line for line in text(path).splitlines() if line.startswith(("division_code,", "140927,"))]
    assert len(shown) == 2
    assert set(shown) <= set(registry)


def test_both_readmes_have_the_same_sections() -> None:
    counts = [len(re.findall(r"^## ", text(path), re.MULTILINE)) for path in READMES]
    assert counts[0] - counts[1] in (0, 1)
