"""The lock: complete, hashed, and free of any address, so that it installs from wherever an index is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
PROJECT_FILE = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def test_no_address_stands_in_the_lock() -> None:
    assert "://" not in LOCK
    assert not re.search(r"--(?:index-url|extra-index-url|find-links|trusted-host)", LOCK)


def test_every_locked_package_is_pinned_and_hashed() -> None:
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", LOCK.strip())
    assert len(blocks) > 50
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(?:\[[a-z0-9,_-]+\])?==[^ ]+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_dependency_is_locked_and_says_why_it_is_here() -> None:
    project = tomllib.loads(PROJECT_FILE)["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = {name_of(line) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)}
    for requirement in requirements:
        assert name_of(requirement) in locked, requirement
        line = next(line for line in PROJECT_FILE.splitlines() if line.startswith(f'    "{requirement}"'))
        assert re.search(r"# .{15,}", line), f"{requirement}: no reason beside it"
