"""Which request is next: hosts take turns, each with one request on its way and none while it is paused.

Scrapy's own queues keep one host from filling the downloader, but know nothing of a pause: the requests of a
host that said Retry-After would wait in the downloader, in the places of hosts that could be asked meanwhile.
"""

import heapq
from collections import deque
from itertools import count

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.hosts import Hosts
from crawler.urls import host_of, hostname


class HostScheduler(BaseScheduler):
    """Queues by host, in memory: what was not asked when a run ends is found again by the next one.

    Of one host, higher priority first, then in the order of enqueueing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: Hosts = crawler.spider.context.hosts
        self._queues: dict[str, list[tuple[int, int, Request]]] = {}
        self._turns: deque[str] = deque()
        self._on_its_way: dict[str, Request] = {}
        self._numbers = count()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostScheduler":
        """Built by Scrapy once the spider exists."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether any request waits, be its host paused or not."""
        return bool(self._turns)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request; none is dropped."""
        name = hostname(host_of(request.url))
        if name not in self._queues:
            self._queues[name] = []
            self._turns.append(name)
        heapq.heappush(self._queues[name], (-request.priority, next(self._numbers), request))
        return True

    def next_request(self) -> Request | None:
        """The next request of a host that is neither busy nor paused; None where there is none."""
        for _ in range(len(self._turns)):
            name = self._turns[0]
            self._turns.rotate(-1)
            if self._is_busy(name) or self._hosts.is_paused(name):
                continue
            queue = self._queues[name]
            request = heapq.heappop(queue)[2]
            if not queue:
                del self._queues[name]
                self._turns.pop()
                # Kept alive, the connections of thousands of hosts would outnumber the files a process may open.
                request.headers[b"Connection"] = b"close"
            self._on_its_way[name] = request
            return request
        return None

    def _is_busy(self, name: str) -> bool:
        request = self._on_its_way.get(name)
        if request is None or self._crawler.engine is None:
            return False
        if request in self._crawler.engine.downloader.active:
            return True
        del self._on_its_way[name]
        return False
