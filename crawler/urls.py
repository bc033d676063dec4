"""Addresses: one spelling per page, and which hosts a registry row allows.

A *host* here is what stands between `//` and the path: name or IP address, and the port where it is not the
scheme's default. `www.x.gov.cn` therefore covers http and https, `127.0.0.1:8080` only that port.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# default 2000 characters: the longest address seen (a Hanweb pager) has some 500; longer ones are traps.
MAX_URL_LENGTH = 2000

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MOBILE_FLAG = re.compile(r"(^|&)isMobile=(true|false)(?=&|$)", re.IGNORECASE)
# Session ids stand in links where a server meets a reader without cookies; each reader gets another one.
_SESSION_PATH = re.compile(r";(jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)
_SESSION_QUERY = re.compile(r"(^|&)(jsessionid|phpsessid|aspsessionid\w*)=[^&]*", re.IGNORECASE)
# NFCMS publishes every article a second time for phones: /content/mpost_123.html beside post_123.html.
_MPOST_COPY = re.compile(r"/mpost_(\d+\.s?html?)$")
# TRS WCM publishes every article a second time for phones, beside the first: t20210203_8862455_wap.html.
_WAP_COPY = re.compile(r"(/t\d{8}_\d+)_wap(\.s?html?)$")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def normalise(url: str) -> str:
    """One spelling per page: no fragment, default port or session id, lower-case host, no copy made for phones.

    Raises ValueError for what is not an http(s) address with a host or is longer than MAX_URL_LENGTH.
    """
    if len(url) > MAX_URL_LENGTH:
        raise ValueError(f"address of {len(url)} characters, the limit is {MAX_URL_LENGTH}")
    parts = urlsplit(safe_url_string(url.strip(), encoding="utf-8"))
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http or https address with a host: {url[:200]!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"an address with a user name: {url[:200]!r}")
    path = _SESSION_PATH.sub("", parts.path or "/")
    path = _MPOST_COPY.sub(r"/post_\1", _WAP_COPY.sub(r"\1\2", path))
    query = _SESSION_QUERY.sub("", _MOBILE_FLAG.sub("", parts.query)).lstrip("&")
    return urlunsplit((parts.scheme, host_of(url), path, query, ""))


def resolve(base: str, href: str) -> str | None:
    """The normalised address of a link on the page at `base`; None for scripts, mail, anchors."""
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        return normalise(urljoin(base, href))
    except ValueError:
        return None


# default 4096 addresses: a dozen places ask for the host of each request while it is on its way.
@lru_cache(4096)
def host_of(url: str) -> str:
    """The host of an address, port included where it is not the default one; ValueError when it has none."""
    parts = urlsplit(url.strip())
    if not parts.hostname:
        raise ValueError(f"an address without a host: {url[:200]!r}")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if parts.port is None or parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return name
    return f"{name}:{parts.port}"


def hostname(host: str) -> str:
    """A host without its port."""
    return urlsplit(f"//{host}").hostname or ""


def literal_address(name: str) -> Address | None:
    """The IP address a host name spells out, None for a real name; `localhost` names are loopback."""
    if name == "localhost" or name.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its spelling."""
    address = literal_address(hostname(host))
    return address is not None and address.is_loopback


def same_column(url: str, column_url: str) -> bool:
    """Whether two addresses share host and first path segment: what a guessed list address must keep."""
    return _column(url) == _column(column_url)


def _column(url: str) -> tuple[str, str]:
    segments = urlsplit(url).path.split("/")
    return host_of(url), segments[1] if len(segments) > 2 else ""
