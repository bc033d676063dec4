"""Claims: what sentences state, by the sentences of data/claims.csv, written by hand as reports print them.

``data/observed_figures.csv`` holds figures that real reports state in their prose, as printed (1.1万余, 27份, 零).
The figures alone were recorded, not the sentences, so they are put into sentences of ours: what they test is the
reading of the figures and that none is lost or given to another subject, not the wording of those reports.
"""

from __future__ import annotations

import csv
import re
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from transform.claims import MAX_CLAIMS, MAX_QUOTE, Claim, claim_units, claims_of, patterns
from transform.claims.figures import chinese_number, figure_places, plain_characters, read_figure
from transform.codes import SEEDS
from transform.sections import Section

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str, *, section_no: int = 1, year: int | None = 2022) -> list[Claim]:
    return claims_of([Section(section_no, None, text)], year)


def said(claims: list[Claim]) -> list[str]:
    return [
        f"{claim.claim_code}={'' if claim.value is None else format(claim.value.normalize(), 'f')}"
        for claim in claims
    ]


SENTENCES = rows("claims.csv")


@pytest.mark.parametrize("row", SENTENCES, ids=[f"{row['check']}-{i}" for i, row in enumerate(SENTENCES)])
def test_sentence(row: dict[str, str]) -> None:
    claims = read(row["sentence"])
    assert said(claims) == row["claims"].split()
    for claim in claims:
        assert claim.quote in row["sentence"]
        assert claim.unit == claim_units()[claim.claim_code]


def test_every_code_has_sentences_and_every_check_refusals() -> None:
    stated = {claim.split("=")[0] for row in SENTENCES for claim in row["claims"].split()}
    assert stated >= claim_units().keys() - {"share_partly_granted", "share_rejected", "share_other"}
    assert {row["check"] for row in SENTENCES} >= {f"N-{number:02}" for number in range(1, 21)}
    assert sum(not row["claims"] for row in SENTENCES) >= 20


