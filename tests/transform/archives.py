"""Small raw archives for tests: demo report pages and whatever else a test puts in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import ArchiveWriter, Exchange, Link
from demo.sites.catalogue import demo_sites

FETCHED_AT = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def demo_exchanges(division_code: str = "990104") -> list[Exchange]:
    """The report pages of one demo site as the crawler would archive them."""
    site = next(site for site in demo_sites() if site.division_code == division_code)
    entries = [entry for entry in site.entries if entry.is_report]
    return [
        exchange(
            f"http://127.0.0.1{entry.path}",
            site.respond(entry.path).body,
            link=Link(division_code=division_code, link_title=entry.title),
            minutes=number,
        )
        for number, entry in enumerate(entries)
    ]


def exchange(
    url: str, body: bytes, *, link: Link | None = None, status: int = 200, minutes: int = 0
) -> Exchange:
    """One exchange, fetched ``minutes`` after a fixed moment."""
    return Exchange(
        url=url,
        link=link or Link(),
        fetched_at=FETCHED_AT + timedelta(minutes=minutes),
        http_status=status,
        response_headers=[(b"Content-Type", b"text/html")],
        body=body,
    )


def archive(raw_dir: Path, exchanges: Iterable[Exchange]) -> Path:
    """Write one WARC file of ``exchanges`` and return its path."""
    before = set((raw_dir / "warc").glob("*.warc.gz"))
    with ArchiveWriter(raw_dir) as writer:
        for item in exchanges:
            writer.write(item)
    (path,) = set((raw_dir / "warc").glob("*.warc.gz")) - before
    return path


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by relative path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
