"""Between engine and network: the host guard (outermost) and the archive (innermost).

The archive is a middleware and not a signal handler because Scrapy logs and swallows what a handler raises:
a page that could not be archived would count as fetched.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.answers import PAGE
from crawler.attachments import asks_for_a_code
from crawler.breadcrumb import is_article
from crawler.context import CrawlContext
from crawler.failures import Refused
from crawler.frontier import REDIRECTS
from crawler.gates import gate
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.page import MAX_PAGE_CHARACTERS, Page, looks_textual
from crawler.payload import Payload, PayloadError, PayloadTooBig
from crawler.rendered import is_rendered, rendered_page
from crawler.urls import host_of, hostname, is_loopback, resolve
from crawler.warc_format import Exchange, Link, Resource


class HostGuard:
    """Lets a request pass only to the hosts its registry row names; redirects come through here again."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._all_hosts = context.allowed_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostGuard":
        """Built by Scrapy once the spider exists."""
        return cls(crawler.spider.context)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host the row does not name, or any public host while no contact is set."""
        task: Task | None = request.cb_kwargs.get("task")
        host = host_of(request.url)
        # robots.txt is asked for without a task, by Scrapy itself, for a host that has just passed.
        if host not in (task.source.hosts if task else self._all_hosts):
            raise Refused(
                Outcome.OFF_HOST,
                f"leads to {request.url[:200]} on host {host}, which the registry row does not name; "
                "add it to extra_hosts if it belongs to this government",
            )
        if is_loopback(host):
            # AutoThrottle would bring back the minimum delay, which is for servers that others use.
            request.meta["autothrottle_dont_adjust_delay"] = True
        elif not self._context.has_contact:
            raise Refused(
                Outcome.NO_CONTACT,
                "set NIANBAO_CONTACT to an address (mail or web page) where site owners reach you; "
                "it is sent in the user agent",
            )


class Archive:
    """Writes what the server sent, before anything is decompressed, then lets it go on to the spider.

    Of a page that a browser rendered, what that made of it is written instead, and marked as such.

    Archived are pages (200) and redirects that differ from the copy archived last. Raised as Refused: bodies
    that cannot be decoded or are too big, and pages that only say that there is none.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._context: CrawlContext = crawler.spider.context
        self._max_bytes: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Archive":
        """Built by Scrapy once the spider exists."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Archive the answer; the response itself is returned unchanged."""
        task: Task | None = request.cb_kwargs.get("task")
        status = int(response.status)
        is_redirect = status in REDIRECTS and b"Location" in response.headers
        if task is None or not (HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or is_redirect):
            return response
        if is_redirect:
            _check_target(request, status, response.headers[b"Location"])
        document = self._document(request, task, response)
        payload = self._payload(document, status)
        if not is_redirect:
            role = self._checked_role(request, task, response, payload.data)
            document = replace(document, link=replace(document.link, role=role))
        # Told anew at every hop: a redirect's note travels on with the request for its target.
        request.meta["is_unchanged"] = self._context.frontier.is_unchanged(
            document.key, status, payload.sha256
        )
        if request.meta["is_unchanged"]:
            return response
        try:
            self._context.frontier.add(await self._write(document, payload))
        except OSError as error:
            raise Refused(
                Outcome.ARCHIVE_ERROR, f"the archive cannot be written ({error}); free space, check rights"
            ) from error
        return response

    def _document(self, request: Request, task: Task, response: Response) -> Exchange | Resource:
        link = Link(
            task.landing_url, task.source.division_code, task.source.scope, task.role, task.link_title
        )
        if is_rendered(response):
            return rendered_page(request, response, link, self._context.now())
        return Exchange(
            url=request.url,
            link=link,
            fetched_at=self._context.now(),
            http_status=int(response.status),
            response_headers=_header_lines(response.headers),
            body=response.body,
            protocol=response.protocol or "HTTP/1.1",
            method=request.method,
            request_headers=[
                (b"Host", host_of(request.url).encode()),
                *_header_lines(request.headers),
            ],
            request_body=request.body,
        )

    async def _write(self, document: Exchange | Resource, payload: Payload) -> dict[str, Any]:
        writer = self._context.writer
        if isinstance(document, Resource):
            return writer.write_resource(document)
        return await writer.write_aside(document, payload)

    def _payload(self, document: Exchange | Resource, status: int) -> Payload:
        try:
            return Payload.of(document.body, document.headers, self._max_bytes)
        except PayloadTooBig as error:
            raise Refused(Outcome.TOO_BIG, str(error), status) from error
        except PayloadError as error:
            raise Refused(Outcome.DECODE, str(error), status) from error

    def _checked_role(self, request: Request, task: Task, response: Response, payload: bytes) -> str:
        """The role to archive under: a column that shows a report itself is a report."""
        status, name = int(response.status), hostname(host_of(response.url))
        if not payload.strip():
            raise Refused(Outcome.SOFT_404, f"status {status} with an empty page", status)
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        is_page = len(payload) <= MAX_PAGE_CHARACTERS and looks_textual(payload, kind)
        page = Page.from_bytes(response.url, payload) if is_page else None
        found = None if page is None else self._gate(request, task, response, page)
        if found is None and status != HTTPStatus.OK:
            found = Outcome.SOFT_404, f"status {status} in place of 200"
        if found is not None:
            if found[0] is Outcome.CHALLENGE:
                self._context.hosts.failed(name, *found)
            raise Refused(*found, status)
        self._context.hosts.answered(name)
        if task.role != "attachment":
            # Decoded once: the spider reads the same page.
            request.meta[PAGE] = page
        if task.role != "list" or page is None:
            return task.role
        # The registry may name a report; what a list opens is one only with a report's table.
        return "report" if page.is_report or (not task.landing_url and is_article(page)) else "list"

    @staticmethod
    def _gate(request: Request, task: Task, response: Response, page: Page) -> tuple[Outcome, str] | None:
        asked_url = request.meta.get("redirect_urls", [request.url])[0]
        headers = (
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in _header_lines(response.headers)
        )
        found = gate(page, int(response.status), headers, asked_url)
        if found is None and task.role == "attachment" and asks_for_a_code(page):
            return Outcome.CHALLENGE, "the file is given only to who types a code in"
        return found


def _check_target(request: Request, status: int, location: bytes) -> None:
    """Refuse a redirect to a script or anything else that is no web address; Scrapy would stumble over it."""
    target = location.decode("utf-8", errors="replace")
    if resolve(request.url, target) is None:
        message = f"status {status} leads to {target[:200]!r}, which is no web address"
        raise Refused(Outcome.SERVER_ERROR, message, status)


def _header_lines(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Scrapy's headers as lines, one for every value."""
    return [(name, value) for name, values in headers.items() for value in values]
