"""Rules for the whole suite: no network but loopback, and expensive fixtures built once, on one worker."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

# What must not run beside itself -> tests of one worker: the fixtures of these folders build a warehouse once, and the
# demo sites keep their ports from run to run, so nobody else may take them meanwhile.
ONE_WORKER = {"dbt": "dbt", "e2e": "demo sites", "test_demo_server.py": "demo sites"}
_connect = socket.socket.connect


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together the tests that share something; all others go wherever a worker is free."""
    for item in items:
        path = Path(item.path)
        group = ONE_WORKER.get(path.parent.name) or ONE_WORKER.get(path.name)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))


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
