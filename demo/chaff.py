"""What else stands in the lists of annual reports: look-alikes that a crawler must leave alone.

None of these pages holds a figure of a report.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chaff:
    """One list entry that is no annual report. ``published_at`` is ``YYYY-MM-DD HH:MM``, local time."""

    title: str
    published_at: str
    paragraphs: tuple[str, ...]


# (title, month-day and time in the year after the report year, text); {n} the county, {y} the report year.
YEARLY = (
    ("{n}{y}年法治政府建设年度报告", "03-18 10:20", "{y}年，{n}推进依法行政，现将法治政府建设情况报告如下。"),
    (
        "{n}人民政府网站工作年度报表（{y}年度）",
        "01-17 16:05",
        "本报表按政府网站年度报表的要求填写，内容为网站数量和更新情况。",
    ),
    (
        "《{n}{y}年政府信息公开工作年度报告》解读",
        "04-02 09:15",
        "为便于公众了解年度报告，现就编制背景和主要内容说明如下。",
    ),
    ("一图读懂：{n}{y}年政府信息公开工作年度报告", "04-02 09:40", "请查看图片。"),
    (
        "关于做好{y}年政府信息公开工作年度报告编制和发布工作的通知",
        "01-04 11:00",
        "各乡镇人民政府、县直各部门：请按统一格式编制年度报告，并按时发布。",
    ),
)
# (title, year-month-day and time, text); {n} the county.
ONCE = (
    ("{n}政府信息公开指南", "2019-06-12 15:30", "本指南说明公开的范围、申请的办法和监督的渠道。"),
    ("{n}政府信息公开基本目录", "2019-06-12 15:42", "本目录列出主动公开的事项、依据和时限。"),
    ("{n}人民政府办公室2022年部门预算公开", "2022-02-24 08:50", "现将本部门预算及有关说明予以公开。"),
    ("{n}人民政府办公室2021年度部门决算公开", "2022-09-16 17:20", "现将本部门决算及有关说明予以公开。"),
)
# The list of the real county holds nothing that names a document of its own.
GENERIC = (
    ("政府信息公開指南", "2021-05-11 10:00", "說明公開的范圍和申請的辦法。"),
    ("政府信息公開目錄", "2021-05-11 10:12", "列出主動公開的事項。"),
    ("依申請公開辦理流程", "2021-05-11 10:25", "說明申請的接收、登記和答復。"),
    (
        "關于做好2021年政府信息公開工作年度報告編制工作的通知",
        "2022-01-05 09:30",
        "請各單位按統一格式編制年度報告。",
    ),
    ("2021年政府網站工作年度報表", "2022-01-20 16:00", "內容為網站更新情況。"),
    ("2021年度法治政府建設情況報告", "2022-02-18 11:10", "內容為依法行政情況。"),
    ("2022年部門預算公開", "2022-03-01 15:00", "內容為預算及說明。"),
)


def county_chaff(name: str, years: tuple[int, ...]) -> tuple[Chaff, ...]:
    """The look-alikes in the list of a made-up county, for the given report years."""
    yearly = [
        Chaff(title.format(n=name, y=year), f"{year + 1}-{when}", (text.format(n=name, y=year),))
        for year in years
        for title, when, text in YEARLY
    ]
    once = [Chaff(title.format(n=name), when, (text,)) for title, when, text in ONCE]
    return (*yearly, *once)


def generic_chaff() -> tuple[Chaff, ...]:
    """The look-alikes in the list of the real county: titles any county has, text of one line."""
    return tuple(Chaff(title, when, (text,)) for title, when, text in GENERIC)
