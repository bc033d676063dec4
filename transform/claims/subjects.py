"""What a figure is of: the last subject among the words before it, with those that 和 or 、 joins to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transform.claims import patterns as words

_FAMILIES = (
    words.VERBS,
    words.OUTCOMES,
    words.CHANNELS,
    words.APPLICANTS,
    words.ITEM_CHANNELS,
    words.DOCUMENTS,
    frozenset({"reconsideration", "litigation"}),
)


@dataclass(slots=True)
class Subject:
    """The words a figure is of: codes, several where 和 or 、 joins them, from ``start``; ``end`` of the last."""

    codes: list[str]
    start: int
    end: int
    is_published: bool = False  # the words speak of publishing


def _family(code: str) -> frozenset[str] | None:
    return next((family for family in _FAMILIES if code in family), None)


def subject_in(plain: str, start: int, end: int) -> Subject | None:
    """The subject of a figure at ``end``, looked for from ``start``."""
    subject: Subject | None = None
    for match in _matches(plain, start, end):
        name, at, after = match.lastgroup or "", match.start(), match.end()
        if name == "anybody":
            continue
        between = plain[subject.end : at] if subject else ""
        last = subject.codes[-1] if subject and "," not in between and ";" not in between else ""
        if name == "application":
            name = "received"
            if (
                last in words.OF_APPLICATIONS and subject
            ):  # 办结申请, 网络申请: the object of what is before it
                subject.end = after
                continue
        elif name in ("received", "new") and last in words.CHANNELS | words.APPLICANTS and subject:
            if len(subject.codes) == 1:  # 网络收到申请; 网络、信函等收到 is of both
                subject.end = after
                continue
        elif name in ("items_published", "items_somewhere"):
            if subject and (
                last in words.ITEM_CHANNELS and len(subject.codes) == 1 or last == "items_published"
            ):
                subject = Subject(subject.codes, subject.start, after, True)
                continue
        elif name == "documents" and last in words.DOCUMENTS and subject:
            subject.end = after
            continue
        elif name == "concluded" and last in words.CHANNELS | words.APPLICANTS:
            name = "in_part"  # 网上办结 is neither all that was concluded nor all that came online
        if last and subject and _family(last) is _family(name) is not None and words.JOINT.fullmatch(between):
            subject.codes.append(name)
            subject.end = after
        else:
            subject = Subject([name], at, after, name == "items_published")
    return subject


def _matches(plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
    done = start
    for beginning in words.BEGINNING.finditer(plain, start, end):
        at = beginning.start()
        if at >= done and (match := words.SUBJECTS_FROM[beginning[0]].match(plain, at, end)):
            done = match.end()
            yield match
