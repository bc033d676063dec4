"""Every setting of the crawler, each with Scrapy's default and the reason for ours.

The only reader of environment variables in crawler/.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.frontier import MAX_REDIRECTS
from crawler.hours import Hours
from crawler.registry import Source
from crawler.rendered import browser_settings
from crawler.urls import hostname, is_loopback

USER_AGENT_NAME = "nianbao/0.1"
# default 2000 requests a host and run: a county with all its departments has some 1500 reports; at a second
# each the first night ends within the night, and what is left over is fetched in the next.
HOST_BUDGET = 2000


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says. `contact` is sent to site owners; empty means loopback hosts only.

    `host_budget` is in requests to one host in one run; `hours` None means at any time; `chromium` is a name or
    path of the browser for lists that only a script draws.
    """

    contact: str = ""
    log_level: str = "INFO"
    host_budget: int = HOST_BUDGET
    hours: Hours | None = None
    chromium: str = "chromium"


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
    """NIANBAO_CONTACT (default none: only loopback hosts are asked), NIANBAO_LOG_LEVEL (default INFO),
    NIANBAO_HOST_BUDGET (default 2000 requests), NIANBAO_HOURS (default any time; `22-6`, China time) and
    NIANBAO_CHROMIUM (default `chromium`, as Debian calls it).

    Raises ValueError for what is none of these.
    """
    level = os.environ.get("NIANBAO_LOG_LEVEL", "INFO").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"NIANBAO_LOG_LEVEL: expected DEBUG, INFO, WARNING or ERROR, found {level!r}")
    budget = os.environ.get("NIANBAO_HOST_BUDGET", str(HOST_BUDGET))
    if not budget.isdecimal() or int(budget) == 0:
        raise ValueError(f"NIANBAO_HOST_BUDGET: expected a number of requests, found {budget!r}")
    hours = os.environ.get("NIANBAO_HOURS", "")
    contact = " ".join(os.environ.get("NIANBAO_CONTACT", "").split())
    chromium = os.environ.get("NIANBAO_CHROMIUM", "chromium")
    return Environment(contact, level, int(budget), Hours.parse(hours) if hours else None, chromium)


def search_settings(sources: Iterable[Source], env: Environment, limits: Limits) -> dict[str, Any]:
    """The settings of a crawl that archives nothing."""
    settings = crawl_settings(sources, env, limits)
    del settings["DOWNLOADER_MIDDLEWARES"]["crawler.middlewares.Archive"]
    # It writes to the report of a crawl; a search whose callback fails is reported as not ended.
    del settings["EXTENSIONS"]["crawler.extensions.CallbackErrors"]
    return settings


def crawl_settings(sources: Iterable[Source], env: Environment, limits: Limits) -> dict[str, Any]:
    """The Scrapy settings of one crawl of these rows."""
    hosts = sorted({host for source in sources for host in source.hosts})
    agent = f"{USER_AGENT_NAME} (+{env.contact})" if env.contact else USER_AGENT_NAME
    return {
        # default "Scrapy/…": site owners should see who asks and where to complain.
        "USER_AGENT": agent,
        # default False: a site that does not want to be read is not read; it is listed in coverage.
        "ROBOTSTXT_OBEY": True,
        # default 16: hosts are independent of each other, and most of these requests wait out the delay of
        # their host; at a second each they are at most 64 pages a second, about what one core archives.
        "CONCURRENT_REQUESTS": 64,
        # default 8: county servers are small; one request at a time each.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # default Scrapy's priority queues: hosts take turns, and one that asked for a pause holds up no other.
        "SCHEDULER": "crawler.scheduler.HostScheduler",
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
        # default 100: that many tasks are started for each answer, for items the spider does not have.
        "CONCURRENT_ITEMS": 1,
        # default True: reads the source of every callback at run time, for a mistake the type checker finds.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
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
        # default 10 threads, which look names up: a few dead names must not hold up the others.
        "REACTOR_THREADPOOL_MAXSIZE": 20,
        # The guard before robots.txt (100) so that no refused host is asked for it, nor one whose list cannot be
        # rendered; the archive next to the
        # network (above 900), where bodies are as received; politeness nearest, where retries pass as well.
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.middlewares.HostGuard": 50,
            "crawler.rendered.Rendering": 60,
            "crawler.resolver.PrivateNames": 940,
            "crawler.middlewares.Archive": 950,
            "crawler.politeness.Politeness": 960,
        },
        "SPIDER_MIDDLEWARES": {
            # default on: no rule here counts links from the start, and `normalise` bounds every address.
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
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
    } | browser_settings(sources, env.chromium, limits.timeout_s)
