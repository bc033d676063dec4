"""Titles of reports, and the bodies they name: what is printed, and what kind of body its name says it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transform.identity.metadata import PUBLISHERS, TITLES, Pair
from transform.labels import simplify

# 某县2021年政府信息公开工作年度报告 and its relatives: 年度 twice or only with the year, 工作 or 政府 missing, the
# year inside (政府信息公开工作2017年度报告), 政务 for 政府, 年报, …的报告, …情况的报告.
_REPORT = re.compile(
    r"(?:政府|政务)信息公开(?:情况|工作|开展|的)*(?:20\d\d年?)?(?:年?度)?(?:工作)?(?:年度)?的?(?:报告|年报)"
    r"|信息公开(?:工作)?(?:20\d\d年?)?年?度(?:工作)?报告|信息公开年报"
)
_LOOK_ALIKE = re.compile(
    r"法治政府|网站工作|政府网站|解读|通知|指南|目录|图解|要点|编制(?!委|办)|方案|报告格式|回复|一图读懂|"
    r"(?:发布|公布|印发|报送|召开)[\u4e00-\u9fff]{0,20}?(?:20\d\d|政府信息)"
)
_SENTENCE = re.compile(r"[。;,>»›]|现将|根据|按照|首页")
_SITE = re.compile(r"[-_|—–]+")
# Buttons and page numbers glued to a title; 【2019】 repeats the year.
_GLUED = re.compile(
    r"^(?:Page\s*\d+\s*-|大\s*中\s*小|【[^】]{0,12}】|\d+pt;|[^\w《【]|…)+|^(?:字体|字号)[::]?(?:大|中|小|\s)+"
)
# Copies in traditional characters carry the reading of single characters: 大洼區(qū).
_READING = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-z\u00e0-\u01dc]{1,7}[)）]")
_SECTION_ONE = re.compile(
    r"^[((]?[一㈠][))]?\s*[、..]?\s*(?:总体|總體|概述|概况|基本|工作|主动|主動|主要)|^(?:总体情况|總體情況)$"
)
_SECTION_ONE_STARTS = frozenset("(一㈠总總")
# A body or a place: what may stand on a line of its own above the rest of a title.
_BODY_LINE = re.compile(
    r"^(?:20\d\d年?度?)?[\u4e00-\u9fff]{2,40}(?:省|自治区|市|州|盟|县|区|旗|镇|乡|街道?|苏木|政府|局|委|办|办公室|厅|办事处|委员会|"
    r"中心|院|站|社|会|所|处|队|公司|集团)$"
)
_PART_LINE = re.compile(r"(?:20\d\d年?度?|政府|信息公开|工作|年度|关于)$")
_INSIDE = re.compile(
    r"《([^《》]{6,90}(?:报告|年报))》|(?:现将|现公布|公布)?([\u4e00-\u9fff]{2,30}?20\d\d[^。,;《》]{4,40}报告)"
)
_PLACE = r"(?:[\u4e00-\u9fff]{2,12}?(?:省|自治区|市|自治州|州|盟|地区|县|区|旗))*"
_OFFICE = re.compile(rf"^{_PLACE}(?:县|区|市|旗)?(?:人民)?(?:政府|府)(?:办公室|办公厅|办)$")
_TOWNSHIP = re.compile(
    r"^.{1,12}?(?:镇|(?<!城)乡(?!村)|街道?|苏木)"
    r"(?:人民政府|政府|办事处|党政|党委|党工委|综合|办公室|$)"
)
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|院|中心|站|队|馆|所|办公室|办|社|会|处|室|校|公司|银行|集团)$|(?:管理|服务)办"
)
_GOVERNMENT = re.compile(r"(?:人民政府|政府)$")
# Zones, and organisations of the people that are no organs of government.
_OTHER_BODY = re.compile(
    r"(?:残疾人联合会|残联|妇女联合会|妇联|总工会|共青团|红十字会|科学技术协会|科协|工商业联合会|工商联|文联)$|(?:开发区|经开区|高新区|新区|示范区|管委会|管理委员会|园区|高科园)(?:办公室)?$"
)
MAX_TITLE = 90  # characters; the longest real titles have about 60
HEAD_LINES = 400  # menus above an article can be long, a title is never further down
YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)年{0,2}")
_NUMERAL_YEAR = re.compile(r"二([〇○Oo0零])([〇○Oo0零一二])([〇○Oo0零一二三四五六七八九])(?=年)")
_DIGITS = str.maketrans("〇○Oo零一二三四五六七八九", "00000123456789")


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title as printed. ``text`` is None where none is found.

    ``others``: titles of another year or body on the same page. ``line``: where in the text it stands, None if
    only the head has it. ``joined``: put together of several lines. ``quoted``: it stands only inside a sentence.
    """

    text: str | None = None
    others: tuple[str, ...] = ()
    line: int | None = None
    joined: bool = False
    quoted: bool = False


