"""Divisions through time: where the area of a division that ended is today."""

from __future__ import annotations

import duckdb
import pytest

# Code, its division of today, how it came there, divisions that one is made of.
HARD_CASES = [
    ("140223", ["140223"], "same", 1),  # 广灵县
    ("140227", ["140215"], "recoded", 1),  # 大同县 became 云州区 in 2018
    ("371202", ["370116"], "recoded", 1),  # 莱城区, when 莱芜 became a part of 济南 in 2018
    ("370181", ["370114"], "recoded", 1),  # 章丘市 became 章丘区 in 2016
    ("330103", ["330105"], "merged", 2),  # 下城区 into 拱墅区, 杭州 in 2021
    ("330104", ["330102", "330114"], "split", None),  # 江干区 to 上城区 and 钱塘区, 杭州 in 2021
    ("330114", ["330114"], "same", 1),  # 钱塘区, of 2021, is what it got of 江干区
    ("110103", ["110101"], "merged", 2),  # 崇文区 into 东城区 in 2010
    ("410322", ["410308"], "merged", 2),  # 孟津县 and 吉利区 became 孟津区 in 2021
    ("410306", ["410308"], "merged", 2),
    ("140203", ["140214"], "merged", 2),  # 矿区 and a part of 南郊区 became 云冈区, 大同 in 2018
    ("130421", ["130402", "130403"], "split", None),  # 邯郸县 in 2016
    ("500112", ["500157"], "merged", 2),  # 江北区 and 渝北区 became 两江新区 in 2025
]


@pytest.mark.parametrize(("code", "today", "relation", "ancestors"), HARD_CASES)
def test_hard_cases(
    warehouse: duckdb.DuckDBPyConnection, code: str, today: list[str], relation: str, ancestors: int | None
) -> None:
    rows = warehouse.execute(
        """
        select today_code, relation, ancestor_count, is_whole
        from marts.division_lineage where division_code = $1 order by today_code
        """,
        [code],
    ).fetchall()
    assert [row[0] for row in rows] == today
    assert {row[1] for row in rows} == {relation}
    assert {row[3] for row in rows} == {relation != "split"}
    assert ancestors is None or {row[2] for row in rows} == {ancestors}


def test_the_city_that_has_no_counties_any_more_is_no_county(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.sql(
        "select division_code, division_name from marts.division_lineage where relation = 'ended'"
    ).fetchall()
    assert rows == [("469003", "儋州市")]


def test_every_division_of_today_is_its_own(warehouse: duckdb.DuckDBPyConnection) -> None:
    apart = warehouse.sql(
        """
        select division_code from marts.division_lineage
        where (ended_on is null) <> (relation = 'same') or (relation = 'same' and division_code <> today_code)
        """
    ).fetchall()
    assert apart == []
