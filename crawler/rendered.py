"""Lists that only a script draws: the list pages of rows with `cms` `playwright` are rendered by a browser.

Off unless such a row is enabled, the extra `playwright` is installed and there is a Chromium. While a page is drawn
its scripts ask only hosts of its row and only what a list needs, each request counted against the host's budget;
but at the browser's pace, and robots.txt is asked for the page alone.
"""

import asyncio
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from crawler.adapters import RENDERED
from crawler.ask import Ask
from crawler.context import HostContext
from crawler.failures import Refused
from crawler.items import Task
from crawler.outcomes import Outcome
from crawler.registry import Source
from crawler.urls import host_of, hostname, resolve
from crawler.warc_format import Link, Resource

INSTALL = 'pip install "scrapy-playwright>=0.0.43" and apt install chromium, or name the browser in NIANBAO_CHROMIUM'
# Scrapy setting: path of the browser, empty where none can be had.
BROWSER = "NIANBAO_BROWSER"
# default five kinds: what draws a list. Pictures, fonts, media and sockets tell a reader of links nothing.
KINDS = ("document", "script", "xhr", "fetch", "stylesheet")
# default 2 pages at a time: each takes some 100 MB, and rows that need a browser are few.
MAX_PAGES = 2

_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
# Marks of Chromium's and Playwright's messages; what bears none of them is no connection.
_CAUSES = (
    ("BrowserType.launch", Outcome.NEEDS_BROWSER),
    ("Timeout ", Outcome.TIMEOUT),
    ("has been closed", Outcome.TIMEOUT),
    # The name itself has been looked up before; what the browser cannot find is where it was sent on to.
    ("ERR_NAME_NOT_RESOLVED", Outcome.OFF_HOST),
    ("ERR_CERT_", Outcome.TLS),
    ("ERR_SSL_", Outcome.TLS),
    ("ERR_TOO_MANY_REDIRECTS", Outcome.REDIRECT_LOOP),
)


def find_browser(command: str) -> str:
    """Path of the browser a name or path leads to; empty without it, or without the extra."""
    return (find_spec("scrapy_playwright") and shutil.which(command)) or ""


def browser_settings(sources: Iterable[Source], command: str, timeout_s: float) -> dict[str, Any]:
    """Scrapy settings that bring in a browser, where a row needs one and `command` leads to one."""
    hosts = sorted({hostname(host) for source in sources if source.cms == RENDERED for host in source.hosts})
    browser = find_browser(command) if hosts else ""
    if not browser:
        return {BROWSER: ""}
    # The browser's own rule, which nothing on a page gets past: sockets, redirects and new windows included.
    names = ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in hosts)])
    return {
        BROWSER: browser,
        # default Scrapy's own: this one passes every request on to it that is not marked.
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser,
            # default off: pages are hostile. Chromium refuses its sandbox to root.
            "chromium_sandbox": os.geteuid() != 0,
            # A proxy would look names up elsewhere, where the rule does not hold.
            "args": [f"--host-resolver-rules={names}", "--no-proxy-server"],
            # default allowed, for tests of web applications: no list opens a window by itself.
            "ignore_default_args": ["--disable-popup-blocking"],
        },
        "PLAYWRIGHT_MAX_CONTEXTS": 1,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": MAX_PAGES,
        # In milliseconds; the same patience as with any download.
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout_s * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": is_needless,
    }


def is_needless(request: Any) -> bool:
    """Whether a request of a page (a Playwright one) is of a kind that draws no list."""
    return request.resource_type not in KINDS


def is_rendered(response: Response) -> bool:
    """Whether an answer is what a browser made of a page."""
    return "playwright" in response.flags


def rendered_page(request: Request, response: Response, link: Link, at: datetime) -> Resource:
    """What a browser made of a page, for the archive: a conversion, never taken for what the server sent.

    Raises Refused where the browser was sent on to a host that the row does not name.
    """
    host = host_of(response.url)
    if host not in request.cb_kwargs["task"].source.hosts:
        raise Refused(Outcome.OFF_HOST, f"leads to {response.url[:200]} on host {host}", int(response.status))
    kind = f"text/html; charset={response.encoding}; rendered=chromium"
    return Resource(request.url, link, at, kind, response.body, record_type="conversion")


class Rendering:
    """Sends the list pages of marked rows through a browser; without one they end as `needs_browser`.

    Requests of a script's own (those with a body or a page they are made from) need none.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._context: HostContext = crawler.spider.context
        self._browser: str = crawler.settings[BROWSER]
        self._timeout_s: float = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Rendering":
        """Built by Scrapy once the spider exists."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Mark a request for the browser; raise Refused where there is none."""
        task: Task | None = request.cb_kwargs.get("task")
        ask: Ask | None = request.cb_kwargs.get("ask")
        if task is None or ask is None or task.source.cms != RENDERED or ask.body is not None or ask.referer:
            return
        if not self._browser:
            raise Refused(Outcome.NEEDS_BROWSER, f"the list is drawn by a script: {INSTALL}")
        await _look_up(request.url)
        request.meta.update(
            playwright=True,
            playwright_context_kwargs={"accept_downloads": False, "service_workers": "block"},
            # The list is there once nothing more is asked for.
            playwright_page_goto_kwargs={"wait_until": "networkidle"},
            playwright_page_init_callback=self._opened,
        )

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise Refused for what the browser says of a page it could not draw."""
        if not type(exception).__module__.startswith("playwright."):
            return
        message = str(exception)
        outcome = next((outcome for mark, outcome in _CAUSES if mark in message), Outcome.CONNECTION)
        raise Refused(outcome, f"in the browser: {message.partition('Call log')[0].strip()[:300]}")

    async def _opened(self, page: Any, request: Request) -> None:
        """Guard a new page (Playwright's) before it asks for anything."""
        # A page whose script never ends answers no question any more; it can only be closed.
        loop = asyncio.get_running_loop()
        end = loop.call_later(2 * self._timeout_s, lambda: loop.create_task(page.close()))
        page.on("close", lambda _: end.cancel())

        async def pass_on(route: Any) -> None:
            await (route.fallback() if await self._may_ask(route.request.url, request) else route.abort())

        await page.route("**", pass_on)

    async def _may_ask(self, url: str, request: Request) -> bool:
        """Whether the page behind `request` may ask for an address; counted if so."""
        target = resolve(request.url, url)
        if target is None or host_of(target) not in request.cb_kwargs["task"].source.hosts:
            return False
        if target == request.url:
            # Counted and looked up already.
            return True
        hosts, name = self._context.hosts, hostname(host_of(target))
        if hosts.refusal(name) is not None:
            return False
        try:
            await _look_up(target)
        except CannotResolveHostError:
            return False
        hosts.asked(name)
        return True


async def _look_up(url: str) -> None:
    """Raise CannotResolveHostError for a name that has no address or a private one: the browser would not see."""
    from twisted.internet import reactor  # importing it earlier would install a reactor of its own choice

    try:
        await maybe_deferred_to_future(reactor.resolver.getHostByName(hostname(host_of(url))))
    except DNSLookupError as error:
        raise CannotResolveHostError(str(error)) from error
