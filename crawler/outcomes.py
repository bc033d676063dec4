"""How a request can end: a closed list, and which of Scrapy's many exceptions means which."""

from enum import StrEnum

import pyarrow as pa
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.error import TimeoutError as ConnectTimeoutError


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
    LIST_CEILING = "list_ceiling"  # the list did not end where lists end
    ARCHIVE_ERROR = "archive_error"  # the archive could not be written (disk full, permissions)
    CRAWLER_ERROR = "crawler_error"  # a mistake in the crawler itself

    @property
    def is_failure(self) -> bool:
        """Whether a person should look at it."""
        return self not in (Outcome.OK, Outcome.NOT_MODIFIED, Outcome.PROBE_MISS)


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


class Refused(IgnoreRequest):
    """Raised by our own middlewares: the request or its answer is not wanted, and why."""

    def __init__(self, outcome: Outcome, message: str, http_status: int | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.http_status = http_status


# Marks of the gates listed by public crawlers: 412 of script gates, 521 and 512 of cookie gates.
_CHALLENGE_STATUS = (412, 512, 521)


def outcome_of_status(status: int) -> Outcome:
    """The outcome of an HTTP status that is not a success."""
    if status in _CHALLENGE_STATUS:
        return Outcome.CHALLENGE
    if status in (404, 410):
        return Outcome.NOT_FOUND
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.CLIENT_ERROR


def classify(error: BaseException) -> tuple[Outcome, str, int | None]:
    """(outcome, message for a person, HTTP status or None) of what Scrapy reports as failed."""
    if isinstance(error, Refused):
        return error.outcome, error.message, error.http_status
    if isinstance(error, HttpError):
        status = int(error.response.status)
        return outcome_of_status(status), f"the server answered with status {status}", status
    message = str(error) or type(error).__name__
    if isinstance(error, IgnoreRequest):
        # Scrapy's own refusals differ by text only; the tests hold each of them.
        if "robots.txt" in message:
            return Outcome.ROBOTS, "robots.txt of the site forbids this address", None
        if "max redirections" in message:
            return Outcome.REDIRECT_LOOP, "redirected more often than REDIRECT_MAX_TIMES allows", None
        return Outcome.TOO_BIG, message, None
    for outcome, kinds in _KINDS:
        if isinstance(error, kinds):
            return (Outcome.TLS if _is_tls(error) else outcome), message, None
    return Outcome.CRAWLER_ERROR, f"{type(error).__name__}: {message}", None


_KINDS: tuple[tuple[Outcome, tuple[type[BaseException], ...]], ...] = (
    (Outcome.TIMEOUT, (DownloadTimeoutError, ConnectTimeoutError)),
    (Outcome.DNS, (CannotResolveHostError,)),
    (Outcome.TOO_BIG, (DownloadCancelledError,)),
    (
        Outcome.CONNECTION,
        (
            DownloadConnectionRefusedError,
            DownloadFailedError,
            ResponseDataLossError,
            ConnectionLost,
            ConnectionDone,
            OSError,
        ),
    ),
)


def _is_tls(error: BaseException) -> bool:
    text = f"{error!r} {error.__cause__!r}"
    return "OpenSSL" in text or "SSL" in text or "certificate" in text.lower()
