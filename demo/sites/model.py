"""What a site is made of: its profile, its list entries, its pages, and how it answers a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HTML = "text/html"
NOT_FOUND_BODY = "<html><head><title>404</title></head><body><h1>404 页面不存在</h1></body></html>".encode()


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of ``figures/sites.csv``: the address patterns and habits of a site.

    Patterns take ``{page}`` (from 1) and ``{index}`` (from 0) for list pages, and ``{id}``, ``{yyyy}``,
    ``{yyyymm}``, ``{yyyymmdd}``, ``{mmdd}``, ``{y}``, ``{m}``, ``{d}`` of the publication date for articles.
    ``encoding`` is what HTML pages are sent in; their meta tag claims UTF-8 all the same.
    """

    division_code: str
    family: str
    site_name: str
    column_path: str
    page_path: str
    article_path: str
    per_page: int
    first_id: int
    cut_titles: bool
    gzip: bool
    encoding: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article and its line in the list. ``body`` is finished HTML.

    ``template`` is ``article``, or ``print`` for the second address of a report that was posted twice.
    """

    title: str
    published_at: str
    issuer_name: str
    body: str
    is_report: bool
    path: str = ""
    template: str = "article"


@dataclass(frozen=True, slots=True)
class Page:
    """One response: status, media type as sent in the header, bytes."""

    body: bytes
    content_type: str = HTML
    status: int = 200

    @classmethod
    def of_html(cls, profile: Profile, html: str) -> Page:
        """An HTML page in the site's own encoding."""
        return cls(html.encode(profile.encoding))


@dataclass(frozen=True, slots=True)
class Site:
    """A county's web site. ``entries`` in list order, ``pages`` by request target, ``queries`` by path."""

    profile: Profile
    entries: tuple[Entry, ...]
    pages: Mapping[str, Page]
    queries: Mapping[str, Callable[[Mapping[str, str]], Page]]

    @property
    def division_code(self) -> str:
        """GB/T 2260 code of the county the site belongs to."""
        return self.profile.division_code

    def respond(self, target: str, form: str = "") -> Page:
        """The answer to a GET of ``target`` or a POST of the urlencoded ``form``; 404 where there is none."""
        if target in self.pages:
            return self.pages[target]
        parts = urlsplit(target)
        answer = self.queries.get(parts.path)
        if answer is None:
            return Page(NOT_FOUND_BODY, status=404)
        # A form field of the same name wins over the query string, as in the servlet the sites run.
        fields = parse_qs(parts.query, max_num_fields=64) | parse_qs(form, max_num_fields=64)
        return answer({name: values[0] for name, values in fields.items()})


def article_path(profile: Profile, published_at: str, article_id: int) -> str:
    """Address of an article under the site's pattern; ``published_at`` is ``YYYY-MM-DD HH:MM``."""
    year, month, day = published_at[:10].split("-")
    return profile.article_path.format(
        id=article_id,
        yyyy=year,
        yyyymm=year + month,
        yyyymmdd=year + month + day,
        mmdd=month + day,
        y=int(year),
        m=int(month),
        d=int(day),
    )


def list_pages(profile: Profile, entries: tuple[Entry, ...]) -> list[tuple[Entry, ...]]:
    """Entries cut into list pages of ``per_page``."""
    return [entries[start : start + profile.per_page] for start in range(0, len(entries), profile.per_page)]


def list_title(profile: Profile, entry: Entry, width: int = 20) -> str:
    """The visible text of a list link: cut with … where the site does that."""
    if profile.cut_titles and len(entry.title) > width:
        return entry.title[:width] + "…"
    return entry.title
