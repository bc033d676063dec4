"""Words instead of figures: 未收到申请, 未发生行政复议, 未收取信息处理费, 全部按时办结."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transform.claims import patterns as words


def statements_in(plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The places between ``start`` and ``end`` that may say nothing, no fee or everything, told by their pattern."""
    yield from nothings_in(plain, start, end)
    sentence = plain[start:end]
    if "均" in sentence or "全" in sentence or "都" in sentence:
        yield from words.ALL_DONE.finditer(plain, start, end)


def nothings_in(plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Those of ``statements_in`` that say nothing or no fee."""
    sentence = plain[start:end]
    if "未" in sentence or "没" in sentence or "无" in sentence:
        yield from words.NOTHING.finditer(plain, start, end)
        if "费" in sentence:
            yield from words.NO_FEE.finditer(plain, start, end)


def nothing_codes(match: re.Match[str], topic: str | None, *, of_disclosure: bool) -> list[str]:
    """The codes that a match of ``NOTHING`` says are nought; none where its words are of something else.

    ``topic`` is what the words before it are about, ``of_disclosure`` whether they speak of disclosure at all.
    """
    what = match["what"] or match["none"] or ""
    if words.NOT_NOTHING.search(what):
        return []
    no_review, no_suit = (
        words.NO_RECONSIDERATION.search(what),
        words.NO_LITIGATION.search(what),
    )
    disputes = min((found.start() for found in (no_review, no_suit) if found), default=None)
    if disputes is None:
        is_application = words.EXPLICIT_APPLICATION.search(what) or (
            match["happened"] and topic == "applications" and words.RECEIVED_NOTHING.search(what)
        )
        return ["none_received"] if is_application and not words.OTHER_OBJECT.search(what) else []
    codes: list[str] = []
    head = what[:disputes]
    application = words.RECEIVED_NOTHING.search(head)
    is_apart = application and match["happened"] not in ("因", "被") and not words.CAUSE.search(head)
    if is_apart and application and words.AND_NO.match(head, application.end()):
        codes.append("none_received")
    if of_disclosure or words.OF_DISCLOSURE.search(what):
        codes.append(
            "none_disputed" if no_review and no_suit else "reconsideration" if no_review else "litigation"
        )
    return codes
