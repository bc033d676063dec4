"""Names of bodies -> divisions, and the seed of divisions they are looked up in."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from transform import codes
from transform.codes import Division
from transform.identity.belonging import Belonging, division_of
from transform.identity.names import by_code, in_year, read_name

DATA = Path(__file__).parent / "data"
# Counties on the ministry's year-end lists; lists of 3,000 and more count development zones too.
COUNTIES = dict(
    zip(
        range(2008, 2026),
        (
            2859,
            2858,
            2856,
            2853,
            2852,
            2853,
            2854,
            2850,
            2851,
            2851,
            2851,
            2846,
            2844,
            2843,
            2843,
            2844,
            2846,
            2845,
        ),
        strict=True,
    )
)
OFFICES = ("", "人民政府", "人民政府办公室", "财政局", "城关镇人民政府", "市场监督管理局")


def hard_names() -> list[dict[str, str]]:
    with (DATA / "hard_names.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real(year: int) -> list[Division]:
    return [
        d for d in codes.divisions() if d.first_year <= year <= d.last_year and d.province_code != "990000"
    ]


def belonging(name: str, year: int = 2020, *lines: str, code: str = "", url: str = "") -> Belonging:
    return division_of(name, year, lines, None, code, url)


def code_of(found: Belonging) -> str | None:
    return found.division.code if found.division else None


def issues_of(found: Belonging) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.mark.parametrize("row", hard_names(), ids=lambda row: f"{row['name']}-{row['report_year']}")
def test_hard_names(row: dict[str, str]) -> None:
    """An empty code: the name alone does not tell, so none may be taken."""
    candidates = read_name(row["name"], int(row["report_year"])).candidates
    assert (candidates[0].code if len(candidates) == 1 else "") == row["division_code"]


def test_the_table_is_large_and_covers_every_kind() -> None:
    kinds = Counter(row["kind"] for row in hard_names())
    assert kinds.total() >= 200
    assert min(kinds.values()) >= 10


@pytest.mark.parametrize("year", [2008, 2014, 2020, 2025])
def test_every_division_is_found_by_its_full_path(year: int) -> None:
    for number, division in enumerate(real(year)):
        above = division.province_name if division.code != division.province_code else ""
        name = above + division.prefecture_name + division.name + OFFICES[number % len(OFFICES)]
        assert [d.code for d in read_name(name, year).candidates] == [division.code], name


@pytest.mark.parametrize("year", [2008, 2014, 2020, 2025])
def test_a_name_alone_gives_the_division_among_all_of_that_name(year: int) -> None:
    generic = ("城区", "郊区", "矿区", "东区", "西区")
    counties = [d for d in real(year) if d.is_county and d.name not in generic]
    named: dict[str, set[str]] = {}
    for division in real(year):
        named.setdefault(division.name, set()).add(division.code)
    for number, division in enumerate(counties):
        found = {d.code for d in read_name(division.name + OFFICES[number % len(OFFICES)], year).candidates}
        assert division.code in found
        # 东乡县 is also what 东乡族自治县 is called
        assert found == named[division.name] | ({"622926"} if division.name == "东乡县" else set())


@pytest.mark.parametrize(
    "name", ["三里街道", "县属国有企业", "本局", "该区住建局", "全县各乡镇", "各市县区", "西区街道办事处", ""]
)
def test_what_names_no_place_gives_none(name: str) -> None:
    assert read_name(name, 2020).candidates == ()


def test_what_follows_the_place_is_handed_on() -> None:
    assert read_name("山西省大同市广灵县壶泉镇人民政府", 2020).rest == "壶泉镇人民政府"
    assert read_name("西乌旗", 2020).rest == ""


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("500232", 2011, ["500232"]),  # 武隆县, a district since 2016
        ("500232", 2020, ["500156"]),
        ("500156", 2011, ["500232"]),
        ("140227", 2019, ["140215"]),  # 大同县 became 云州区
        ("330104", 2022, ["330102", "330114"]),  # 江干区 was divided
        ("330105", 2015, ["330105"]),  # 拱墅区 was there before it took in 下城区
        ("469003", 2020, ["460400"]),
    ],
)
def test_a_division_is_followed_through_the_years(code: str, year: int, expected: list[str]) -> None:
    division = by_code(code, year)
    assert division is not None
    assert sorted(d.code for d in in_year(division, year)) == expected


def test_one_of_several_is_told_by_the_words_of_the_page() -> None:
    found = belonging("鼓楼区人民政府", 2020, "首页 > 政务公开", "福州市人民政府", "鼓楼区2020年年报")
    assert (code_of(found), issues_of(found)) == ("350102", ["division_from_context"])


def test_one_of_several_is_not_told_by_a_page_that_names_two() -> None:
    found = belonging("鼓楼区人民政府", 2020, "福州市 南京市 徐州市")
    assert (code_of(found), issues_of(found)) == (None, ["division_ambiguous"])
    assert all(code in found.issues[0].message for code in ("320106", "320302", "350102", "410204"))


def test_prose_is_no_context() -> None:
    found = belonging("鼓楼区人民政府", 2020, "为学习福州市的先进经验，" + "本区组织了各类培训活动，" * 8)
    assert code_of(found) is None


def test_one_of_several_is_told_by_the_host_of_a_province() -> None:
    assert code_of(belonging("江北区教育局", 2020, url="http://jbq.cq.gov.cn/a.html")) == "500105"
    assert code_of(belonging("江北区教育局", 2020, url="http://www.jiangbei.gov.cn/a.html")) is None


def test_one_of_several_is_told_by_the_registry_without_an_issue() -> None:
    found = belonging("鼓楼区财政局", 2020, code="320302")
    assert (code_of(found), issues_of(found)) == ("320302", [])


@pytest.mark.parametrize(
    "name", ["县教育局", "水头镇", "三都县教育局", "开发区管委会", "贵州三都经济开发区管委会"]
)
def test_the_registry_stands_in_where_the_name_does_not_speak_against_it(name: str) -> None:
    found = belonging(name, 2020, code="522732")
    assert (code_of(found), issues_of(found)) == ("522732", [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("大同市人民政府", "140200"),
        ("山西省财政厅", "140000"),
        ("灵丘县人民政府", "140224"),
        ("某某县人民政府", None),
    ],
)
def test_a_name_of_another_place_beats_the_registry_with_an_error(name: str, code: str | None) -> None:
    found = belonging(name, 2020, code="140223")
    assert (code_of(found), issues_of(found)) == (code, ["division_conflict"])


def test_a_renamed_division_of_the_registry_is_the_one_of_the_report_year() -> None:
    for name in ("武隆县人民政府", "县教育局", "武隆区教育局"):
        found = belonging(name, 2011, code="500156")
        assert (code_of(found), issues_of(found)) == ("500232", []), name


def test_names_of_other_years_are_marked() -> None:
    assert issues_of(belonging("武隆区统计局", 2015)) == ["division_renamed"]
    divided = belonging("江干区人民政府", 2021)
    assert (code_of(divided), issues_of(divided)) == ("330104", ["division_not_of_year"])


def test_a_place_named_without_its_kind_is_marked() -> None:
    found = belonging("山东嘉祥经济开发区管理委员会", 2023)
    assert (code_of(found), issues_of(found)) == ("370829", ["division_from_short_name"])


def test_the_publisher_stands_in_with_a_warning() -> None:
    found = division_of("昌荣镇", 2025, [], "兴化市昌荣镇", "", "")
    assert (code_of(found), issues_of(found)) == ("321281", ["division_from_page"])


def test_the_seed_has_the_counties_of_each_year() -> None:
    assert {year: sum(d.is_county for d in real(year)) for year in COUNTIES} == COUNTIES


def test_a_code_names_one_division_a_year() -> None:
    for year in range(2008, 2027):
        assert max(Counter(d.code for d in real(year)).values()) == 1


def test_parents_are_divisions_of_the_same_years() -> None:
    named = {(d.code, d.name, year) for year in (2008, 2016, 2025) for d in real(year)}
    for year in (2008, 2016, 2025):
        for division in real(year):
            assert (division.province_code, division.province_name, year) in named
            if division.prefecture_code:
                assert (division.prefecture_code, division.prefecture_name, year) in named


def test_every_code_that_ended_has_successors_that_were_there_the_year_after() -> None:
    last = {d.code: d for d in codes.divisions()}  # in the order of their periods
    ended = [d for d in last.values() if d.last_year != codes.LASTING]
    assert len(ended) > 370
    for division in ended:
        assert division.successors, division
        for code in division.successors:
            assert any(
                d.code == code and d.first_year <= division.last_year + 1 <= d.last_year
                for d in codes.divisions()
            )


def test_aliases_are_short_for_one_kind_of_name_and_no_name_themselves() -> None:
    names = {d.name for d in codes.divisions()}
    for alias, name in codes.division_aliases().items():
        assert name in names
        assert alias[-1] == name[-1]
        # 东乡县 is also the full name of another county, in 江西 until 2016
        assert alias not in names or alias == "东乡县"
