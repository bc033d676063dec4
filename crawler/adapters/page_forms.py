"""Lists that are paged by sending a form: a script puts the page's number into a field and submits."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.adapters.page_marks import Count
from crawler.ask import Ask
from crawler.page import Page
from crawler.urls import host_of, resolve

# default 20 forms and 200 fields: a page has a search box, a login and its list.
MAX_FORMS, MAX_FIELDS = 20, 200
# pageNo, currentPage, pager.offset's relatives, form1:curPage …
_PAGE_FIELD = re.compile(
    r"^(?:.*[._$:])?(?:page(?:no|num|number|index)?|cur(?:r|rent)?_?page(?:no|num)?|now_?page|to_?page|goto_?page)$",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"search|query|sousuo|jiansuo", re.IGNORECASE)


def page_forms(page: Page, count: Count, number: int | None = None) -> list[Ask]:
    """Requests for the page behind this one (`number` where that is known) by the forms of the page.

    Empty where no form has a field for it, and behind the last page. Those that lead to the page's own address
    come first; a search box, which has a field for its page too, is none.
    """
    own_path = urlsplit(page.url).path
    found = []
    for form in islice(page.selector.root.iter("form"), MAX_FORMS):
        fields = form_fields(form)
        own = next((name for name, _ in fields if _PAGE_FIELD.match(name)), None)
        url = resolve(page.base_url, form.get("action") or page.url)
        if own is None or url is None or host_of(url) != host_of(page.url):
            continue
        if urlsplit(url).path != own_path and _SEARCH.search(urlsplit(url).path):
            continue
        following = number or (count.current or _number(dict(fields)[own]) or 1) + 1
        if following > (count.current or 0) and (count.total is None or following <= count.total):
            filled = [(name, str(following) if name == own else value) for name, value in fields]
            found.append(sent(form, url, filled))
    return sorted(found, key=lambda ask: urlsplit(ask.url).path != own_path)


def sent(form: Any, url: str, fields: Iterable[tuple[str, str]]) -> Ask:
    """The request a browser makes of a form; ValueError for a body over the limit of Ask."""
    if (form.get("method") or "get").strip().lower() == "post":
        return Ask.form(url, fields)
    return Ask(urlunsplit(urlsplit(url)._replace(query=urlencode(list(fields)))))


def asked_number(page: Page) -> int | None:
    """The page number in the form this page answers: servers do not always print it into the page."""
    body = parse_qsl((page.asked.body or b"").decode("utf-8", "replace"))
    return next((_number(value) for name, value in body if _PAGE_FIELD.match(name)), None)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,5}", text) else None


def form_fields(form: Any) -> list[tuple[str, str]]:
    """Name and value of what a browser would send: no buttons, no boxes that are not ticked."""
    fields = []
    for element in islice(form.iter("input", "select", "textarea"), MAX_FIELDS):
        name, kind = element.get("name"), (element.get("type") or "text").lower()
        if not name or kind in ("submit", "button", "image", "reset", "file"):
            continue
        if kind in ("checkbox", "radio") and element.get("checked") is None:
            continue
        fields.append((name, _value(element)))
    return fields


def _value(element: Any) -> str:
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "select":
        options = list(islice(element.iter("option"), MAX_FIELDS))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return (chosen[0].get("value") or "") if chosen else ""
    return element.get("value") or ""
