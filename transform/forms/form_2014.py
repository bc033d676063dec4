"""The statistical table of 2014 to 2018 and older local ones: recognised, set aside and not read yet.

国办发〔2014〕32号 prescribes figures, not a layout: 统计指标 | 单位 | 统计数 with some sixty rows. Its rows 总计, 其他
and 合计 must not pass for rows of the later forms, so what is recognised here is taken out of the document before
their readers see it. Shanghai and Dingxi (Gansu) had tables of their own before and beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from transform.grid import Grid
from transform.issues import Issue
from transform.labels import fold
from transform.layouts.document import Document
from transform.numerals import read_amount, read_count

LEAST_LABELS = (
    5  # distinctive labels; prose that uses the table's terms has one or two lines that are nothing else
)
MAX_LINES_APART = 40  # between two labels of one flattened table: some rows are local, some cells empty

FORM_2014 = "2014"
LOCAL = "local"

# Rows that no later form has, folded, without the notes in brackets that follow some of them.
_OF_2014 = (
    "主动公开政府信息数|主动公开规范性文件数|制发规范性文件总数|政府公报公开政府信息数|政府网站公开政府信息数|政务微博公开政府信息数"
    "|政务微信公开政府信息数|其他方式公开政府信息数|回应公众关注热点或重大舆情数|参加或举办新闻发布会总次数|主要负责同志参加新闻发布会次数"
    "|政府网站在线访谈次数|主要负责同志参加政府网站在线访谈次数|政策解读稿件发布数|微博微信回应事件数|其他方式回应事件数|收到申请数|当面申请数"
    "|传真申请数|网络申请数|信函申请数|申请办结数|按时办结数|延期办结数|申请答复数|属于已主动公开范围数|同意公开答复数|同意部分公开答复数"
    "|不同意公开答复数|不是条例所指政府信息|不属于本行政机关公开数|申请信息不存在数|告知作出更改补充数|告知通过其他途径办理数"
    "|维持具体行政行为数|维持具体行政行为或者驳回原告诉讼请求数|被依法纠错数|其他情形数|举报投诉数量|依申请公开信息收取的费用"
    "|政府信息公开工作专门机构数|设置政府信息公开查阅点数|从事政府信息公开工作人员数|政府信息公开专项经费"
    "|召开政府信息公开工作会议或专题会议数|举办各类培训班数|接受培训人员数"
)
_OF_LOCAL = (
    "公文类信息数|重复申请数|全文电子化的?主动公开信息数|主动公开信息数|其中全文电子化|新增的?行政规范性文件数|提供服务类信息数|提供服务类信息的?数量?"
    "|网站专栏页面访问量|政府信息公开网站专栏页面访问量|现场接待人数|网上咨询数|咨询电话接听数|依申请公开信息目录数|申请总数|答复总数|否决公开"
    "|行政申诉数|行政复议数|行政诉讼数|对申请的答复总数|与诉讼有关的总费用|其中当面申请数|电子邮件申请数|网上申请数"
)
_START = r"(?:其中)?\d{0,2}"
# In the same cell or line may follow a note, the unit and the figures; prose that begins with a label goes on.
_UNIT = r"(?:人次|万元|[条件次篇个人元])?"
_END = rf"(?:不同.{{0,24}}|不包括.{{0,44}}|指.{{0,30}})?(?:单位)?{_UNIT}\d*{_UNIT}"
_LABELS = {
    FORM_2014: re.compile(rf"{_START}(?P<label>{_OF_2014}){_END}"),
    LOCAL: re.compile(rf"{_START}(?P<label>{_OF_LOCAL}){_END}"),
}
# Below the table stand names and telephone numbers of the people who filled it in: nobody needs them.
_FOOTER = re.compile(
    r"\s*(?:单位负责人|統計負責人|统计负责人|單位負責人|审核人|審核人|填报人|填報人|填表人|联系电话|聯系電話)"
)
# Nearly every label has one of these; what has none need not be folded. Looked for from their last characters, which
# are few: that way round the search is three times as fast.
_HINT = re.compile(
    "[数數量用](?:(?<=次数|次數|总数|總數|数量|费用)|"
    "(?<=申请数|申請数|信息数|信息數|文件数|文件數|情形数|情形數|答复数|答復數|办结数|辦結數|公开数|人员数|訪問量|访问量))"
)
LEAST_CHARACTERS = 4  # of a label
MOST_CHARACTERS = 200  # of a text that is searched; what is longer is prose


@dataclass(slots=True)
class OlderTables:
    """The older tables of a document: their labels by kind, the grids and the flattened lines they stand in."""

    labels: dict[str, set[str]] = field(default_factory=dict)
    table_nos: set[int] = field(default_factory=set)
    line_nos: set[int] = field(default_factory=set)

    @property
    def kind(self) -> str | None:
        """``2014``, ``local`` or None; the kind with more labels where a table has both."""
        found = {kind: len(labels) for kind, labels in self.labels.items() if len(labels) >= LEAST_LABELS}
        return max(found, key=lambda kind: (found[kind], kind == FORM_2014)) if found else None

    def issue(self, *, beside_later_form: bool) -> Issue | None:
        """What to say of them; None where there are none."""
        if self.kind is None:
            return None
        where = ", ".join(
            [f"table {number}" for number in sorted(self.table_nos)]
            + ([f"lines {min(self.line_nos)} to {max(self.line_nos)}"] if self.line_nos else [])
        )
        is_national = self.kind == FORM_2014
        table = (
            "the statistical table of 国办发〔2014〕32号"
            if is_national
            else "a statistical table of local form"
        )
        return Issue(
            "info" if beside_later_form else "warning",
            "form_2014_not_read" if is_national else "local_table_not_read",
            f"{where}: found {table}; expected the three tables of the later forms. It is recognised and not read "
            "yet: its figures stay in the archive and in the document",
            ", ".join(sorted(self.labels[self.kind])[:10]),
        )


def set_aside(document: Document) -> tuple[Document, OlderTables]:
    """The document without its older tables, and what they are.

    Flattened ones are found when the lines of the returned document are laid out; until then ``OlderTables`` holds
    the drawn ones alone.
    """
    older = OlderTables()
    by_grid = {grid.table_no: _labels_of_grid(grid) for grid in document.grids}
    drawn = _merged(by_grid.values())
    if any(len(labels) >= LEAST_LABELS for labels in drawn.values()):
        older.labels = drawn
        older.table_nos = {number for number, labels in by_grid.items() if any(labels.values())}

    def lines_without(table_nos: Collection[int]) -> list[str]:
        lines = document.lines_without({*table_nos, *older.table_nos})
        older.line_nos, flattened = _flattened(lines)
        older.labels = _merged([older.labels, flattened])
        if older.kind is None:
            return lines
        return [
            "" if number in older.line_nos or _FOOTER.match(line) else line
            for number, line in enumerate(lines, start=1)
        ]

    grids = [grid for grid in document.grids if grid.table_no not in older.table_nos]
    return replace(document, grids=grids, lines_without=lines_without), older


def _merged(found: Collection[dict[str, set[str]]] | Iterator[dict[str, set[str]]]) -> dict[str, set[str]]:
    merged: dict[str, set[str]] = {FORM_2014: set(), LOCAL: set()}
    for labels in found:
        for kind, names in labels.items():
            merged[kind] |= names
    return merged


def _labels_in(text: str) -> Sequence[tuple[str, str]]:
    if LEAST_CHARACTERS <= len(text) <= MOST_CHARACTERS:
        return _labels_found(text)
    return ()


@lru_cache(maxsize=4096)  # most texts of a table stand in every other
def _labels_found(text: str) -> Sequence[tuple[str, str]]:
    if not _HINT.search(text):
        return ()
    folded = fold(text)
    matches = {kind: pattern.fullmatch(folded) for kind, pattern in _LABELS.items()}
    return tuple((kind, match["label"]) for kind, match in matches.items() if match)


def _labels_of_grid(grid: Grid) -> dict[str, set[str]]:
    labels: dict[str, set[str]] = {FORM_2014: set(), LOCAL: set()}
    for text in {*grid.texts()}:
        for kind, label in _labels_in(text):
            labels[kind].add(label)
    return labels


def _flattened(lines: Sequence[str]) -> tuple[set[int], dict[str, set[str]]]:
    """The lines (from 1) of a flattened older table and its labels; nothing where no five stand close together."""
    if not _HINT.search("\n".join(lines)):
        return set(), {}
    found = [
        (number, kind, label)
        for number, line in enumerate(lines, start=1)
        for kind, label in _labels_in(line.strip(" |\t"))
    ]
    clusters: list[list[tuple[int, str, str]]] = [[]]
    for entry in found:
        if clusters[-1] and entry[0] - clusters[-1][-1][0] > MAX_LINES_APART:
            clusters.append([])
        clusters[-1].append(entry)
    cluster = max(clusters, key=len)
    labels = _merged([{kind: {label}} for _, kind, label in cluster])
    if all(len(names) < LEAST_LABELS for names in labels.values()):
        return set(), {}
    last = cluster[-1][0]
    while last < len(lines) and _is_cell(lines[last]):  # unit and figure of the last row
        last += 1
    return set(range(cluster[0][0], last + 1)), labels


def _is_cell(line: str) -> bool:
    text = line.strip(" |\t")
    return (
        not text
        or text in ("条", "件", "次", "篇", "个", "人", "人次", "万元")
        or (
            read_count(text).status != "unreadable"
            or read_amount(text, heading_unit="万元").status != "unreadable"
        )
    )
