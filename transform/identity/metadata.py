"""What a page prints around its article as name and value: 发布日期, 发布机构, 索引号 …

Sites print the pairs one a line, several a line, the value on the next line, in pipes, as a markdown table, in
【】, with the names letter-spaced or glued together. Names whose value is missing are kept with an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from transform.labels import simplify

# fmt: off
PUBLISHED = (
    "发布日期", "发布时间", "发文日期", "发文时间", "发表日期", "发表时间", "公开日期", "信息时间",
    "上传时间", "上传时刻", "添加时间", "信息提供日期", "时间", "日期",
)
WRITTEN = (
    "成文日期", "成文时间", "公文生成日期", "生成日期", "更新时间", "更新日期",
)
PUBLISHERS = (
    "发布机构", "发文机关", "发文机构", "发布单位", "信息来源", "文章来源", "来源", "来自", "发布者",
    "责任部门",
)
TITLES = (
    "标题", "名称", "信息名称", "文件名称", "题名",
)
# Names that only end the value before them; 生效日期 and 废止日期 are no dates of publication.
_OTHERS = (
    "信息索引号", "索引号", "主题分类", "组配分类", "所属主题", "文件分类", "分类", "主题词", "关键词",
    "发文字号", "文件编号", "备案登记号", "登记号", "文号", "有效性", "时效性", "是否有效", "效力属性",
    "有限期限", "有效期", "公开方式", "公开形式", "公开时限", "公开属性", "公开范围", "公开目录",
    "生效日期", "废止日期", "体裁", "内容概述", "所属机构", "作者", "浏览次数", "浏览量", "点击数",
    "点击率", "点击", "访问次数", "访问量", "阅读次数", "累计次数", "字体大小", "字体", "字号", "打印",
    "关闭", "分享到", "分享至", "分享", "收藏", "朗读",
)
# Words of everyday prose: names only with a colon or alone in their cell.
_SHORT = frozenset({
    "时间", "日期", "来源", "来自", "标题", "名称", "题名", "分类", "作者", "字体", "字号", "打印",
    "关闭", "分享", "收藏", "点击", "体裁", "朗读",
})
# fmt: on
_ALL = sorted({*PUBLISHED, *WRITTEN, *PUBLISHERS, *TITLES, *_OTHERS}, key=len, reverse=True)
_NAME = re.compile("(?:" + "|".join(r"[ \t]*".join(name) for name in _ALL) + r")[ \t]*(:?)")
# One of these stands in every line that has a name of interest, simplified or traditional, spaced or not.
_HINT = re.compile("[期间間源构構刻关關位者标標名自部]")
_RULE = re.compile(r"^[\s|:\-]+$")
_EDGE = " \t\u3000|【】[]()（）〔〕*·•-—,;，；、:：>"
MAX_LINE = 600  # characters; all pairs of a page on one line have about 300


class Pair(NamedTuple):
    """A name, simplified, and its value as printed; ``line``: index of the line that has the name."""

    name: str
    value: str
    line: int


def pairs_of(lines: Sequence[str]) -> list[Pair]:
    """The pairs of name and value in lines that are not blank, in their order."""
    found: list[Pair] = []
    for index, line in enumerate(lines):
        if len(line) > MAX_LINE or not (names := _names_of_interest(line)):
            continue
        plain = simplify(line)
        printed = line if len(line) == len(plain) else plain
        values = [
            printed[one.end() : other.start()].strip(_EDGE)
            for one, other in zip(names, [*names[1:], None], strict=True)
            if other is not None
        ]
        values.append(printed[names[-1].end() :].strip(_EDGE))
        if "|" in plain and len(names) > 1 and not any(values):
            values = _row_below(lines, index, plain, names)
        elif not values[-1]:
            values[-1] = _below(lines, index)
        found.extend(
            Pair("".join(name[0].split()).rstrip(":"), value, index)
            for name, value in zip(names, values, strict=True)
        )
    return found


@lru_cache(maxsize=4096)  # the lines of menus stand on every page of a site; 10 MB at most
def _names_of_interest(line: str) -> Sequence[re.Match[str]]:
    return _names(simplify(line)) if _HINT.search(line) else ()


def _names(plain: str) -> Sequence[re.Match[str]]:
    """Names in a line: at its start, behind what is no word, behind another name, or with a colon."""
    names: list[re.Match[str]] = []
    end = 0
    for match in _NAME.finditer(plain):
        before = plain[match.start() - 1] if match.start() else " "
        after = plain[match.end() : match.end() + 1]
        short = "".join(match[0].split()).rstrip(":") in _SHORT
        glued = bool(names) and (end == match.start() or not short)
        apart = glued or not "\u4e00" <= before <= "\u9fff"
        if match[1] or (apart and (not short or not after.isalpha())):
            names.append(match)
            end = match.end()
    if names and not names[0][1] and _is_sentence(plain, names[0]):
        return ()
    return names


def _is_sentence(plain: str, name: re.Match[str]) -> bool:
    return name.start() > 40 or "。" in plain


def _below(lines: Sequence[str], index: int) -> str:
    """The value on the next line; empty where that line has a name itself, so that a lost value is none."""
    if index + 1 >= len(lines) or len(lines[index + 1]) > MAX_LINE:
        return ""
    plain = simplify(lines[index + 1])
    return "" if _names(plain) else lines[index + 1].strip(_EDGE)


def _row_below(lines: Sequence[str], index: int, plain: str, names: Sequence[re.Match[str]]) -> list[str]:
    """The values of a table whose first row has the names: the cells below, if they are as many."""
    heads = [cell.strip() for cell in plain.strip().strip("|").split("|")]
    for line in lines[index + 1 : index + 3]:
        if _RULE.match(line):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != len(heads) or len(heads) != len(names):
            break
        return cells
    return [""] * len(names)
