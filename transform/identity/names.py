"""A body's name -> the division it belongs to, in the report year, and what of the name is left.

A name is read from its left: province, prefecture, county, each in full, as the short form of an autonomous
place (三都县 for 三都水族自治县), as a reviewed alias (西乌旗) or, where more follows, by its stem (大同广灵县).
Nothing is looked for inside a word, so 廿三里街道, 湖南镇 and 龙口镇 are no 三里, 湖南 or 龙口.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from transform import codes
from transform.codes import Division
from transform.labels import simplify

# Peoples in the names of autonomous places; 各族 where none is named.
# fmt: off
_PEOPLES = (
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家",
    "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜",
    "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒",
    "鄂温克", "保安", "裕固", "独龙", "鄂伦春", "各",
)
# fmt: on
_WITHOUT_ZU = "(?:蒙古|哈萨克|锡伯|塔吉克|柯尔克孜|壮|维吾尔)"  # 木垒哈萨克自治县 is written without 族
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{'|'.join(_PEOPLES)})族|{_WITHOUT_ZU})*自治(县|旗|州)$")
_KIND = re.compile(r"(?:特别行政区|自治区|自治州|地区|林区|特区|新区|省|市|州|盟|县|区|旗)$")

# Bodies of the state's own lines: the county's name stands behind theirs.
_LINE = re.compile(r"^(?:国家税务总局|国家税务局|国家统计局|中国共产党|中共|中国人民银行|中华人民共和国)")
_LEADING_YEAR = re.compile(r"^(?:关于)?20\d\d年?度?")
# What follows the stem of a prefecture in the name of a zone (长春新区), and that of a county (嘉祥经济开发区):
# 江北新区 is no zone of a 江北区.
_ZONE = re.compile(
    r"^[\u4e00-\u9fff]{0,10}?(?:开发区|经开区|高新区|新区|园区|工业区|保税区|示范区|度假区|风景区|景区|管理区|"
    r"试验区|合作区|先行区|商务区|经济区|产业园|高科园)"
)
_COUNTY_ZONE = re.compile(
    r"^(?:国家级?|省级)?(?:经济|高新|工业|产业|技术|现代)[\u4e00-\u9fff]{0,10}?(?:区|园)"
)
_AFTER_STEM = re.compile(r"^(?:人民)?政府|^[\u4e00-\u9fff]{0,4}分局$")
# A place, without its kind; 市场, 区划, 城市 and the like are none.
_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:省|自治区|自治州|地区|(?<!城)市(?!场|政|容|直)|州|盟|县(?!域)|区(?!划|域|块)|旗)"
)
# What ends in 区 and is no district: parks, communities, reserves, built-up areas.
_ANY_ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,10}?(?:开发|园|景|社|林|矿|灌|新|保税|合作|示范|高新|经开|管理|保护|片|库|湖|城)区"
)
# 古县镇, 芒市镇, 新县镇 and 西城区街道 are towns called like counties, and stand in others.
_TOWN = re.compile(
    r"(?:镇|渡镇|乡|街道|苏木)(?:$|人民政府|政府|办|党|委|[\u4e00-\u9fff]{1,10}(?:所|站|中心)$)"
)
MAX_NAME = 60  # characters; the longest names of bodies have about 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says. ``candidates``: one division, several of one name, or none. ``rest``: what follows.

    ``by_stem``: the place is named without its kind, as in 嘉祥经济开发区. ``moved``: the name belongs to another
    period than the report year; the candidates are those of the year. ``out_of_year``: the same, but who took
    over cannot be told, so that the candidate does not exist in the report year.
    """

    candidates: tuple[Division, ...]
    rest: str
    by_stem: bool = False
    moved: bool = False
    out_of_year: bool = False


class _Step(NamedTuple):
    division: Division
    end: int
    by_stem: bool


def read_name(name: str, year: int | None) -> Reading:
    """Read a body's name; ``year`` is the report year (None: the present names come first)."""
    text = plain_name(name)
    line = _LINE.match(text)
    start = line.end() if line else 0
    steps = list(_steps(text, start, None))
    if not steps:
        return Reading((), text)
    end = max(step.end for step in steps)
    steps = [step for step in steps if step.end == end]
    below = [inner for step in steps for inner in _inside(step.division, text[end:], year)]
    whole = below or any(step.by_stem or step.division.is_county for step in steps)
    if not whole and place_in_front(text[end:]):
        return Reading((), text)  # 山西省大同市广陵县: a misprinted county is not the prefecture
    found = below or [step.division for step in steps]
    candidates, moved, out_of_year = _of_year(found, year)
    by_stem = not below and any(step.by_stem for step in steps)
    if by_stem and (moved or out_of_year):  # 万盛经开区 outlived the district it is called after
        return Reading((), text)
    return Reading(candidates, text[end:], by_stem, moved, out_of_year)


def plain_name(name: str) -> str:
    """A name simplified, without blanks and a year in front; cut to the length that names have."""
    return _LEADING_YEAR.sub("", "".join(simplify(name[: 2 * MAX_NAME]).split()))[:MAX_NAME]


def place_in_front(text: str) -> str:
    """The stem of a place that a text begins with, as far as its words tell; empty for zones and other words."""
    place = _PLACE.match(text)
    return place[1] if place and not _ANY_ZONE.match(text) else ""


def in_year(division: Division, year: int | None) -> tuple[Division, ...]:
    """The divisions that this one is in a year: itself, what it became, what it was; several where divided."""
    if year is None or division.first_year <= year <= division.last_year:
        return (division,)
    step = _later if year > division.last_year else _earlier
    found: dict[Division, None] = {}
    seen = {division}
    open_ends = [division]
    while open_ends:
        for other in step(open_ends.pop()):
            if other.first_year <= year <= other.last_year:
                found[other] = None
            elif other not in seen:
                seen.add(other)
                open_ends.append(other)
    return tuple(found)


