"""`nianbao sources`: counts and faults of a registry, for people and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.pipeline.test_cli import HEADER, restored_logging, run

__all__ = ["restored_logging"]

ROWS = [
    "140223,广灵县,,http://www.guangling.gov.cn/zwgk/nb/,trs_wcm,,true,seen by hand",
    "140223,广灵县,office,http://www.guangling.gov.cn/zfb/nb/,,,false,seen by hand",
    "140902,忻府区,,http://www.sxxf.gov.cn/nb/,,,true,seen by hand",
    "330522,长兴县,,http://www.zjcx.gov.cn/nb/,trs_wcm,,true,seen by hand",
]


def registry(folder: Path, *rows: str) -> str:
    path = folder / "sources.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_counts_rows_and_counties_by_province_and_family(tmp_path: Path) -> None:
    code, out, _ = run("sources", "--sources", registry(tmp_path, *ROWS), "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["rows"], found["enabled"], found["counties_with_row"], found["problems"]) == (4, 3, 3, [])
    provinces = {province["name"]: province for province in found["provinces"]}
    assert len(provinces) == 31
    shanxi = provinces["山西省"]
    assert (shanxi["counties"], shanxi["with_row"], shanxi["rows"], shanxi["enabled"]) == (117, 2, 3, 2)
    assert provinces["浙江省"]["with_row"] == 1
    assert provinces["北京市"]["with_row"] == provinces["北京市"]["rows"] == 0
    assert found["families"]["trs_wcm"] == 2
    assert sum(found["families"].values()) == 4
    without = {county["division_code"] for county in found["without_row"]}
    assert len(without) == found["counties"] - 3 == sum(p["counties"] for p in provinces.values()) - 3
    assert "140223" not in without
    assert "140212" in without
    # 大同县 became 云州区 in 2018: a county of the past is not one that lacks a row.
    assert "140227" not in without
    assert not any(code.startswith("99") for code in without)


def test_the_table_shows_provinces_families_and_the_sum(tmp_path: Path) -> None:
    code, out, _ = run("sources", "--sources", registry(tmp_path, *ROWS))
    assert code == 0
    assert [
        cell.strip() for cell in next(line for line in out.splitlines() if "山西省" in line).split("│")
    ] == [
        "",
        "山西省",
        "117",
        "2",
        "115",
        "3",
        "2",
        "",
    ]
    assert "recognised from the page" in out
    assert "problems: 0" in out


def test_every_fault_is_named_and_the_exit_code_is_1(tmp_path: Path) -> None:
    bad = "140223,广陵县,,http://www.guangling.example.com/,,,yes,seen by hand"
    former = "140227,大同县,,http://www.ytdt.gov.cn/nb/,,,true,seen by hand"
    code, out, _ = run("sources", "--sources", registry(tmp_path, *ROWS, bad, former))
    assert code == 1
    problems = [line for line in out.splitlines() if line.startswith("! ")]
    columns = [re.search(r"column (\w+): expected", problem) for problem in problems]
    assert [column and column.group(1) for column in columns] == [
        "name",
        "column_url",
        "enabled",
        "division_code",
    ]
    assert all("line 6" in problem for problem in problems[:3])
    assert "line 7" in problems[3]
    assert "140227 大同县" in problems[3]
    assert "rows: 5" in out


def test_a_file_that_is_no_registry_is_wrong_usage(tmp_path: Path) -> None:
    code, _, err = run("sources", "--sources", str(tmp_path / "nowhere.csv"))
    assert code == 2
    assert "nowhere.csv" in err


def test_discover_writes_a_new_file_and_never_an_old_one(tmp_path: Path) -> None:
    sites, out = tmp_path / "sites.txt", tmp_path / "rows.csv"
    sites.write_text("http://www.guangling.example.com/ 140223\n", encoding="utf-8")
    code, printed, err = run("discover", str(sites), "--out", str(out))
    assert (code, printed) == (1, "")
    assert out.read_text("utf-8") == HEADER
    assert "sites.txt line 1" in err
    assert "borrowed domains" in err.replace("\n", " ")
    code, _, err = run("discover", str(sites), "--out", str(out))
    assert code == 2
    assert "is there already" in err
