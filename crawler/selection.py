"""Which links of a list are annual reports: by the title, with a reason either way.

Report titles follow one pattern with many slips (word order, 工作 or 政府 missing, 年度 twice, traditional
characters, blanks inside); look-alikes that stand in the same lists are named one by one.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from opencc import OpenCC

# A look-alike is refused whatever else its title says. Each line: why, and what it is recognised by.
_LOOK_ALIKES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("report on government under the rule of law", re.compile("法治政府建设|依法行政")),
    ("report on government websites", re.compile("网站.{0,6}(年度报表|年报|年度报告|监管)|年度报表")),
    ("explanation or picture of a report", re.compile("解读|图解|一图|图说|图片版|超链版|长图|视频")),
    ("disclosure guide", re.compile("指南")),
)
# These are refused only behind the word 报告 or 年报: before it they belong to an office's name
# (卫生和计划生育局, 绩效考核办公室).
_LOOK_ALIKES_BEHIND: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("catalogue", re.compile("目录|清单")),
    ("rules on disclosure", re.compile("制度|办法|规定|条例|规程|规范")),
    ("work plan or instruction", re.compile("要点|方案|计划|部署|安排|培训|会议|考核|评议|评估|通报|模板")),
)
_REPORT_WORD = re.compile("报告|年报")
# A notice about reports is none, unless it is the notice by which the report itself is made public.
_NOTICE = re.compile("(通知|公告|公示|通告|函)$")
_PUBLISHING_NOTICE = re.compile("(^|关于)(印发|公布|发布|公开).{0,60}报告的?(通知|公告|公示|通告)$")
_STATISTICS = re.compile("统计表|情况表|情况统计")

# 政府信息公开工作年度报告, 信息公开年报, 政府信息公开工作2021年度报告, 政务公开工作年度报告
_REPORT = re.compile("(信息公开|政务公开).{0,16}?(年度.{0,6}报告|年度.{0,4}总结|工作报告|年报)")
_REPORT_YEAR_FIRST = re.compile("年.{0,40}(信息公开|政务公开).{0,8}报告")
# The name of a column, which every page of a site carries in its menu, and the names of the folders in it:
# 2022年, 2022年政府信息公开年报, 县政府部门, 乡镇（街道）, 部门信息公开年报.
_YEAR_NAME = r"(?P<year>(?:19|20)\d{2}年?度?)"
_BODIES = (
    r"(?:(?:[县区市州旗省]|全[县区市旗])?(?:直|级|属)?(?:人民政府|政府办公?室?|政府部门|政府(?!信息)|直?部门|单位|"
    r"委办局|镇乡|镇街|街镇|乡镇人民政府|乡镇政府|乡镇|街道办事处|街道办|街道|办事处|公共企事业单位|垂管单位|园区|"
    r"开发区|管委会))"
)
_COLUMN = r"(?:(?:政府|政务)?信息公开(?:工作)?)?(?:年度(?:工作)?报告|年报|报告)?(?:专栏|栏目|列表)?"
_FOLDER_NAME = re.compile(f"{_YEAR_NAME}?(?P<bodies>{_BODIES}{{0,4}}){_COLUMN}")
_COLUMN_NAME = re.compile("(政府|政务)?信息公开(工作)?(年度(工作)?报告|年报)(专栏|栏目)?")
_PUNCTUATION = re.compile(r"[()、,·及和与>»\[\]【】]")

# List files by name: a folder, index.html, common_list.shtml, zfxxgknb.htm; a body's letters, with digits behind
# them where the name is taken (xz/hcz.htm, zf311/wyll311). A number alone is an article or a further page.
_LIST_PATH = re.compile(
    r"(/|/(index|list|default|[a-z]+_lists?)\.\w{2,6}|/[a-z][a-z_]*\d{0,6}n?(_\d+)?(\.s?html?)?)$",
    re.IGNORECASE,
)
# Shaped like those, and none: articles, and further pages of the same list.
_NOT_A_LIST = re.compile(
    r"/(art|content|post|mpost|doc|t|c\d\d|article|detail|show|view|info|news)[_\d]*(\.\w+)?$"
    r"|/(index|list|default|[a-z]+_lists?)_\d+\.\w+$",
    re.IGNORECASE,
)
# Lists of families whose columns have numbers: /Node-5121.html, /xxgk-list-nb.html, iList.jsp?cat_id=17.
_NUMBERED_LIST = re.compile(
    r"/node-\d+[^/]*$|/xxgk-list-|/i?list\.(jsp|php|aspx?)|/public/column/|/govinfopub\.html|[?&](catid|categorynum)=\w+(?!.*&id=)",
    re.IGNORECASE,
)

# Whatever follows, it is about work to be done: 关于做好2023年…
_INSTRUCTION = re.compile("关于(进一步)?(做好|开展|召开|举办|加强|推进)")
_CUT = re.compile(r"(…|\.{2,}|·{3,}|。{2,})$")
# What follows the year in the usual title; a cut title may end anywhere inside it.
_USUAL_END = ("年政府信息公开工作年度报告", "年度政府信息公开工作年度报告", "年政务信息公开工作年度报告")
_CUT_AFTER_YEAR = re.compile("^(19|20)\\d{2}年度?.{2,}(政府|局|办|委|厅|镇|乡|街道|中心|站|所|院)")

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|度|\s|$|政)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("[二一][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a link belongs, and the reason; `year` is the report year its title names, if it does."""

    belongs: bool
    reason: str
    year: int | None = None


