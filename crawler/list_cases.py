"""Saved lists: walked as the spider walks them, and measured against what a person typed from their pages.

A case is a folder: `case.yml`, the saved answers it names, and `entries.csv` (url, title, date, belongs, reason),
every entry of the list. Addresses may be written relative to `start`. `case.yml`:

    about: what is special about this list
    cms: ucap                       # the adapter that must claim the first page, and no other family with it
    reason: createPageHTML          # words of the reason it gives
    start: http://www.example.gov.cn/nb/
    answers:
      - {url: "", file: page1.html}
      - {url: /api/list, post: {page: "2"}, file: page2.json}   # a form; a text instead of a map: the JSON body
    opens: [2022n/]                 # folders the list opens; those among `answers` are walked too
"""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import yaml

from crawler.adapters import ADAPTERS, Entry, choose
from crawler.ask import Ask
from crawler.attachments import is_attachment
from crawler.further_pages import MAX_SHELLS, is_further_page, shape
from crawler.page import Page
from crawler.selection import decide
from crawler.sub_lists import frames, sub_lists

Truth = tuple[str, str, str, bool, str]
"""url, title, date, belongs, reason."""

_Request = tuple[str, str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One saved list; `truth` are its entries as typed in."""

    name: str
    cms: str
    reason: str
    start: str
    pages: dict[_Request, bytes] = field(repr=False)
    opens: tuple[str, ...]
    truth: tuple[Truth, ...] = field(repr=False)


@dataclass(slots=True)
class Walked:
    """What came out of a walk: `missed` are requests without an answer that were not guesses."""

    claimed_by: list[str] = field(default_factory=list)
    reason: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    opens: list[str] = field(default_factory=list)
    asked: set[_Request] = field(default_factory=set)
    missed: list[Ask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measured:
    """Entries of all cases: reports found of all there are, and reports among all that was taken."""

    cases: int
    entries: int
    reports: int
    taken: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the reports that were taken."""
        return self.right / self.reports if self.reports else 1.0

    @property
    def precision(self) -> float:
        """Share of what was taken that are reports."""
        return self.right / self.taken if self.taken else 1.0


def load(folder: Path) -> Case:
    """The case in a folder; KeyError or ValueError when it is not as the module says."""
    described = yaml.safe_load((folder / "case.yml").read_text("utf-8"))
    start = described["start"]
    pages = {
        _request(urljoin(start, answer["url"]), answer.get("post")): (folder / answer["file"]).read_bytes()
        for answer in described["answers"]
    }
    with (folder / "entries.csv").open(encoding="utf-8", newline="") as stream:
        truth = tuple(
            (
                urljoin(start, row["url"]),
                row["title"],
                row["date"],
                {"true": True, "false": False}[row["belongs"]],
                row["reason"],
            )
            for row in csv.DictReader(stream)
        )
    opens = tuple(urljoin(start, url) for url in described.get("opens", ()))
    return Case(folder.name, described["cms"], described["reason"], start, pages, opens, truth)


def walk(case: Case) -> Walked:
    """The list from its first page to its end, and the lists it opens as far as they are saved."""
    walked = Walked()
    todo = [case.start]
    while todo:
        url = todo.pop(0)
        for opened in _walk_list(case, url, walked):
            if opened not in walked.opens:
                walked.opens.append(opened)
                todo += [opened] if _request(opened, None) in case.pages else []
    return walked


def recall_precision(folder: Path) -> Measured:
    """Entries found and taken over all cases of a folder, against the entries typed in."""
    cases = [load(path.parent) for path in sorted(folder.glob("*/case.yml"))]
    reports, taken = set(), set()
    entries = 0
    for case in cases:
        entries += len(case.truth)
        reports |= {(case.name, url) for url, _, _, belongs, _ in case.truth if belongs}
        taken |= {
            (case.name, entry.url)
            for entry in walk(case).entries.values()
            if decide(entry.title, entry.url).belongs
        }
    return Measured(len(cases), entries, len(reports), len(taken), len(reports & taken))


def _walk_list(case: Case, url: str, walked: Walked) -> list[str]:
    """One list, its entries put into `walked`; the lists it opens."""
    opened: list[str] = []
    seen: set[str] = set()
    shapes: set[str] = set()
    pages = 0
    first = _fetch(case, Ask(url), walked)
    if first is None:
        walked.missed.append(Ask(url))
        return []
    adapter, reason = choose(first, "")
    if not walked.claimed_by:
        walked.reason = reason
        walked.claimed_by = [each.name for each in ADAPTERS[:-1] if each.recognises(first)] or [adapter.name]
    page: Page | None = first
    while page is not None:
        fresh = [entry for entry in adapter.entries(page) if entry.url not in seen]
        seen.update(entry.url for entry in fresh)
        for entry in fresh:
            walked.entries.setdefault(entry.url, entry)
        reports = [entry for entry in fresh if decide(entry.title, entry.url).belongs]
        shapes.update(shape(entry.url) for entry in reports)
        others = [entry for entry in fresh if entry not in reports]
        folders = [entry for entry in others if not is_attachment(entry.url, entry.title)]
        opened += [entry.url for entry in sub_lists(page.shown_on, folders)]
        if len(others) == len(fresh):
            opened += [*frames(page), *([page.redirect] if page.redirect else [])]
        pages += 1
        in_shell = pages <= MAX_SHELLS and not shapes
        following = adapter.next_page(page) if fresh or in_shell else None
        if following is None:
            break
        page = None
        for ask in following.candidates:
            answer = _fetch(case, ask, walked)
            if answer is None and not following.guessed:
                walked.missed.append(ask)
            entries = adapter.entries(answer) if answer else []
            unseen = [entry for entry in entries if entry.url not in seen]
            if answer and (not following.guessed or is_further_page(unseen, case.start, shapes)):
                page = answer
                break
    return [url for url in dict.fromkeys(opened) if url not in (case.start, first.url)]


def _fetch(case: Case, ask: Ask, walked: Walked) -> Page | None:
    """The saved answer to a request; None for a 404."""
    body: Any = None
    if ask.body is not None:
        text = ask.body.decode()
        body = text if "json" in ask.content_type else dict(parse_qsl(text, keep_blank_values=True))
    key = _request(ask.url, body)
    walked.asked.add(key)
    payload = case.pages.get(key)
    return None if payload is None else Page.from_bytes(ask.url, payload, ask)


def _request(url: str, post: Any) -> _Request:
    """A request free of the order of its parameters."""
    parts = urlsplit(url)
    query = json.dumps(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    body: str | None
    if isinstance(post, str):
        body = json.dumps(json.loads(post), sort_keys=True)
    else:
        body = (
            None if post is None else json.dumps(sorted((name, str(value)) for name, value in post.items()))
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path}", query, body
