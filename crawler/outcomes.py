"""How a request can end: a closed list, and the table of outcomes a crawl leaves behind."""

import os
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class Outcome(StrEnum):
    """The end of one request; all but `ok`, `not_modified` and `probe_miss` need a person."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"  # list unchanged by the server's word (304)
    PROBE_MISS = "probe_miss"  # a guessed list address this site does not use
    NOT_FOUND = "not_found"
    SOFT_404 = "soft_404"  # status 200, but the page says there is none
    CHALLENGE = "challenge"  # a check for humans; reported, never worked around
    OFF_HOST = "off_host"  # a link or redirect to a host the registry row does not name
    PRIVATE_ADDRESS = "private_address"  # a public name that resolves into a private network
    NO_CONTACT = "no_contact"  # NIANBAO_CONTACT is not set
    ROBOTS = "robots"
    TOO_BIG = "too_big"
    TIMEOUT = "timeout"
    TLS = "tls"
    DNS = "dns"
    REDIRECT_LOOP = "redirect_loop"
    DECODE = "decode"  # the body is not what its Content-Encoding says
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    CONNECTION = "connection"
    EMPTY_LIST = "empty_list"  # the list was read, but no report was recognised in it
    SEALED_VIEWER = "sealed_viewer"  # a viewer that is given its file as a cipher; reported, never deciphered
    LIST_CEILING = "list_ceiling"  # the list did not end where lists end
    ARCHIVE_ERROR = "archive_error"  # the archive could not be written (disk full, permissions)
    CRAWLER_ERROR = "crawler_error"  # a mistake in the crawler itself

    @property
    def is_failure(self) -> bool:
        """Whether a person should look at it."""
        return self not in (Outcome.OK, Outcome.NOT_MODIFIED, Outcome.PROBE_MISS)


# One row per request. `requested_at` is when its end was known, after redirects and retries.
_FIELDS: list[pa.Field] = [
    pa.field("run_id", pa.string(), nullable=False),
    pa.field("url", pa.string(), nullable=False),
    pa.field("division_code", pa.string(), nullable=False),
    pa.field("column_url", pa.string(), nullable=False),
    pa.field("role", pa.string(), nullable=False),
    pa.field("outcome", pa.string(), nullable=False),
    pa.field("message", pa.string(), nullable=False),
    pa.field("http_status", pa.int32(), nullable=True),
    pa.field("requested_at", pa.timestamp("us", tz="UTC"), nullable=False),
]
OUTCOME_SCHEMA = pa.schema(_FIELDS)


def ensure_outcomes(raw_dir: Path) -> None:
    """Give the outcomes folder its file without rows: a glob must match and find the schema before any crawl."""
    path = raw_dir / "outcomes" / "schema.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".parquet.tmp")
        pq.write_table(OUTCOME_SCHEMA.empty_table(), temporary)
        os.replace(temporary, path)
