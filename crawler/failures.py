"""Which of the many exceptions of Scrapy, Twisted and our own middlewares means which outcome."""

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

from crawler.gates import MAX_GATE_CHARACTERS, gate
from crawler.outcomes import Outcome
from crawler.page import Page


class Refused(IgnoreRequest):
    """Raised by our own middlewares: the request or its answer is not wanted, and why."""

    def __init__(self, outcome: Outcome, message: str, http_status: int | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.http_status = http_status


# Marks of the gates listed by public crawlers: 412 of script gates, 521 and 512 of cookie gates.
_CHALLENGE_STATUS = (412, 512, 521)


def outcome_of_status(status: int, retry_after: str) -> Outcome:
    """The outcome of an HTTP status that is not a success; `retry_after` is the header, empty without one."""
    if status in _CHALLENGE_STATUS:
        return Outcome.CHALLENGE
    if status in (404, 410):
        return Outcome.NOT_FOUND
    if status == 401:
        return Outcome.LOGIN
    if status == 429 or (status == 503 and retry_after):
        return Outcome.RATE_LIMITED
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.CLIENT_ERROR


def classify(error: BaseException) -> tuple[Outcome, str, int | None]:
    """(outcome, message for a person, HTTP status or None) of what Scrapy reports as failed."""
    if isinstance(error, Refused):
        return error.outcome, error.message, error.http_status
    if isinstance(error, HttpError):
        status = int(error.response.status)
        page = Page.from_bytes(error.response.url, error.response.body[:MAX_GATE_CHARACTERS])
        headers = error.response.headers.to_unicode_dict().items()
        found = gate(page, status, headers, error.response.url)
        if found is not None and found[0] in (Outcome.CHALLENGE, Outcome.LOGIN):
            return found[0], f"status {status}, {found[1]}", status
        after = (error.response.headers.get("Retry-After") or b"").decode("latin-1").strip()
        return outcome_of_status(status, after), f"the server answered with status {status}", status
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
    (Outcome.CUT_OFF, (ResponseDataLossError,)),
    (
        Outcome.CONNECTION,
        (
            DownloadConnectionRefusedError,
            DownloadFailedError,
            ConnectionLost,
            ConnectionDone,
            OSError,
        ),
    ),
)


def _is_tls(error: BaseException) -> bool:
    text = f"{error!r} {error.__cause__!r}"
    return "OpenSSL" in text or "SSL" in text or "certificate" in text.lower()
