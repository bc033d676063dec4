"""`sources.csv`, read strictly: good rows are returned, bad ones are errors that name line and column.

Only hosts below `.gov.cn` at the usual ports are taken on trust: copies of county sites stand on borrowed domains
with altered text. A row with another host (a bare address, a back-end port) says why in its `evidence`, which
then begins with UNUSUAL_HOST and a reason. Loopback hosts need none.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.adapters import NAMES, RENDERED
from crawler.urls import host_of, hostname, is_loopback, normalise

COLUMNS = ("division_code", "name", "scope", "column_url", "cms", "extra_hosts", "enabled", "evidence")
SCOPES = ("", "government", "office", "department", "township", "other")
ENABLED = {"true": True, "false": False}
UNUSUAL_HOST = "unusual host:"

_DIVISION_CODE = re.compile(r"[0-9]{6}")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")
_UNUSUAL = re.compile(rf"{UNUSUAL_HOST}\s*\S")


class RegistryFileError(Exception):
    """The registry as a whole cannot be read: missing, not UTF-8, or another header than COLUMNS."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the registry: a column of annual reports and the division it belongs to.

    `cms` is an adapter's name, RENDERED or empty (recognise it), `extra_hosts` may be requested besides the host of
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
class Fault:
    """What is wrong with one cell: its column, what was expected there, what to do about it."""

    column: str
    expected: str
    action: str = "correct the cell"


@dataclass(frozen=True, slots=True)
class RegistryError:
    """One thing wrong with one row."""

    file: str
    line: int
    column: str
    expected: str
    found: str
    action: str

    def __str__(self) -> str:
        return (
            f"{self.file} line {self.line}, column {self.column}: expected {self.expected}, "
            f"found {self.found[:200]!r}; {self.action} (the other rows are used)"
        )


def read_sources(path: Path, divisions_path: Path) -> tuple[list[Source], list[RegistryError]]:
    """Read the registry; codes and names are held against division_code and division_name of `divisions_path`.

    Raises RegistryFileError when either file as a whole cannot be read.
    """
    known = _division_names(divisions_path)
    sources: list[Source] = []
    errors: list[RegistryError] = []
    seen: dict[tuple[str, str], int] = {}
    for line, cells in _rows(path):
        if len(cells) != len(COLUMNS):
            found = f"{len(cells)} cells: {','.join(cells)}"
            place = COLUMNS[min(len(cells), len(COLUMNS) - 1)]
            expected, action = (
                f"{len(COLUMNS)} cells in the row",
                "add what is missing, close quotes, put commas in quotes",
            )
            errors.append(RegistryError(str(path), line, place, expected, found, action))
            continue
        row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        faults = list(_faults(row, known))
        if not faults:
            source = _source(row, line)
            first = seen.setdefault((source.division_code, source.column_url), line)
            if first == line:
                sources.append(source)
            else:
                expected = f"a column_url not listed before for this division (it is on line {first})"
                faults = [Fault("column_url", expected, "delete one of the two rows")]
        errors += [
            RegistryError(str(path), line, fault.column, fault.expected, row[fault.column], fault.action)
            for fault in faults
        ]
    return sources, errors


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row after the header; a line that is not CSV is given as one cell.

    A row is one line, so that a quote left open spoils its own row and not the rest of the file.
    """
    try:
        with path.open(encoding="utf-8-sig") as stream:
            header = _cells(stream.readline())
            if tuple(header) != COLUMNS:
                raise RegistryFileError(
                    f"{path} line 1: expected the header {','.join(COLUMNS)}, found {','.join(header)[:99]!r}; "
                    "restore the first line"
                )
            for line, text in enumerate(stream, start=2):
                if text.strip(", \t\n"):
                    yield line, _cells(text)
    except OSError as error:
        raise RegistryFileError(
            f"{path}: cannot be read ({error.strerror}); name it with --sources"
        ) from error
    except UnicodeDecodeError as error:
        raise RegistryFileError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return [text.rstrip("\n")]


def _faults(row: dict[str, str], known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Every cell of a row that is wrong."""
    names = known.get(row["division_code"])
    if not _DIVISION_CODE.fullmatch(row["division_code"]):
        yield Fault("division_code", "six digits (GB/T 2260)")
    elif names is None:
        action = "correct the code, or add the division to dbt_project/seeds/divisions.csv"
        yield Fault("division_code", "a code listed in the divisions seed", action)
    elif row["name"] not in names:
        expected = f"the name of {row['division_code']}: {' or '.join(sorted(names))}"
        yield Fault("name", expected, "correct the name or the code")
    if row["scope"] not in SCOPES:
        yield Fault("scope", "one of " + ", ".join(SCOPES[1:]) + " or nothing")
    yield from _host_faults(row)
    if row["cms"] not in ("", *NAMES, RENDERED):
        action = "correct it, or leave it empty: the family is then recognised from the page"
        yield Fault("cms", f"one of {', '.join(NAMES)}, {RENDERED} or nothing", action)
    if row["enabled"].lower() not in ENABLED:
        yield Fault("enabled", "true or false")
    if not row["evidence"]:
        yield Fault("evidence", "where the address was seen", "say where and when it was seen")


def _host_faults(row: dict[str, str]) -> Iterator[Fault]:
    """What is wrong with the addresses of a row, and with hosts that need a reason and have none."""
    hosts = row["extra_hosts"].lower().split()
    malformed = [host for host in hosts if not _is_host(host)]
    if malformed:
        expected = "host names, with a port where needed, separated by spaces"
        yield Fault("extra_hosts", expected, "leave away http:// and paths")
    try:
        own = host_of(normalise(row["column_url"]))
    except ValueError:
        yield Fault("column_url", "an http or https address without user name, at a port below 65536")
        return
    if _UNUSUAL.match(row["evidence"]):
        return
    for column, named in (("column_url", [own]), ("extra_hosts", [h for h in hosts if h not in malformed])):
        if not all(map(is_usual_host, named)):
            yield Fault(
                column,
                "hosts below .gov.cn, without a port",
                "name the government's own host, or, if it has no other, begin evidence with "
                f"'{UNUSUAL_HOST} ' and the reason",
            )


def _is_host(text: str) -> bool:
    if not _HOST.fullmatch(text):
        return False
    try:
        return host_of(f"http://{text}/") == text
    except ValueError:
        return False


def is_usual_host(host: str) -> bool:
    """Whether a host is taken on trust: below .gov.cn and without a port, or this machine."""
    return is_loopback(host) or (host.endswith(".gov.cn") and host == hostname(host))


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


def _division_names(path: Path) -> dict[str, frozenset[str]]:
    """Every code of the divisions seed, with the names it has had."""
    names: dict[str, set[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            if not {"division_code", "division_name"} <= set(reader.fieldnames or ()):
                raise RegistryFileError(
                    f"{path} line 1: expected the columns division_code and division_name, "
                    f"found {reader.fieldnames}; name the divisions seed"
                )
            for row in reader:
                names.setdefault(row["division_code"], set()).add(row["division_name"])
    except OSError as error:
        raise RegistryFileError(f"{path}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryFileError(f"{path}: not readable as UTF-8 CSV ({error})") from error
    return {code: frozenset(found) for code, found in names.items()}
