"""Which titles are annual reports: the table of examples is the specification."""

import pytest

from crawler.selection import decide, parse_years, wanted_year

ARTICLE = "http://127.0.0.1/nb/202201/t20220130_1.html"
COLUMN = "http://127.0.0.1/nb/"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("演示东川县2021年政府信息公开工作年度报告", 2021),
        ("演示东川县人民政府办公室2021年政府信息公开工作年度报告", 2021),
        ("2021年演示东川县政府信息公开工作年度报告", 2021),
        ("2020年政府信息公开工作年度报告", 2020),
        ("演示东川县2019年度政府信息公开工作年度报告", 2019),
        ("演示东川县2019年度政府信息公开工作报告", 2019),
        ("演示东川县2018年政府信息公开年度报告", 2018),
        ("演示东川县政府信息公开工作2019年度报告", 2019),
        ("演示东川县民政局政府信息公开年报（2021年）", 2021),
        ("演示东川县2021年政务公开工作年度报告", 2021),
        ("演示东川县2021年信息公开工作年度报告", 2021),
        ("關於演示東川縣2021年政府信息公開工作年度報告", 2021),
        ("演示东川县２０２１年政府信息公开工作年度报告", 2021),
        ("演示东川县二〇二〇年政府信息公开工作年度报告", 2020),
        ("演示东川县 2021 年 政府信息公开工作\n年度报告", 2021),
        ("演示东川县卫生和计划生育局2018年政府信息公开工作年度报告", 2018),
        ("演示东川县绩效考核办公室2021年政府信息公开工作年度报告", 2021),
        ("演示东川县2021年政府信息公开工作年度报告.pdf", 2021),
        ("关于公布演示东川县2021年政府信息公开工作年度报告的公告", 2021),
        ("县政府办公室关于印发2021年政府信息公开工作年度报告的通知", 2021),
        ("政府信息公开工作年度报告", None),
        ("演示东川县人民政府2021年政府信息公…", 2021),
        ("演示东川县人民政府办公室2021年政府...", 2021),
        ("演示东川县人民政府2021年…", 2021),
        ("2021年演示东川县人民政府办公…", 2021),
    ],
)
def test_reports_belong(title: str, year: int | None) -> None:
    decision = decide(title, ARTICLE)
    assert decision.belongs, decision
    assert decision.year == year


@pytest.mark.parametrize(
    "title",
    [
        "演示东川县2021年法治政府建设年度报告",
        "演示东川县2021年度法治政府建设情况报告",
        "演示东川县人民政府网站工作年度报表（2021年度）",
        "2021年演示东川县政府网站监管年度报表",
        "政府网站年报",
        "政府信息公开指南",
        "关于做好2021年政府信息公开工作年度报告编制和发布工作的通知",
        "關于做好2021年政府信息公開工作年度報告編制工作的通知",
        "关于报送2021年政府信息公开工作年度报告的通知",
        "解读：演示东川县2021年政府信息公开工作年度报告",
        "图解演示东川县2021年政府信息公开工作年度报告",
        "一图读懂演示东川县2021年政府信息公开工作年度报告",
        "演示东川县2021年政府信息公开工作年度报告（图片版）",
        "政府信息公开目录",
        "政府信息公开工作年度报告制度",
        "政府信息公开工作年度报告编制方案",
        "演示东川县2017年政府信息公开情况统计表",
        "2021年演示东川县政务公开工作要点",
        "演示东川县2021年财政决算报告",
        "2021年政府工作报告",
        "2021年国民经济和社会发展…",
        "关于转发…",
        "首页",
        "下一页",
    ],
)
def test_look_alikes_do_not(title: str) -> None:
    decision = decide(title, ARTICLE)
    assert not decision.belongs, decision
    assert decision.reason


def test_the_name_of_the_column_is_a_report_only_where_it_leads_to_an_article() -> None:
    assert not decide("政府信息公开年报", COLUMN).belongs
    assert not decide("政府信息公开年报", COLUMN + "index.html").belongs
    assert decide("政府信息公开年报", ARTICLE).belongs


def test_years_filter_keeps_titles_that_name_no_year() -> None:
    years = parse_years("2019-2021")
    assert wanted_year(decide("演示东川县2021年政府信息公开工作年度报告", ARTICLE), years)
    assert not wanted_year(decide("演示东川县2022年政府信息公开工作年度报告", ARTICLE), years)
    assert wanted_year(decide("政府信息公开工作年度报告", ARTICLE), years)
    assert wanted_year(decide("演示东川县2022年政府信息公开工作年度报告", ARTICLE), None)


def test_years_are_read_as_documented_or_refused() -> None:
    assert parse_years("2019,2021-2023") == {2019, 2021, 2022, 2023}
    for wrong in ("", "19-23", "2023-2019", "2019-", "all", "2019;2020"):
        with pytest.raises(ValueError, match="years: expected"):
            parse_years(wrong)
