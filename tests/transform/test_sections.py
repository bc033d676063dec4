"""Sections by the words of their headings, in the shapes that real outlines have."""

from __future__ import annotations

import time

import pytest

from transform.sections import Section, split_sections

TITLE = "某某县人民政府2022年政府信息公开工作年度报告"


def sections(text: str, title: str | None = TITLE) -> list[Section]:
    return split_sections(text.split("\n"), title)


def outline(text: str, title: str | None = TITLE) -> list[tuple[int, str | None]]:
    return [(section.section_no, section.heading) for section in sections(text, title)]


def texts(text: str) -> dict[int, str]:
    return {section.section_no: section.text for section in sections(text)}


FORM = """首页
政府信息公开年报
某某县人民政府2022年政府信息公开工作年度报告
发布时间：2023-01-20
根据《中华人民共和国政府信息公开条例》编制本报告，全文包括总体情况、主动公开政府信息情况等六部分。

一、总体情况
（一）主动公开政府信息情况
全年主动公开政府信息2351条。
（二）收到和处理政府信息公开申请情况
全年收到政府信息公开申请3件。
二、主动公开政府信息情况

三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一、存在的主要问题
公开不够及时。
二、改进措施
加强培训。
六、其他需要报告的事项
无。
某某县人民政府
2023年1月18日
扫一扫在手机上查看当前页面
相关解读"""


def test_the_six_sections_of_the_form() -> None:
    assert outline(FORM) == [
        (0, None),
        (1, "一、总体情况"),
        (2, "二、主动公开政府信息情况"),
        (3, "三、收到和处理政府信息公开申请情况"),
        (4, "四、政府信息公开行政复议、行政诉讼情况"),
        (5, "五、存在的主要问题及改进情况"),
        (6, "六、其他需要报告的事项"),
    ]


def test_sub_headings_stay_in_their_section() -> None:
    found = texts(FORM)
    assert found[1].split("\n")[2:] == [
        "（二）收到和处理政府信息公开申请情况",
        "全年收到政府信息公开申请3件。",
    ]
    assert found[2] == ""
    assert found[5].startswith("一、存在的主要问题\n公开不够及时。\n二、改进措施")


def test_menus_above_and_sign_off_and_links_below_stay_out() -> None:
    found = texts(FORM)
    assert found[0].startswith("发布时间：2023-01-20\n根据")
    assert found[6] == "无。"


def test_an_annex_below_the_sign_off_is_kept_where_no_body_signs() -> None:
    report = FORM.replace(
        "某某县人民政府\n2023年1月18日\n", "收费情况见附表，截至\n2022年底没有变化。\n附件：统计表\n"
    )
    assert texts(report)[6].endswith("附件：统计表")


def test_a_link_with_the_title_below_the_text_does_not_hide_it() -> None:
    report = FORM.replace("扫一扫", f"附件：{TITLE}.docx\n扫一扫")
    assert outline(report) == outline(FORM)
    assert texts(report)[1] == texts(FORM)[1]


PROSE = "我局高度重视政府信息公开工作，认真贯彻落实条例要求。"


