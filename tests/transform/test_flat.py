"""Flattened tables: one cell a line, and what can and cannot be told from them."""

from __future__ import annotations

from decimal import Decimal

from transform import codes
from transform.forms.cells import Cell
from transform.forms.recognise import Tables, read_tables
from transform.layouts.text import read_text

HEADER = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
FIGURES = {item.row_code: ["0"] * 7 for item in codes.items("2021", "applications")} | {
    "new": list("3000003"),
    "granted": list("2000002"),
    "concluded": list("2000002"),
    "carried_out": list("1000001"),
}


def applications(figures: dict[str, list[str]], header: list[str] | None = None) -> list[str]:
    lines = list(HEADER if header is None else header)
    for item in codes.items("2021", "applications"):
        lines += [item.row_label, *figures[item.row_code]]
    return lines


def read(lines: list[str], gap: int = 0) -> Tables:
    return read_tables(read_text(("\n" * (gap + 1)).join(lines)))


def values(tables: Tables, table: str) -> dict[tuple[str, str], Decimal | None]:
    return {(cell.row_code, cell.col_code): cell.value for cell in tables.cells if cell.table_name == table}


def cell(tables: Tables, row: str, column: str) -> Cell:
    return next(cell for cell in tables.cells if (cell.row_code, cell.col_code) == (row, column))


def test_any_distance_between_the_lines_reads_alike() -> None:
    one, two, three = (read(applications(FIGURES), gap) for gap in (0, 1, 3))
    assert values(one, "applications") == values(two, "applications") == values(three, "applications")
    assert values(one, "applications")["new", "total"] == 3
    assert all(cell.status == "reported" for cell in one.cells)


def test_empty_cells_are_told_from_spacing() -> None:
    figures = FIGURES | {"granted": ["2", "", "", "", "", "", "2"]}
    for gap in (0, 1, 2):
        tables = read(applications(figures), gap)
        assert cell(tables, "granted", "business").status == "blank"
        assert cell(tables, "granted", "total").value == 2


def test_headings_broken_over_two_lines() -> None:
    header = [*HEADER[:4], "商业", "企业", "科研", "机构", "社会", "公益组织", "法律", "服务机构", "其他"]
    assert values(read(applications(FIGURES, header)), "applications")["new", "total"] == 3


def test_without_the_headings_no_figure_is_placed() -> None:
    tables = read(applications(FIGURES, ["申请人情况", "自然人", "总计"]))
    assert {cell.status for cell in tables.cells} == {"ambiguous"}
    assert "header_not_found" in {issue.code for issue in tables.issues}


def test_a_row_that_lost_a_cell_is_not_read_shifted() -> None:
    """Seven printed zeros and ones less one: nothing tells which is gone, so nothing is placed."""
    tables = read(applications(FIGURES | {"new": list("300003")}))
    row = [cell(tables, "new", applicant) for applicant in codes.applicants()]
    assert all(found.value is None for found in row[:-1])
    assert "short_row" in {issue.code for issue in tables.issues}


def test_a_total_is_confirmed_only_by_sums_that_no_other_column_closes() -> None:
    """Every result row lost its blanks: one number each, in the first or the last column. Both would close."""
    figures = {code: ["3", "3"] if code in ("new", "concluded", "granted") else ["0"] for code in FIGURES}
    tables = read(applications(figures))
    assert cell(tables, "granted", "total").value is None
    assert {found.status for found in tables.cells if found.row_code == "granted"} == {"ambiguous"}


def test_a_long_label_broken_over_lines() -> None:
    lines = applications(FIGURES)
    index = next(i for i, line in enumerate(lines) if line.startswith("1.申请人无正当理由"))
    lines[index : index + 1] = ["1.申请人无正当理由逾期不补正、行政机关", "不再处理其政府信息公开申请"]
    assert cell(read(lines), "other_uncorrected", "total").value == 0


ARTICLE20 = [
    *("第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    *("规章", "0", "0", "0", "行政规范性文件", "5", "1", "40"),
    *("第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", "310"),
    *("第二十条第（八）项", "信息内容", "本年收费金额（单位：万元）", "行政事业性收费", "26.55"),
]


def test_article20_blocks() -> None:
    found = values(read(ARTICLE20), "article20")
    assert found["normative_documents", "in_force"] == 40
    assert found["licences", "decisions"] == 310
    assert found["fees", "amount_10k_yuan"] == Decimal("26.55")
    assert found["penalties", "decisions"] is None


def test_a_lost_label_is_taken_for_the_only_row_that_can_stand_there() -> None:
    lines = [line for line in ARTICLE20 if line != "规章"]
    tables = read(lines)
    assert values(tables, "article20")["rules", "made"] == 0
    assert "row_label_lost" in {issue.code for issue in tables.issues}


def test_a_lost_label_elsewhere_is_not_guessed() -> None:
    lines = [line for line in ARTICLE20 if line != "行政许可"]
    assert values(read(lines), "article20")["licences", "decisions"] is None


def test_prose_that_names_the_rows_is_no_table() -> None:
    prose = ["规章", "行政规范性文件", "全年制发规范性文件3件", "2021", "行政许可", "12"]
    assert read(prose).found == set()


def test_figures_of_an_unknown_row_are_told() -> None:
    lines = applications(FIGURES)
    row = lines.index("四、结转下年度继续办理")
    tables = read([*lines[:row], "其中：乡镇", *"4000004", *lines[row:]])
    (issue,) = [found for found in tables.issues if found.code == "row_label_lost"]
    assert issue.context == "4 | 0 | 0 | 0 | 0 | 0 | 4"
    assert cell(tables, "carried_out", "total").value == 1


def test_figures_below_headings_without_any_label_are_told() -> None:
    lines = [line for line in ARTICLE20 if line != "行政许可"]
    tables = read(lines)
    assert "310" in {issue.context for issue in tables.issues if issue.code == "row_label_lost"}
