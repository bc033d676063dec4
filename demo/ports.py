"""Which port each demo site gets, the same in every run over one data folder.

Archived addresses hold the port: with other ports a second run would fetch every page again. The caller keeps
a small JSON file (division code → port) in its data folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

# Outside the range Linux gives to outgoing connections (32768 on) and not registered for a known service.
FIRST_PORT = 18431
# How many blocks of ports are tried, one port a site each, before giving up.
BLOCKS = 20


def read(ports_file: Path) -> dict[str, int]:
    """Ports of the last run, none where there is no file; ValueError where it holds anything but ports."""
    if not ports_file.exists():
        return {}
    try:
        kept = json.loads(ports_file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{ports_file}: not JSON ({error}); delete it to choose ports anew") from error
    if not isinstance(kept, dict) or not all(
        isinstance(port, int) and 0 < port < 65536 for port in kept.values()
    ):
        raise ValueError(f"{ports_file}: expected division codes with ports; delete it to choose ports anew")
    return kept


def write(ports_file: Path, ports: Mapping[str, int]) -> None:
    """Write beside, then rename: a killed run leaves the old file or the new one."""
    ports_file.parent.mkdir(parents=True, exist_ok=True)
    beside = ports_file.with_name(ports_file.name + ".new")
    beside.write_text(json.dumps(ports, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, ports_file)


def candidates(number: int, sites: int, kept: int | None) -> list[int]:
    """Ports to try for site ``number`` of ``sites``: the kept one, its own, then its own in later blocks."""
    own = [FIRST_PORT + number + sites * turn for turn in range(BLOCKS)]
    return own if kept is None else [kept, *(port for port in own if port != kept)]
