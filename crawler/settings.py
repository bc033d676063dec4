"""Every setting of the crawler, each with Scrapy's default and the reason for ours.

The only reader of environment variables in crawler/.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.frontier import MAX_REDIRECTS
from crawler.registry import Source
from crawler.urls import hostname, is_loopback

USER_AGENT_NAME = "nianbao/0.1"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says. `contact` is sent to site owners; empty means loopback hosts only."""

    contact: str
    log_level: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds a caller may tighten, mostly tests.

    timeout_s: seconds a download may take. max_bytes: bytes of a body, as sent and unfolded.
    retries: further tries after a failed one.
    """

    # default 60 s: county servers answer slowly in the report season; Scrapy's 180 s lets a dead one block.
    timeout_s: float = 60.0
    # default 32 MiB: scanned reports reach some 20 MiB; Scrapy's 1 GiB would fill the memory.
    max_bytes: int = 32 * 1024 * 1024
    # default 2, as Scrapy: most failures in the season are momentary.
    retries: int = 2


def environment() -> Environment:
    """NIANBAO_CONTACT (default none: only loopback hosts are asked) and NIANBAO_LOG_LEVEL (default INFO).

    Raises ValueError for a log level that is none.
    """
    level = os.environ.get("NIANBAO_LOG_LEVEL", "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"NIANBAO_LOG_LEVEL: expected DEBUG, INFO, WARNING or ERROR, found {level!r}")
    return Environment(" ".join(os.environ.get("NIANBAO_CONTACT", "").split()), level)


def crawl_settings(sources: Iterable[Source], env: Environment, limits: Limits) -> dict[str, Any]:
    """The Scrapy settings of one crawl of these rows."""
    hosts = sorted({host for source in sources for host in source.hosts})
    agent = f"{USER_AGENT_NAME} (+{env.contact})" if env.contact else USER_AGENT_NAME
    return {
        # default "Scrapy/…": site owners should see who asks and where to complain.
        "USER_AGENT": agent,
        # default False: a site that does not want to be read is not read; it is listed in coverage.
        "ROBOTSTXT_OBEY": True,
        # default 16: hosts are independent of each other; politeness is per host, below.
        "CONCURRENT_REQUESTS": 16,
        # default 8: county servers are small; one request at a time each.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # default LIFO: reports in the order of their list, so that two runs ask alike.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        # default 0: at least a second between two requests to one host; jittered by Scrapy's ±50 %.
        "DOWNLOAD_DELAY": 1.0,
        # default ±50 %: kept off below the minimum; the delay is a promise, AutoThrottle only lengthens it.
        "DOWNLOAD_DELAY_JITTER": 0.0,
        # default False: slower where the server is slower.
        "AUTOTHROTTLE_ENABLED": True,
        # default 5 s: begin at the minimum; AutoThrottle backs off from the first slow answer.
        "AUTOTHROTTLE_START_DELAY": 1.0,
        # default 60 s: kept; a server that needs longer is timed out.
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        # default {}: this machine has nobody to be polite to.
        "DOWNLOAD_SLOTS": {
            hostname(host): {"concurrency": 1, "delay": 0.0, "jitter": 0.0}
            for host in hosts
            if is_loopback(host)
        },
        "DOWNLOAD_TIMEOUT": limits.timeout_s,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        # default 32 MiB: a warning for every large PDF tells nobody anything; too big is an outcome.
        "DOWNLOAD_WARNSIZE": 0,
        # default False: a page cut off in transfer must not be archived as whole.
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        # default False: a wrong certificate is an outcome a person decides on, not a detail.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": limits.retries,
        # default ERROR: a failed request is an outcome with its own line.
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        # default 20: no public site needs more than a few; a loop ends sooner.
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        # default True: a page that moves on by itself has status 200, so it would count as the archived report
        # even if what it leads to could not be had.
        "METAREFRESH_ENABLED": False,
        # default True: no list or report needs them, and they make answers differ.
        "COOKIES_ENABLED": False,
        # default True: a port nobody uses.
        "TELNETCONSOLE_ENABLED": False,
        # default RFPDupeFilter: the spider asks every address once itself; the filter would swallow redirects
        # to a page already asked, and with them the outcome.
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        # default "gzip, deflate, br, zstd": what is archived should be readable by every WARC tool.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        # default CachingThreadedResolver: the same with a guard against private addresses.
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        # default 60 s: a name that needs longer is down.
        "DNS_TIMEOUT": 20,
        # The guard before robots.txt (100) so that no refused host is asked for it; the archive next to the
        # network (above 900), where bodies are as received.
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.middlewares.HostGuard": 50,
            "crawler.resolver.PrivateNames": 940,
            "crawler.middlewares.Archive": 950,
        },
        "EXTENSIONS": {
            "crawler.extensions.Progress": 0,
            "crawler.extensions.CallbackErrors": 0,
            # default on: Scrapy's own lines every minute; ours are one per request.
            "scrapy.extensions.logstats.LogStats": None,
        },
        # default True: counters are in the report.
        "STATS_DUMP": False,
        # default a list of library versions printed at every start.
        "LOG_VERSIONS": [],
        "LOG_LEVEL": env.log_level,
        # default with logger names and brackets: `event key=value` behind time and level.
        "LOG_FORMAT": "%(asctime)s %(levelname)s %(message)s",
        # What the resolver lets through although it is private.
        "NIANBAO_HOSTS": hosts,
    }
