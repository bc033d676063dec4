"""Identities of 542 published reports, as a reader noted them, against what their titles and page heads give.

``observed_identity.jsonl`` has one report a line: its title (lines of it apart), the words above, under and after
it, and what it is: issuer, level, county, year, date, scope and division. Addresses of copies on other domains keep
only their path. ``scope`` is that of the printed title: a title that names only the place is the government's, though
its office may have signed it. Pages whose title was not seen have none; only their issuer's name is resolved.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest

from transform.identity import Identity, Known, identify
from transform.identity.belonging import division_of

DATA = Path(__file__).parent / "data" / "observed_identity.jsonl"
REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
TRADITIONAL = opencc.OpenCC("s2t")
SECTIONS = [
    "一、总体情况",
    "本机关认真贯彻落实《中华人民共和国政府信息公开条例》(2019年修订)，按国办公开办函〔2021〕30号编制本报告。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
]
# A field that differs from what was noted, or is missing, and why. Everything else must be as noted.
NO_REPORT = {
    "清远市农业农村局": "only the end of the title is left: 工作年度报告",
    "莘县王庄集镇人民政府": "an explanation of a report: …报告(解读)",
    "武威市人民政府办公室": "a notice on compiling reports",
}
NO_YEAR = {
    "阿里地区旅游发展局": "the title has no year, the page no date",
    "保康县农业农村局": "the title has no year; that of the address is not the page's word",
}
OTHER_DATE = {
    "湖北省人民政府办公厅": "the page's date lies inside the report year; that of the address does not",
    "环县人民政府": "the page has only a 生效日期, which is no date of publication",
}
NO_SCOPE = {
    "屯昌县(环境卫生类部门,局名未见)": "a title without a body",
    "定州市经济开发区管委会": "a title without a body",
    "攸县行政审批服务局": "a title without a body",
    "保康县农业农村局": "a title without a body",
    "新乐市审计局": "a title without a body",
    "二道区房屋征收工作管理办公室": "a title without a body",
    "吉林市卫生健康委员会": "a title without a body",
    "审计署": "a body of the state, not of a county",
}
OTHER_DIVISION = {"天津经济技术开发区管委会": "called after 天津, belongs to 滨海新区"}


@cache
def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def titled() -> list[dict[str, Any]]:
    return [record for record in records() if record.get("titles") and record["issuer"] not in NO_REPORT]


def page(record: dict[str, Any], shape: Callable[[list[str]], list[str]] = list) -> list[str]:
    titles = [part for title in record["titles"] for part in title.split()]
    if record.get("quoted"):
        titles = []
    sentence = [f"根据有关规定，现公布《{record['titles'][0]}》。"] if record.get("quoted") else []
    above = shape(record.get("head", []))
    return [*above, *titles, *record.get("under", []), *sentence, *SECTIONS, *record.get("end", [])]


def read(
    record: dict[str, Any], shape: Callable[[list[str]], list[str]] = list, *, registered: bool = False
) -> Identity:
    code = record.get("division_code", "") if registered else ""
    known = Known(url=record.get("url", ""), division_code=code)
    return identify(page(record, shape), {"title": record.get("site_title", "")}, known)


def flagged(found: Identity, *starts: str) -> bool:
    return any(issue.code.startswith(starts) for issue in found.issues)


def test_the_data_agree_with_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference records are not here")
    reference = [
        json.loads(line)
        for name in ("observed-2019form-and-earlier.jsonl", "observed-2021form.jsonl")
        for line in (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    ]
    assert len(reference) == len(records())
    for theirs, ours in zip(reference, records(), strict=True):
        assert ours["issuer"] == theirs["issuer"]
        assert ours["level"] == theirs["level"]
        assert ours.get("report_year") == theirs["report_year"]
        assert ours.get("county", "") == (theirs["county"] or "")
        assert all(title in theirs["title"] for title in ours.get("titles", []))
        if on := ours.get("published_on"):
            year, month, day = on.split("-")
            assert re.search(rf"{year}\D+0?{int(month)}\D+0?{int(day)}(?!\d)", theirs["published_date"]), on


def test_years_are_as_noted() -> None:
    for record in titled():
        found = read(record)
        if record["issuer"] in NO_YEAR and found.report_year is None:
            assert flagged(found, "year_not_found")
        else:
            assert found.report_year == record["report_year"], record


def test_what_is_no_report_has_no_title() -> None:
    found = {record["issuer"]: read(record).is_report for record in records() if record.get("titles")}
    assert {issuer for issuer, is_report in found.items() if not is_report} == set(NO_REPORT)


def test_scopes_are_as_noted_or_missing_with_an_issue() -> None:
    for record in titled():
        found = read(record)
        if found.scope != record["scope"]:
            assert record["issuer"] in NO_SCOPE, (record["issuer"], found.scope)
            assert found.scope is None
            assert flagged(found, "scope_not_found")


def test_divisions_are_as_noted_or_missing_with_an_issue() -> None:
    counts: Counter[str] = Counter()
    for record in titled():
        found = read(record)
        right = found.division_code == record.get("division_code")
        counts["right" if right else "flagged"] += 1
        if not right:
            assert flagged(found, "division_"), record
            assert found.division_code is None or record["issuer"] in OTHER_DIVISION
    assert counts["right"] == 243


def test_divisions_are_as_noted_where_the_source_is_registered() -> None:
    for record in titled():
        if "division_code" in record:
            found = read(record, registered=True)
            assert found.division_code == record["division_code"], record
            assert not flagged(found, "division_"), record


def test_issuers_resolve_to_the_noted_division_or_to_none() -> None:
    counts: Counter[str] = Counter()
    for record in records():
        if "division_code" not in record:
            continue
        found = division_of(record["issuer"], record.get("report_year"), [], None, "", "")
        code = found.division.code if found.division else None
        counts["right" if code == record["division_code"] else "flagged"] += 1
        if code != record["division_code"]:
            assert found.issues, record
    assert counts["right"] >= 512


def one_line(head: list[str]) -> list[str]:
    return ["  ".join(head)] if head else []


def next_line(head: list[str]) -> list[str]:
    return [part for line in head for part in re.split(r"(?<=[期间构源])\s*[：:]\s*", line, maxsplit=1)]


def pipes(head: list[str]) -> list[str]:
    cells = [part for line in head for part in re.split(r"(?<=[期间构源])\s*[：:]\s*", line, maxsplit=1)]
    return [f"| {' | '.join(cells)} |"] if cells else []


def bullets(head: list[str]) -> list[str]:
    return [f"* {line}" for line in head]


def brackets(head: list[str]) -> list[str]:
    return [f"【{'   '.join(head)} 】"] if head else []


def spaced(head: list[str]) -> list[str]:
    def space(match: re.Match[str]) -> str:
        return " ".join(match[0])

    return [re.sub(r"发布日期|发布时间|发文日期|成文日期|发布机构|索引号", space, line) for line in head]


def full_width(head: list[str]) -> list[str]:
    wide = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}
    return [line.translate(wide) for line in head]


def traditional(head: list[str]) -> list[str]:
    return [TRADITIONAL.convert(line) for line in head]


@pytest.mark.parametrize(
    "shape",
    [list, one_line, next_line, pipes, bullets, brackets, spaced, full_width, traditional],
    ids=lambda shape: shape.__name__,
)
def test_dates_are_as_noted_in_every_shape_of_the_page_head(shape: Callable[[list[str]], list[str]]) -> None:
    counts: Counter[str] = Counter()
    for record in titled():
        found = read(record, shape)
        on = found.published_on.isoformat() if found.published_on else ""
        counts["right" if on == record.get("published_on", "") else "other"] += 1
        if on != record.get("published_on", "") and record["issuer"] not in OTHER_DATE:
            assert shape is not list, record
            assert not on or flagged(found, "date_"), (record, found)
    assert counts["other"] <= (len(OTHER_DATE) if shape is list else 12), counts
