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
_SECTION_ONE = re.compile(r"^[((]?一[))]?\s*[、..]?\s*(?:总体|概述|基本|工作)|^总体情况$")
_PLACE = r"(?:[\u4e00-\u9fff]{2,12}?(?:省|自治区|市|自治州|州|盟|地区|县|区|旗))*"
_OFFICE = re.compile(rf"^{_PLACE}(?:县|区|市|旗)?(?:人民)?(?:政府|府)(?:办公室|办公厅|办)$")
_TOWNSHIP = re.compile(
    r"^.{1,12}?(?:镇|(?<!城)乡(?!村)|街道|苏木)(?:人民政府|政府|办事处|党政|党委|党工委|综合|办公室|$)"
)
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|院|中心|站|队|馆|所|办公室|办|社|会|处|学校|公司|银行|集团|大队|支队)$"
)
_GOVERNMENT = re.compile(r"(?:人民政府|政府)$")
_OTHER_BODY = re.compile(r"(?:开发区|管委会|管理委员会|园区)$")
MAX_TITLE = 90  # characters; the longest real titles have about 60
HEAD_LINES = 400  # menus above an article can be long, a title is never further down
YEAR = re.compile(r"(20\d\d)\s*年?")


def title_of(text: Sequence[str], head: Mapping[str, str], link_title: str) -> tuple[str | None, list[str]]:
    """The report's title, and the others that contradict it.

    What the page says of itself (meta ArticleTitle, its first heading, <title>) and the link to it come before
    lines of the text, where menus and links to other years stand too; of the text only what stands above the
    first section counts. A title that names issuer and year comes before one that does not.
    """
    own = [candidate for candidate in _own_titles(head, link_title) if _is_title(candidate)]
    lines = [candidate for candidate in _title_lines(text) if _is_title(candidate)]
    found = own or lines
    dated = [candidate for candidate in found if _year_in(candidate)]
    whole = [candidate for candidate in dated if issuer_in_title(candidate)]
    if own and dated and not whole:  # its issuer may stand in the text, on a title of the same year
        whole = [line for line in lines if issuer_in_title(line) and _year_in(line) == _year_in(dated[0])]
    if own and not dated:
        whole = [line for line in lines if issuer_in_title(line) and _year_in(line)]
    chosen = next(iter(whole or dated or found), None)
    if chosen is None:
        return None, []
    said = _said(chosen)
    return chosen, [other for other in (whole or dated) if _contradicts(_said(other), said)]


def _own_titles(head: Mapping[str, str], link_title: str) -> Iterator[str]:
    yield head.get("articletitle", "")
    yield head.get("h1", "")
    yield _SITE_SUFFIX.sub("", head.get("title", ""))
    yield link_title.rstrip("….")


def _title_lines(text: Sequence[str]) -> Iterator[str]:
    first_section = next((i for i, line in enumerate(text) if _SECTION_ONE.match(line)), HEAD_LINES)
    above = text[: min(first_section, HEAD_LINES)]
    for line in above:
        if len(line) <= MAX_TITLE:
            yield _without_label(line)
    for first, second in zip(above, above[1:], strict=False):
        if len(first) + len(second) <= MAX_TITLE:  # a title broken over two lines
            yield _without_label(first) + second


def _year_in(title: str) -> str:
    match = YEAR.search(simplify(title))
    return match[1] if match else ""


def _said(title: str) -> tuple[str, str]:
    return _year_in(title), simplify(issuer_in_title(title)).removesuffix("政府").removesuffix("人民")


def _contradicts(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Two titles of other years, or of bodies of which neither name ends with the other (a prefecture before)."""
    years = one[0] != other[0] and one[0] and other[0]
    bodies = one[1] and other[1] and not (one[1].endswith(other[1]) or other[1].endswith(one[1]))
    return bool(years or bodies)


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
        and not re.search(r"[。;;,,:>»›]|现将|根据|按照|首页", plain)
    )


def issuer_in_title(title: str) -> str:
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
    """The reporting body: as the title names it, else as the page's 发布机构 or 来源 does."""
    if title is not None and (name := issuer_in_title(title)):
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
    before, found, after = name.rpartition(division_name) if division_name else ("", "", name)
    if found and re.fullmatch(_PLACE, before):
        if after in ("", "人民政府", "政府"):
            return "government"
        if after in ("办公室", "办"):
            return "office"
    for pattern, scope in (
        (_TOWNSHIP, "township"),
        (_OFFICE, "office"),
        (_OTHER_BODY, "other"),
        (_DEPARTMENT, "department"),
        (_GOVERNMENT, "government"),
    ):
        if after and pattern.search(after):
            return scope
    return None