def above_first_section(text: Sequence[str]) -> tuple[int, bool]:
    """How many lines, none empty, stand above the first section (at most HEAD_LINES), and whether there is one."""
    for index, line in enumerate(text[:HEAD_LINES]):
        if line[0] in _SECTION_ONE_STARTS and len(line) < 60 and _SECTION_ONE.match(line):
            return index, True
    return min(len(text), HEAD_LINES), False


def title_of(
    text: Sequence[str], head: Mapping[str, str], link_title: str, pairs: Sequence[Pair] = ()
) -> Title:
    """The report's title, and the others that contradict it.

    What the page says of itself (meta ArticleTitle, its first heading, <title>) and the link to it come before
    lines of the text, where menus and links to other years stand too; of the text only what stands above the
    first section counts. A title that names issuer and year comes before one that does not.
    """
    above, has_sections = above_first_section(text)
    printed = [*_own_titles(head, link_title), *(pair.value for pair in pairs if pair.name in TITLES)]
    own = [candidate for candidate in printed if is_title(candidate)]
    if not own and any(map(_is_look_alike, printed)):
        return Title()
    lines = [found for found in _title_lines(text[: above + 1]) if is_title(found[0])]
    texts = own or [line for line, _, _ in lines]
    dated = [candidate for candidate in texts if years_in(candidate)]
    whole = [candidate for candidate in dated if issuer_in_title(candidate)]
    if own and not whole:  # its issuer may stand in the text, on a title of the same year
        year = years_in(dated[0])[:1] if dated else []
        whole = [
            line for line, _, _ in lines if issuer_in_title(line) and (not year or year[0] in years_in(line))
        ]
    chosen = next(iter(whole or dated or texts), None)
    if chosen is None:
        explains = any(_is_look_alike(line) for line in text[:above] if len(line) <= MAX_TITLE)
        return _quoted_title(text[: above + 3]) if has_sections and not explains else Title()
    said = _said(chosen)
    others = tuple(other for other in (whole or dated) if _contradicts(_said(other), said))
    same = _plain(chosen)
    at = next(((line, joined) for found, line, joined in lines if _plain(found) == same), (None, False))
    return Title(chosen, others, at[0], at[1] and chosen not in own)


def is_title(candidate: str) -> bool:
    """Whether a text is the title of a report, and not of its explanation, its notice or a news item."""
    if len(candidate) > MAX_TITLE + 20 or not ("报" in candidate or "報" in candidate):
        return False
    plain = _plain(candidate)
    return bool(
        len(plain) <= MAX_TITLE
        and _REPORT.search(plain)
        and not _LOOK_ALIKE.search(plain)
        and not _SENTENCE.search(plain)
        and ":" not in plain
    )


def _is_look_alike(candidate: str) -> bool:
    """Whether a text names a report in order to explain, announce or order it."""
    if "报" not in candidate and "報" not in candidate:
        return False
    plain = _plain(candidate)
    return bool(_REPORT.search(plain) and _LOOK_ALIKE.search(plain))


def years_in(title: str) -> list[int]:
    """The years a title names, in digits (2021) or Chinese numerals (二〇二一年), without those in brackets."""
    return list(_years_in(title))


@lru_cache(maxsize=1024)  # asked as often as ``issuer_in_title``
def _years_in(title: str) -> tuple[int, ...]:
    plain = _NUMERAL_YEAR.sub(lambda match: match[0].replace("二", "2", 1).translate(_DIGITS), _plain(title))
    outside = [int(match[1]) for match in YEAR.finditer(re.sub(r"[((][^))]*[))]|\[[^\]]*\]", "", plain))]
    return tuple(dict.fromkeys(outside or [int(match[1]) for match in YEAR.finditer(plain)]))


