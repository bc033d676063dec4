"""Labels fold to one form; what is stored is never folded."""

from __future__ import annotations

import pytest

from transform import codes
from transform.labels import fold, without_note


@pytest.mark.parametrize(
    "printed",
    [
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(二)部分公开(区分处理的,只计这一情形,不计其他情形)",
        "部分公开（区分处理的，只计这一情形，不计其他情形）",
        "（二）部分公開（區分處理的，只計這一情形，不計其他情形）",
        "（二） 部分公开\n（区分处理的，只计这一情形，\n不计其他情形）",
    ],
)
def test_one_label_in_many_dresses(printed: str) -> None:
    assert codes.application_labels()[fold(printed)] == "partly_granted"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
        ("、本年新收政府信息公開申請數量", "本年新收政府信息公开申请数量"),
        ("10.其他", "其他"),
        ("本年增/减", "本年增减"),
        ("自 然 人", "自然人"),
        ("規(guī)章", "规章"),
        ("法律服務(wù)機(jī) 構(gòu)", "法律服务机构"),
        ("规章(制度)", "规章制度"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("1.5", "15"),
    ],
)
def test_folding(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def test_prose_is_no_label() -> None:
    assert fold("本" * 201) == ""


def test_no_folded_label_means_two_things() -> None:
    """A label that two rows of a table share could put a figure into either."""
    for form in codes.FORMS:
        for table in ("article20", "applications"):
            labels = {item.row_code: fold(item.row_label) for item in codes.items(form, table)}
            assert len(set(labels.values())) == len(labels), (form, table)


def test_unknown_form_raises() -> None:
    with pytest.raises(codes.UnknownCode):
        codes.items("1999", "applications")


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("规章（县级无此项）", "规章"),
        ("規章(設區的市、自治州人民政府應提供(相關)數據)", "规章"),
        ("现行有效件数\n(历史累计)", "现行有效件数"),
        ("(一)予以公开", None),
        ("规章", None),
        ("规章（" + "注" * 500 + "）", None),
    ],
)
def test_a_note_in_brackets_behind_a_label(printed: str, label: str | None) -> None:
    assert without_note(printed) == label
