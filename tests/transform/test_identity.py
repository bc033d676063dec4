"""Who reports on which year, out of the document's own words."""

from __future__ import annotations

import time
from datetime import date

import pytest

from transform.identity import Identity, Known, identify
from transform.identity.titles import scope_of

TITLE = "演示东川县人民政府2022年政府信息公开工作年度报告"


def identity(*lines: str, known: Known | None = None, **head: str) -> Identity:
    return identify(lines, head, known or Known())


def codes_of(found: Identity) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    ("title", "issuer", "year"),
    [
        (TITLE, "演示东川县人民政府", 2022),
        ("演示东川县2022年政府信息公开工作年度报告", "演示东川县", 2022),
        ("演示东川县人民政府2022年度政府信息公开工作年度报告", "演示东川县人民政府", 2022),
        ("2022年演示东川县人民政府政府信息公开工作年度报告", "演示东川县人民政府", 2022),
        ("演示东川县人民政府2022年度政府信息公开工作报告", "演示东川县人民政府", 2022),
        ("演示东川县教育局2022年政府信息公开年度报告", "演示东川县教育局", 2022),
        ("关于演示东川县教育局2022年政府信息公开工作年度报告", "演示东川县教育局", 2022),
        ("標題: 演示東川縣人民政府2022年政府信息公開工作年度報告", "演示東川縣人民政府", 2022),
        ("演示东川县人民政府信息公开工作年度报告（2022年）", "演示东川县人民政府", 2022),
        ("演示东川县人民政府2015年年度政府信息公开工作年度报告", "演示东川县人民政府", 2015),
        ("演示东川县审计局2019政务信息公开年报", "演示东川县审计局", 2019),
        ("演示东川县财政局2014年度政府信息公开的报告", "演示东川县财政局", 2014),
        ("演示东川县财政局关于2021年度政府信息公开工作的年度报告", "演示东川县财政局", 2021),
        ("演示东川县平西街道办事处政府信息公开工作2017年度报告", "演示东川县平西街道办事处", 2017),
        ("演示东川县政府信息公开工作2023年度报告", "演示东川县", 2023),
        ("演示东川县审计局2025年政务信息公开工作开展年度报告", "演示东川县审计局", 2025),
        ("二〇〇八年度演示东川县政府信息公开年度报告", "演示东川县", 2008),
        ("【2019】演示东川县交通运输局2019年政府信息公开工作年度报告", "演示东川县交通运输局", 2019),
        ("大中小演示东川县2020年政府信息公开工作年度报告", "演示东川县", 2020),
        ("Page 9 - 演示东川县信访局2022年政府信息公开工作年度报告", "演示东川县信访局", 2022),
        ('7pt; ">演示东川县人民政府 2025年政府信息公开工作年度报告', "演示东川县人民政府", 2025),
        ("2025演示东川县大垅乡2025年度政府信息公开工作年度报告", "演示东川县大垅乡", 2025),
        ("演示東川縣(xiàn)清水鎮(zhèn)2023年政府信息公開(kāi)工作年度報(bào)告", "演示東川縣清水鎮", 2023),
        ("2018 年度政府信息公开 年度报告 演示东川县住房和城乡建设局", "演示东川县住房和城乡建设局", 2018),
        (
            "中共演示东川县委机构编制委员会办公室2022年政府信息公开工作年度报告",
            "中共演示东川县委机构编制委员会办公室",
            2022,
        ),
    ],
)
def test_titles(title: str, issuer: str, year: int) -> None:
    found = identity("首页", title)
    assert (found.issuer_name, found.report_year, found.division_code) == (issuer, year, "990101")
    assert found.is_report


