"""What travels with a request through the crawl."""

from dataclasses import dataclass

from crawler.registry import Source


@dataclass(frozen=True, slots=True)
class Task:
    """Why a request is made: registry row, role of what is expected, page and text of the link followed.

    `report_year` is that of the link's title, or the one a date beside it lets expect. `probe` marks a guessed
    list address after which another one is tried.
    """

    source: Source
    role: str
    landing_url: str = ""
    link_title: str = ""
    report_year: int | None = None
    probe: bool = False
