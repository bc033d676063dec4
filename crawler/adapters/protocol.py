"""What a listing adapter is: pure functions of a page. No adapter opens a socket."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from crawler.ask import Ask
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a list page: resolved address, title (may be cut with …), date as printed or empty."""

    url: str
    title: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where a list goes on: requests to try in this order; the first with entries not seen before is right.

    `guessed` says that the page does not name the address itself, so a miss is no failure of the site.
    """

    candidates: tuple[Ask, ...]
    guessed: bool = False

    @classmethod
    def at(cls, urls: Iterable[str | None], *, guessed: bool = False) -> Self | None:
        """The next page at one of these addresses (those that could be resolved); None when there is none."""
        asks = tuple(Ask(url) for url in dict.fromkeys(urls) if url is not None)
        return cls(asks, guessed) if asks else None


@dataclass(frozen=True, slots=True)
class Adapter:
    """One family of site software.

    `recognises` returns why the page belongs to the family, or None. `entries` returns the links of the list
    in page order. `next_page` returns None where the list ends as far as the page tells; for a list whose
    rows come from an endpoint it returns the request for the first of them, though the page has no entries.
    `entries` and `next_page` are given the endpoint's answers as well (XML, JSON, fragments): `page.ask` is
    the request that was made.
    """

    name: str
    recognises: Callable[[Page], str | None]
    entries: Callable[[Page], list[Entry]]
    next_page: Callable[[Page], NextPage | None]
