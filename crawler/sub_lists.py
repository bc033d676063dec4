"""Lists that a list page opens: year and scope folders, frames, pages that only lead on.

A column of annual reports is often a shelf: `2022n/`, `bm/`, `xzjd/` stand where reports were expected, each
a list of its own, some of them a shelf again. The rules are the same for every family.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.adapters.links import MAX_LINKS
from crawler.adapters.protocol import Entry
from crawler.page import Page
from crawler.selection import fold
from crawler.urls import host_of, resolve

# default 3: year, scope, body is the deepest order of folders seen.
MAX_DEPTH = 3
# default 1500 lists a column: some 80 bodies in each of 15 years; what opens more is no shelf.
MAX_SUB_LISTS = 1500
# default 5 frames: a shell around a list has one or two.
MAX_FRAMES = 5

# The titles of folders: 2022年, 2022年度, 2022年政府信息公开年报, 县政府部门, 乡镇（街道）, 部门信息公开年报.
_YEAR = r"(?P<year>(19|20)\d{2}年?度?)"
_LEVEL = "([县区市州旗省]|全[县区市旗])?(直|级|属)?"
_BODIES = (
    "(人民政府|政府|政府办公?室?|政府部门|直?部门|单位|委办局|乡镇|镇乡|镇街|街镇|街道|街道办|街道办事处|办事处|"
    "乡镇人民政府|乡镇政府|公共企事业单位|垂管单位|园区|开发区|管委会)"
)
_COLUMN = "(政府|政务)?(信息公开)?(工作)?(年度(工作)?报告|年报|报告)?(专栏|栏目|列表)?"
_FOLDER_TITLE = re.compile(f"{_YEAR}?(?P<scope>({_LEVEL}{_BODIES}){{0,4}}){_COLUMN}")
_PUNCTUATION = re.compile(r"[\s()（）、,，·及和与>»\[\]【】]")

# List files by name: a folder, index.html, common_list.shtml, zfxxgknb.htm; a body's letters, with digits behind
# them where the name is taken (xz/hcz.htm, zf311/wyll311). A number alone is an article or a further page.
_LIST_PATH = re.compile(
    r"(/|/(index|list|default|[a-z]+_lists?)\.\w{2,6}|/[a-z]+\d{0,6}n?(_\d+)?(\.s?html?)?)$", re.IGNORECASE
)
# Shaped like those, and none: articles, and further pages of the same list.
_NOT_A_LIST = re.compile(
    r"/(art|content|post|mpost|doc|t|c\d\d|article|detail|show|view|info|news)[_\d]*(\.\w+)?$"
    r"|/(index|list|default|[a-z]+_lists?)_\d+\.\w+$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(/(index|list|default)[^/]*|\.s?html?)$", re.I)
# Frames that never hold a list: seen on county portals beside the one that does.
_OTHER_FRAME = re.compile(r"login|visitcount|share|footer|header|tree\.jsp|search|weather|map|stat", re.I)


def sub_lists(page_url: str, entries: Iterable[Entry]) -> list[Entry]:
    """Those entries of the page at `page_url` that are lists themselves, in page order.

    A link is one when it leads to a list file on the same host which lies beneath the page's own folder, or
    is titled as a year or scope folder is.
    """
    folder, host = _folder(page_url), host_of(page_url)
    found = []
    for entry in entries:
        if host_of(entry.url) != host:
            continue
        path = urlsplit(entry.url).path
        named = _LIST_PATH.search(path) is not None and _NOT_A_LIST.search(path) is None
        # The folder of a front page holds the whole site.
        beneath = folder != "/" and path.startswith(folder) and _folder(entry.url) != folder
        if (named and beneath) or is_folder_title(entry.title):
            found.append(entry)
    return found


def is_folder_title(title: str) -> bool:
    """Whether a title is that of a year or scope folder: 2022年, 部门, 乡镇街道年报."""
    match = _FOLDER_TITLE.fullmatch(_PUNCTUATION.sub("", fold(title)))
    return match is not None and bool(match.group("year") or match.group("scope"))


def frames(page: Page) -> list[str]:
    """Addresses of the frames on the page's own host that may hold its list."""
    found: dict[str, None] = {}
    for number, element in enumerate(page.selector.root.iter("iframe", "frame")):
        if number >= MAX_LINKS or len(found) >= MAX_FRAMES:
            break
        url = resolve(page.base_url, element.get("src", ""))
        if url is None or host_of(url) != host_of(page.url) or _OTHER_FRAME.search(url):
            continue
        found.setdefault(url)
    found.pop(page.url, None)
    return list(found)


def _folder(url: str) -> str:
    """The path everything beneath a list begins with: `/nb/` for `/nb/`, `/nb/index.html` and `/nb.htm`."""
    return _EXTENSION.sub("", urlsplit(url).path).rstrip("/") + "/"