def test_the_seed_defines_every_code_that_the_patterns_name() -> None:
    codes = patterns.OF_APPLICATIONS | patterns.REVIEWS | patterns.DOCUMENTS
    assert claim_units().keys() >= codes | patterns.ITEMS
    assert claim_units().keys() >= {f"share_{outcome}" for outcome in patterns.OUTCOMES}
    with (SEEDS / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert all(row.values()), row
            assert re.fullmatch(r"N-\d\d", row["checks"])


# --- observed figures, in sentences of ours -------------------------------------------------------------------

PHRASES = {
    "items_published": "全年主动公开政府信息{}",
    "items_website": "通过政府门户网站公开政府信息{}",
    "items_wechat": "通过微信公众号发布信息{}",
    "items_weibo": "政务微博发布信息{}",
    "items_new_media": "政务新媒体发布信息{}",
    "received": "全年共收到政府信息公开申请{}",
    "natural_person": "其中自然人申请{}",
    "channel_in_person": "当面申请{}",
    "channel_online": "网络申请{}",
    "channel_letter": "信函申请{}",
    "carried_in": "上年结转政府信息公开申请{}",
    "concluded": "办结政府信息公开申请{}",
    "granted": "予以公开{}",
    "partly_granted": "部分公开{}",
    "refused": "不予公开{}",
    "unable": "无法提供{}",
    "rejected": "不予处理{}",
    "other": "其他处理{}",
    "carried_out": "结转下年度继续办理{}",
    "reconsideration": "因政府信息公开被申请行政复议{}",
    "litigation": "因政府信息公开被提起行政诉讼{}",
    "corrected": "被依法纠正{}",
    "docs_made": "制发行政规范性文件{}",
    "docs_repealed": "废止行政规范性文件{}",
    "docs_in_force": "现行有效行政规范性文件{}",
}
COUNTER = re.compile(r"[件条宗例项起份次]+$")


def expected_value(printed: str) -> Decimal | None:
    """The figure as a person reads it: 余, 餘, 多, 近 and 超 make a bound."""
    if re.search("[余餘多近超]", printed):
        return None
    number = COUNTER.sub("", printed)
    number = {"零": "0", "一": "1"}.get(number, number)
    return Decimal(number.rstrip("万")) * (10_000 if number.endswith("万") else 1)


OBSERVED = rows("observed_figures.csv")


@pytest.mark.parametrize("row", OBSERVED, ids=[f"{row['report_year']}-{row['issuer']}" for row in OBSERVED])
def test_observed_figures(row: dict[str, str]) -> None:
    figures = dict(figure.split("=") for figure in row["figures"].split())
    phrases = []
    for code, phrase in PHRASES.items():
        if code in figures:
            printed = figures[code].removesuffix("1项") if "件1项" in figures[code] else figures[code]
            counter = "" if COUNTER.search(printed) else "条" if code.startswith("items") else "件"
            phrases.append(phrase.format(printed + counter))
    year = int(row["report_year"])
    prose = "依申请公开情况。" if {"granted", "refused", "carried_out"} & figures.keys() else ""
    claims = read(f"{prose}{year}年，{'，'.join(phrases)}。", year=year)
    assert Counter((claim.claim_code, claim.value) for claim in claims) == Counter(
        (code, expected_value(printed.replace("件1项", "件"))) for code, printed in figures.items()
    )


# --- context ----------------------------------------------------------------------------------------------------


def test_a_sub_heading_says_what_the_figures_below_it_are_of() -> None:
    assert said(read("（二）依申请公开情况\n全年共收到申请12件，答复11件。")) == [
        "received=12",
        "concluded=11",
    ]
    assert said(read("（四）平台建设情况\n全年共收到申请12件，答复11件。")) == []
    assert said(
        read("（二）依申请公开情况\n共收到申请2件。\n（三）信箱办理情况\n共收到来信12件，答复11件。")
    ) == ["received=2"]


def test_the_section_says_what_its_figures_are_of() -> None:
    assert said(read("全年收到行政复议2件，行政诉讼1件。", section_no=4)) == [
        "reconsideration=2",
        "litigation=1",
    ]
    assert said(read("全年收到行政复议2件，行政诉讼1件。", section_no=5)) == []
    assert said(read("本年度收到申请3件，办结3件。", section_no=3)) == ["received=3", "concluded=3"]
    assert said(read("未收取任何费用。", section_no=6)) == ["processing_fee_yuan=0"]
    assert said(read("未收取任何费用。", section_no=1)) == []


def test_wrapped_lines_are_read_as_one_and_digits_over_a_break_are_not_joined() -> None:
    wrapped = "2022年，全县各级行政机关依法办理，共收到政府信息公\n开申请57件，其中予以公\n开22件。"
    assert said(read(wrapped)) == ["received=57", "granted=22"]
    assert read(wrapped)[0].quote == "共收到政府信息公开申请57件"
    assert said(read("2022年，全县各级行政机关共收到政府信息公开申请1\n2件。")) == []


def test_another_year_is_told_only_against_a_known_year() -> None:
    sentence = "2021年收到政府信息公开申请40件。"
    assert said(read(sentence, year=2021)) == ["received=40"]
    assert said(read(sentence, year=2022)) == ["other_year=2021"]
    assert said(read(sentence, year=None)) == ["received=40"]


def test_a_year_that_opens_a_paragraph_holds_for_its_sentences() -> None:
    assert said(read("2021年，我局扎实推进工作。共收到政府信息公开申请40件。")) == ["other_year=2021"]


def test_a_paragraph_of_reviews_of_all_kinds_makes_no_claims_of_disclosure() -> None:
    text = "（三）依法行政情况\n全年办理行政复议案件56件，纠正12件；行政应诉案件24件，败诉2件。"
    assert said(read(text)) == []


# --- quotes -----------------------------------------------------------------------------------------------------


def test_a_quote_is_the_clauses_from_subject_to_figure_as_printed() -> None:
    claim = read("本年，全縣共收到政府信息公開申請５７件（含上年结转），較上年多。")[0]
    assert (claim.value, claim.quote) == (57, "全縣共收到政府信息公開申請５７件")


def test_long_digit_strings_other_than_the_figure_are_masked() -> None:
    claim = read("申请人13800138000（证号140223199001010011）提交政府信息公开申请1件；电话0352-8822626")[0]
    assert "138001" not in claim.quote
    assert "140223" not in claim.quote
    claim = read("收到13800138000提交的政府信息公开申请1件。")[0]
    assert claim.quote == "收到***********提交的政府信息公开申请1件"
    assert read("主动公开政府信息12345678条。")[0].quote == "主动公开政府信息12345678条"


def test_a_quote_is_bounded_and_keeps_the_figure() -> None:
    padding = "各乡镇人民政府和县政府各部门"
    for text in (f"{padding * 60}共收到政府信息公开申请57件", f"收到政府信息公开申请57件{padding * 60}"):
        claim = read(text)[0]
        assert len(claim.quote) <= MAX_QUOTE
        assert "57件" in claim.quote


# --- figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("三百二十", 320),
        ("两千", 2000),
        ("两", 2),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["百", "一二", "十百", "一百二百", "零百", "千千"])
def test_what_is_no_chinese_number(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("第二十条第(一)项规定", []),
        ("统一条件，第3件，2022年1月，12人", []),
        ("1,204件、2.4万条、0件次", ["1204", "24000", "0"]),
        ("三百余条、近5000条、20余万条、30件以上", [None, None, None, None]),
        ("3至5件、10-12条", []),
        ("收取0.05万元、99.6%", ["500", "99.6"]),
        ("高效办成一件事", []),
        ("123456789012345678件", [None]),
    ],
)
def test_figures_of_a_text(text: str, printed: list[str | None]) -> None:
    figures = [read_figure(place) for place in figure_places(plain_characters(text))]
    found = [figure.value for figure in figures if figure is not None]
    assert found == [None if number is None else Decimal(number) for number in printed]


# --- hostile text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请1件，" * 40_000,
        "共计共有" * 50_000 + "1件",
        "收到" + "公民、法人和其他组织" * 40_000 + "申请1件",
        "未" * 200_000,
        "《" * 200_000,
        "1," * 200_000,
        "一" * 300_000,
        "20年" * 100_000,
        "\n" * 300_000,
        "依申请公开" + "（" * 100_000 + "1件",
    ],
    ids=lambda text: text[:8].strip() or "breaks",
)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    started = time.process_time()
    claims = read(text)
    assert time.process_time() - started < 5
    assert len(claims) <= MAX_CLAIMS
