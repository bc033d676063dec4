"""Where everything lies: the folders under the data folder, and the project's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawler.archive_place import Place, Raw

PROJECT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"
DIVISIONS = SEEDS / "divisions.csv"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The data folder (``--data``, make ``DATA=``) and what stands in it; absolute, made on first use.

    ``archive_url``: the object store the raw archive lies in, empty where it lies in the folder itself.
    """

    root: Path
    archive_url: str = ""

    @classmethod
    def at(cls, path: Path, archive_url: str = "") -> DataFolder:
        """The data folder at ``path``, created if it is not there."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(path.resolve(), archive_url)

    @property
    def raw(self) -> Path:
        """What this machine has of the raw archive: all of it, unless it lies in an object store."""
        return self.root / "raw"

    @property
    def archive(self) -> Raw:
        """The raw archive, wherever it lies."""
        return Place(self.raw, self.archive_url) if self.archive_url else self.raw

    @property
    def parquet(self) -> Path:
        """The facts, one folder a table."""
        return self.root / "parquet"

    @property
    def warehouse(self) -> Path:
        """The published warehouse."""
        return self.root / "warehouse.duckdb"

    @property
    def build(self) -> Path:
        """Where a new warehouse is made; same file system, so that it can be renamed into place."""
        return self.root / "build"

    @property
    def logs(self) -> Path:
        """Dated logs and run reports."""
        return self.root / "logs"

    @property
    def population(self) -> Path:
        """Optional input: residents by county and year."""
        return self.root / "reference" / "population.csv"
