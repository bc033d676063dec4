"""The words of a made-up report: its six sections in order, with the three tables between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demo import grids
from demo.grids import Grid
from demo.reports import Report


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


Part = Heading | Paragraph | Grid

PROBLEMS = (
    "一是部分单位对公开范围的把握还不够准，答复文书不够规范；二是政策解读形式偏单一，图文结合不多。",
    "一是栏目更新不够均衡，个别乡镇信息发布偏慢；二是依申请公开办理人员变动较大，业务衔接不够顺畅。",
    "一是规范性文件集中公开的目录还需细化；二是基层标准化目录落实进度不一，检索不够方便。",
)
MEASURES = (
    "下一步将开展专题培训，统一答复文书格式，并按季度通报各单位公开情况。",
    "下一步将完善信息审核流程，明确专人专岗，做到应公开的按时公开。",
    "下一步将结合年度考核，逐项对照目录补齐短板，让群众找得到、看得懂。",
)


def _count(report: Report, table: str, row: str, column: str = "total") -> int:
    """A figure for use in a sentence; nothing printed means that the sentence counts none."""
    text = report.figures[table, row, column]
    return int(text) if text.isdigit() else 0


def _overview(report: Report) -> list[str]:
    year, made = report.report_year, "made" if report.form_version == "2021" else "produced"
    documents = _count(report, "article20", "normative_documents", made)
    received = _count(report, "applications", "new")
    carried_in = _count(report, "applications", "carried_in")
    concluded = _count(report, "applications", "concluded")
    carried_out = _count(report, "applications", "carried_out")
    return [
        f"（一）主动公开情况。{year}年，{report.issuer_name}围绕重点领域及时公开政府信息，"
        f"全年制发规范性文件{documents}件，均在门户网站集中公开。",
        f"（二）依申请公开情况。全年新收政府信息公开申请{received}件，上年结转{carried_in}件，"
        f"本年度办结{concluded}件，结转下年度继续办理{carried_out}件。",
        "（三）政府信息管理情况。落实公文公开属性源头认定，发布前逐件审查，定期清理失效内容。",
        "（四）平台建设和监督保障情况。优化网站检索和栏目设置，将公开工作纳入年度考核，全年组织业务培训。",
    ]


def _others(report: Report, turn: int) -> str:
    """Section six: who closes applications over unpaid fees has to speak of the fees."""
    if report.form_version == "2021" and _count(report, "applications", "other_unpaid"):
        return "依规发出收费通知，申请人逾期未缴费的不再处理，本年度未收取信息处理费。"
    return "无其他需要报告的事项。" if turn else f"{report.report_year}年度未收取信息处理费。"


def parts(report: Report) -> Sequence[Part]:
    """The report from its preface to section six, without its title."""
    year, turn = report.report_year, (int(report.division_code) + report.report_year) % len(PROBLEMS)
    preface = (
        f"根据《中华人民共和国政府信息公开条例》的规定，{report.issuer_name}编制本报告。"
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    return [
        Paragraph(preface),
        Heading("一、总体情况"),
        *(Paragraph(text) for text in _overview(report)),
        Heading("二、主动公开政府信息情况"),
        grids.article20(report),
        Heading("三、收到和处理政府信息公开申请情况"),
        grids.applications(report),
        Heading("四、政府信息公开行政复议、行政诉讼情况"),
        grids.reviews(report),
        Heading("五、存在的主要问题及改进情况"),
        Paragraph(PROBLEMS[turn]),
        Paragraph(MEASURES[turn]),
        Heading("六、其他需要报告的事项"),
        Paragraph(_others(report, turn)),
    ]
