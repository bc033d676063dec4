"""The few things that travel through the crawl."""

from dataclasses import dataclass

from crawler.registry import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a list page: resolved address, title (may be cut with …), date as printed or empty."""

    url: str
    title: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where a list goes on: addresses to try in this order; the first with entries not seen before is right.

    `guessed` says that the page does not name the address, so that a miss is no failure of the site.
    """

    candidates: tuple[str, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Why a request is made: registry row, role of what is expected, page and text of the link followed.

    `probe` marks a guessed list address after which another one is tried.
    """

    source: Source
    role: str
    landing_url: str = ""
    link_title: str = ""
    probe: bool = False
