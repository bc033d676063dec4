"""Which answer to a guessed address goes on with the list, and which only has status 200."""

import pytest

from crawler.adapters import Entry
from crawler.further_pages import is_further_page, rows_of, shape

HOST = "http://www.dongchuan.gov.cn"
COLUMN = f"{HOST}/zwgk/zfxxgk/nb/"
REPORT = "演示东川县2020年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/zwgk/nb/202301/t20230119_1001.html", "/zwgk/nb/201801/t20180110_7.html"),
        ("/art/2023/1/18/art_12_501.html", "/art/2019/12/2/art_12_77.html"),
        ("/xxgk/nb/61e7bc45f8fd1c0bdc7acf3c.html", "/xxgk/nb/5e9ec8e1fd85080ad1633edf.html"),
        ("/mtx/c106061/202201/dd5886bf3d30426eb0f23fc332615876.shtml",
         "/mtx/c106061/201902/0a5886bf3d30426eb0f23fc332615870.shtml"),
        ("/c/2026-01-15/7097241.shtml", "/c/2019-02-01/12.shtml"),
        ("/Content-2361064.html", "/Content-99.html"),
        ("/xxgknb/2024n/content_66370", "/xxgknb/2019n/content_1"),
    ],
)  # fmt: skip
def test_articles_of_one_column_have_one_shape(first: str, second: str) -> None:
    assert shape(HOST + first) == shape(HOST + second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/zwgk/nb/202301/t20230119_1001.html", "/zwgk/tzgg/202301/t20230119_1001.html"),
        ("/info/1677/56001.htm", "/info/1012/56001.htm"),
        ("/mtx/c106061/202201/dd58.shtml", "/mtx/c106062/202201/dd58.shtml"),
    ],
)
def test_articles_of_two_columns_have_two(first: str, second: str) -> None:
    assert shape(HOST + first) != shape(HOST + second)


def goes_on(path: str, title: str = "关于春节放假的通知", *, seen: str = "/info/1677/56001.htm") -> bool:
    """Whether a page with one new entry is taken for the list's next, a report at `seen` being known."""
    return is_further_page([Entry(HOST + path, title)], COLUMN, {shape(HOST + seen)} if seen else set())


def test_a_further_page_lists_a_report_or_what_lies_where_reports_lie() -> None:
    assert goes_on("/info/1677/55.htm")
    assert goes_on("/elsewhere/9.html", REPORT)
    assert goes_on("/zwgk/zfxxgk/nb/2018n/t20190101_5.html")
    assert goes_on("/zwgk/anything/", seen="")


def test_the_front_page_and_another_column_do_not_go_on_with_a_list() -> None:
    assert not goes_on("/info/1012/55.htm")
    assert not goes_on("/zwgk/tzgg/202201/t20220101_5.html")
    assert not goes_on("/zwgk/zfxxgk/nb/index.html")
    assert not goes_on("/xwzx/", seen="")
    assert not is_further_page([], COLUMN, set())


def test_a_column_at_the_root_of_a_host_does_not_take_in_the_whole_host() -> None:
    seen = {shape(f"{HOST}/Content-1.html")}
    assert not is_further_page([Entry(f"{HOST}/News-5.html", "新闻")], f"{HOST}/Node-1.html", seen)
    assert is_further_page([Entry(f"{HOST}/Content-5.html", "新闻")], f"{HOST}/Node-1.html", seen)


@pytest.mark.parametrize("text", ["下一页", "[ 2 ]", "»", "末页", "31", "下月", "第3页", "Next >"])
def test_a_pager_and_a_calendar_bring_no_rows(text: str) -> None:
    assert rows_of([Entry("http://x.cn/nb/?page=3", text)]) == []


@pytest.mark.parametrize("text", ["2021", "2021年", "第3季度", "首页改版公告", "演示东川县2021年年报"])
def test_titles_are_rows(text: str) -> None:
    assert len(rows_of([Entry("http://x.cn/nb/3.html", text)])) == 1
