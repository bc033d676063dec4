"""Reports of the years before the form: their table is recognised and set aside, their prose is kept and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from transform.identity import Known
from transform.read_report import Report, read_report

CASES = Path(__file__).parents[1] / "cases"
KNOWN = Known(division_code="990101", scope="government")
TITLE = "演示东川县人民政府{year}年政府信息公开工作年度报告"

# Rows as offices print them: label, unit, figure; a heading has a dash and no figure.
TABLE_2014: Sequence[tuple[str, str, str]] = (
    ("一、主动公开情况", "——", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "2483"),
    ("其中：主动公开规范性文件数", "条", "12"),
    ("制发规范性文件总数", "件", "15"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", ""),
    ("1.政府公报公开政府信息数", "条", "0"),
    ("2.政府网站公开政府信息数", "条", "319"),
    ("3.政务微博公开政府信息数", "条", "2348"),
    ("4.政务微信公开政府信息数", "条", "851"),
    ("5.其他方式公开政府信息数", "条", "10"),
    ("三、依申请公开情况", "——", ""),
    ("（一）收到申请数", "件", "9"),
    ("1.当面申请数", "件", "2"),
    ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", "6"),
    ("4.信函申请数", "件", "1"),
    ("（二）申请办结数", "件", "9"),
    ("1.按时办结数", "件", "9"),
    ("2.延期办结数", "件", "0"),
    ("（三）申请答复数", "件", "9"),
    ("2.同意公开答复数", "件", "5"),
    ("其中：涉及国家秘密", "件", "0"),
    ("四、行政复议数量", "件", "1"),
    ("（一）维持具体行政行为数", "件", "1"),
    ("（二）被依法纠错数", "件", "0"),
    ("（三）其他情形数", "件", "0"),
    ("总计", "件", "10"),
    ("其他", "件", "3"),
    ("（三）从事政府信息公开工作人员数", "人", "4"),
)
TABLE_SHANGHAI = (
    ("公文类信息数", "条", "31"),
    ("主动公开信息数", "条", "27"),
    ("全文电子化的主动公开信息数", "条", "27"),
    ("申请总数", "条", "8"),
    ("1.当面申请数", "条", "1"),
    ("重复申请数", "条", "2"),
    ("对申请的答复总数", "条", "8"),
    ("行政复议数", "件", "0"),
    ("行政诉讼数", "件", "0"),
    ("行政申诉数", "件", "0"),
)
PROSE = (
    "根据《中华人民共和国政府信息公开条例》编制本报告。",
    "一、概述",
    "我县高度重视政府信息公开工作。",
    "二、主动公开政府信息情况",
    "{year}年，全县主动公开政府信息2483条。",
    "三、依申请公开政府信息办理情况",
    "全年收到政府信息公开申请9件，办结9件。",
    "四、政府信息公开的收费及减免情况",
    "未收取任何费用。",
    "五、行政复议、行政诉讼情况",
    "未发生因政府信息公开引起的行政复议、行政诉讼。",
    "六、存在的主要问题及改进措施",
    "公开不够及时，下一步将加强培训。",
)


def table(
    rows: Sequence[tuple[str, ...]], header: tuple[str, ...] = ("统 计 指 标", "单位", "统计数")
) -> str:
    drawn = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [header, *rows])
    return f"<table>{drawn}</table>"


def page(*parts: str, year: int = 2016, title: str = TITLE) -> bytes:
    paragraphs = "".join(f"<p>{line.format(year=year)}</p>" for line in PROSE)
    heading = title.format(year=year)
    body = f"<h1>{heading}</h1><p>{heading}</p>{paragraphs}{''.join(parts)}"
    return f"<html><head><title>{heading}</title></head><body>{body}</body></html>".encode()


def read(payload: bytes) -> Report:
    return read_report(payload, KNOWN)


def issue_codes(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


def assert_prose_is_kept(report: Report) -> None:
    assert [section.section_no for section in report.sections] == [0, 1, 2, 3, 0, 4, 5]
    assert [(claim.claim_code, claim.value) for claim in report.claims] == [
        ("items_published", 2483),
        ("received", 9),
        ("concluded", 9),
        ("none_disputed", 0),
    ]


def test_the_table_of_2014_is_told_and_none_of_its_rows_is_taken_for_another_forms() -> None:
    report = read(page(table(TABLE_2014)))
    assert report.form_version == "2014"
    assert report.cells == []
    assert report.parse_status == "partial"
    assert issue_codes(report) == ["form_2014_not_read"]
    assert "table 1" in report.issues[0].message
    assert_prose_is_kept(report)


def test_its_text_stays_out_of_the_sections() -> None:
    report = read(page(table(TABLE_2014)))
    assert not any("当面申请数" in section.text for section in report.sections)


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda rows: "\n".join("\n".join(row) for row in rows), id="a cell a line"),
        pytest.param(lambda rows: "\n\n".join("\n\n".join(row) for row in rows), id="blank lines between"),
        pytest.param(lambda rows: "\n".join(" | ".join(row) + " |" for row in rows), id="pipes"),
        pytest.param(lambda rows: "\n".join(" ".join(row) for row in rows), id="a row a line"),
    ],
)
def test_a_flattened_table_of_2014_is_told(draw: Callable[[Sequence[tuple[str, ...]]], str]) -> None:
    title = TITLE.format(year=2017)
    prose = "\n".join(line.format(year=2017) for line in PROSE)
    report = read(f"{title}\n{prose}\n{draw(TABLE_2014)}\n填报日期：2018年3月1日".encode())
    assert report.form_version == "2014"
    assert report.cells == []
    assert issue_codes(report) == ["form_2014_not_read"]
    assert "lines" in report.issues[0].message
    assert not any("当面申请数" in section.text for section in report.sections)


def test_split_value_columns_and_local_rows_do_not_hide_the_table() -> None:
    rows = [(*row[:2], row[2], "0", "0", row[2]) for row in TABLE_2014]
    rows.insert(4, ("重点领域公开政府信息数", "条", "5", "0", "0", "5"))
    header = ("统计指标", "单位", "区政府", "区直单位", "乡镇街道", "合计")
    report = read(page(table(rows, header)))
    assert (report.form_version, report.cells) == ("2014", [])


def test_a_table_cut_into_two_is_one_table() -> None:
    report = read(page(table(TABLE_2014[:14]), table(TABLE_2014[14:])))
    assert report.form_version == "2014"
    assert "table 1, table 2" in report.issues[0].message


def test_a_local_table_is_told_and_is_no_national_form() -> None:
    report = read(page(table(TABLE_SHANGHAI, ("指标名称", "单位", "统计数")), year=2012))
    assert (report.form_version, report.parse_status) == ("none", "partial")
    assert issue_codes(report) == ["local_table_not_read"]
    assert report.cells == []


def test_a_report_in_prose_alone_misses_no_table() -> None:
    report = read(page())
    assert (report.form_version, report.parse_status) == ("none", "no_tables")
    assert issue_codes(report) == ["no_tables_prose_only"]
    assert report.issues[0].severity == "info"
    assert_prose_is_kept(report)


@pytest.mark.parametrize(
    "announced",
    [
        "<p>附件：演示东川县政府信息公开情况统计表.xls</p>",
        "<p>七、附表</p><p>统计数据见附表1。</p>",
        "<p>附：指标统计表</p>",
    ],
)
def test_a_table_that_is_announced_and_not_there_is_said(announced: str) -> None:
    report = read(page(announced))
    assert issue_codes(report) == ["no_tables_prose_only", "table_announced"]
    issue = report.issues[1]
    assert issue.severity == "warning"
    assert re.sub(r"<[^>]+>", " ", announced).split()[-1] in issue.context


def test_prose_that_uses_the_words_of_the_table_is_no_table() -> None:
    words = "<p>全年同意公开答复数4件，申请信息不存在数4件，主动公开规范性文件数2条，收到申请数8件，网络申请数8件。</p>"
    report = read(page(words))
    assert report.form_version == "none"
    assert issue_codes(report) == ["no_tables_prose_only"]


def test_a_report_of_2019_in_the_older_outline_misses_no_table_and_one_of_2021_does() -> None:
    assert issue_codes(read(page(year=2019))) == ["no_tables_prose_only"]
    assert issue_codes(read(page(year=2021))) == ["no_tables"]


def test_a_report_with_the_outline_of_the_form_misses_its_tables_whatever_its_year() -> None:
    lines = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    text = "\n".join([TITLE.format(year=2018), *lines])
    assert "no_tables" in issue_codes(read(text.encode()))


def test_the_table_alone_is_an_older_form_even_without_a_title() -> None:
    report = read(f"<html><body>{table(TABLE_2014)}</body></html>".encode())
    assert (report.form_version, report.parse_status) == ("2014", "partial")
    assert "form_2014_not_read" in issue_codes(report)


@pytest.mark.parametrize("place", ["before", "after"])
def test_an_annex_of_2014_changes_no_cell_of_a_later_form(place: str) -> None:
    payload = (CASES / "shanghai-office-2019" / "response.html").read_bytes()
    plain = read_report(payload)
    start = payload.find(b"<table") if place == "before" else payload.rfind(b"</table>") + len(b"</table>")
    mixed = read_report(payload[:start] + table(TABLE_2014).encode() + payload[start:])
    assert mixed.form_version == "2019"
    shift = 1 if place == "before" else 0
    assert [(c.row_code, c.col_code, c.status, c.value) for c in mixed.cells] == [
        (c.row_code, c.col_code, c.status, c.value) for c in plain.cells
    ]
    assert {c.token.table_no - shift for c in mixed.cells if c.token} == {
        c.token.table_no for c in plain.cells if c.token
    }
    added = [issue for issue in mixed.issues if issue.code == "form_2014_not_read"]
    assert [issue.severity for issue in added] == ["info"]
    assert sorted(issue_codes(mixed)) == sorted([*issue_codes(plain), "form_2014_not_read"])
    assert mixed.parse_status == plain.parse_status


def test_personal_data_of_the_tables_footer_are_nowhere() -> None:
    footer = "<p>单位负责人：王某某　审核人：李某某　填报人：张某某　联系电话：0352-8822626</p>"
    report = read(page(table(TABLE_2014), footer))
    assert not any("8822626" in issue.context + issue.message for issue in report.issues)
    assert not any("8822626" in claim.quote for claim in report.claims)
    assert not any("填报人" in section.text for section in report.sections)
