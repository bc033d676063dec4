"""The documentation of the warehouse: dbt's own site, and a data dictionary in Chinese and English."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import exits
from pipeline.console import say
from pipeline.paths import DBT_PROJECT, SEEDS, DataFolder
from pipeline.warehouse import BuildFailed, run_dbt

LABELS = DBT_PROJECT / "models" / "docs" / "column_labels.csv"

# Seeds whose rows are the meaning of codes: title, columns shown.
_CODES: dict[str, tuple[str, tuple[str, ...]]] = {
    "items": (
        "表格事项 Items of the forms",
        (
            "form_version",
            "table_name",
            "item_code",
            "measure_code",
            "item_label_zh",
            "measure_label_zh",
            "label_en",
            "unit",
        ),
    ),
    "applicants": ("申请人 Applicants", ("applicant_code", "label_zh", "label_en")),
    "indicators": (
        "指标 Indicators",
        ("indicator_code", "label_zh", "label_en", "unit", "higher_is", "remark_zh", "remark_en"),
    ),
    "checks": ("核对 Checks", ("check_code", "severity", "label_zh", "label_en", "formula")),
    "claims": ("叙述中的数字 Figures of the prose", ("claim_code", "label_zh", "label_en", "unit")),
    "reasons": ("原因 Reasons", ("reason_code", "label_zh", "label_en")),
}


def write_docs(data: DataFolder, sources: Path) -> int:
    """Write ``docs/index.html`` (dbt's site, one file) and ``docs/dictionary.md`` into the data folder.

    Needs no warehouse. Raises BuildFailed with dbt's words when dbt cannot read the project.
    """
    data.build.mkdir(parents=True, exist_ok=True)
    done = run_dbt(data, sources, "docs generate", "--static", "--empty-catalog")
    if done.returncode != 0:
        raise BuildFailed(f"dbt could not document the project:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    target = data.build / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    folder = data.root / "docs"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_bytes((target / "static_index.html").read_bytes())
    (folder / "dictionary.md").write_text(dictionary(manifest), encoding="utf-8")
    say(f"数据库文档 site: {folder / 'index.html'}")
    say(f"数据字典 dictionary: {folder / 'dictionary.md'}")
    return exits.OK


def dictionary(manifest: Mapping[str, Any]) -> str:
    """The data dictionary in Markdown: every mart with its columns, then the codes and what they mean."""
    labels = {row["column_name"]: row["label_zh"] for row in _rows(LABELS)}
    marts = sorted(
        (node for node in manifest["nodes"].values() if _is_mart(node)), key=lambda node: node["name"]
    )
    lines = ["# 数据字典 Data dictionary", ""]
    for node in marts:
        lines += [f"## marts.{node['name']}", "", _cell(node["description"]), ""]
        lines += _table(
            ("列 column", "名称", "类型 type", "说明 description"),
            (
                (f"`{name}`", labels[name], column.get("data_type") or "", column["description"])
                for name, column in node["columns"].items()
            ),
        )
    for seed, (title, columns) in _CODES.items():
        rows = _rows(SEEDS / f"{seed}.csv")
        shown = [column for column in columns if column in rows[0]]
        lines += [f"## {title}", ""]
        lines += _table(shown, ([row[column] for column in shown] for row in rows))
    return "\n".join(lines)


def _is_mart(node: Mapping[str, Any]) -> bool:
    return node["resource_type"] == "model" and node["fqn"][1] == "marts"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> list[str]:
    shown = [head, ["---"] * len(head), *rows]
    return [*("| " + " | ".join(map(_cell, row)) + " |" for row in shown), ""]


def _cell(text: str) -> str:
    """Text for one line of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
