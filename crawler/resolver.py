"""DNS with a guard: a public name must not lead into a private network.

Checked where the address is used and not before, so that a name cannot change its mind in between.
"""

import ipaddress
from typing import Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

from crawler.outcomes import Outcome, Refused
from crawler.urls import hostname, literal_address


class GuardedResolver(CachingThreadedResolver):
    """Refuses private, loopback and other special addresses that no registry row spells out itself."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, literal_hosts: frozenset[str]
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._literal_hosts = literal_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Built by Scrapy before the reactor starts; the rows' hosts come through the settings."""
        return cls(
            reactor,
            crawler.settings.getint("DNSCACHE_SIZE"),
            crawler.settings.getfloat("DNS_TIMEOUT"),
            frozenset(hostname(host) for host in crawler.settings.getlist("NIANBAO_HOSTS")),
        )

    def getHostByName(self, name: str, timeout: object = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The address of a name, or Refused."""
        resolved: Deferred[str] = super().getHostByName(name, timeout)
        return resolved.addCallback(self.check, name)

    def check(self, address: str, name: str) -> str:
        """Return `address` if it may be connected to under this name, else raise Refused."""
        if ipaddress.ip_address(address).is_global or address in self._literal_hosts:
            return address
        if literal_address(name) is not None and name in self._literal_hosts:
            return address
        raise Refused(
            Outcome.PRIVATE_ADDRESS,
            f"{name} resolves to {address}, which is not a public address; "
            "such addresses are asked only when a registry row names them as its host",
        )