@pytest.mark.parametrize(
    ("name", "lines", "numbers"),
    [
        (
            "level shifted",
            [
                "一、报告内容",
                "（一）总体情况",
                "（二）主动公开政府信息情况",
                "（三）收到和处理政府信息公开申请情况",
            ],
            [0, 1, 2, 3],
        ),
        (
            "numeral one twice",
            ["一、总体情况", "一、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"],
            [1, 2, 3],
        ),
        ("section two missing", ["一、总体情况", "三、收到和处理政府信息公开申请情况"], [1, 3]),
        (
            "section two doubled",
            [
                "一、总体情况",
                "（二）主动公开政府信息情况",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
            ],
            [1, 2, 3],
        ),
        (
            "number and words on two lines",
            ["一、\n总体情况", "二\n主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"],
            [1, 2, 3],
        ),
        ("numerals lost", ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"], [1, 2, 3]),
        (
            "enclosed numerals",
            ["㈠总体情况", "㈡主动公开政府信息情况", "㈢收到和处理政府信息公开的申请情况"],
            [1, 2, 3],
        ),
        ("double mark", ["(一)、总体情况", "(二)、主动公开政府信息情况"], [1, 2]),
        ("opening bracket lost", ["一)总体情况", "二)主动公开政府信息情况"], [1, 2]),
        ("full stops", ["一、工作概述。", "二、行政机关主动公开政府信息情况。"], [1, 2]),
        ("spaces", ["一、 总体情况", "二 主动公开政府信息的情况"], [1, 2]),
        (
            "traditional characters",
            [
                "一、總體情況",
                "二、主動公開政府信息情況",
                "三、收到和處理政府信息公開申請情況",
                "四、政府信息公開行政復議、行政訴訟情況",
            ],
            [1, 2, 3, 4],
        ),
        (
            "other words for the first",
            ["一、2022年政府信息公开总体情况", "二、主要公开政府信息情况", "三、政府信息依申请公开办理情况"],
            [1, 2, 3],
        ),
        (
            "parts in words",
            ["第一部分 概述", "第二部分 主动公开政府信息情况", "第三部分 依申请公开政府信息情况"],
            [1, 2, 3],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_outlines_as_printed(name: str, lines: list[str], numbers: list[int]) -> None:
    text = "\n".join(f"{line}\n{PROSE}" for line in lines)
    found = sections(text, None)
    assert [section.section_no for section in found] == numbers
    assert all(PROSE in section.text for section in found)


def test_a_heading_broken_over_two_lines_is_told_whole() -> None:
    assert outline("一、\n总体情况\n正文。\n二\n主动公开政府信息情况", None) == [
        (1, "一、总体情况"),
        (2, "二 主动公开政府信息情况"),
    ]


def test_a_list_of_contents_is_no_outline() -> None:
    headings = [heading for number, heading in outline(FORM) if heading]
    body = "\n".join(f"{heading}\n正文{number}。" for number, heading in enumerate(headings, start=1))
    found = {
        section.section_no: section.text for section in sections("\n".join(["目录", *headings, body]), None)
    }
    assert found[0].startswith("目录\n一、总体情况")
    assert [found[number] for number in range(1, 7)] == [f"正文{number}。" for number in range(1, 7)]


def test_a_report_in_one_paragraph_is_split_at_its_headings() -> None:
    text = (
        "根据《中华人民共和国政府信息公开条例》编制本报告。一、总体情况 2022年，我镇扎实推进公开工作。（一）主动公开。"
        "全年主动公开政府信息136条。二、主动公开政府信息情况。三、收到和处理政府信息公开申请情况 四、政府信息公开"
        "行政复议、行政诉讼情况 五、存在的主要问题及改进情况 一是内容单一。六、其他需要报告的事项 无。"
    )
    found = sections(text, None)
    assert [section.section_no for section in found] == [0, 1, 2, 3, 4, 5, 6]
    assert found[1].text == "2022年，我镇扎实推进公开工作。（一）主动公开。全年主动公开政府信息136条。"
    assert [section.text for section in found[4:]] == ["", "一是内容单一。", "无。"]


def test_a_sentence_that_names_the_sections_is_no_heading() -> None:
    text = f"一、总体情况\n本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等部分组成。{PROSE}"
    assert outline(text, None) == [(1, "一、总体情况")]


OLDER = """某某局2016年政府信息公开工作年度报告
引言。
一、概述
正文一。
二、主动公开政府信息的情况
正文二。
三、依申请公开政府信息办理情况
正文三。
四、政府信息公开的收费及减免情况
未收取任何费用。
五、因政府信息公开申请行政复议、提起行政诉讼的情况
正文五。
六、政府信息公开工作机构和人员情况
正文六。
七、存在的主要问题及改进措施
正文七。
八、附表
见附件。"""


def test_an_older_outline_keeps_its_own_parts_and_the_numbers_of_those_the_form_has() -> None:
    assert [number for number, _ in outline(OLDER, "某某局2016年政府信息公开工作年度报告")] == [
        0, 1, 2, 3, 0, 4, 0, 5, 0,
    ]  # fmt: skip
    by_heading = {section.heading: section.text for section in sections(OLDER)}
    assert by_heading["四、政府信息公开的收费及减免情况"] == "未收取任何费用。"
    assert by_heading["八、附表"] == "见附件。"


def test_a_report_without_headings_is_one_section_and_a_page_of_no_report_has_none() -> None:
    text = f"首页\n{TITLE}\n{PROSE}\n全年主动公开政府信息85条。\n某某县人民政府\n2023年1月18日"
    assert sections(text) == [Section(0, None, f"{PROSE}\n全年主动公开政府信息85条。")]
    assert sections(text, None) == []


@pytest.mark.parametrize(
    "line", ["一、总体情况", "一", "（", "总体情况" * 20_000, "一、" * 50_000, "五、存在的主要问题及改进情况"]
)
def test_hostile_lines_take_bounded_time(line: str) -> None:
    started = time.process_time()
    sections("\n".join([line] * (20_000 if len(line) < 100 else 3)))
    assert time.process_time() - started < 3
