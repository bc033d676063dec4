"""What a list page says about its further pages: the number it has, the one it is, elements that lead on.

Sites print this in every way there is: 共5页, 页次：1/5, `maxPage = parseInt('5')`, a link 下一页, an arrow, a row
of numbers, a select box. Nothing here guesses an address; see `page_addresses`.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.adapters.links import MAX_LINKS, text_of
from crawler.page import Page
from crawler.urls import host_of, resolve

# As printed on pagers, brackets stripped and in lower case; the traditional forms stand on older sites.
_NEXT_WORDS = (
    "下一页",
    "下页",
    "后一页",
    "后页",
    "下一頁",
    "下頁",
    "後一頁",
    "next",
    "next page",
    "nextpage",
)
# Asked only where no word is found, and only beside numbers: elsewhere an arrow is 更多 or part of a slide show.
_NEXT_ARROWS = (">", "›", "→", "»", ">>")
_BESIDE_NUMBERS = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
# default 120 characters: what a pager prints; what surrounds an arrow elsewhere is longer or has no number.
_LONGEST_PAGER = 120
_BRACKETS = " \t\r\n<>«»‹›[]【】()（）|·"
_LONGEST_LABEL = 40
# Where the address stands when the link itself is a script: 博达 `tagname`, others `data-url`.
_ADDRESS_ATTRIBUTES = ("data-url", "data-href", "tagname")

_NUMBER = re.compile(r"\s*[\[第]?\s*(\d{1,4})\s*[\]页]?\s*")
# javascript:goPage(2) ; toPage('2') ; page(2, 15); the first number of the call is the page.
_CALL_NUMBER = re.compile(r"\w\(\s*['\"]?(\d{1,4})['\"]?\s*[,)]")
# Numbers in calendars look like a pager.
_CALENDAR = re.compile(r"calendar|datepicker|rili|[?&](date|day|riqi)=", re.I)

# The numbers of a box between 第 and 页 are not the page's.
_TAGS_AND_SPACES = re.compile(r"<option\b[^<>]{0,300}>[^<]{0,60}|<[^<>]{0,2000}>|&nbsp;|\s")
# default 2 million characters: where a list page of that size prints its pager is not looked for further on.
_MAX_TEXT = 2_000_000
_PLACE = re.compile(r"(?:页次|当前页?|第)[:：]?(\d{1,4})/(\d{1,4})(?!\d|/)|(?<![\d/-])(\d{1,4})/(\d{1,4})页")
_CURRENT = re.compile(r"(?:当前)?第(\d{1,4})页|当前页[:：]?(\d{1,4})")
# Looked for in lower case: a pattern that ignores case is tried at every letter of a long script.
_TOTALS = (
    re.compile(r"共有?(\d{1,5})页|总页数[:：]?(\d{1,5})|总共(\d{1,5})页"),
    re.compile(
        r"(?:count_?page|total_?page_?count|total_?pages?|page_?count|max_?page|page_?total)[\"']?\s{0,9}"
        r"[=:]\s{0,9}(?:parseint\(\s{0,9})?[\"']?(\d{1,5})\b"
    ),
)
_SCRIPT_CURRENT = re.compile(
    r"(?:current_?page|cur_?page|curr_?page|now_?page|page_?index|page_?no)[\"']?\s{0,9}[=:]\s{0,9}"
    r"(?:parseint\(\s{0,9})?[\"']?(\d{1,5})\b"
)
# <div class="page" count="120" rows="15">: records and rows a page.
_RECORDS = re.compile(r"<[^<>]{0,500}\bcount=[\"'](\d{1,6})[\"'][^<>]{0,200}\brows=[\"'](\d{1,4})[\"']")


@dataclass(frozen=True, slots=True)
class Count:
    """What is declared: pages in all, and which one this is, counted from 1; None where nothing is said."""

    total: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """Where an element leads: an address, or the number of a page only a script knows the address of."""

    url: str | None = None
    number: int | None = None


def declared(page: Page) -> Count:
    """The count a page prints or keeps in its scripts."""
    text = page.text[:_MAX_TEXT].lower()
    bare = _TAGS_AND_SPACES.sub("", text)
    place = _PLACE.search(bare)
    if place:
        printed = [int(number) for number in place.groups() if number]
        return Count(printed[1], printed[0])
    total = next((number for number in (_first(_TOTALS[0], bare), _first(_TOTALS[1], text)) if number), None)
    records = _RECORDS.search(text) if total is None else None
    if records and int(records.group(2)):
        total = -(-int(records.group(1)) // int(records.group(2)))
    current = _first(_CURRENT, bare)
    if current is None:
        # Scripts count from 0 as often as from 1: 0 tells the first page, another number tells nothing.
        current = 1 if _first(_SCRIPT_CURRENT, text) == 0 else None
    return Count(total, current)


def next_step(page: Page) -> Step | None:
    """Where the element labelled 下一页 (or drawn as an arrow) leads; None where there is none, or it is dead."""
    for link in page.selector.root.iter("link"):
        if (link.get("rel") or "").strip().lower() == "next":
            url = resolve(page.base_url, link.get("href") or "")
            if url is not None and url != page.url:
                return Step(url)
    arrow = None
    for element in _clickable(page):
        kind = _next_kind(element)
        step = _step(page, element) if kind else None
        if step is not None and kind == "word":
            return step
        arrow = arrow or step
    return arrow


def numbered_step(page: Page, current: int | None) -> Step | None:
    """The link printed as the number behind the current one's, in a row of numbers."""
    steps: dict[int, Step] = {}
    for element in _clickable(page):
        match = _NUMBER.fullmatch(text_of(element, _LONGEST_LABEL))
        number = int(match.group(1)) if match else 0
        if number < 1 or number in steps:
            continue
        step = _step(page, element)
        if step is not None and (
            step.number == number or (step.url is not None and _names(step.url, number))
        ):
            steps[number] = step
    if not steps:
        return None
    own = _own_number(page.url, steps) or current or unlinked(steps)
    return steps.get(own + 1) if own is not None else None


