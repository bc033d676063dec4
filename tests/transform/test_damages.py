"""Pages as they are damaged in real life: no wrong value may be read from them without a word.

Every case draws a report, damages the drawing, and compares what is read with what was drawn. A cell may stay open;
a cell that holds a value must hold the right one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from decimal import Decimal

import pytest

from demo import forms, prose
from demo.layouts import flattened
from demo.render import render_body
from demo.reports import Report as Drawn
from tests.transform.drawn_layouts import Layout, draw
from transform.identity import Known
from transform.read_report import Report, read_report

ISSUER = "广灵县人民政府"
HEAD = (
    f"<!DOCTYPE html><meta charset=utf-8><h1>{ISSUER}2021年政府信息公开工作年度报告</h1>"
    "<p>统计期限自2021年1月1日起至2021年12月31日止。</p>"
)
APPLICANTS = [applicant.code for applicant in forms.applicants()]
PARTS = ("new", "granted", "concluded")


def drawn(
    figures: Mapping[str, str] | None = None,
    rows: str = "3,2,0,1,0,0,6",
    *,
    zero: str = "0",
    form: str = "2021",
) -> Drawn:
    """A report of zeros printed as ``zero``; ``rows`` are the figures of new, granted and concluded."""
    cells = {key: zero if key[0] == "applications" else "0" for key in forms.cell_keys(form)}
    for row in PARTS:
        cells |= {
            ("applications", row, code): text for code, text in zip(APPLICANTS, rows.split(","), strict=True)
        }
    for name, text in (figures or {}).items():
        table, row, column = name.split(".")
        cells[table, row, column] = text
    return Drawn("140223", 2021, "government", ISSUER, "", "2022-01-30 10:00", form, "table", "half", cells)


def read(html: str, **known: str) -> Report:
    return read_report((HEAD + html).encode(), Known(**known))


def values(report: Report) -> dict[str, Decimal | None]:
    return {f"{cell.table_name}.{cell.row_code}.{cell.col_code}": cell.value for cell in report.cells}


def assert_nothing_wrong(report: Report, truth: Drawn, *, issue: str) -> None:
    """Every value read is the value drawn, and the reader says what is odd."""
    for name, value in values(report).items():
        table, row, column = name.split(".")
        text = truth.figures[table, row, column]
        assert value is None or (text and value == Decimal(text)), f"{name}: read {value}, drawn {text!r}"
    assert issue in {found.code for found in report.issues}


DOCS = {
    "article20.normative_documents.made": "7",
    "article20.normative_documents.repealed": "2",
    "article20.normative_documents.in_force": "31",
}
SUIT = {"reviews.litigation_direct.upheld": "4", "reviews.litigation_direct.total": "4"}


def test_an_empty_cell_between_label_and_figures() -> None:
    truth = drawn(DOCS)
    html = re.sub(r"(<td>(?:规章|行政规范性文件)</td>)", r"\1<td></td>", render_body(truth))
    assert_nothing_wrong(read(html), truth, issue="short_row")


def test_a_heading_corner_one_column_too_wide_and_a_trailing_empty_column() -> None:
    truth = drawn()
    head, mark, rest = render_body(truth).partition("（本列")
    corner = head.rindex('colspan="3"')
    head = head[:corner] + 'colspan="4"' + head[corner + len('colspan="3"') :]
    table, _, rest = rest.partition("</table>")
    html = head + mark + table.replace("</tr>", "<td></td></tr>") + "</table>" + rest
    report = read(html)
    assert_nothing_wrong(report, truth, issue="shifted_row")
    assert values(report)["applications.new.total"] == 6


def test_an_empty_value_cell_merged_downwards_pushes_the_next_row() -> None:
    truth = drawn(rows=",4,,,,,4", zero="")
    html = render_body(truth)
    cell = html.index("<td", html.index("二、上年结转政府信息公开申请数量</td>"))
    html = html[:cell] + '<td rowspan="2"' + html[cell + len("<td") :]
    assert_nothing_wrong(read(html), truth, issue="short_row")


@pytest.mark.parametrize(
    "inside",
    [
        "31<sup>1</sup>",
        "<del>2</del>31",
        "<s>2</s>31",
        '<span style="display:none">9</span>31',
        '<span style="color:red; DISPLAY: none">9</span>31',
        "<input value=31>",
        "<img src=31.png>",
        "<table><tr><td>31</td></tr></table>",
    ],
)
def test_figures_that_are_struck_out_raised_hidden_or_pictures(inside: str) -> None:
    truth = drawn(DOCS)
    report = read(render_body(truth).replace(">31<", f">{inside}<"))
    value = values(report)["article20.normative_documents.in_force"]
    assert value in (None, 31)
    if value is None:
        assert "unreadable_cell" in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "extra",
    [["0", "0", "0", "0", "0", "1", "0", "0", "0", "1", "0", "0", "0", "0", "0"], [""] * 15],
    ids=["a row of the office itself", "an empty row"],
)
def test_a_second_row_of_review_figures(extra: list[str]) -> None:
    truth = drawn(SUIT)
    html = render_body(truth)
    own = "<tr>" + "".join(f"<td>{text}</td>" for text in extra) + "</tr>"
    last = html.rindex("<tr>")
    report = read(html[:last] + own + html[last:])
    total = values(report)["reviews.litigation_direct.total"]
    if any(extra):
        assert total is None
        assert "rows_many" in {issue.code for issue in report.issues}
    else:
        assert total == 4


def test_a_heading_that_stands_twice() -> None:
    truth = drawn(DOCS)
    html = render_body(truth).replace(
        ">现行有效件数</td>", ">现行有效件数</td><td>现行有效件数(历史累计)</td>"
    )
    assert_nothing_wrong(read(html.replace(">31</td>", ">31</td><td>450</td>")), truth, issue="heading_twice")


def test_a_heading_of_the_2019_form_printed_for_its_neighbour() -> None:
    documents = {
        "article20.normative_documents.produced": "7",
        "article20.normative_documents.newly_disclosed": "5",
    }
    truth = drawn(documents, form="2019")
    report = read(render_body(truth).replace("本年新公开数量", "本年新制作数量"))
    assert_nothing_wrong(report, truth, issue="heading_cut")
    assert values(report)["article20.normative_documents.newly_disclosed"] == 5


def test_both_headings_of_the_2019_form_cut_to_the_same_words() -> None:
    """本年新 twice: seen in 8 of 38 tables; the place tells them apart."""
    truth = drawn({"article20.rules.produced": "7", "article20.rules.newly_disclosed": "5"}, form="2019")
    report = read(render_body(truth).replace("本年新公开数量", "本年新").replace("本年新制作数量", "本年新"))
    assert_nothing_wrong(report, truth, issue="heading_cut")
    assert values(report)["article20.rules.produced"] == 7
    assert values(report)["article20.rules.newly_disclosed"] == 5


@pytest.mark.parametrize(
    ("printed", "misprint", "cell"),
    [
        ("1.属于国家秘密", "1.属于国家密秘", "applications.refused_state_secret.total"),
        ("4.保护第三方合法权益", "4.保护第三方合法权", "applications.refused_third_party.total"),
        ("一、本年新收政府信息公开申请数量", "一、本年新受政府信息公开申请数量", "applications.new.total"),
        ("四、结转下年度继续办理", "四、结转下年度继续处理", "applications.carried_out.total"),
        ("社会公益组织", "社会公益组积", "applications.new.public_interest"),
        ("法律服务机构", "法律服务", "applications.new.legal_service"),
        ("行政强制", "行政强制措施", None),
        ("行政规范性文件", "行政规范性文体", "article20.normative_documents.made"),
    ],
)
def test_a_misprinted_label_is_taken_where_it_can_mean_one_thing_and_said(
    printed: str, misprint: str, cell: str | None
) -> None:
    truth = drawn(DOCS)
    html = render_body(truth)
    assert printed in html
    report = read(html.replace(printed, misprint))
    assert_nothing_wrong(report, truth, issue="label_fuzzy" if cell else "unknown_row")
    if cell is not None:
        assert values(report)[cell] is not None


def test_a_unit_broken_over_two_lines_is_the_unit() -> None:
    """万 / 元 in a narrow column is not 元: the amount would be a ten-thousandth of what is printed."""
    truth = drawn({"article20.fees.amount_10k_yuan": "1508.98"})
    report = read(render_body(truth).replace("万元）", "万<br>元）"))
    assert values(report)["article20.fees.amount_10k_yuan"] == Decimal("1508.98")


def test_rows_whose_labels_were_exchanged_by_misprint_stay_unknown() -> None:
    """Out of the form's order a misprinted label has no place of its own."""
    truth = drawn()
    html = render_body(truth).replace("1.属于国家秘密", "X").replace("7.属于行政执法案卷", "1.属于国家密秘")
    report = read(html.replace(">X<", ">7.属于行政执法案券<"))
    assert_nothing_wrong(report, truth, issue="unknown_row")
    assert values(report)["applications.refused_state_secret.total"] is None


