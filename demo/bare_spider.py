"""The baseline of a crawl: Scrapy as it comes, asking for addresses known beforehand and keeping nothing.

``python -m demo.bare_spider FILE`` with one address a line; prints pages and seconds as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Asks for every address once."""

    name = "bare"

    def __init__(self, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._addresses = addresses
        self.pages = 0

    async def start(self) -> AsyncIterator[Request]:
        for address in self._addresses:
            yield Request(address)

    def parse(self, response: Response, **kwargs: Any) -> None:
        self.pages += 1


def main(path: Path) -> None:
    """Crawl the addresses and print what it took."""
    addresses = path.read_text(encoding="utf-8").split()
    started = time.perf_counter()
    process = CrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, addresses=addresses)
    process.start()
    seconds = time.perf_counter() - started
    print(json.dumps({"pages": crawler.spider.pages, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