def named_in(text: str, candidates: Iterable[Division]) -> tuple[str, list[Division]]:
    """The candidates whose prefecture (or else province) a text names, and the name that tells them apart."""
    candidates = list(candidates)
    for above in ("prefecture_name", "province_name"):
        told = {name for d in candidates if (name := getattr(d, above)) and name in text}
        found = [d for d in candidates if getattr(d, above) in told]
        if len({d.code for d in found}) == 1:
            return told.pop(), found
    return "", []


def by_code(code: str, year: int | None) -> Division | None:
    """The division of a code in a year, else the nearest period of the code; None for a code not seeded."""
    periods = _codes().get(code, ())
    if not periods:
        return None
    when = codes.LASTING if year is None else year
    return min(periods, key=lambda d: (max(d.first_year - when, when - d.last_year, 0), -d.first_year))


def _steps(text: str, start: int, above: Division | None) -> Iterator[_Step]:
    names, stems, longest = _index()
    for end in range(min(len(text), start + longest), start + 1, -1):
        word = text[start:end]
        for division in names.get(word, ()):
            if _is_below(division, above) and (above or not _is_generic(word)):
                if not _TOWN.match(text, end):
                    yield _Step(division, end, False)
                if not division.is_county:
                    yield from _steps(text, end, division)
        for division in stems.get(word, ()):
            if not _is_below(division, above):
                continue
            if not division.is_county:
                yield from _steps(text, end, division)
                if _ZONE.match(text[end:]):
                    yield _Step(division, end, True)
            elif _COUNTY_ZONE.match(text[end:]) or (above and _AFTER_STEM.match(text[end:])):
                yield _Step(division, end, True)


def _is_generic(word: str) -> bool:
    """城区, 郊区, 矿区, 东区, 西区 are kinds of places as much as names: names only below a prefecture."""
    return len(word) == 2 and word.endswith("区")


def _is_below(division: Division, above: Division | None) -> bool:
    if above is None:
        return True
    if above.code.endswith("0000"):
        return division.province_code == above.code and division.code != above.code
    return division.prefecture_code == above.code


def _inside(above: Division, rest: str, year: int | None) -> list[Division]:
    """Counties below that a branch office names behind its own name: 遂宁市公安局船山区分局."""
    if above.is_county or not rest.endswith(("分局", "支队", "大队", "税务局")):
        return []
    children = [
        d for d in _children().get(above.code, ()) if year is None or d.first_year <= year <= d.last_year
    ]
    named = [d for d in children if d.name in rest]
    return named or [d for d in children if len(d.name) > 2 and rest.endswith(_stem(d.name) + "分局")]


def _of_year(found: Sequence[Division], year: int | None) -> tuple[tuple[Division, ...], bool, bool]:
    if year is None:
        lasting = [d for d in found if d.last_year == codes.LASTING]
        return _distinct(lasting or found), False, False
    if now := [d for d in found if d.first_year <= year <= d.last_year]:
        return _distinct(now), False, False
    moved = [in_year(d, year) for d in found]
    if all(len(others) == 1 for others in moved):
        return _distinct(d for others in moved for d in others), True, False
    return _distinct(found), False, True


def _distinct(divisions: Iterable[Division]) -> tuple[Division, ...]:
    return tuple({d.code: d for d in divisions}.values())


def _stem(name: str) -> str:
    return _KIND.sub("", name)


@cache
def _codes() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for division in codes.divisions():
        found[division.code].append(division)
    return {code: tuple(periods) for code, periods in found.items()}


@cache
def _children() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for division in codes.divisions():
        if division.is_county:
            found[division.prefecture_code or division.province_code].append(division)
    return dict(found)


@cache
def _predecessors() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for division in codes.divisions():
        for successor in division.successors:
            found[successor].append(division)
    return dict(found)


def _later(division: Division) -> list[Division]:
    following = [d for d in _codes()[division.code] if d.first_year > division.last_year]
    if following:
        return following
    return [d for code in division.successors for d in _codes()[code] if d.last_year > division.last_year]


def _earlier(division: Division) -> list[Division]:
    before = [d for d in _codes()[division.code] if d.last_year < division.first_year]
    joined = [d for d in _predecessors().get(division.code, ()) if d.last_year < division.last_year]
    return before + joined


@cache
def _index() -> tuple[dict[str, list[Division]], dict[str, list[Division]], int]:
    """Names and short names -> divisions; stems -> divisions; the length of the longest name."""
    names: dict[str, list[Division]] = defaultdict(list)
    stems: dict[str, list[Division]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, name in codes.division_aliases().items():
        aliases[name].append(alias)
    divisions = codes.divisions()
    # 乾安县 is simplified Chinese, yet what 乾 becomes where a text is simplified is 干: one call for all, as
    # thousands would be slow.
    folded = simplify("\n".join(division.name for division in divisions)).split("\n")
    for division, name in zip(divisions, folded, strict=True):
        short = {name, *aliases.get(division.name, ())}
        stem = _stem(name)
        if match := _AUTONOMOUS.match(name):
            stem = match[1]
            short |= {stem + match[2], stem + "自治" + match[2]}
        elif name.endswith("自治区"):
            stem = next(
                place for place in ("内蒙古", "广西", "西藏", "宁夏", "新疆") if name.startswith(place)
            )
            short |= {stem + "自治区"}
        for word in short:
            names[word].append(division)
        if len(stem) > 1 and stem != name:
            stems[stem].append(division)
    return dict(names), dict(stems), max(map(len, names))