def test_a_subtotal_column_is_told_of_and_left_out() -> None:
    truth = drawn(rows="3,2,0,1,0,0,6")
    html = render_body(truth)
    start = html.index("申请人情况")
    end = html.index("</table>", start)
    table = html[start:end].replace('colspan="5" align="center">法人', 'colspan="6" align="center">法人')
    table = table.replace("其他</td></tr>", "其他</td><td>小计</td></tr>")
    table = re.sub(r'(<td align="center">\d+</td></tr>)', r"<td>9</td>\1", table)
    assert_nothing_wrong(read(html[:start] + table + html[end:]), truth, issue="extra_column")


def test_figures_beside_a_group_heading_are_told_of_and_left_out() -> None:
    truth = drawn()
    html = render_body(truth)
    row = html[html.rindex("<tr", 0, html.index("1.属于国家秘密")) :]
    extra = "<tr><td></td><td colspan=2>（三）不予公开</td>" + "<td>4</td>" * 7 + "</tr>"
    assert_nothing_wrong(read(html.replace(row, extra + row)), truth, issue="subtotal_row")


def test_headings_put_out_of_order_by_a_wrong_span() -> None:
    truth = drawn(rows="2,,,1,,,3", zero="")
    html = render_body(truth).replace(
        '<td colspan="5" align="center">法人或其他组织', '<td colspan="3" align="center">法人或其他组织'
    )
    assert_nothing_wrong(read(html), truth, issue="header_not_found")