@pytest.mark.parametrize(
    "title",
    [
        "演示东川县2022年法治政府建设年度报告",
        "2022年政府网站工作年度报表",
        "《演示东川县2022年政府信息公开工作年度报告》解读",
        "关于做好2022年政府信息公开工作年度报告编制工作的通知",
        "演示东川县政府信息公开指南",
        "演示东川县2021年政务公开工作要点",
        "图解：演示东川县2021年政府信息公开工作年度报告",
        "演示东川县人民政府2023年政府信息公开工作年度报告(解读)",
        "演示东川县人民政府办公室关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
        "演示东川县发布2013年政府信息公开年度报告",
        "演示东川县2021年信息公开工作方案",
    ],
)
def test_look_alikes_are_no_titles(title: str) -> None:
    assert not identity(title).is_report


def test_a_title_broken_over_two_lines() -> None:
    found = identity("演示东川县人民政府", "2022年政府信息公开工作年度报告")
    assert found.title == TITLE
    assert found.issuer_name == "演示东川县人民政府"


@pytest.mark.parametrize(
    "lines",
    [
        ("演示东川县人民政府", "2022年政府信息公开工作", "年度报告"),
        ("演示东川县人民政府2022年", "政府信息公开工作年度报告"),
        ("演示东川县人民政府2022年政府信息公开工作", "年度报告"),
        ("演示东川县人民政府2022年政府", "信息公开工作年度报告"),
    ],
)
def test_a_title_broken_anywhere(lines: tuple[str, ...]) -> None:
    found = identity("首页", *lines, "一、总体情况")
    assert found.title == TITLE
    assert codes_of(found) == ["title_from_lines"]


def test_a_line_above_the_title_that_names_no_place_is_doubtful() -> None:
    found = identity("政务服务中心", "2022年政府信息公开工作年度报告", known=Known(division_code="990101"))
    assert found.division_code == "990101"
    assert [(issue.code, issue.severity) for issue in found.issues] == [("title_from_lines", "warning")]


def test_a_menu_entry_is_no_part_of_the_title() -> None:
    found = identity("政府信息公开年报", "2022年政府信息公开工作年度报告", "一、总体情况")
    assert found.issuer_name is None


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《中华人民共和国政府信息公开条例》，现公布《演示东川县2022年政府信息公开工作年度报告》。",
        "现将演示东川县2022年政府信息公开工作年度报告公布如下，欢迎监督。",
    ],
)
def test_a_title_inside_a_sentence_is_marked(sentence: str) -> None:
    found = identity(sentence, "一、总体情况", "2022年本县主动公开信息300条。")
    assert (found.division_code, found.report_year) == ("990101", 2022)
    assert "title_from_text" in codes_of(found)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "演示东川县2022年政府信息公开工作年度报告解读",
            "现对《演示东川县2022年政府信息公开工作年度报告》解读。",
        ),
        ("图解《演示东川县2022年政府信息公开工作年度报告》",),
    ],
)
def test_an_explanation_that_quotes_the_title_is_no_report(lines: tuple[str, ...]) -> None:
    assert not identity(*lines, "一、总体情况", "内容如下").is_report


def test_a_page_that_calls_itself_a_notice_is_no_report_whatever_it_links_to() -> None:
    assert not identity(TITLE, "一、总体情况", h1="关于公布2022年政府信息公开工作年度报告的通知").is_report


def test_two_titles_of_different_years_are_a_conflict() -> None:
    found = identity(TITLE, "演示东川县人民政府2021年政府信息公开工作年度报告", "一、总体情况")
    assert found.title == TITLE
    assert codes_of(found) == ["title_conflict"]