@lru_cache(maxsize=1024)  # asked again and again about the few titles of one document
def issuer_in_title(title: str) -> str:
    """The words of the title before the year and the name of the report (or between them, or behind)."""
    joined = _READING.sub("", _GLUED.sub("", "".join(_GLUED.sub("", title).split())))
    plain = simplify(joined)
    if len(plain) != len(joined):
        joined = plain
    report = _REPORT.search(plain)
    if report is None:
        return ""
    before = _NUMERAL_YEAR.sub(lambda match: "2000", plain[: report.start()])  # of the same length
    cuts = [0, *(edge for year in YEAR.finditer(before) for edge in year.span()), len(before)]
    parts = [joined[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=True)]
    for part in parts:
        name = re.sub(
            r"^[关關][于於]|[关關][于於]$|^度|年?度$|^[\W_]+|[《「“\s]+$|的$|^年", "", part.strip()
        ).strip("》」”")
        if len(name) >= 2:
            return name
    behind = joined[report.end() :]
    return behind if _BODY_LINE.match(simplify(behind)) else ""


def issuer_of(title: Title, text: Sequence[str], pairs: Sequence[Pair]) -> str | None:
    """The reporting body as the title names it, else as the line below or the page's 发布机构 or 来源 does."""
    if title.text is not None and (name := issuer_in_title(title.text)):
        # 「某县人民政府信息公开…」 writes 政府 once for both words
        return name + "政府" if simplify(name).endswith("人民") else name
    return issuer_below(title, text) or publisher_of(pairs)


def issuer_below(title: Title, text: Sequence[str]) -> str | None:
    """The body on the line under a title that names none; often the office that signs for others."""
    below = text[title.line + 1 : title.line + 2] if title.line is not None else ()
    return next((line.strip() for line in below if _BODY_LINE.match(_plain(line))), None)


def publisher_of(pairs: Sequence[Pair]) -> str | None:
    """Whom the page names as its publisher; often the office that posts for others."""
    for pair in pairs:
        if pair.name in PUBLISHERS and re.match(r"[\u4e00-\u9fff()（）]{3,40}$", pair.value):
            return pair.value
    return None


def scope_of(issuer: str | None, division_name: str | None) -> str | None:
    """government, office, department, township or other, by the issuer's name; None where it tells nothing.

    ``division_name``: the words in the issuer's name that stand for its division, if known.
    """
    if not issuer:
        return None
    name = re.sub(r"\([^)]*\)$", "", "".join(simplify(issuer).split()))  # 某市人民政府(市人民政府办公厅)
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


def _own_titles(head: Mapping[str, str], link_title: str) -> Iterator[str]:
    yield head.get("articletitle", "")
    yield head.get("h1", "")
    site = head.get("title", "")
    if len(site) <= 4 * MAX_TITLE:
        yield next((part for part in _SITE.split(site) if _REPORT.search(_plain(part))), "")
    yield link_title.rstrip("….")


def _title_lines(text: Sequence[str]) -> Iterator[tuple[str, int, bool]]:
    """Lines that may be a title, with what stands one or two lines above where they begin in the middle of one."""
    for index, line in enumerate(text):
        if len(line) > MAX_TITLE or ("报" not in line and "報" not in line):
            continue
        yield line.strip(), index, False
        joined, plain = line.strip(), _plain(line)
        for above in reversed(text[max(index - 2, 0) : index]):
            part = _plain(above) if len(above) <= MAX_TITLE else ""
            if not (_BODY_LINE.match(part) or _PART_LINE.search(part)) or _REPORT.search(part):
                break
            joined, plain = above.strip() + joined, part + plain
            yield joined, index, True


def _quoted_title(text: Sequence[str]) -> Title:
    """A title that stands only in 《》 or inside the first sentence."""
    for index, line in enumerate(text):
        if "报告" not in line and "報告" not in line:
            continue
        for match in _INSIDE.finditer(simplify(line[:2000])):
            quoted = match[1] or match[2]
            if is_title(quoted) and years_in(quoted):
                return Title(quoted, line=index, quoted=True)
    return Title()


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return _READING.sub("", _GLUED.sub("", "".join(simplify(text[: 4 * MAX_TITLE]).split())))


def _said(title: str) -> tuple[int | None, str]:
    years = years_in(title)
    body = simplify(issuer_in_title(title)).removesuffix("政府").removesuffix("人民")
    return (years[0] if years else None), body


def _contradicts(one: tuple[int | None, str], other: tuple[int | None, str]) -> bool:
    """Two titles of other years, or of bodies of which neither name ends with the other (a prefecture before)."""
    years = one[0] != other[0] and one[0] and other[0]
    bodies = one[1] and other[1] and not (one[1].endswith(other[1]) or other[1].endswith(one[1]))
    return bool(years or bodies)
