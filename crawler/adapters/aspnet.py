"""ASP.NET WebForms: a list is one form, and its pager posts the whole form back with the state of the page.

`__VIEWSTATE` and the other hidden fields are sent back as they came; `__EVENTTARGET` and `__EVENTARGUMENT` name
what was pressed. Pages of the kind `year_details.aspx?dept=…&year=…` are reports themselves, other years links.
"""

import re
from itertools import islice
from typing import Any

from crawler.adapters import generic
from crawler.adapters.links import MAX_LINKS, anchors, text_of
from crawler.adapters.page_forms import MAX_FORMS, form_fields, sent
from crawler.adapters.page_marks import declared, unlinked
from crawler.adapters.protocol import Adapter, NextPage
from crawler.page import Page
from crawler.urls import resolve

_STATE = "__VIEWSTATE"
_ASPX = re.compile(r"\b\w*(?:list|show|detail|view|info|open)\w*\.aspx\b", re.I)
_POST_BACK = re.compile(
    r"__doPostBack\(\s{0,9}['\"]([^'\"]{1,300})['\"]\s{0,9},\s{0,9}['\"]([^'\"]{0,300})['\"]"
)
_NEXT = re.compile(r"[\[<>‹›»\s]*(下一?页|下一?頁|后一?页|next)[\]<>‹›»\s]*", re.I)


def recognises(page: Page) -> str | None:
    """By the state field of the form, or by addresses that end in .aspx."""
    if _STATE in page.text:
        return f"{_STATE} in the page"
    match = _ASPX.search(page.own_links)
    return f"address {match.group(0)}" if match else None


def next_page(page: Page) -> NextPage | None:
    """What pressing 下一页, or the number behind the current one, posts back; else what any list does."""
    pressed = _pressed(page)
    if pressed is None:
        return generic.next_page(page)
    form, event = pressed
    url = resolve(page.base_url, form.get("action") or page.url)
    if url is None:
        return None
    fields = [(name, value) for name, value in form_fields(form) if name not in dict(event)]
    return NextPage((sent(form, url, [*event, *fields]),))


def _pressed(page: Page) -> tuple[Any, list[tuple[str, str]]] | None:
    """(form, fields of the event) of the element that leads to the next page."""
    form = next((f for f in islice(page.selector.root.iter("form"), MAX_FORMS) if _has_state(f)), None)
    if form is None:
        return None
    for button in islice(form.iter("input"), MAX_LINKS):
        label = button.get("value") or button.get("alt") or button.get("title") or ""
        if _NEXT.fullmatch(label) and button.get("name") and button.get("disabled") is None:
            return form, [(button.get("name"), button.get("value") or "")]
    following = str((declared(page).current or _unlinked_number(page)) + 1)
    numbered = None
    for anchor in anchors(page.selector):
        call = _POST_BACK.search(anchor.get("href") or "")
        if call is None or anchor.get("disabled") is not None:
            continue
        event = [("__EVENTTARGET", call.group(1)), ("__EVENTARGUMENT", call.group(2))]
        label = text_of(anchor, 40)
        if _NEXT.fullmatch(label):
            return form, event
        if label.strip("[] ") == following:
            numbered = event
    return (form, numbered) if numbered else None


def _unlinked_number(page: Page) -> int:
    labels = [
        text_of(anchor, 40)
        for anchor in anchors(page.selector)
        if "__doPostBack" in (anchor.get("href") or "")
    ]
    return unlinked({int(label) for label in labels if re.fullmatch(r"\d{1,4}", label)}) or 1


def _has_state(form: Any) -> bool:
    return any(name == _STATE for name, _ in form_fields(form))


ADAPTER = Adapter("aspnet", recognises, generic.entries, next_page)