TRAILING = "<td></td></tr>"


def with_empty_column(truth: Drawn) -> str:
    return render_body(truth).replace("</tr>", TRAILING)


def row_at(html: str, label: str) -> tuple[int, int]:
    """Where the row of this label stands."""
    start = html.rindex("<tr", 0, html.index(f">{label}<"))
    return start, html.index("</tr>", start) + len("</tr>")


def test_a_lost_cell_in_a_table_with_an_empty_last_column() -> None:
    """All cells behind it moved left, and there is still a cell below each heading."""
    truth = drawn(rows="3,,,1,,,4", zero="")
    html = with_empty_column(truth)
    start, end = row_at(html, "（一）予以公开")
    row = html[start:end].replace('<td align="center">3</td>', "")
    assert_nothing_wrong(read(html[:start] + row + html[end:]), truth, issue="short_row")


def test_a_lost_cell_in_the_review_table_with_an_empty_last_column() -> None:
    truth = drawn({"reviews.litigation_direct.upheld": "4"})
    html = with_empty_column(truth)
    cell = html.rindex('<td align="center">4</td>')
    html = html[:cell] + html[cell + len('<td align="center">4</td>') :]
    report = read(html)
    assert {cell.value for cell in report.cells if cell.table_name == "reviews"} <= {None, Decimal(0)}
    assert "shifted_row" in {issue.code for issue in report.issues} or "short_row" in {
        issue.code for issue in report.issues
    }


def test_a_doubled_cell_before_empty_ones() -> None:
    truth = drawn({**DOCS, "article20.normative_documents.in_force": ""})
    html = re.sub(r">2</td>(<td[^>]*></td>)", r">2</td><td>2</td>\1", render_body(truth), count=1)
    report = read(html)
    named = [issue for issue in report.issues if issue.code == "shifted_row"]
    assert len(named) == 1
    assert "(article20 normative_documents)" in named[0].message


def test_headings_that_stand_above_the_same_column() -> None:
    """自然人 lost its rowspan: the headings of the row below begin in its column, one too far left."""
    truth = drawn(rows="3,2,0,1,0,0,6")
    html = render_body(truth)
    cell = html.rindex("<td", 0, html.index(">自然人<"))
    html = html[:cell] + html[cell:].replace(' rowspan="2"', "", 1)
    assert_nothing_wrong(read(html), truth, issue="header_not_found")


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "applications new"),
        ("1.信访举报投诉类申请", "2.重复申请", "applications rejected_petition"),
        ("规章", "行政规范性文件", "article20 rules"),
        ("本年制发件数", "现行有效件数", "article20 rules.made"),
        ("未经复议直接起诉", "复议后起诉", "reviews litigation_direct"),
    ],
)
def test_exchanged_labels_are_out_of_order(one: str, other: str, names: str) -> None:
    """The sums close all the same; only the order of the form tells."""
    marked = render_body(drawn(DOCS)).replace(f">{one}<", ">X<")
    assert marked.count(">X<") == 1
    report = read(marked.replace(f">{other}<", f">{one}<").replace(">X<", f">{other}<"))
    told = [issue for issue in report.issues if issue.code == "form_order"]
    assert len(told) == 1
    assert names in told[0].message