def test_the_body_under_a_title_without_one_is_marked() -> None:
    found = identity("2022年政府信息公开工作年度报告", "演示东川县教育局", "(2023年1月15日)", "一、总体情况")
    assert (found.issuer_name, found.division_code, found.scope) == (
        "演示东川县教育局",
        "990101",
        "department",
    )
    assert codes_of(found) == ["issuer_from_page", "date_from_signature"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布日期：2023-01-28 10:00", date(2023, 1, 28)),
        ("發布時間:2023-01-28 17:07 來源:某某", date(2023, 1, 28)),
        ("发布时间：2023年1月28日", date(2023, 1, 28)),
        ("发布日期： 2023/01/28/ 17:33", date(2023, 1, 28)),
        ("发布日期：2023- 01- 28 17: 11", date(2023, 1, 28)),
        ("成文日期：2023年01月28日", date(2023, 1, 28)),
        ("发布日期：2023-13-45", None),
        ("更多 2023-01-28", None),
        ("发 布 日 期：２０２３－０１－２８", date(2023, 1, 28)),
        ("发布日期2023-01-28来源：县政府办", date(2023, 1, 28)),
        ("索引号000014349/2022-74857发布机构：县政府办发文日期 2023-01-28 20:04", date(2023, 1, 28)),
        ("【信息时间：2023-01-28   发布机构：演示东川县教育局 】", date(2023, 1, 28)),
        ("发布日期:[2023-01-28]", date(2023, 1, 28)),
        ("| 索引号 | 发文日期 |", None),
        ("发布日期：2023-01-28T09:00:17", date(2023, 1, 28)),
        ("发布时间：2023.01.28", date(2023, 1, 28)),
        ("信息提供日期 : 2023-01-28 17:05", date(2023, 1, 28)),
        ("2023-01-28 16:50:00 来源: 演示东川县政府", date(2023, 1, 28)),
        ("2023年01月28日 (点击: )", date(2023, 1, 28)),
        ("2023-01-28   演示东川县人民政府办公室", date(2023, 1, 28)),
        ("（2023年1 月28日）", date(2023, 1, 28)),
        ("生效日期：2023-01-28", None),
        ("废止日期：2023-01-28", None),
        ("发布日期：{{ date }}", None),
        ("----年--月-日 星期-", None),
        ("2023年1月28日 星期六", None),
        ("今天是2023年1月28日", None),
        ("发布日期：202?5-01-25 12:01", None),
        ("发布日期：2023年1月", None),
        ("发布时间以2023-01-28为准的通知已经下发。", None),
    ],
)
def test_publication_dates(line: str, expected: date | None) -> None:
    assert identity(TITLE, line).published_on == expected


def test_a_date_on_the_line_below_its_label() -> None:
    assert identity("发布日期：", "2023-01-28", TITLE).published_on == date(2023, 1, 28)


def test_a_date_in_the_row_below_its_name() -> None:
    rows = ("| 索引号 | 发布机构 | 发文日期 |", "|---|---|---|", "| 1/2022-5 | 县教育局 | 2023-01-28 |")
    assert identity(*rows, TITLE).published_on == date(2023, 1, 28)


def test_an_empty_value_does_not_take_that_of_the_next_name() -> None:
    lines = ("发布日期：", "索引号：", "2022-03-04-00017", "成文日期", "2023-01-20")
    found = identity(*lines, TITLE)
    assert (found.published_on, codes_of(found)) == (date(2023, 1, 20), [])


def test_the_address_is_the_last_resort_and_marked() -> None:
    for path in (
        "202301/t20230128_12.html",
        "art/2023/1/28/art_1_2.html",
        "2023_01/28_10/c.html",
        "2023/0128/8.html",
    ):
        found = identity(TITLE, known=Known(url=f"http://www.example.gov.cn/{path}"))
        assert (found.published_on, codes_of(found)) == (date(2023, 1, 28), ["date_from_url"]), path


@pytest.mark.parametrize(
    "path", ["t19700101_321.html", "202301/06daa7b2cff64.html", "info/1154/16376.htm", "2023/8/"]
)
def test_an_address_without_a_day_gives_no_date(path: str) -> None:
    assert identity(TITLE, known=Known(url=f"http://www.example.gov.cn/{path}")).published_on is None


def test_an_address_years_later_tells_of_a_move() -> None:
    found = identity(TITLE, known=Known(url="http://www.example.gov.cn/2025/6/22/a.html"))
    assert [(issue.code, issue.severity) for issue in found.issues] == [("date_from_url", "warning")]


def test_a_date_before_the_year_end_gives_way_to_a_later_one_with_an_issue() -> None:
    found = identity(TITLE, "发布日期：2022-07-07", "成文日期：2023-01-20")
    assert (found.published_on, codes_of(found)) == (date(2023, 1, 20), ["date_conflict"])


