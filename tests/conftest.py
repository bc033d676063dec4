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


# What takes longest is begun first, so that the workers end together; the two that are made once for all tests of
# their kind (a demo, a warehouse) by a worker each.
_LONGEST_FIRST = ("tests/e2e/test_demo.py", "tests/dbt/", "tests/e2e/", "tests/pipeline/", "tests/crawler/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest tests to the front; within a folder the order stays."""

    def rank(item: pytest.Item) -> int:
        places = (place for place, start in enumerate(_LONGEST_FIRST) if item.nodeid.startswith(start))
        return next(places, len(_LONGEST_FIRST))

    items.sort(key=rank)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test that made it."""

    def connect(self: socket.socket, address: Any) -> None:
        assert _is_loopback(address), f"a test tried to connect to {address}"
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
