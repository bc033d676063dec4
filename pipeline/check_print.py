"""The findings of ``nianbao check`` for people: Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.check_cells import CellKey, columns_of, key_of, seed_rows
from pipeline.checks import CheckResult
from pipeline.console import figure, print_table, say
from pipeline.form_labels import TABLES, applicant_en, column_zh, row_en, row_zh
from pipeline.suspect_words import Suspect
from transform import codes
from transform.forms.cells import Cell
from transform.issues import Issue
from transform.read_report import Report

SEVERITIES = ("error", "warning", "info")
RESULT = {True: "通过 passed", False: "不通过 FAILED", None: "未能核对 not evaluated"}
RESPONSIBILITY = {
    "source": "原文如此 printed so",
    "extraction": "疑似读取之误 probably misread",
    "unknown": "未知 unknown",
}
MARKED = "▶"  # before a figure that is suspected


def print_findings(
    source: str, report: Report, results: Sequence[CheckResult], suspects: Sequence[Suspect]
) -> None:
    """Print everything known of one report, the tables first, what needs a person last."""
    identity = report.identity
    print_table(
        "报告 Report",
        ["项 item", "读作 read as"],
        [
            ("来源 source", source),
            ("标题 title", identity.title),
            ("发布主体 issuer", identity.issuer_name),
            ("范围 scope", identity.scope),
            ("区划 division", identity.division_code),
            ("年度 report year", identity.report_year),
            ("发布日期 published on", identity.published_on),
            ("表式 form", report.form_version),
            ("版式 layout", report.layout),
            ("读取 status", f"{report.parse_status} {report.parse_message or ''}".strip()),
        ],
    )
    if report.form_version in codes.FORMS:
        suspected = {key for suspect in suspects for key in suspect.cells}
        print_cells(report, suspected)
    print_checks(results)
    if suspects:
        print_suspects(suspects)
    if report.issues:
        print_issues("读取中的问题 Issues in reading", report.issues)
    _say_result(report, results)


def print_cells(report: Report, suspected: Collection[CellKey]) -> None:
    """The three tables as read, suspected figures marked."""
    form = report.form_version
    cells = {key_of(cell): cell for cell in report.cells}

    def shown(key: CellKey) -> str:
        text = shown_cell(cells.get(key))
        return f"{MARKED} {text}" if key in suspected else text

    keys = [CellKey("article20", item.row_code, item.column_code) for item in codes.items(form, "article20")]
    print_table(
        " ".join(TABLES["article20"]),
        ["项目 item", "栏目 measure", "in English", "数 figure"],
        [(row_zh(form, key), column_zh(form, key), row_en(form, key), shown(key)) for key in keys],
        right="lllr",
    )
    applicants = codes.applicants()
    # One word a line keeps these seven columns narrow, so that the labels of the rows get the room.
    headings = [
        f"{codes.applicant_label(code)}\n" + applicant_en(code).replace(" ", "\n") for code in applicants
    ]
    print_table(
        " ".join(TABLES["applications"]),
        ["项目 item", *headings],
        [
            (
                f"{row_zh(form, CellKey('applications', row, 'total'))} "
                f"{row_en(form, CellKey('applications', row, 'total'))}",
                *(shown(CellKey("applications", row, applicant)) for applicant in applicants),
            )
            for row in codes.row_codes(form, "applications")
        ],
        right="lrrrrrrr",
    )
    for channel in codes.row_codes(form, "reviews"):
        keys = [CellKey("reviews", channel, outcome) for outcome in columns_of(form, "reviews", channel)]
        print_table(
            f"{' '.join(TABLES['reviews'])}: {row_zh(form, keys[0])}",
            [f"{column_zh(form, key)}\n{row_en(form, key).rpartition(': ')[2]}" for key in keys],
            [[shown(key) for key in keys]],
            right="rrrrr",
        )


def shown_cell(cell: Cell | None) -> str:
    """What a cell holds, and a mark where it holds no sure number."""
    if cell is None or cell.status == "missing":
        return "缺 missing"
    text = cell.token.text.strip() if cell.token else ""
    return f"? {text}" if cell.status in ("ambiguous", "unreadable") else text


def print_checks(results: Sequence[CheckResult]) -> None:
    """Every check of the form with what was expected and found, the failed ones first, the gravest before the others;
    then why, of those that do not hold."""
    labels = {row["check_code"]: f"{row['label_zh']} {row['label_en']}" for row in seed_rows("checks.csv")}
    order = {False: 0, None: 1, True: 2}
    ranked = sorted(
        (result for result in results if result.reason_code != "not_in_form"),
        key=lambda result: (
            order[result.passed],
            SEVERITIES.index(result.severity),
            result.check_code,
            result.member,
        ),
    )
    print_table(
        "勾稽关系 Checks",
        ["检查 check", "内容 what", "级别 severity", "应为\nexpected", "实为\nactual", "结果 result"],
        [
            (
                result.name,
                labels[result.check_code],
                result.severity,
                figure(result.expected),
                figure(result.actual),
                RESULT[result.passed],
            )
            for result in ranked
        ],
        right="lllrrl",
        note=f"通过 passed: {sum(result.passed is True for result in ranked)}"
        f"   不通过 failed: {sum(result.passed is False for result in ranked)}"
        f"   未能核对 not evaluated: {sum(result.passed is None for result in ranked)}",
    )
    for result in ranked:
        if result.passed is not True:
            say(f"{RESULT[result.passed]} {result.name}  {result.detail}")
    if any(result.passed is not True for result in ranked):
        say("")


def print_suspects(suspects: Sequence[Suspect]) -> None:
    """Where the error probably is; the values stay as printed."""
    print_table(
        f"疑似有误之处 Probable errors ({MARKED})",
        ["位置 cell", "印作 printed", "应为 implied", "说明 explanation", "出处 responsibility"],
        [
            (
                "\n".join(map(str, suspect.cells)),
                figure(suspect.printed),
                figure(suspect.implied),
                f"{suspect.explanation_zh}\n{suspect.explanation_en}",
                RESPONSIBILITY[suspect.responsibility],
            )
            for suspect in suspects
        ],
        right="lrrll",
        note="仅为提示，数值一律保留原文 A hint only: every value stays as printed",
    )


def print_issues(title: str, issues: Sequence[Issue]) -> None:
    """Issue rows, the worst first."""
    print_table(
        title,
        ["严重性 severity", "代码 code", "说明 message", "原文 printed"],
        [
            (issue.severity, issue.code, issue.message, issue.context)
            for issue in sorted(issues, key=lambda issue: SEVERITIES.index(issue.severity))
        ],
    )


def _say_result(report: Report, results: Sequence[CheckResult]) -> None:
    failed = sum(result.passed is False and result.severity != "info" for result in results)
    if report.parse_status in ("error", "no_tables", "not_a_report"):
        say(f"未能读出报表 no tables read: {report.parse_message}")
    elif failed:
        say(f"不符的勾稽关系 checks failed: {failed}")
    else:
        say("未发现不符的勾稽关系 no check failed")