def test_words_exchanged_behind_their_numerals() -> None:
    html = (
        render_body(drawn())
        .replace("（一）予以公开", "（一）部分公开")
        .replace("（二）部分公开", "（二）予以公开")
    )
    report = read(html)
    told = [issue for issue in report.issues if issue.code == "row_number"]
    assert ["(applications partly_granted)" in issue.message for issue in told] == [True]


def test_a_heading_pushed_aside_by_an_empty_cell() -> None:
    """The figures of 总计 stand below no heading, the empty column at the end stands below 总计."""
    truth = drawn()
    html = with_empty_column(truth)
    cell = html.rindex("<td", 0, html.index(">总计<"))
    report = read(html[:cell] + '<td rowspan="2"></td>' + html[cell:])
    assert_nothing_wrong(report, truth, issue="shifted_row")
    assert values(report)["applications.new.total"] == 6


def test_a_misprinted_heading_of_article_20_leaves_its_neighbours() -> None:
    truth = drawn(DOCS)
    report = read(render_body(truth).replace("本年废止件数", "本年废上数"))
    assert_nothing_wrong(report, truth, issue="extra_column")
    read_values = values(report)
    assert read_values["article20.normative_documents.made"] == 7
    assert read_values["article20.normative_documents.in_force"] == 31
    assert read_values["article20.normative_documents.repealed"] is None


def test_an_empty_cell_merged_downwards_that_pushes_figures_below_a_column_of_the_office() -> None:
    truth = drawn(rows="3,2,,1,,,6", zero="")
    html = render_body(truth)
    start, end = html.index("申请人情况"), html.index("</table>", html.index("申请人情况"))
    table = html[start:end].replace('colspan="5" align="center">法人', 'colspan="6" align="center">法人')
    table = table.replace("其他</td></tr>", "其他</td><td>小计</td></tr>")
    table = re.sub(r"(<td[^>]*>\d*</td></tr>)", r"<td>9</td>\1", table)
    cell = table.index("<td", table.index("二、上年结转政府信息公开申请数量</td>"))
    table = table[:cell] + '<td rowspan="1000"' + table[cell + len("<td") :]
    assert_nothing_wrong(read(html[:start] + table + html[end:]), truth, issue="merged_cell")


@pytest.mark.parametrize(
    "inside",
    [
        "<span style='display:none'>9</span>31",
        "<span style='display:none'><span style='DISPLAY: none'>9</span>9</span>31",
        "<font style='color:red;display : none'>9</font>31",
        "<span style='DiSpLaY:NoNe'>9</span>31",
        "<span style='d&#105;splay:none'>9</span>31",
        "31<label style='display:none'>9</label>",
    ],
)
@pytest.mark.parametrize("cell", ["td", "th"])
def test_hidden_digits_in_any_element_and_cell(inside: str, cell: str) -> None:
    html = render_body(drawn(DOCS))
    html = re.sub(r"<td([^>]*)>31</td>", rf"<{cell}\1>{inside}</{cell}>", html)
    assert values(read(html))["article20.normative_documents.in_force"] == 31


def test_characters_without_width_are_nothing() -> None:
    truth = drawn(rows="3,,,1,,,4", zero="")
    html = re.sub(r"<td([^>]*)></td>", r"<td\1>&#8203;&#65279;</td>", render_body(truth))
    html = re.sub(r">(\d\.)", r">&#8203;\1", html).replace(">4<", ">&#8203;4<")
    report = read(html)
    assert {cell.status for cell in report.cells if cell.table_name == "applications"} == {
        "blank",
        "reported",
    }
    assert [issue.code for issue in report.issues if issue.severity != "info"] == []
    assert values(report)["applications.new.total"] == 4


def test_a_total_that_may_have_moved_left() -> None:
    """A row that lost a cell and was filled up at its end: every heading has a cell, 总计 an empty one."""
    html = render_body(drawn(rows="3,2,0,1,0,0,6"))
    start, end = row_at(html, "（一）予以公开")
    row = html[start:end].replace('<td align="center">0</td>', "", 1).replace("</tr>", TRAILING)
    report = read(html[:start] + row + html[end:])
    told = [issue for issue in report.issues if issue.code == "total_blank" and issue.severity == "warning"]
    assert ["applications granted;" in issue.message for issue in told] == [True]


