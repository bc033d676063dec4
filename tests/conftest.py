"""Rules for the whole suite: no network but loopback, and expensive fixtures built once, on one worker."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

ONE_WORKER = ("dbt", "e2e")  # folders whose session fixture builds a warehouse
_connect = socket.socket.connect


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that share a built warehouse together; all others go wherever a worker is free."""
    for item in items:
        folder = Path(item.path).parent.name
        if folder in ONE_WORKER:
            item.add_marker(pytest.mark.xdist_group(folder))


def _is_loopback(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    return host.startswith("127.") or host in ("::1", "localhost")


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test that made it."""

    def connect(self: socket.socket, address: Any) -> None:
        assert _is_loopback(address), f"a test tried to connect to {address}"
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
