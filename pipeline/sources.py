"""The source registry, checked and counted: which counties have a row, by province and by family of site."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.registry import Source, read_sources
from pipeline.console import print_table, say
from pipeline.paths import DIVISIONS

# default 40: a registry of two thousand rows may have many faults of one kind; `--json` has all.
MOST_LISTED = 40
RECOGNISED = "由页面识别 recognised from the page"


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division of today's map."""

    division_code: str
    name: str
    province: str


@dataclass(frozen=True, slots=True)
class Province:
    """A province's share of the registry: `counties` of today, how many `with_row`, `rows` and `enabled` rows."""

    name: str
    counties: int
    with_row: int
    rows: int
    enabled: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What the registry holds. `families` counts rows by `cms`; `problems` need a person."""

    rows: int
    enabled: int
    counties: int
    counties_with_row: int
    provinces: list[Province]
    families: dict[str, int]
    without_row: list[County]
    problems: list[str]


def sources(path: Path, *, as_json: bool) -> bool:
    """Print the registry's counts and faults; returns whether a person is needed.

    Raises crawler.registry.RegistryFileError when the file as a whole cannot be read.
    """
    summary = summarise(path)
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        _print(summary)
    return bool(summary.problems)


def summarise(path: Path) -> Summary:
    """Read the registry strictly and count it against the divisions seed; made-up counties count if they have rows."""
    rows, errors = read_sources(path, DIVISIONS)
    today, provinces = _divisions()
    registered = {row.division_code for row in rows}
    counties = [
        c for c in today.values() if c.division_code in registered or not _is_made_up(c.division_code)
    ]
    gone = [row for row in rows if row.division_code not in today]
    return Summary(
        rows=len(rows),
        enabled=sum(row.enabled for row in rows),
        counties=len(counties),
        counties_with_row=sum(county.division_code in registered for county in counties),
        provinces=_by_province(rows, counties, provinces),
        families=dict(Counter(row.cms or RECOGNISED for row in rows).most_common()),
        without_row=[county for county in counties if county.division_code not in registered],
        problems=[str(error) for error in errors] + [_gone(path, row) for row in gone],
    )


def _gone(path: Path, row: Source) -> str:
    return (
        f"{path} line {row.line}, column division_code: expected a county-level division of today, "
        f"found {row.division_code} {row.name}; name the division that took over its site"
    )


def _by_province(
    rows: Sequence[Source], counties: Sequence[County], provinces: dict[str, str]
) -> list[Province]:
    registered = {row.division_code for row in rows}
    total = Counter(county.province for county in counties)
    with_row = Counter(county.province for county in counties if county.division_code in registered)
    all_rows = Counter(provinces[row.division_code] for row in rows)
    enabled = Counter(provinces[row.division_code] for row in rows if row.enabled)
    return [
        Province(name, total[name], with_row[name], all_rows[name], enabled[name])
        for name in dict.fromkeys(provinces.values())
        if total[name] or all_rows[name]
    ]


def _divisions() -> tuple[dict[str, County], dict[str, str]]:
    """The counties of today by code, and the province of every code there has been, in the seed's order."""
    today: dict[str, County] = {}
    provinces: dict[str, str] = {}
    with DIVISIONS.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            code = row["division_code"]
            provinces[code] = row["province_name"]
            # Codes ending in 00 are prefectures and provinces, as in stg_reference__divisions.
            if not code.endswith("00") and not row["valid_to"]:
                today[code] = County(code, row["division_name"], row["province_name"])
    return today, provinces


def _is_made_up(division_code: str) -> bool:
    return division_code.startswith("99")


def _print(summary: Summary) -> None:
    print_table(
        "各省来源 Sources by province",
        ["省 province", "县级 counties", "已登记 with a row", "未登记 without", "来源 rows", "启用 enabled"],
        [
            (p.name, p.counties, p.with_row, p.counties - p.with_row, p.rows, p.enabled)
            for p in summary.provinces
        ],
        right="lrrrrr",
    )
    print_table(
        "网站类型 Families of sites", ["类型 family", "来源 rows"], list(summary.families.items()), right="lr"
    )
    for problem in summary.problems[:MOST_LISTED]:
        say(f"! {problem}")
    if len(summary.problems) > MOST_LISTED:
        say(f"! … 另有 {len(summary.problems) - MOST_LISTED} 项，用 --json 查看 more: see --json")
    say(
        f"来源 rows: {summary.rows}（启用 enabled {summary.enabled}）  "
        f"县级 counties: {summary.counties_with_row}/{summary.counties}  问题 problems: {len(summary.problems)}"
    )
