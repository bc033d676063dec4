"""The words of the national forms, for telling the lines of their tables from other lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from transform import codes
from transform.labels import fold

# Labels too short to tell a table: prose and menus have them too.
_COMMON = frozenset({"其他", "规章", "规范性文件", "总计"})
_GROUPS = ("申请人情况", "法人或其他组织", "行政诉讼", "信息内容", "本年度办理结果")


@cache
def form_labels() -> frozenset[str]:
    """Every folded label of the three tables on both forms, headings of groups included."""
    return frozenset(
        {
            *codes.article20_column_labels(),
            *codes.article20_row_labels(),
            *codes.applicant_labels(),
            *codes.application_labels(),
            *codes.application_groups(),
            *codes.review_channel_labels(),
            *codes.review_outcome_labels(),
            *_GROUPS,
        }
    ) - {""}


def is_label(text: str) -> bool:
    """Whether a text is a label of the forms, whole."""
    return fold(text) in form_labels()


def labels_in(texts: Iterable[str]) -> set[str]:
    """The labels, folded, that stand whole in one of ``texts`` and are long enough to tell a table."""
    return {folded for text in texts if (folded := fold(text)) in form_labels()} - _COMMON
