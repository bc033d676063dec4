"""Addresses of further list pages that no link names: the ways static and dynamic lists are numbered.

A template is filled in with the parts of the list's address and the number of the page: `{dir}` the folder with
its slash, `{stem}` the address without number and extension, `{ext}` the extension with its dot, `{n}` the page
counted from 1, `{m}` counted from 0. One that begins with `?` is a parameter set in the query.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from crawler.adapters.page_marks import Count
from crawler.page import Page

# Parameters that hold a page's number, as seen on county sites; the commonest first.
PAGE_PARAMETERS = (
    "page", "pageNo", "pageIndex", "pageNum", "currPage", "currentPage", "cur_page", "curPage", "PAGENUM",
    "pageNumber", "nowPage", "toPage", "pn", "p",
)  # fmt: skip
_NAMES = frozenset(name.lower() for name in PAGE_PARAMETERS)
_OFFSETS = frozenset(("offset", "start", "startindex", "startrow", "beginindex", "skip"))
_SIZES = frozenset(
    ("limit", "size", "pagesize", "page_size", "_pagesize", "rows", "length", "perpage", "count")
)

# By how often they are seen: createPageHTML's files, then files numbered by page, then a folder of numbers.
STATIC = ("{stem}_{m}{ext}", "{stem}_{n}{ext}", "{dir}{n}{ext}")
# default 6 guesses: each is a request; lists numbered in yet another way are told by the outcome.
MAX_GUESSES = 6

# A file's own number: index_2.html, list-3.shtml, nb/2.html. Longer numbers are ids.
_NUMBERED = re.compile(r"^(?P<stem>.*?[^/])(?P<sign>[_/-])(?P<number>\d{1,4})$")
# Stems that are lists by name: their number is a page's; behind others it may be the column's id.
_LIST_NAMES = re.compile(r"/(index|list|default|[a-z]*_?lists?)$", re.I)
# list_35.html: the second page of a list, or the first page of column 35.
_MAY_BE_A_COLUMN = re.compile(r"list[^/]*$", re.I)
_EXTENSION = re.compile(r"\.(s?html?|jsp|php|aspx?|jhtml)$", re.I)
_LINKED_EXTENSION = re.compile(r"\.(s?html?|jhtml)[\"'?#]")


def further(
    page: Page, count: Count, number: int | None = None, templates: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Addresses the page behind this one may have, the likeliest first.

    `number` is the further page's where an element names it. Empty where the page is the last one by what it
    declares.
    """
    turn = advanced(query_pairs(page.url))
    if turn is not None:
        here = count.current or turn.was
        ended = not turn.is_offset and count.total is not None and here >= count.total
        return () if ended else (with_query(page.url, turn.fields),)
    own, found = _own(page.url, count, templates)
    following = number or (own or count.current or 1) + 1
    if following <= max(own or 0, count.current or 0) or (
        count.total is not None and following > count.total
    ):
        return ()
    if found and (count.current is not None or not _MAY_BE_A_COLUMN.search(urlsplit(page.url).path)):
        return tuple(found)
    urls = [*found, *_filled(page, following, templates or (*STATIC, *_parameters(page)))]
    return tuple(dict.fromkeys(url for url in urls if url != page.url))[:MAX_GUESSES]


@dataclass(frozen=True, slots=True)
class Turn:
    """The fields for the page behind: `was` is the number they held, of a page or (`is_offset`) of a row."""

    fields: list[tuple[str, str]]
    was: int
    step: int
    is_offset: bool

    def is_last(self, total: int, shown: int, first: int = 1) -> bool:
        """Whether `total` rows end on the page that was asked for, `shown` being on each; pages begin at `first`."""
        if self.is_offset:
            return self.was + self.step >= total
        return (self.was - first + 1) * shown >= total


def advanced(fields: Iterable[tuple[str, str]], shown: int = 0) -> Turn | None:
    """Query or form fields for the page behind; None where no field counts pages or rows.

    An offset moves on by the field that holds the page size, or by the `shown` rows.
    """
    pairs = list(fields)
    step = page_size(pairs) or shown
    for place, (name, value) in enumerate(pairs):
        is_offset = name.lower() in _OFFSETS and step > 0
        if re.fullmatch(r"\d{1,6}", value) and (is_offset or name.lower() in _NAMES):
            was, by = int(value), step if is_offset else 1
            pairs[place] = (name, str(was + by))
            return Turn(pairs, was, by, is_offset)
    return None


def page_size(fields: Iterable[tuple[str, str]]) -> int:
    """The rows a page holds by the field that says so, 0 where none does."""
    sizes = (
        int(value) for name, value in fields if name.lower() in _SIZES and re.fullmatch(r"\d{1,4}", value)
    )
    return next(sizes, 0)


def _own(url: str, count: Count, templates: tuple[str, ...]) -> tuple[int | None, list[str]]:
    """(number of the page at `url`, addresses of the page behind in the same numbering)."""
    parts = urlsplit(url)
    extension = _EXTENSION.search(parts.path)
    ext = extension.group(0) if extension else ""
    bare = parts.path.removesuffix(ext)
    match = _NUMBERED.match(bare)
    number = int(match.group("number")) if match else 0
    if match is None or count.current not in (None, number, number + 1) or number > (count.total or number):
        return None, []
    numbering = "{dir}{n}" if match.group("sign") == "/" else f"{{stem}}{match.group('sign')}{{n}}"
    expected = any(template.startswith(numbering) for template in templates or STATIC[2:])
    if count.current is None and not expected and not _LIST_NAMES.search(match.group("stem")):
        return None, []
    path = f"{match.group('stem')}{match.group('sign')}{number + 1}{ext}"
    return count.current or number, [urlunsplit(parts._replace(path=path))]


def _filled(page: Page, number: int, templates: Iterable[str]) -> Iterable[str]:
    parts = urlsplit(page.url)
    extension = _EXTENSION.search(parts.path)
    ext = extension.group(0) if extension else ""
    stem = parts.path.removesuffix(ext)
    if stem.endswith("/"):
        linked = _LINKED_EXTENSION.search(page.text)
        stem, ext = stem + "index", f".{linked.group(1)}" if linked else ".html"
    values = {"dir": stem.rpartition("/")[0] + "/", "stem": stem, "ext": ext, "n": number, "m": number - 1}
    for template in templates:
        if template.startswith("?"):
            name, _, value = template[1:].format(**values).partition("=")
            yield with_query(page.url, [*query_pairs(page.url), (name, value)])
        else:
            yield urlunsplit(parts._replace(path=template.format(**values)))


def _parameters(page: Page) -> list[str]:
    """Templates of the page parameters that the page itself has in its links or scripts."""
    named = [name for name in PAGE_PARAMETERS if re.search(rf"[?&;\"'.\s]{name}\s?=", page.text[:2_000_000])]
    return [f"?{name}={{n}}" for name in named or PAGE_PARAMETERS[:1]]


def query_pairs(url: str) -> list[tuple[str, str]]:
    """The fields of a query as they stand: values in GB18030 would not survive being decoded."""
    fields = (field.partition("=") for field in urlsplit(url).query.split("&") if field)
    return [(name, value) for name, _, value in fields]


def with_query(url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The address with these fields, given as they are to stand there."""
    return urlunsplit(urlsplit(url)._replace(query="&".join(f"{name}={value}" for name, value in pairs)))
