"""One request for a page of a list, as adapters hand it to the spider: an address is not always enough."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
# default 512 KiB: the state of a WebForms list has some 20 KiB, ten times as much where it holds the whole table; the
# body comes from a page, so it is bounded.
MAX_BODY_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Ask:
    """A GET, or a POST where there is a `body` (an empty one included).

    `referer` is the page whose script asks: sent along, because some servers answer nobody else, and what
    relative links in the answer are relative to. Empty where a reader would follow a plain link.
    """

    url: str
    body: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    referer: str = ""

    @classmethod
    def form(cls, url: str, fields: Iterable[tuple[str, str]], referer: str = "") -> Self:
        """A POST of form fields; ValueError over MAX_BODY_BYTES."""
        return cls(url, _bounded(urlencode(list(fields)).encode()), FORM, referer)

    @classmethod
    def json(cls, url: str, value: Any, referer: str = "") -> Self:
        """A POST of a JSON value; ValueError over MAX_BODY_BYTES."""
        return cls(url, _bounded(json.dumps(value, ensure_ascii=False).encode()), JSON, referer)

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.body is None else "POST"

    @property
    def key(self) -> str:
        """What tells this request from others: see `request_key`."""
        return request_key(self.url, self.method, self.body or b"")

    @property
    def headers(self) -> dict[str, str]:
        """Headers this request needs beyond those of every request."""
        named = {"Content-Type": self.content_type, "Referer": self.referer}
        if self.referer:
            # Endpoints behind scripts tell their own callers by it.
            named["X-Requested-With"] = "XMLHttpRequest"
        return {name: value for name, value in named.items() if value}


def request_key(url: str, method: str, body: bytes) -> str:
    """The identity of a request: its address; with a body, a fragment of method and digest behind it.

    Requests themselves carry no fragment, so a key never equals another address, and opened in a browser it
    leads to the same server.
    """
    if method == "GET":
        return url
    return f"{url}#{method.lower()}-{hashlib.sha256(body).hexdigest()[:16]}"


def _bounded(body: bytes) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        raise ValueError(f"a request body of {len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    return body