def test_an_unknown_row_at_the_head_of_a_table_cut_in_two() -> None:
    """The second table begins with a misprinted row: its place between its neighbours still tells what it is."""
    truth = drawn()
    above = [row.code for row in forms.application_rows("2021")].index("rejected_reconfirmation")
    html = draw(truth.figures, "2021", Layout(label_columns=1, cut="bare", cut_after=above))
    report = read(html.replace("5.要求行政机关确认", "5.要求行证机关确认"))
    assert_nothing_wrong(report, truth, issue="label_fuzzy")
    assert values(report)["applications.rejected_reconfirmation.total"] == 0


def test_all_tables_in_one_raise_no_false_alarm() -> None:
    html = render_body(drawn(DOCS))
    html = re.sub(r"</tbody>\s*</table>.*?<table[^>]*>\s*<tbody>", "", html, flags=re.DOTALL)
    assert html.count("<table") == 1
    report = read(html)
    assert [issue.message for issue in report.issues if issue.severity != "info"] == []


@pytest.mark.parametrize("kept", ["1", "15", "150", "<span>15</span><span style='font"])
def test_a_page_that_ends_inside_a_figure(kept: str) -> None:
    """1502 cut to 1, 15 or 150 is a figure like any other."""
    html = render_body(drawn({"article20.licences.decisions": "1502"}))
    report = read(html[: html.index(">1502<") + 1] + kept)
    told = [issue for issue in report.issues if issue.code == "page_cut"]
    assert ["table 1 row 7:" in issue.message for issue in told] == [True]


def test_a_table_that_the_page_never_closes_is_not_cut() -> None:
    report = read(render_body(drawn()).removesuffix("</table>") + "<p>五、存在的主要问题</p></body></html>\n")
    assert "page_cut" not in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "broken",
    [
        "<td",
        "<td:[x] >",
        "<td <!-- >",
        "</td></tr></table><tr>",
        "<tr><td>行政处罚",
        "<o:p:q[>",
        "<\u5b57:x>",
    ],
)
def test_broken_tags_end_in_no_exception(broken: str) -> None:
    """Cut at every row, the broken tag in place of what follows."""
    html = render_body(drawn(DOCS))
    for match in re.finditer("</tr>", html):
        read(html[: match.start()] + broken)
        read(html[: match.start()] + broken + html[match.end() :])


def lines_of(truth: Drawn) -> list[str]:
    return list(flattened.line_texts(prose.parts(truth)))


def flat(lines: list[str]) -> Report:
    return read("<div>" + "<br>\n".join(lines) + "</div>")


def test_flattened_headings_in_another_order() -> None:
    truth = drawn()
    lines = lines_of(truth)
    one, other = lines.index("社会公益组织"), lines.index("法律服务机构")
    lines[one], lines[other] = lines[other], lines[one]
    assert_nothing_wrong(flat(lines), truth, issue="header_not_found")


def test_an_unknown_heading_among_the_flattened_ones() -> None:
    truth = drawn()
    lines = lines_of(truth)
    lines.insert(lines.index("法律服务机构"), "小计")
    assert_nothing_wrong(flat(lines), truth, issue="header_not_found")


def test_flattened_channels_in_another_order() -> None:
    truth = drawn(SUIT)
    lines = lines_of(truth)
    one, other = lines.index("未经复议直接起诉"), lines.index("复议后起诉")
    lines[one], lines[other] = lines[other], lines[one]
    assert_nothing_wrong(flat(lines), truth, issue="header_not_found")


def test_a_page_number_among_blanks() -> None:
    truth = drawn(rows="2,,,1,,,3", zero="")
    lines = lines_of(truth)
    row = lines.index("2.重复申请")
    assert_nothing_wrong(flat([*lines[: row + 5], "3", *lines[row + 5 :]]), truth, issue="short_row")


def test_a_heading_broken_over_lines_does_not_make_blanks_out_of_spacing() -> None:
    truth = drawn(rows="3,2,,,,,5", zero="")
    lines = [line for line in lines_of(truth) if line != "&nbsp;"]
    html = "".join(f"<p>{line}</p>" for line in lines).replace("商业企业", "商业<br>企业")
    assert_nothing_wrong(read(html), truth, issue="short_row")


TABLES = render_body(drawn())


