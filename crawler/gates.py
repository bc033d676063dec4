"""Pages that stand where another was expected: checks for humans, logins, "no such page" with status 200.

They are told by their marks, reported and never worked around. What carries a report's table is none of them,
whatever else stands on it.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.outcomes import Outcome
from crawler.page import Page

# default 12,000 characters: the gates seen have up to 8 KB of script; a longer page is told by its title alone.
MAX_GATE_CHARACTERS = 12_000
# default 60 characters: "please enable JavaScript and reload" is all the text such a page shows.
MAX_BARE_TEXT = 60
# default 200 characters: an error page is a sentence or two; a report that speaks of deleted files is longer.
MAX_ERROR_TEXT = 200

_CHALLENGE_TITLE = re.compile(
    "安全验证|人机验证|访问验证|滑动验证|请完成验证|行为验证|Just a moment", re.IGNORECASE
)
_LOGIN_TITLE = re.compile("登录|登陆|统一身份认证|单点登录|log ?in|sign ?in", re.IGNORECASE)
_NOT_FOUND_TITLE = re.compile(
    r"(^|\D)404(\D|$)|页面不存在|页面未找到|页面没有找到|无法找到|Not Found", re.IGNORECASE
)
_NOT_FOUND_TEXT = re.compile(
    "(页面|网页|文章|信息|内容|栏目|文件|地址).{0,12}(不存在|已删除|已被删除|已下线|找不到|未找到|没有找到)"
    "|(不存在|找不到|未找到).{0,8}(页面|网页|文章|信息|内容)|无权访问|非法访问|参数错误"
)
# Cookies and script words of the gates named in public notes: 加速乐, 网防G01, 阿里云, 华为云, 安全狗, the bot
# script of ccgp.gov.cn, 瑞数. Their cookies alone also come with good pages; the page must show nothing besides.
_GATE_MARKS = re.compile(
    r"__jsl(uid|_clearance)|wzws_|aq_wzws_confirm|acw_sc__v2|\bvar arg1\s*=|HWWAFSES|safedog|_bot_sbu|HOY_TR|HBB_HC"
    r"|\$_ts\b|document\.cookie\s*=",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(r"<input[^<>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_FRONT_PAGE = re.compile(r"/((index|default|home|main)\.\w{2,5})?$", re.IGNORECASE)


def gate(
    page: Page, status: int, headers: Iterable[tuple[str, str]], asked_url: str
) -> tuple[Outcome, str] | None:
    """What stands in place of the page asked for, and the mark it was told by; None for the page itself.

    `asked_url` is the address before redirects.
    """
    found = _by_title(page) or _sent_to_front_page(page.url, asked_url) or _by_text(page, status, headers)
    return None if found is None or page.is_report else found


def _by_title(page: Page) -> tuple[Outcome, str] | None:
    title = page.title
    for outcome, pattern in (
        (Outcome.CHALLENGE, _CHALLENGE_TITLE),
        (Outcome.SOFT_404, _NOT_FOUND_TITLE),
    ):
        if pattern.search(title):
            return outcome, f"page title {title!r}"
    if _LOGIN_TITLE.search(title) and _PASSWORD.search(page.text[:200_000]):
        return Outcome.LOGIN, f"page title {title!r}, with a field for a password"
    return None


def _sent_to_front_page(url: str, asked_url: str) -> tuple[Outcome, str] | None:
    asked, came = urlsplit(asked_url), urlsplit(url)
    if url == asked_url or came.query or not _FRONT_PAGE.fullmatch(came.path):
        return None
    if _FRONT_PAGE.fullmatch(asked.path) and not asked.query:
        return None
    return Outcome.SOFT_404, f"sent on to the front page {url}"


def _by_text(page: Page, status: int, headers: Iterable[tuple[str, str]]) -> tuple[Outcome, str] | None:
    if len(page.text) > MAX_GATE_CHARACTERS:
        return None
    shown = "".join(_HIDDEN.sub("", page.text).split())
    is_bare = (
        len(shown) <= MAX_BARE_TEXT and "<a " not in page.text.lower() and "<script" in page.text.lower()
    )
    if is_bare:
        # A page that leads on to a literal address is no gate, whatever cookies its server sets on every page.
        cookies = [value for name, value in headers if name.lower() == "set-cookie" and page.redirect is None]
        mark = _GATE_MARKS.search(page.text) or _GATE_MARKS.search(" ".join(cookies))
        if mark or status == 202:
            what = f"mark {mark.group(0)!r}" if mark else "status 202"
            return Outcome.CHALLENGE, f"a page of script alone, {what}"
    if len(shown) <= MAX_ERROR_TEXT and (words := _NOT_FOUND_TEXT.search(shown)):
        return Outcome.SOFT_404, f"the page says {words.group(0)!r}"
    return None