def test_a_page_date_long_after_that_of_the_address_is_a_conflict() -> None:
    found = identity(
        TITLE, "发布日期：2024-07-07", known=Known(url="http://www.example.gov.cn/t20230120_1.html")
    )
    assert (found.published_on, codes_of(found)) == (date(2024, 7, 7), ["date_conflict"])


def test_dates_of_other_articles_below_the_report_are_not_its_own() -> None:
    lines = ("一、总体情况", *["情况良好。"] * 10, "相关文章", "2023-03-01", "2021年报 2022-01-20")
    assert identity(TITLE, *lines).published_on is None


def test_a_signature_at_the_end_is_marked() -> None:
    found = identity(
        TITLE, "一、总体情况", *["情况良好。"] * 20, "演示东川县人民政府办公室", "2023 年 1 月 16 日"
    )
    assert (found.published_on, codes_of(found)) == (date(2023, 1, 16), ["date_from_signature"])


def test_two_publication_dates_are_a_conflict() -> None:
    found = identity(TITLE, "发布日期：2023-01-28", pubdate="2023-02-01")
    assert found.published_on == date(2023, 1, 28)
    assert codes_of(found) == ["date_conflict"]


def test_the_year_of_the_period_stands_in_for_the_titles() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "统计期限自2021年1月1日起至2021年12月31日止。")
    assert found.report_year == 2021


@pytest.mark.parametrize(
    "line",
    [
        "本报告中所列数据的统计期限为2021年1月1日至12月31日。",
        "数据统计期限自2021-1-1起至2021-12-31止。",
        "统计期限：2021 年 1 月 1 日—2021 年 12 月 31 日。",
        "所列数据的統計期限從2021年1月1日起到2021年12月30日止。",
        "统计期限自２０２１年１月１日起至２０２１年１２月３１日止",
        "第一段很长。" * 300 + "统计期限自2021年1月1日起至2021年12月31日止。",
    ],
)
def test_periods(line: str) -> None:
    found = identity("演示东川县政府信息公开工作年度报告", line)
    assert (found.report_year, codes_of(found)) == (2021, [])


@pytest.mark.parametrize(
    "line",
    ["统计期限自20201月1日起至202012月31日止", "202011日起至20201231日止", "自20201月1日至20201231日截止"],
)
def test_a_period_that_lost_characters_is_marked(line: str) -> None:
    found = identity("演示东川县政府信息公开工作年度报告", line)
    assert (found.report_year, codes_of(found)) == (2020, ["year_from_damaged_period"])


def test_a_period_that_lost_its_year_gives_none() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "统计期限自1月1日起至12月31日止")
    assert (found.report_year, codes_of(found)) == (None, ["year_not_found"])


def test_a_sentence_of_the_preface_is_marked() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "现将2021年政府信息公开工作情况公布如下：")
    assert (found.report_year, codes_of(found)) == (2021, ["year_from_text"])


@pytest.mark.parametrize(
    "line",
    [
        "根据《中华人民共和国政府信息公开条例》(2019年修订)编制本报告",
        "按照国办公开办函〔2021〕30号要求编制政府信息公开报告",
        "本局成立于1986年，负责信息公开工作",
        "依据2019年修订的《政府信息公开条例》报告如下",
    ],
)
def test_years_of_laws_and_foundings_are_no_report_years(line: str) -> None:
    assert identity("演示东川县政府信息公开工作年度报告", line).report_year is None


def test_a_period_over_two_years_is_an_error() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "统计期限自2020年1月1日起至2021年12月31日止。")
    assert (found.report_year, codes_of(found)) == (2021, ["year_conflict"])


def test_years_that_differ_are_an_error() -> None:
    found = identity(TITLE, "统计期限自2021年1月1日起至2021年12月31日止。")
    assert found.report_year == 2022
    assert codes_of(found) == ["year_conflict"]


