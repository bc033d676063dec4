"""Next to the network: whether a host may be asked now, and what its answer says about asking on."""

from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context import CrawlContext
from crawler.failures import Refused, classify, outcome_of_status
from crawler.hosts import PAUSE_S
from crawler.outcomes import Outcome
from crawler.urls import host_of, hostname

# Answers that speak of the host or of us and not of the page: refusals, gates, servers that are down.
_REFUSALS = (403, 412, 429, 502, 503, 504, 512, 521)
_UNREACHABLE = (Outcome.TIMEOUT, Outcome.CONNECTION, Outcome.DNS, Outcome.TLS, Outcome.CUT_OFF)


class Politeness:
    """Holds requests to the hours, the host's budget and its pauses; every request on the wire is counted.

    Whether a page that did arrive is a gate is told by the archive middleware, which reads it.
    """

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._hosts = context.hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Politeness":
        """Built by Scrapy once the spider exists."""
        return cls(crawler.spider.context)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host that may not be asked now; count the request otherwise."""
        hours, name = self._context.hours, _name(request)
        if hours is not None and not hours.contain(self._context.now()):
            raise Refused(Outcome.OUTSIDE_HOURS, f"sites are asked from {hours} o'clock, China time")
        refusal = self._hosts.refusal(name)
        if refusal is None:
            self._hosts.asked(name)
            return
        outcome, message = refusal
        cause = self._hosts.of(name).cause
        if outcome is Outcome.LEFT_ALONE and cause is not None and request.meta.get("retry_times"):
            # The request was made and failed; only its retry is not. The outcome is what it failed of.
            outcome = cause
        raise Refused(outcome, message)

    def process_response(self, request: Request, response: Response) -> Response:
        """Take note of refusals and of pauses asked for; the response itself is returned unchanged."""
        name, status = _name(request), int(response.status)
        after = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
        if status in _REFUSALS:
            self._hosts.failed(name, outcome_of_status(status, after), f"status {status}")
            if after or status == 429:
                self._hosts.pause(name, self._seconds(after))
        elif not 200 <= status < 300:
            self._hosts.answered(name)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Take note of a host that cannot be reached."""
        outcome, message, _ = classify(exception)
        if outcome in _UNREACHABLE:
            self._hosts.failed(_name(request), outcome, message[:200])

    def _seconds(self, retry_after: str) -> float:
        """Seconds of a Retry-After, which is a number of them or a date (RFC 9110 §10.2.3)."""
        if retry_after.isdecimal():
            return float(retry_after[:9])
        try:
            return (parsedate_to_datetime(retry_after) - self._context.now()).total_seconds()
        except (ValueError, TypeError):
            return PAUSE_S


def _name(request: Request) -> str:
    return hostname(host_of(request.url))