def identity_of(page: str, **known: str) -> tuple[str | None, str | None, int | None, set[str]]:
    report = read_report(("<!DOCTYPE html>" + page).encode(), Known(division_code="140223", **known))
    found = report.identity
    return found.issuer_name, found.scope, found.report_year, {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    ("own", "menu", "scope", "year"),
    [
        (
            "广灵县财政局2022年政府信息公开工作年度报告",
            "广灵县人民政府2022年政府信息公开工作年度报告",
            "department",
            2022,
        ),
        (
            "广灵县人民政府2022年政府信息公开工作年度报告",
            "广灵县人民政府2021年政府信息公开工作年度报告",
            "government",
            2022,
        ),
    ],
)
def test_a_menu_above_the_title_does_not_name_the_report(own: str, menu: str, scope: str, year: int) -> None:
    bare = re.sub(r"<p.*?</p>", "", TABLES, flags=re.S)
    page = f"<title>{own}</title><ul><li>{menu}</li></ul><h1>{own}</h1>{bare}"
    assert identity_of(page, link_title=own) == (own.partition("2022")[0], scope, year, set())


def test_a_link_below_the_tables_names_neither_year_nor_body() -> None:
    page = (
        f"<h1>2022年政府信息公开工作年度报告</h1><p>一、总体情况</p>{TABLES}"
        "<p>上一篇：</p><p>广灵县教育局2021年政府信息公开工作年度报告</p>"
    )
    issuer, scope, year, issues = identity_of(page)
    assert (issuer, scope, year) == (None, None, 2022)
    assert "scope_not_found" in issues


def test_a_breadcrumb_is_no_title() -> None:
    crumbs = "<p>首页 &gt; 政府信息公开 &gt; 政府信息公开年报 &gt; 2022年</p>"
    assert identity_of(f"{crumbs}<p>{ISSUER}2021年政府信息公开工作年度报告</p>{TABLES}")[2] == 2021


def test_titles_that_contradict_each_other_are_told() -> None:
    page = f"<title>{ISSUER}2020年政府信息公开工作年度报告</title><h1>{ISSUER}2021年政府信息公开工作年度报告</h1>"
    assert "title_conflict" in identity_of(page + TABLES)[3]


@pytest.mark.parametrize(
    ("issuer", "division_code", "scope"),
    [
        ("大同市人民政府", "140200", "government"),
        ("平定县人民政府", "140321", "government"),
        ("山西省人民政府办公厅", "140000", "office"),
        ("大同市教育局", "140200", "department"),
        ("某某县人民政府", None, "government"),
        ("广灵县壶泉镇人民政府办公室", "140223", "township"),
        ("广灵县壶泉镇党政办公室", "140223", "township"),
        ("广灵县民政办公室", "140223", "department"),
        ("广灵县乡村振兴局", "140223", "department"),
        ("广灵县城乡建设局", "140223", "department"),
        ("县市场监督管理局", "140223", "department"),
        ("市场监督管理局", "140223", "department"),
        ("县人民政府办公室", "140223", "office"),
        ("壶泉镇人民政府", "140223", "township"),
        ("广灵经济技术开发区管委会", "140223", "other"),
    ],
)
def test_bodies_of_other_places_and_kinds(issuer: str, division_code: str | None, scope: str) -> None:
    page = f"<!DOCTYPE html><h1>{issuer}2021年政府信息公开工作年度报告</h1>{TABLES}"
    report = read_report(page.encode(), Known(division_code="140223"))
    assert (report.identity.division_code, report.identity.scope) == (division_code, scope)
    assert ("division_conflict" in {issue.code for issue in report.issues}) == (division_code != "140223")


@pytest.mark.parametrize(
    "page",
    [
        "<title>广灵" + "&nbsp;" * 50_000 + "x</title>" + HEAD + TABLES,
        "<br>".join(["本年制发件数", *(f"第{n}行" for n in range(100_000)), *["本年废止件数"] * 5]),
        "<table>" * 3_000 + TABLES,
        f"<table><tr><td colspan=100000 rowspan=65000>{ISSUER}</td></tr></table>" + TABLES,
        "<table>" + "<tr><td>0</td></tr>" * 20_000 + "</table>",
    ],
    ids=["long title", "many lines", "nested tables", "huge spans", "many rows"],
)
def test_hostile_pages_take_bounded_time(page: str) -> None:
    started = time.process_time()
    read_report(("<!DOCTYPE html>" + page).encode())
    assert time.process_time() - started < 5