def unlinked(numbers: Collection[int]) -> int | None:
    """The number a pager prints without a link, which is the page shown: 4 of `1 2 3 [4] 5`, `1 … 3 [4] 5 … 20`."""
    between = sorted(number + 1 for number in numbers if number + 1 not in numbers and number + 2 in numbers)
    if between:
        # Beside it, dots may stand for a single number at either side.
        return between[len(between) // 2]
    if not numbers or min(numbers) > 1:
        return min(numbers, default=2) - 1
    return max(numbers) + 1 if max(numbers) == len(numbers) else None


def option_step(page: Page) -> Step | None:
    """The option behind the current one in a select box of pages; its value is an address or a number."""
    for select in islice(page.selector.root.iter("select"), 50):
        options = list(islice(select.iter("option"), MAX_LINKS))
        numbers = [_NUMBER.fullmatch(text_of(option, _LONGEST_LABEL)) for option in options]
        if len(options) < 2 or not all(numbers):
            continue
        values = [(option.get("value") or "").strip() for option in options]
        if all(value.isdecimal() for value in values):
            here = _chosen(options)
            printed = numbers[here + 1] if here + 1 < len(options) else None
            return Step(number=int(printed.group(1))) if printed else None
        urls = [resolve(page.base_url, value) for value in values]
        here = urls.index(page.url) if page.url in urls else _chosen(options)
        return Step(urls[here + 1]) if here + 1 < len(urls) and urls[here + 1] is not None else None
    return None


def _clickable(page: Page) -> Iterator[Any]:
    """Elements a reader may press: links, and what has a script of its own."""
    return islice(page.selector.root.iter("a", "span", "li", "button", "input", "img"), 4 * MAX_LINKS)


def _next_kind(element: Any) -> str:
    """`word` or `arrow` for an element that says it leads to the next page, else nothing."""
    if element.tag == "input":
        labels = [element.get("value") or ""]
    else:
        image = element.find("img") if element.tag == "a" else None
        labels = [text_of(element, _LONGEST_LABEL), element.get("title") or "", element.get("alt") or ""]
        labels += [image.get("alt") or "", image.get("title") or ""] if image is not None else []
    if (element.get("rel") or "").lower() == "next":
        return "word"
    for label in labels:
        if label.strip(_BRACKETS).lower() in _NEXT_WORDS:
            return "word"
    if labels[0].strip(" []()") not in _NEXT_ARROWS:
        return ""
    around = [text_of(box, _LONGEST_PAGER) for box in islice(element.iterancestors(), 2)]
    return (
        "arrow" if any(len(text) < _LONGEST_PAGER and _BESIDE_NUMBERS.search(text) for text in around) else ""
    )


def _step(page: Page, element: Any) -> Step | None:
    """Where pressing an element leads, None where nowhere: no address, its own page, another host."""
    for value in (element.get("href"), *(element.get(name) for name in _ADDRESS_ATTRIBUTES)):
        url = resolve(page.base_url, value) if value else None
        if url is not None and url != page.url and host_of(url) == host_of(page.url):
            return None if _CALENDAR.search(url) else Step(url)
    scripts = (element.get("href") or "", element.get("onclick") or "")
    for script in scripts:
        call = _CALL_NUMBER.search(script) if "(" in script else None
        if call and int(call.group(1)) > 0:
            return Step(number=int(call.group(1)))
    return None


def _names(url: str, number: int) -> bool:
    """Whether an address names a page by its number, counted from 1 or from 0."""
    return any(int(digits) in (number, number - 1) for digits in re.findall(r"\d{1,9}", url))


def _own_number(url: str, steps: dict[int, Step]) -> int | None:
    """The number of the page at `url`: that of a link to it, or read off where the links have theirs."""
    for number, step in steps.items():
        if step.url == url:
            return number
    for number, step in steps.items():
        if step.url is None:
            continue
        for match in reversed(list(re.finditer(r"\d{1,9}", step.url))):
            shift = number - int(match.group(0))
            if shift not in (0, 1):
                continue
            before, behind = step.url[: match.start()], step.url[match.end() :]
            own = url[len(before) : len(url) - len(behind)] if url.endswith(behind) else ""
            if url.startswith(before) and re.fullmatch(r"\d{1,9}", own):
                return int(own) + shift
    return None


def _chosen(options: list[Any]) -> int:
    return next((place for place, option in enumerate(options) if option.get("selected") is not None), 0)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return next((int(number) for number in match.groups() if number), None) if match else None
