"""`sources.csv`, read strictly: good rows are returned, bad ones are errors that name line and column."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.adapters import NAMES
from crawler.urls import host_of, normalise

COLUMNS = ("division_code", "name", "scope", "column_url", "cms", "extra_hosts", "enabled", "evidence")
SCOPES = ("", "government", "office", "department", "township", "other")
ENABLED = {"true": True, "yes": True, "false": False, "no": False}

_DIVISION_CODE = re.compile(r"[0-9]{6}")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")


class RegistryFileError(Exception):
    """The registry as a whole cannot be read: missing, not UTF-8, or another header than COLUMNS."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the registry: a column of annual reports and the division it belongs to.

    `cms` is an adapter's name or empty (recognise it), `extra_hosts` may be requested besides the host of
    `column_url`, `line` is where the row stands in the file.
    """

    division_code: str
    name: str
    scope: str
    column_url: str
    cms: str
    extra_hosts: tuple[str, ...]
    enabled: bool
    evidence: str
    line: int

    @property
    def hosts(self) -> frozenset[str]:
        """Every host this row allows to be requested."""
        return frozenset((host_of(self.column_url), *self.extra_hosts))


@dataclass(frozen=True, slots=True)
class RegistryError:
    """One thing wrong with one row."""

    file: str
    line: int
    column: str
    expected: str
    found: str

    def __str__(self) -> str:
        return (
            f"{self.file} line {self.line}, column {self.column}: expected {self.expected}, "
            f"found {self.found!r}; correct the row (the other rows are used)"
        )


def read_sources(path: Path, divisions_path: Path) -> tuple[list[Source], list[RegistryError]]:
    """Read the registry; division codes must be in the column division_code of `divisions_path`.

    Raises RegistryFileError when either file as a whole cannot be read.
    """
    known = _division_codes(divisions_path)
    sources: list[Source] = []
    errors: list[RegistryError] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in _rows(path):
        if len(cells) != len(COLUMNS):
            found = f"{len(cells)} cells: {','.join(cells)[:120]}"
            place = COLUMNS[min(len(cells), len(COLUMNS) - 1)]
            errors.append(RegistryError(str(path), line, place, f"{len(COLUMNS)} cells in the row", found))
            continue
        row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        wrong = [
            RegistryError(str(path), line, column, expected, row[column])
            for column, expected in _faults(row, known)
        ]
        if not wrong:
            source = _source(row, line)
            first = seen.setdefault((source.division_code, source.column_url), line)
            if first == line:
                sources.append(source)
            else:
                expected = f"a column_url not listed before for this division (it is on line {first})"
                wrong = [RegistryError(str(path), line, "column_url", expected, row["column_url"])]
        errors += wrong
    return sources, errors


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line of the row's last character, cells) of every row after the header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            if tuple(header) != COLUMNS:
                raise RegistryFileError(
                    f"{path} line 1: expected the header {','.join(COLUMNS)}, found {','.join(header)[:99]!r}"
                )
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except OSError as error:
        raise RegistryFileError(
            f"{path}: cannot be read ({error.strerror}); name it with --sources"
        ) from error
    except UnicodeDecodeError as error:
        raise RegistryFileError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except csv.Error as error:
        raise RegistryFileError(f"{path} line {reader.line_num}: not readable as CSV ({error})") from error


def _faults(row: dict[str, str], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(column, what was expected) for every cell that is wrong."""
    if not _DIVISION_CODE.fullmatch(row["division_code"]):
        yield "division_code", "six digits (GB/T 2260)"
    elif row["division_code"] not in known:
        yield "division_code", "a code listed in the divisions seed"
    if not row["name"]:
        yield "name", "the division's name"
    if row["scope"] not in SCOPES:
        yield "scope", "one of " + ", ".join(SCOPES[1:]) + " or nothing"
    try:
        normalise(row["column_url"])
    except ValueError:
        yield "column_url", "an http or https address"
    if row["cms"] and row["cms"] not in NAMES:
        yield "cms", "one of " + ", ".join(NAMES) + " or nothing"
    if not all(_HOST.fullmatch(host) for host in row["extra_hosts"].lower().split()):
        yield "extra_hosts", "host names, with a port where needed, separated by spaces"
    if row["enabled"].lower() not in ENABLED:
        yield "enabled", "true or false"


def _source(row: dict[str, str], line: int) -> Source:
    return Source(
        division_code=row["division_code"],
        name=row["name"],
        scope=row["scope"],
        column_url=normalise(row["column_url"]),
        cms=row["cms"],
        extra_hosts=tuple(row["extra_hosts"].lower().split()),
        enabled=ENABLED[row["enabled"].lower()],
        evidence=row["evidence"],
        line=line,
    )


def _division_codes(path: Path) -> frozenset[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            if "division_code" not in (reader.fieldnames or ()):
                raise RegistryFileError(f"{path} line 1: expected a column division_code")
            return frozenset(row["division_code"] for row in reader)
    except OSError as error:
        raise RegistryFileError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryFileError(f"{path}: not readable as UTF-8 CSV ({error})") from error
