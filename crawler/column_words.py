"""What columns of annual reports are called, and what their folders are: words seen on county portals."""

import re
from urllib.parse import urlsplit

from crawler.selection import fold

_NAME = re.compile("(本级|[县区市旗])?(政府|政务)?(信息公开)?(工作)?(年度(工作)?报告|年报)(专栏|栏目)?")
_REPORTS = re.compile("年报|年度报告|(信息|政务)公开.{0,8}报告")
# zfxxgknb, xxgkndbg_9667, gknb, ndgzbg, nbzl, annualreport … as the last folder of columns seen.
_FOLDER = re.compile(r"nb(zl)?($|[-_\d])|ndbg|ndgzbg|gzndbg|nianbao|annual", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20[012]\d(?!\d)")


def is_column_name(label: str) -> bool:
    """Whether a link is called exactly as columns of annual reports are: 政府信息公开年报, 年度报告."""
    return _NAME.fullmatch(fold(label)) is not None


def speaks_of_reports(label: str) -> bool:
    """Whether a label has the words, among others: 2022年政府信息公开年报, 县直部门年报."""
    return _REPORTS.search(fold(label)) is not None


def names_a_year(text: str) -> bool:
    """Whether a label or folder holds a year of this century."""
    return _YEAR.search(text) is not None


def is_column_folder(url: str) -> bool:
    """Whether the last folder of an address is called as columns are."""
    return _FOLDER.search(next(iter(folders(url)[::-1]), "")) is not None


def folders(url: str) -> list[str]:
    """The folders of an address, from the outside in, without the file behind them."""
    return urlsplit(url).path.split("/")[1:-1]
