"""Where a report ends: at its sign-off (issuer and date), or at the links and footer that a page puts below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_SIGN_OFF = 40
_DATE_ALONE = re.compile(
    r"^[（(]?\s*(?:20\d\d|二[〇○零Oo0]{1,2}[一二三四五六七八九十]{1,2})\s*年.{1,8}月.{1,8}日?\s*[）)]?$"
)
_BODY = re.compile(
    r"(?:政府|府|局|委员会|委|办公室|办|办事处|厅|院|中心|镇|乡|街道|處|委員會|辦公室|廳|鎮|鄉|縣|县|区|市|管委会)$"
)
# What pages print below an article; a report has no line that begins so.
_BELOW = re.compile(
    r"^(?:扫一扫|掃一掃|上一篇|下一篇|上一条|下一条|打印(?:本页|$)|关闭(?:窗口|本页|$)|返回顶部|【?(?:打印|关闭|字体)|分享到"
    r"|相关(?:解读|稿件|政策|文章|信息|链接|附件|文件|阅读)|相關|责任编辑|责编|主办单位|承办单位|主办：|版权所有|网站地图|网站标识码"
    r"|联系我们|Copyright|.{0,4}ICP备|.{0,6}公网安备)"
)


def end_of_report(lines: Sequence[str], start: int) -> int:
    """Index after the last line of the report's text, looking from ``start``: the sign-off is not part of it.

    An annex below the sign-off is: a date ends the text only where the line above names a body, or no more lines
    follow than a footer has.
    """
    end = len(lines)
    for index in range(start, len(lines)):
        if _BELOW.match(lines[index]):
            end = index
            break
    for index in range(start, end):
        line = lines[index]
        if len(line) > _LONGEST_SIGN_OFF or not _DATE_ALONE.match(line):
            continue
        signed = (
            index > start and len(lines[index - 1]) <= _LONGEST_SIGN_OFF and _BODY.search(lines[index - 1])
        )
        return index - 1 if signed else index
    return end
