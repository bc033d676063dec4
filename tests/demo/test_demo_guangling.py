"""The rebuilt Guangling page keeps what was printed, and its truth what can be known."""

from __future__ import annotations

from decimal import Decimal

from demo import forms, guangling
from demo.truth import ExpectedCell, expected_cells, open_cells

KEY = ("140223", 2021, "office")


def test_the_tables_keep_the_printed_tokens() -> None:
    lines = guangling.table_lines()
    blank = "&nbsp;"
    # The label of the row 规章 is lost; three blanks stand in its place.
    start = lines.index("現行有效件數")
    assert lines[start + 1 : start + 9] == (blank * 3, "0", "0", "0", "行政規范性文件", "3", "0", "3")
    new = lines.index("、本年新收政府信息公開申請數量")
    assert lines[new + 1 : new + 8] == ("1", *[blank] * 5, "1")
    query = lines.index("8.屬于行政查詢事項")
    assert lines[query + 1 : query + 6] == (*[blank] * 4, "1")
    total = lines.index("(七)總計")
    assert lines[total - 1 : total + 6] == (blank, "(七)總計", *[blank] * 4, "1")
    out = lines.index("、結轉下年度繼續辦理")
    assert lines[out + 1 : out + 6] == ("0", *[blank] * 3, "0")
    assert lines[-15:] == ("0",) * 15
    assert "合計" in lines
    assert lines.count("結果維護") == 3
    assert "(二)部分公開(區分處理的,只記這一情形,不記其他情形)" in lines
    assert "1.信訪投訴舉報類申請" in lines


def test_twenty_one_result_rows_and_the_total_print_four_blanks_and_a_value() -> None:
    lines = guangling.table_lines()
    start, end = lines.index("(一)予以公開"), lines.index("、結轉下年度繼續辦理")
    values = [
        lines[i + 4]
        for i in range(start, end)
        if lines[i : i + 4] == ("&nbsp;",) * 4 and lines[i + 4].isdigit()
    ]
    assert len(values) == 22
    assert [value for value in values if value != "0"] == ["1", "1"]


def test_known_and_open_cells_make_up_the_form() -> None:
    known, undecided = expected_cells(*KEY), open_cells(*KEY)
    assert not known.keys() & undecided.keys()
    assert known.keys() | undecided.keys() == set(forms.cell_keys("2021"))


def test_what_is_known_for_sure() -> None:
    known = expected_cells(*KEY)
    zero, one = ExpectedCell("reported", Decimal(0), "0"), ExpectedCell("reported", Decimal(1), "1")
    three, blank = ExpectedCell("reported", Decimal(3), "3"), ExpectedCell("blank", None, "")
    assert {key: cell for key, cell in known.items() if cell not in (zero, blank)} == {
        ("article20", "normative_documents", "made"): three,
        ("article20", "normative_documents", "in_force"): three,
        ("applications", "new", "natural_person"): one,
        ("applications", "new", "total"): one,
        ("applications", "refused_administrative_query", "total"): one,
        ("applications", "concluded", "total"): one,
    }
    assert {key[1] for key, cell in known.items() if cell == blank} == {"new", "carried_in"}
    assert sum(cell == blank for cell in known.values()) == 10


def test_no_result_row_may_hold_a_value_for_an_applicant() -> None:
    undecided = open_cells(*KEY)
    with_value = {
        key for key, readings in undecided.items() if any(value is not None for _, value in readings)
    }
    assert with_value == {("applications", "carried_out", "natural_person")}
    assert undecided["applications", "carried_out", "natural_person"] == {
        ("reported", Decimal(0)),
        ("ambiguous", None),
    }


def test_made_up_reports_leave_nothing_open() -> None:
    assert open_cells("990101", 2022) == {}
