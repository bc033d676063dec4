"""The words of the forms as flattened text prints them: whole, halved by a line break, or run together."""

from __future__ import annotations

import re
from functools import cache

from transform import codes
from transform.numerals import DASHES, NO_CHANGE, SIGNS, read_amount, read_count

MAX_FIGURE = 24  # characters; a longer text is no figure, whatever it begins with

CAPTIONS = frozenset({"信息内容", "申请人情况", "法人或其他组织", "行政诉讼", "本年度办理结果"})
SUM_NOTE = "勾稽关系"  # of the note in the corner of the application table
FIRST_HEADING = "本年新制作数量"
CUT_HEADING = (
    "本年新"  # what is left of 本年新制作数量 and 本年新公开数量 where a copy drops what follows the break
)

# A word that a figure begins with or is; any other word need not be read to be told from one.
_FIGURE_WORDS = frozenset(word[0] for word in DASHES | NO_CHANGE | SIGNS.keys())

_NUMBERING = r"(?:\([一二三四五六七]{1,2}\)|[一二三四]、|[1-9][.、])?\s{0,4}"
_ARTICLE = r"第二十条\s{0,4}第?\s{0,4}\([一二三四五六七八九十]{1,3}\)\s{0,4}项"
_BETWEEN = r"[\W_]{0,4}"  # white space and punctuation inside a label


@cache
def row_labels() -> frozenset[str]:
    """Folded labels that stand at the head of a row."""
    return frozenset([*codes.article20_row_labels(), *codes.application_labels()])


@cache
def heading_labels() -> frozenset[str]:
    """Folded labels that stand at the head of a column, or over several."""
    return frozenset(
        [
            *codes.article20_column_labels(),
            *codes.applicant_labels(),
            *codes.review_channel_labels(),
            *codes.review_outcome_labels(),
            *CAPTIONS,
        ]
    )


@cache
def labels() -> frozenset[str]:
    """Every folded label of the three tables."""
    return row_labels() | heading_labels() | codes.application_groups()


@cache
def telling_labels() -> frozenset[str]:
    """Labels that no menu and no prose has on a line of its own: where they gather, a table was flattened."""
    return labels() - frozenset(codes.review_channel_labels()) - {"其他", "规章", "规范性文件"}


def is_caption(label: str) -> bool:
    """A folded line of a table that heads others and has no figures of its own."""
    return label.startswith("第二十条") or label in CAPTIONS or SUM_NOTE in label


def is_figure(text: str) -> bool:
    """A printed number, or a mark for none."""
    if len(text) > MAX_FIGURE or (text[:1].isalpha() and text[0] not in _FIGURE_WORDS):
        return False
    return (
        read_count(text, signed=True).status in ("reported", "dash")
        or read_amount(text, heading_unit=None).status == "reported"
    )


@cache
def header_orders() -> frozenset[str]:
    """The headings of the application table as they follow one another when flattened: its first heading row
    before its second (自然人, 总计, then the organisations), or column by column."""
    printed = codes.applicant_labels()
    by_code = {code: [label for label in printed if printed[label] == code] for code in codes.applicants()}
    first, *organisations, total = codes.applicants()
    middle = "".join(by_code[code][0] for code in organisations)
    return frozenset(
        order
        for name in by_code[total]
        for order in (by_code[first][0] + middle + name, by_code[first][0] + name + middle)
    )


@cache
def applicant_heading_parts() -> frozenset[str]:
    """The column headings of the application table and the halves of those that may be broken over two lines."""
    return frozenset(
        part
        for label in codes.applicant_labels()
        for cut in range(2, len(label) + 1)
        for part in (label[:cut], label[-cut:])
    )


@cache
def row_level(item_code: str) -> int:
    """How deep a row of the application table stands: 0 一、 1 （一） 2 1. Rows of one level are drawn alike: their
    labels cover equally many columns."""
    blocks = {
        item.block_label
        for form in codes.FORMS
        for item in codes.items(form, "applications")
        if item.row_code == item_code
    }
    if blocks == {""}:
        return 0
    return 1 if any(block.startswith("三、") for block in blocks) else 2


@cache
def label_pattern() -> re.Pattern[str]:
    """Any label with its numbering, inside text simplified character by character; longer labels first."""
    longest_first = sorted(labels(), key=len, reverse=True)
    spelt = "|".join(_BETWEEN.join(map(re.escape, label)) for label in longest_first)
    return re.compile(rf"{_NUMBERING}(?:{_ARTICLE}|{spelt})[)\"”]?")


@cache
def first_characters() -> frozenset[str]:
    """What a line of labels and figures can begin with: a label, its numbering, or a figure; captions apart."""
    return frozenset([label[0] for label in labels()] + list("(一二三四0123456789+-−—/增减无"))


@cache
def paragraph_headings() -> frozenset[str]:
    """Headings long enough that prose does not have two of them by chance."""
    columns = [*codes.article20_column_labels(), *codes.applicant_labels(), *codes.review_outcome_labels()]
    return frozenset(label for label in columns if len(label) >= 4)
