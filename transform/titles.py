"""Titles of reports, and the bodies they name: what is printed, and what kind of body its name says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from transform.labels import simplify

_LABEL = re.compile(r"^(?:标题|名称|信息名称|文件名称|题名)\s*[::]?\s*")
_REPORT = re.compile(
    r"政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)|信息公开(?:工作)?年度报告"
)
_OTHER_REPORT = re.compile(r"法治政府|网站工作|政府网站|解读|通知|指南|目录|图解")
_SITE_SUFFIX = re.compile(r"\s*[-_|—–]{1,2}\s*[^-_|—–]*$")
_OFFICE = re.compile(r"(?:政府|府|政)(?:办公室|办公厅|办)$")
_TOWNSHIP = re.compile(r"(?:[镇乡](?:人民政府)?|街道(?:办事处|办)?|苏木(?:人民政府)?|街道工作委员会)$")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|院|中心|站|队|馆|所|办公室|办|社|会|处|学校|公司|银行|集团|大队|支队)$"
)
_GOVERNMENT = re.compile(r"(?:人民政府|政府)$")
_OTHER_BODY = re.compile(r"(?:开发区|管委会|管理委员会|园区)$")
MAX_TITLE = 90  # characters; the longest real titles have about 60
HEAD_LINES = 400  # menus above an article can be long, a title is never further down
YEAR = re.compile(r"(20\d\d)\s*年?")


def title_of(text: Sequence[str], head: Mapping[str, str], link_title: str) -> str | None:
    """The fullest title among the first in the text, the page's meta tags, its <title> and the link to it."""
    found = [candidate for candidate in _title_candidates(text, head, link_title) if _is_title(candidate)]
    with_year = [candidate for candidate in found if YEAR.search(simplify(candidate))]
    whole = [candidate for candidate in with_year if _issuer_of_title(candidate)]
    return next(iter(whole or with_year or found), None)


def _title_candidates(text: Sequence[str], head: Mapping[str, str], link_title: str) -> Iterator[str]:
    for line in text[:HEAD_LINES]:
        if len(line) <= MAX_TITLE:
            yield _without_label(line)
    yield head.get("articletitle", "")
    yield _SITE_SUFFIX.sub("", head.get("title", ""))
    yield link_title
    for first, second in zip(text[:HEAD_LINES], text[1:HEAD_LINES], strict=False):
        if len(first) + len(second) <= MAX_TITLE:  # a title broken over two lines
            yield _without_label(first) + second


def _without_label(line: str) -> str:
    match = _LABEL.match(simplify(line))
    return line[match.end() :].strip() if match and len(simplify(line)) == len(line) else line.strip()


def _is_title(candidate: str) -> bool:
    plain = simplify(candidate)
    return bool(
        candidate
        and len(candidate) <= MAX_TITLE
        and _REPORT.search(plain)
        and not _OTHER_REPORT.search(plain)
        and not re.search(r"[。;;,,:]|现将|根据|按照", plain)
    )


def _issuer_of_title(title: str) -> str:
    """The words of the title before the year and the name of the report (or between them)."""
    plain = simplify(title)
    if len(plain) != len(title):
        title = plain
    report = _REPORT.search(plain)
    if report is None:
        return ""
    before = title[: report.start()]
    year = YEAR.search(simplify(before))
    parts = [before] if year is None else [before[: year.start()], before[year.end() :]]
    for part in parts:
        name = re.sub(
            r"^(?:关于|關於)|(?:关于|關於)$|^度|年度$|^[\s《「“]+|[\s》」”]+$", "", part.strip()
        ).strip()
        if len(name) >= 2:
            return name
    return ""


def issuer_of(title: str | None, text: Sequence[str]) -> str | None:
    if title is not None and (name := _issuer_of_title(title)):
        # 「某县人民政府信息公开…」 writes 政府 once for both words
        return name + "政府" if simplify(name).endswith("人民") else name
    for line in text[:HEAD_LINES]:
        match = re.match(r"(?:发布机构|发文机关|信息来源|来源|发布单位)\s*[::]\s*(\S{3,40})$", simplify(line))
        if match:
            return match[1]
    return None


def scope_of(issuer: str | None, division_name: str | None) -> str | None:
    """government, office, department, township or other, by the issuer's name; None where it tells nothing."""
    if not issuer:
        return None
    name = "".join(simplify(issuer).split())
    after = name.rpartition(division_name)[2] if division_name else name
    if division_name and division_name in name and after in ("", "人民政府", "政府"):
        return "government"
    if after in ("办公室", "办"):
        return "office"
    for pattern, scope in (
        (_OFFICE, "office"),
        (_TOWNSHIP, "township"),
        (_OTHER_BODY, "other"),
        (_DEPARTMENT, "department"),
        (_GOVERNMENT, "government"),
    ):
        if pattern.search(after or name):
            return scope
    return None
