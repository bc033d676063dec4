"""The list of sites a person pastes: an address a line, with a division's code or name where known."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.registry import RegistryFileError, is_usual_host
from crawler.urls import host_of, normalise

_BETWEEN = re.compile(r"[\s,;，；、\t]+")
_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Division:
    """A county-level division of today."""

    code: str
    name: str
    prefecture: str
    province: str

    @property
    def calls(self) -> frozenset[str]:
        """What it may be called: alone, behind its prefecture, its province or both."""
        above = ("", self.prefecture, self.province, self.province + self.prefecture)
        return frozenset(place + self.name for place in above)


@dataclass(frozen=True, slots=True)
class Site:
    """One site to search: its front page, the division it is said to belong to, the line it was named on."""

    url: str
    division: Division | None
    place: str


class Divisions:
    """The counties of today, from the divisions seed; RegistryFileError when that cannot be read."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream, strict=True))
            found = [
                Division(
                    row["division_code"], row["division_name"], row["prefecture_name"], row["province_name"]
                )
                for row in rows
                if not row["division_code"].endswith("00") and not row["valid_to"]
            ]
        except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
            raise RegistryFileError(f"{path}: not readable as the divisions seed ({error})") from error
        self._by_code = {division.code: division for division in found}
        self._by_call: dict[str, list[Division]] = {}
        for division in found:
            for call in division.calls:
                self._by_call.setdefault(call, []).append(division)

    def of_code(self, code: str) -> Division | None:
        """The county with this code, None where there is none today."""
        return self._by_code.get(code)

    def called(self, name: str) -> list[Division]:
        """Every county that may be called so."""
        return self._by_call.get(name, [])


def read_sites(lines: Iterable[tuple[str, str]], divisions: Divisions) -> tuple[list[Site], list[str]]:
    """Sites of (place, line), each host once, and what is wrong with the other lines.

    A line holds an address and, in any order, a division code or name: `www.x.gov.cn 140223`,
    `广灵县,http://www.x.gov.cn/`. Empty lines and those that begin with # are passed by.
    """
    sites: dict[str, Site] = {}
    errors: list[str] = []
    for place, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            site = _site(place, line.strip(), divisions)
        except ValueError as error:
            errors.append(f"{place}: {error}")
            continue
        sites.setdefault(host_of(site.url), site)
    return list(sites.values()), errors


def _site(place: str, line: str, divisions: Divisions) -> Site:
    words = [word for word in _BETWEEN.split(line) if word]
    addresses = [word for word in words if "." in word or "://" in word]
    if len(addresses) != 1:
        raise ValueError(f"expected one address, found {len(addresses)} in {line[:200]!r}; put one on a line")
    address = addresses[0] if "://" in addresses[0] else f"http://{addresses[0]}"
    try:
        url = normalise(address)
    except ValueError as error:
        raise ValueError(f"expected an http or https address, found {addresses[0][:200]!r}") from error
    if not is_usual_host(host_of(url)):
        raise ValueError(
            f"expected a host below .gov.cn without a port, found {host_of(url)}; copies of county sites stand "
            "on borrowed domains, so look at it yourself and write its row by hand"
        )
    others = [word for word in words if word not in addresses]
    found = [_division(word, divisions) for word in others]
    if len({division.code for division in found}) > 1:
        raise ValueError(f"expected one division, found {' and '.join(others)}")
    return Site(url, found[0] if found else None, place)


def _division(word: str, divisions: Divisions) -> Division:
    if _CODE.fullmatch(word):
        division = divisions.of_code(word)
        if division is None:
            raise ValueError(f"expected the code of a county of today, found {word}")
        return division
    candidates = divisions.called(word)
    if len(candidates) != 1:
        codes = ", ".join(f"{d.code} {d.province}{d.prefecture}" for d in candidates[:9])
        raise ValueError(
            f"expected the name of one county, found {word[:50]!r}: {codes or 'no county'}; give its code"
        )
    return candidates[0]
