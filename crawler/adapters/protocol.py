"""What a listing adapter is: three pure functions of a page. No adapter opens a socket."""

from collections.abc import Callable
from dataclasses import dataclass

from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a list page: resolved address, title (may be cut with …), date as printed or empty."""

    url: str
    title: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where a list goes on: addresses to try in this order; the first with entries not seen before is right.

    `guessed` says that the page does not name the address itself, so a miss is no failure of the site.
    """

    candidates: tuple[str, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Adapter:
    """One family of site software.

    `recognises` returns why the page belongs to the family, or None. `entries` returns the links of the list
    in page order. `next_page` returns None where the list ends as far as the page tells.
    """

    name: str
    recognises: Callable[[Page], str | None]
    entries: Callable[[Page], list[Entry]]
    next_page: Callable[[Page], NextPage | None]
