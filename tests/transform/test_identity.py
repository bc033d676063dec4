"""Who reports on which year, out of the document's own words."""

from __future__ import annotations

from datetime import date

import pytest

from transform.identity import Identity, Known, identify
from transform.titles import scope_of

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
    ],
)
def test_look_alikes_are_no_titles(title: str) -> None:
    assert not identity(title).is_report


def test_a_title_broken_over_two_lines() -> None:
    found = identity("演示东川县人民政府", "2022年政府信息公开工作年度报告")
    assert found.title == TITLE
    assert found.issuer_name == "演示东川县人民政府"


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
    ],
)
def test_publication_dates(line: str, expected: date | None) -> None:
    assert identity(TITLE, line).published_on == expected


def test_a_date_on_the_line_below_its_label() -> None:
    assert identity("发布日期：", "2023-01-28", TITLE).published_on == date(2023, 1, 28)


def test_two_publication_dates_are_a_conflict() -> None:
    found = identity(TITLE, "发布日期：2023-01-28", pubdate="2023-02-01")
    assert found.published_on == date(2023, 2, 1)
    assert codes_of(found) == ["date_conflict"]


def test_the_year_of_the_period_stands_in_for_the_titles() -> None:
    found = identity("演示东川县政府信息公开工作年度报告", "统计期限自2021年1月1日起至2021年12月31日止。")
    assert found.report_year == 2021


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
        ("广灵县房屋征收工作管理办公室", "department"),
        (None, None),
    ],
)
def test_scope_by_the_issuers_name(issuer: str | None, scope: str | None) -> None:
    assert scope_of(issuer, "广灵县") == scope


def test_a_publisher_stands_in_for_the_body_only_with_a_warning() -> None:
    """A county report without a name in its title, posted by the county's office, must not pass for the office's."""
    found = identity("2022年政府信息公开工作年度报告", "发布机构：演示东川县人民政府办公室")
    assert found.issuer_name == "演示东川县人民政府办公室"
    assert codes_of(found) == ["issuer_from_page"]
