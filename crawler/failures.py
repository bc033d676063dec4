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

from crawler.outcomes import Outcome


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
