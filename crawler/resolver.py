"""DNS with a guard: a public name must not lead into a private network.

Checked where the address is used and not before, so that a name cannot change its mind in between.
"""

import ipaddress
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.failures import Refused
from crawler.outcomes import Outcome
from crawler.urls import host_of, hostname, literal_address


class GuardedResolver(CachingThreadedResolver):
    """Refuses private, loopback and other special addresses that no registry row spells out itself."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, literal_hosts: frozenset[str]
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._literal_hosts = literal_hosts
        self.refused: dict[str, str] = {}

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
        """The address of a name, or DNSLookupError."""
        resolved: Deferred[str] = super().getHostByName(name, timeout)
        return resolved.addCallback(self.check, name)

    def check(self, address: str, name: str) -> str:
        """Return `address` if it may be connected to under this name, else raise DNSLookupError."""
        if ipaddress.ip_address(address).is_global or address in self._literal_hosts:
            return address
        if literal_address(name) is not None and name in self._literal_hosts:
            return address
        self.refused[name] = address
        raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")


class PrivateNames:
    """Names the refusal: between resolver and request Twisted turns any error into "no results"."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise Refused where a failed look-up was the guard's doing."""
        if not isinstance(exception, CannotResolveHostError):
            return
        from twisted.internet import reactor  # importing it earlier would install a reactor of its own choice

        name = hostname(host_of(request.url))
        address = reactor.resolver.refused.get(name)
        if address is not None:
            raise Refused(
                Outcome.PRIVATE_ADDRESS,
                f"{name} resolves to {address}, which is not a public address; "
                "such addresses are asked only when a registry row names them as its host",
            )