def decide(title: str, url: str) -> Decision:
    """Whether the link `title` → `url` is, or may be, an annual disclosure report."""
    folded = fold(title)
    year = report_year(folded)
    for reason, pattern in _LOOK_ALIKES:
        if pattern.search(folded):
            return Decision(False, reason, year)
    behind = _REPORT_WORD.split(folded)[-1]
    for reason, pattern in _LOOK_ALIKES_BEHIND:
        if pattern.search(behind):
            return Decision(False, reason, year)
    if _NOTICE.search(folded) and not _PUBLISHING_NOTICE.search(folded):
        return Decision(False, "notice", year)
    if (_COLUMN_NAME.fullmatch(folded) or is_folder_title(folded)) and is_list_address(url):
        return Decision(False, "name of a column", year)
    if _REPORT.search(folded) or _REPORT_YEAR_FIRST.search(folded):
        return Decision(True, "title of an annual report", year)
    if _STATISTICS.search(folded):
        return Decision(False, "statistical table without a report", year)
    cut = _CUT.search(folded)
    if cut and _can_be_completed(folded[: cut.start()]):
        return Decision(True, "cut title that can be one of an annual report", year)
    return Decision(False, "title of something else", year)


def is_folder_title(folded: str) -> bool:
    """Whether a folded title is that of a year or scope folder in a column of reports."""
    match = _FOLDER_NAME.fullmatch(_PUNCTUATION.sub("", folded))
    return match is not None and bool(match.group("year") or match.group("bodies"))


def is_list_address(url: str) -> bool:
    """Whether an address is that of a list by its shape: a folder, a list file, a name of letters."""
    path = urlsplit(url).path
    if _NUMBERED_LIST.search(url):
        return True
    return _LIST_PATH.search(path) is not None and _NOT_A_LIST.search(path) is None


def fold(title: str) -> str:
    """A title for matching: half-width, simplified characters, no blanks, years in digits."""
    # NFKC would turn "…" into three full stops, which the pattern of cut titles takes as well.
    text = "".join(unicodedata.normalize("NFKC", title).split())
    text = _CHINESE_YEAR.sub(lambda match: match.group(0).translate(_CHINESE_DIGITS), text)
    return _simplify().convert(text)


def report_year(folded: str) -> int | None:
    """The first year a folded title names."""
    match = _YEAR.search(folded)
    return int(match.group(1)) if match else None


def wanted_year(decision: Decision, years: frozenset[int] | None) -> bool:
    """Whether a report passes the filter; a title that names no year does, the report itself will tell."""
    return years is None or decision.year is None or decision.year in years


def parse_years(text: str) -> frozenset[int]:
    """`2019-2023`, `2021` or `2019,2021-2023` as a set of years; ValueError says what was expected."""
    years: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part)
        first = int(match.group(1)) if match else 0
        last = int(match.group(2) or first) if match else 0
        if not 2000 <= first <= last <= 2100:
            raise ValueError(f"years: expected 2021, 2019-2023 or 2019,2021, found {text!r}")
        years.update(range(first, last + 1))
    return frozenset(years)


def _can_be_completed(prefix: str) -> bool:
    if _INSTRUCTION.search(prefix):
        return False
    if "信息公开" in prefix or "政务公开" in prefix:
        return True
    year = re.search(r"(?:19|20)\d{2}(年.*|)$", prefix)
    if year is None:
        return False
    return any(end.startswith(year.group(1)) for end in _USUAL_END) or bool(_CUT_AFTER_YEAR.search(prefix))


@cache
def _simplify() -> OpenCC:
    return OpenCC("t2s")
