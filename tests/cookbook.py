"""The queries of docs/cookbook.md."""

from __future__ import annotations

import re
from pathlib import Path

COOKBOOK = Path(__file__).parents[1] / "docs" / "cookbook.md"

_QUERY = re.compile(r"^## (\d+) .*?^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def queries() -> dict[int, str]:
    """The SQL under each numbered question."""
    return {int(number): sql for number, sql in _QUERY.findall(COOKBOOK.read_text(encoding="utf-8"))}