def test_a_year_from_the_publication_date_is_marked() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "发布日期：2023-01-28")
    assert found.report_year == 2022
    assert codes_of(found) == ["year_from_date"]


def test_no_year_is_an_error_and_no_guess() -> None:
    found = identity("演示东川县政府信息公开工作年度报告")
    assert found.report_year is None
    assert codes_of(found) == ["year_not_found"]


def test_publication_before_the_end_of_the_year_is_doubtful() -> None:
    assert codes_of(identity(TITLE, "发布日期：2022-06-01")) == ["published_before_year_end"]


def test_the_documents_division_beats_the_registrys() -> None:
    found = identity(TITLE, known=Known(division_code="990102"))
    assert found.division_code == "990101"
    assert codes_of(found) == ["division_conflict"]


def test_the_registrys_division_stands_in_for_a_name_without_county() -> None:
    found = identity("县教育局2022年政府信息公开工作年度报告", known=Known(division_code="990102"))
    assert (found.division_code, found.scope) == ("990102", "department")
    assert codes_of(found) == []


def test_no_division_at_all_is_an_error() -> None:
    assert "division_not_found" in codes_of(identity("某某县人民政府2022年政府信息公开工作年度报告"))


def test_a_scope_that_differs_from_the_registrys_is_told() -> None:
    found = identity(
        "演示东川县人民政府办公室2022年政府信息公开工作年度报告", known=Known(scope="government")
    )
    assert found.scope == "office"
    assert codes_of(found) == ["scope_conflict"]


@pytest.mark.parametrize(
    ("issuer", "scope"),
    [
        ("广灵县", "government"),
        ("广灵县人民政府", "government"),
        ("大同市广灵县人民政府", "government"),
        ("广灵县人民政府办公室", "office"),
        ("廣靈縣人民政府辦公室", "office"),
        ("广灵县政府办公室", "office"),
        ("广灵县政府办", "office"),
        ("广灵县教育局", "department"),
        ("广灵县卫生健康委员会", "department"),
        ("广灵县壶泉镇人民政府", "township"),
        ("广灵县壶泉镇", "township"),
        ("某某街道办事处", "township"),
        ("广灵县经济开发区管委会", "other"),
        ("县教育局", "department"),
        ("某市人民政府(市人民政府办公厅)", "government"),
        ("广灵县佳荣里街", "township"),
        ("广灵县人民政府棠景街道办事处", "township"),
        ("广灵县人民政府外事办公室", "department"),
        ("广灵县人民政府研究室", "department"),
        ("广灵县残疾人联合会", "other"),
        ("广灵县通航产业园管理办", "department"),
        ("广灵县公安局", "department"),
        ("经济开发区管理委员会办公室", "other"),
        ("长春新区管委会", "other"),
        ("广灵县房屋征收工作管理办公室", "department"),
        (None, None),
    ],
)
def test_scope_by_the_issuers_name(issuer: str | None, scope: str | None) -> None:
    assert scope_of(issuer, "广灵县") == scope


def test_every_page_is_read_in_bounded_time() -> None:
    """Pages of a megabyte in one line, or of thousands of lines that look like names, dates and titles."""
    hostile = [
        ["统计期限自2021年1月1日" * 60_000],
        ["发布日期：2021-01-01 " * 20] * 5_000,
        ["演示东川县2021年政府信息公开工作年度报告"] * 5_000,
        ["《演示东川县2021年" * 50_000],
        ["演示东川县"] * 10_000 + ["政府信息公开工作年度报告"],
    ]
    for lines in hostile:
        started = time.process_time()
        identity(*lines)
        assert time.process_time() - started < 2


def test_a_publisher_stands_in_for_the_body_only_with_a_warning() -> None:
    """A county report without a name in its title, posted by the county's office, must not pass for the office's."""
    found = identity("2022年政府信息公开工作年度报告", "发布机构：演示东川县人民政府办公室")
    assert found.issuer_name == "演示东川县人民政府办公室"
    assert codes_of(found) == ["issuer_from_page"]
