"""Every check is violated once on a clean report of a form: what fails is what was planted, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

import pytest

from pipeline.checks import CheckResult, evaluate_many
from pipeline.paths import SEEDS
from tests.pipeline.planted import COLUMNS, FIGURES, SIX, Cells, Change, report
from transform import codes

CHANNELS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
REVIEWS = [(channel, outcome) for channel in CHANNELS for outcome in OUTCOMES]


def row(code: str, printed: str | None, columns: Iterable[str] = COLUMNS) -> Cells:
    """One row of the application table printed alike in all columns."""
    return {(code, column): printed for column in columns}


def shifted(amounts: dict[str, int], columns: tuple[str, ...] = ("natural_person", "total")) -> Cells:
    """So many more in the rows, in columns that then close as before."""
    return {
        (code, column): str(int(FIGURES.get((code, column), "0")) + amount)
        for code, amount in amounts.items()
        for column in columns
    }


def issue(code: str, table: str) -> list[tuple[str, str, str]]:
    return [("info", code, f"table 1 row 1 ({table} granted): planted")]


NO_TOTALS: Cells = {(code, "total"): "" for code in codes.row_codes("2021", "applications")}
PLAIN_2022 = {"title": None, "published_on": date(2023, 3, 1)}

# Form, what is planted, the change -> the checks that fail by it, no more and no less.
PLANTED: list[tuple[str, str, Change, set[str]]] = [
    ("2021", "an empty review table", Change(dict.fromkeys(REVIEWS, "")), {"S-01:reviews"}),
    ("2019", "no review table", Change(dict.fromkeys(REVIEWS)), {"S-02"}),
    ("2021", "a row lost", Change(row("rejected_repeated", None)), {"S-03"}),
    ("2019", "a row twice", Change(issues=issue("row_twice", "applications")), {"S-03"}),
    (
        "2021",
        "a column lost",
        Change({(code, "research"): None for code in codes.row_codes("2021", "applications")}),
        {"S-04"},
    ),
    ("2021", "an empty cell among zeros", Change({("new", "research"): ""}), {"S-05:applications"}),
    ("2021", "a figure left out", Change({("granted", "business"): ""}), {"S-05:applications", "S-06"}),
    (
        "2019",
        "a total left out",
        Change({("rejected_petition", "total"): ""}),
        {"S-05:applications", "S-06", "S-07"},
    ),
    (
        "2021",
        "a total alone",
        Change(row("rejected_petition", "", SIX)),
        {"S-05:applications", "S-06", "S-08"},
    ),
    (
        "2021",
        "a form of later years",
        Change(sections={0: ""}, identity=PLAIN_2022 | {"report_year": 2020}),
        {"S-09"},
    ),
    (
        "2019",
        "decimals",
        Change({("refused_internal", "research"): "1.5"}),
        {"S-10:applications", "S-12:applications"},
    ),
    (
        "2021",
        "a negative count",
        Change(shifted({"refused_internal": -4, "granted": 4})),
        {"S-11:applications"},
    ),
    ("2021", "a unit behind a count", Change({("reconsideration", "upheld"): "3件"}), {"S-12:reviews"}),
    ("2021", "a cell of the reviews lost", Change({("reconsideration", "other"): None}), {"S-15"}),
    ("2019", "a section lost", Change(sections={4: None}), {"S-16"}),
    ("2021", "nothing in section five", Change(sections={5: "无。"}), {"S-18"}),
    (
        "2021",
        "one wrong cell",
        Change({("unable_not_held", "natural_person"): "21"}),
        {"R-ROW:unable_not_held", "R-CONC:natural_person"},
    ),
    (
        "2019",
        "one wrong cell",
        Change({("unable_not_held", "natural_person"): "21"}),
        {"R-ROW:unable_not_held", "R-CONC:natural_person"},
    ),
    (
        "2021",
        "a balance that does not close",
        Change({("carried_out", "total"): "9"}),
        {"R-ROW:carried_out", "R-BAL:total", "N-05:carried_out"},
    ),
    (
        "2021",
        "row errors behind an unreadable cell",
        Change(
            {
                ("granted", "natural_person"): "25",
                ("granted", "total"): "?",
                ("concluded", "natural_person"): "?",
            }
        ),
        {"R-GRAND", "S-12:applications"},
    ),
    (
        "2021",
        "a body out of balance, totals left out",
        Change(NO_TOTALS | {("carried_out", "business"): "2"}),
        {"R-BAL:business", "R-NEWGRAND", "S-05:applications", "S-07"},
    ),
    (
        "2021",
        "an applicant above the total, one negative, one unreadable",
        Change({("new", "natural_person"): "70", ("new", "business"): "-30", ("new", "research"): "?"}),
        {
            "R-LE3:new.natural_person",
            "R-BAL:natural_person",
            "R-BAL:business",
            "S-11:applications",
            "S-12:applications",
        },
    ),
    (
        "2021",
        "a result above the concluded, one negative, one unreadable",
        Change(
            {
                ("granted", "business"): "15",
                ("partly_granted", "business"): "-9",
                ("refused_internal", "business"): "?",
            }
        ),
        {
            "R-LE1:granted.business",
            "R-ROW:granted",
            "R-ROW:partly_granted",
            "S-11:applications",
            "S-12:applications",
        },
    ),
    (
        "2019",
        "an outcome above the total, one negative, one unreadable",
        Change(
            {
                ("reconsideration", "upheld"): "7",
                ("reconsideration", "other"): "-4",
                ("reconsideration", "pending"): "?",
            }
        ),
        {"L-LE:reconsideration.upheld", "S-11:reviews", "S-12:reviews"},
    ),
    (
        "2021",
        "rows of other handling lost",
        Change(row("other_unpaid", None)),
        {"R-OTH21", "S-03"},
    ),
    (
        "2021",
        "fees unpaid, nothing said",
        Change(shifted({"other_unpaid": 1, "other_uncorrected": -1}), sections={6: "无其他需要报告的事项。"}),
        {"R-UNPAID", "X-03"},
    ),
    (
        "2021",
        "partly granted counted twice",
        Change({("refused_internal", "natural_person"): "6", ("refused_internal", "total"): "6"}),
        {"R-CONC:natural_person", "R-CONC:total", "R-PART:natural_person"},
    ),
    ("2021", "pending left out", Change({("reconsideration", "total"): "4"}), {"L-SUM:reconsideration"}),
    ("2021", "a negative document count", Change({("rules", "made"): "-1"}), {"A21-01"}),
    ("2021", "a negative amount", Change({("fees", "amount_10k_yuan"): "-3.5"}), {"A21-02"}),
    ("2021", "rules of a county", Change({("rules", "in_force"): "3"}), {"A21-03"}),
    (
        "2021",
        "fewer in force than made",
        Change({("normative_documents", "in_force"): "2", ("normative_documents", "repealed"): "0"}),
        {"A21-04:normative_documents"},
    ),
    (
        "2021",
        "in force left out",
        Change({("normative_documents", "in_force"): ""}),
        {"A21-06:normative_documents", "S-05:article20"},
    ),
    ("2021", "a heading with a note", Change(issues=issue("label_noted", "article20")), {"A21-07"}),
    ("2021", "no penalties in a county", Change({("penalties", "decisions"): "0"}), {"A21-08"}),
    (
        "2019",
        "a count with decimals",
        Change({("licences", "decisions"): "43.21"}),
        {"A19-01", "S-12:article20"},
    ),
    (
        "2019",
        "changes without a sign",
        Change({("licences", "change"): "3", ("other_services", "change"): "2", ("fees", "change"): "1"}),
        {"A19-02"},
    ),
    ("2019", "a stock below 0", Change({("fees", "change"): "-13"}), {"A19-03:fees"}),
    (
        "2019",
        "decisions without items",
        Change({("coercions", "items_last_year"): "0"}),
        {"A19-04:coercions"},
    ),
    (
        "2019",
        "columns exchanged",
        Change({("normative_documents", "total_disclosed"): "5"}),
        {"A19-05:normative_documents"},
    ),
    (
        "2019",
        "more disclosed than produced",
        Change({("normative_documents", "newly_disclosed"): "9"}),
        {"A19-06:normative_documents"},
    ),
    ("2019", "rules of a county", Change({("rules", "total_disclosed"): "3"}), {"A19-07"}),
    ("2019", "projects without an amount", Change({("procurement", "amount"): "0万元"}), {"A19-08"}),
    ("2019", "projects for nothing", Change({("procurement", "amount"): "0.2万元"}), {"A19-09"}),
    (
        "2019",
        "stocks for changes",
        Change(
            {
                (matter, column): "9"
                for matter in ("licences", "other_services", "coercions")
                for column in ("items_last_year", "change")
            }
        ),
        {"A19-10"},
    ),
    ("2019", "decisions for items", Change({("penalties", "items_last_year"): "1234"}), {"A19-11:penalties"}),
    (
        "2021",
        "a fee above all fees",
        Change(sections={6: "本年度收取信息处理费300元。"}, cells={("fees", "amount_10k_yuan"): "0.02"}),
        {"X-01"},
    ),
    ("2019", "a fee before its time", Change(sections={6: "本年度收取信息处理费300元。"}), {"X-02"}),
    ("2021", "a foreign row", Change(issues=issue("unknown_row", "applications")), {"X-07"}),
    ("2021", "another number new", Change(sections={1: "全年新收政府信息公开申请58件。"}), {"N-01:new"}),
    ("2021", "another number received", Change(more="共收到政府信息公开申请60件。"), {"N-02:received"}),
    (
        "2019",
        "another number carried in",
        Change(sections={1: "全年新收政府信息公开申请57件，上年结转5件。"}),
        {"N-03:carried_in"},
    ),
    (
        "2021",
        "another number concluded",
        Change(sections={1: "本年度办结政府信息公开申请56件。"}),
        {"N-04:concluded"},
    ),
    (
        "2021",
        "another number carried over",
        Change(sections={1: "结转下年度继续办理政府信息公开申请7件。"}),
        {"N-05:carried_out"},
    ),
    (
        "2019",
        "all concluded, six carried over",
        Change(more="政府信息公开申请已全部办结。"),
        {"N-06:all_concluded"},
    ),
    ("2021", "another number granted", Change(more="其中政府信息公开申请予以公开15件。"), {"N-07:granted"}),
    (
        "2021",
        "another share granted",
        Change(more="政府信息公开申请中，予以公开占比41%。"),
        {"N-08:share_granted"},
    ),
    (
        "2021",
        "channels that do not add up",
        Change(more="政府信息公开申请中，当面申请10件，网络申请40件。"),
        {"N-09"},
    ),
    (
        "2019",
        "another number of persons",
        Change(more="政府信息公开申请中，自然人申请41件。"),
        {"N-10:natural_person"},
    ),
    (
        "2021",
        "another number of reviews",
        Change(more="因政府信息公开引起的行政复议8件。"),
        {"N-12:reconsideration"},
    ),
    (
        "2021",
        "another number of suits",
        Change(more="因政府信息公开引起的行政诉讼8件。"),
        {"N-13:litigation"},
    ),
    (
        "2021",
        "another number corrected",
        Change(sections={4: "政府信息公开行政复议被纠正2件。"}),
        {"N-14:corrected"},
    ),
    ("2021", "another number of documents", Change(more="制发规范性文件7件。"), {"N-15:docs_made"}),
    ("2021", "none received", Change(sections={1: "本年度未收到政府信息公开申请。"}), {"N-17:none_received"}),
    ("2021", "last year's text", Change(sections={1: "2021年，全年新收政府信息公开申请57件。"}), {"N-19"}),
    (
        "2021",
        "channels below the whole",
        Change(more="全年主动公开政府信息1000条，其中网站公开300条，微信公众号公开200条。"),
        {"N-20"},
    ),
    (
        "2021",
        "an amount in yuan",
        Change({("fees", "amount_10k_yuan"): "25123500元"}),
        {"U-01"},
    ),
    ("2021", "an amount of ten billion", Change({("fees", "amount_10k_yuan"): "25123500"}), {"U-05"}),
    ("2019", "an amount without a unit", Change({("procurement", "amount"): "2512.35"}), {"U-06"}),
    (
        "2021",
        "a count in 万",
        Change({("licences", "decisions"): "1.2万"}),
        {"U-07:article20", "S-12:article20"},
    ),
    (
        "2021",
        "much carried over",
        Change(shifted({"new": 20, "carried_out": 20}), sections={1: ""}),
        {"P-03"},
    ),
    (
        "2021",
        "one result alone",
        Change(
            {
                **{
                    (c, a): "0"
                    for c in (
                        "partly_granted",
                        "refused_internal",
                        "refused_process",
                        "unable_not_held",
                        "rejected_petition",
                        "other_uncorrected",
                    )
                    for a in COLUMNS
                },
                **{("granted", a): FIGURES["concluded", a] for a in COLUMNS},
            }
        ),
        {"P-04"},
    ),
    (
        "2021",
        "a column twice",
        Change(
            {
                (code, column): str(figure)
                for code, figures in {
                    code: [int(FIGURES.get((code, a), "0")) for a in SIX]
                    for code in codes.row_codes("2021", "applications")
                }.items()
                for column, figure in (
                    ("research", figures[1]),
                    ("total", sum(figures) - figures[2] + figures[1]),
                )
            },
            sections={1: ""},
        ),
        {"P-05"},
    ),
    (
        "2021",
        "a row twice, as its neighbour",
        Change(
            shifted({"refused_internal": -1, "unable_not_held": 1})
            | shifted({"refused_internal": 1, "unable_not_held": -1}, ("business", "total"))
            | {("refused_internal", "total"): "2", ("unable_not_held", "total"): "17"}
        ),
        {"P-06"},
    ),
    (
        "2021",
        "secrets above a tenth",
        Change(
            {
                **{("refused_state_secret", a): FIGURES["unable_not_held", a] for a in COLUMNS},
                **row("unable_not_held", "0"),
            }
        ),
        {"P-09"},
    ),
    (
        "2021",
        "all suits corrected",
        Change(
            {
                ("litigation_direct", "upheld"): "0",
                ("litigation_direct", "other"): "0",
                ("litigation_direct", "pending"): "0",
                ("litigation_direct", "corrected"): "25",
            }
        ),
        {"P-10:litigation_direct"},
    ),
    (
        "2021",
        "figures that end in 0",
        Change(
            {
                key: figure if figure == "0" else figure + "0" if figure.isdigit() else "2510"
                for key, figure in FIGURES.items()
            },
            sections={1: ""},
        ),
        {"P-11"},
    ),
    (
        "2021",
        "a year among the figures",
        Change(shifted({"new": 1980, "granted": 1980, "concluded": 1980}), sections={1: ""}),
        {"P-12"},
    ),
    (
        "2021",
        "a title of another year",
        Change(identity={"title": "演示县2021年政府信息公开工作年度报告"}),
        {"D-01"},
    ),
    (
        "2021",
        "another scope than registered",
        Change(issues=[("warning", "scope_conflict", "planted")]),
        {"D-02"},
    ),
    ("2021", "published too soon", Change(identity={"published_on": date(2022, 12, 20)}), {"D-09"}),
    (
        "2021",
        "a period from May",
        Change(sections={0: "所列数据的统计期限自2022年5月15日起至2022年12月31日止。"}),
        {"D-10"},
    ),
]


@pytest.fixture(scope="module")
def results() -> list[list[CheckResult]]:
    """The results of every planted report, evaluated at once."""
    return list(evaluate_many([report(form, change) for form, _, change, _ in PLANTED]))


def failed(results: list[CheckResult]) -> set[str]:
    return {result.name for result in results if result.passed is False}


@pytest.mark.parametrize("form", codes.FORMS)
def test_a_clean_report_fails_nothing(form: str) -> None:
    (clean,) = evaluate_many([report(form)])
    assert failed(clean) == set()
    assert not [
        result.name
        for result in clean
        if result.passed is None and result.severity == "error" and result.reason_code != "not_in_form"
    ]


@pytest.mark.parametrize(
    "number", range(len(PLANTED)), ids=[f"{form} {name}" for form, name, _, _ in PLANTED]
)
def test_what_fails_is_what_was_planted(number: int, results: list[list[CheckResult]]) -> None:
    assert failed(results[number]) == PLANTED[number][3]


def test_every_check_is_planted() -> None:
    with (SEEDS / "checks.csv").open(encoding="utf-8", newline="") as file:
        own = {row["check_code"] for row in csv.DictReader(file) if not row["kind"].startswith("between")}
    planted = {name.partition(":")[0] for *_, names in PLANTED for name in names}
    assert own == planted
