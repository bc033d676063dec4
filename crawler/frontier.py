"""What the archive already holds: which reports need no request, which lists have not changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from crawler.archive_index import header
from crawler.archive_place import Raw
from crawler.archive_read import ArchivedPayload, read_record
from crawler.urls import resolve

REDIRECTS = (301, 302, 303, 307, 308)
# default 5: as many redirects as the crawler follows (settings.REDIRECT_MAX_TIMES).
MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """The newest archived answer of an address."""

    http_status: int
    fetched_at: datetime
    payload_sha256: str
    etag: str
    last_modified: str
    warc_file: str
    warc_offset: int

    @property
    def validators(self) -> dict[str, str]:
        """Request headers that ask for the page only if it is no longer this one; none if its server gave none."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


class Frontier:
    """The newest copy of every address in the index; `add` keeps it current while a crawl writes."""

    def __init__(self, raw: Raw, index: pa.Table) -> None:
        self._raw = raw
        self._copies: dict[str, Copy] = {}
        columns = [
            "url",
            "http_status",
            "fetched_at",
            "payload_sha256",
            "etag",
            "last_modified",
            "warc_file",
            "warc_offset",
        ]
        for batch in index.select(columns).to_batches():
            for row in batch.to_pylist():
                self.add(row)

    def add(self, row: dict[str, Any]) -> None:
        """Take in one index row, newer than those before it."""
        self._copies[row["url"]] = Copy(
            row["http_status"],
            row["fetched_at"],
            row["payload_sha256"],
            row["etag"],
            row["last_modified"],
            row["warc_file"],
            row["warc_offset"],
        )

    def latest(self, url: str) -> Copy | None:
        """The newest answer of this very address, redirects included."""
        return self._copies.get(url)

    def is_unchanged(self, url: str, http_status: int, payload_sha256: str) -> bool:
        """Whether an answer is the one archived last for this address."""
        copy = self._copies.get(url)
        return copy is not None and (copy.http_status, copy.payload_sha256) == (http_status, payload_sha256)

    def holds(self, url: str) -> bool:
        """Whether a whole document (status 200) is archived for the address, itself or behind redirects."""
        return self.final(url) is not None

    def document(self, url: str) -> ArchivedPayload:
        """The archived document of an address that is held; KeyError when not, ArchiveError if damaged."""
        copy = self.final(url)
        if copy is None:
            raise KeyError(url)
        return read_record(self._raw, copy.warc_file, copy.warc_offset)

    def final(self, url: str | None) -> Copy | None:
        """The copy of the document itself (status 200) for an address that may redirect to it; None if not held."""
        for _ in range(MAX_REDIRECTS + 1):
            copy = self._copies.get(url) if url is not None else None
            if copy is None or copy.http_status == 200:
                return copy
            if copy.http_status not in REDIRECTS or url is None:
                return None
            answer = read_record(self._raw, copy.warc_file, copy.warc_offset)
            url = resolve(url, header(answer.http_headers, "location"))
        return None
