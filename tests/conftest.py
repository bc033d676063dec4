"""Rules for the whole suite: no network but loopback, and the same examples in every run.

``pytest --hypothesis-profile=explore`` draws other ones.
"""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("suite", derandomize=True)
settings.register_profile("explore", max_examples=200, print_blob=True)
settings.load_profile("suite")

_connect = socket.socket.connect


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
