"""Damage as pages meet it in life: cut, doubled, shifted, merged, mislabelled, wrongly encoded. All of it seeded.

``damaged(payload, random)`` damages a page once or twice and says how. None of it changes a digit inside a figure:
such a page prints another figure, and no reader can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_CELL = re.compile(r"<t[dh]\b[^>]*>(?:[^<]|<(?!t[dh]\b|/?tr\b|/?tbody\b|/?table\b))*", re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^>]*>(?:[^<]|<(?!tr\b|/?table\b|/tbody\b))*", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_SPAN = re.compile(r"""\s(?:row|col)span=["']?\d+["']?""", re.IGNORECASE)
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")

Damage = Callable[[str, Random], str]


def _replaced(text: str, match: re.Match[str], by: str) -> str:
    return text[: match.start()] + by + text[match.end() :]


def _one(pattern: re.Pattern[str], text: str, random: Random) -> re.Match[str]:
    return random.choice(list(pattern.finditer(text)))


def _two(pattern: re.Pattern[str], text: str, random: Random) -> tuple[re.Match[str], re.Match[str]]:
    found = list(pattern.finditer(text))
    at = random.randrange(len(found) - 1)
    return found[at], found[at + 1]


def drop_cell(text: str, random: Random) -> str:
    return _replaced(text, _one(_CELL, text, random), "")


def double_cell(text: str, random: Random) -> str:
    cell = _one(_CELL, text, random)
    return _replaced(text, cell, cell[0] * 2)


def insert_empty_cell(text: str, random: Random) -> str:
    cell = _one(_CELL, text, random)
    return _replaced(text, cell, "<td></td>" + cell[0])


def merge_cells(text: str, random: Random) -> str:
    """Two neighbours become one that covers both columns, with both texts or the first."""
    one, other = _two(_CELL, text, random)
    if one.end() != other.start():
        return drop_cell(text, random)
    inner = _TAG.sub("", other[0]) if random.random() < 0.5 else ""
    merged = re.sub(r"^<(t[dh])", r"<\1 colspan=2", _SPAN.sub("", one[0]))
    merged = re.sub(r"(?=</t[dh]>|$)", lambda _: inner, merged, count=1)
    return text[: one.start()] + merged + text[other.end() :]


def wrong_span(text: str, random: Random) -> str:
    cell = _one(_CELL, text, random)
    span = f" {random.choice(('row', 'col'))}span={random.choice((0, 2, 2, 3, 4, 8, 1000))}"
    return _replaced(text, cell, cell[0][:3] + span + _SPAN.sub("", cell[0][3:]))


def drop_span(text: str, random: Random) -> str:
    found = list(_SPAN.finditer(text))
    return _replaced(text, random.choice(found), "") if found else drop_cell(text, random)


def drop_row(text: str, random: Random) -> str:
    return _replaced(text, _one(_ROW, text, random), "")


def double_row(text: str, random: Random) -> str:
    row = _one(_ROW, text, random)
    return _replaced(text, row, row[0] * 2)


def swap_rows(text: str, random: Random) -> str:
    one, other = _two(_ROW, text, random)
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def move_row(text: str, random: Random) -> str:
    row = _one(_ROW, text, random)
    text = _replaced(text, row, "")
    at = _one(_ROW, text, random).start()
    return text[:at] + row[0] + text[at:]


def insert_row(text: str, random: Random) -> str:
    at = _one(_ROW, text, random).start()
    return text[:at] + "<tr>" + "<td></td>" * random.choice((1, 4, 8, 10, 15)) + "</tr>" + text[at:]


def empty_column(text: str, random: Random) -> str:
    if random.random() < 0.5:
        return re.sub(r"</tr>", "<td></td></tr>", text, flags=re.IGNORECASE)
    return re.sub(r"(<tr\b[^>]*>)", r"\1<td></td>", text, flags=re.IGNORECASE)


def cut_table(text: str, random: Random) -> str:
    at = _one(_ROW, text, random).start()
    return text[:at] + "</tbody></table><p>&nbsp;</p><table><tbody>" + text[at:]


def join_rows(text: str, random: Random) -> str:
    """The tags between two rows are lost."""
    _, other = _two(_ROW, text, random)
    tag = re.match(r"<tr\b[^>]*>", other[0], re.IGNORECASE)
    assert tag is not None
    before = re.sub(r"</tr>\s*$", "", text[: other.start()], flags=re.IGNORECASE)
    return before + text[other.start() + tag.end() :]


def drop_tag(text: str, random: Random) -> str:
    return _replaced(text, _one(_TAG, text, random), "")


def break_tag(text: str, random: Random) -> str:
    tag = _one(_TAG, text, random)
    return _replaced(text, tag, tag[0][:-1])


def drop_markup(text: str, random: Random) -> str:
    """Everything between two tags some way apart is lost."""
    tags = list(_TAG.finditer(text))
    at = random.randrange(len(tags))
    last = min(at + random.choice((1, 3, 10, 60)), len(tags) - 1)
    return text[: tags[at].start()] + text[tags[last].end() :]


def swap_words(text: str, random: Random) -> str:
    """Two labels, or other words, stand in each other's place."""
    found = list(_WORDS.finditer(text))
    at = random.randrange(len(found))
    one, other = sorted(
        (found[at], found[min(at + random.choice((1, 1, 2, 7)), len(found) - 1)]), key=lambda m: m.start()
    )
    if one is other:
        return text
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def misprint(text: str, random: Random) -> str:
    words = _one(_WORDS, text, random)
    at = random.randrange(len(words[0]))
    letters = random.choice(("", "某", "\ufffd", " ", "\n", words[0][at] * 2))
    return _replaced(text, words, words[0][:at] + letters + words[0][at + 1 :])


def drop_words(text: str, random: Random) -> str:
    return _replaced(text, _one(_WORDS, text, random), "")


def drop_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    del lines[at : at + random.choice((1, 1, 2, 5))]
    return "".join(lines)


def double_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at:at] = lines[at : at + random.choice((1, 1, 2, 5))]
    return "".join(lines)


def move_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randrange(len(lines) + 1), line)
    return "".join(lines)


def insert_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    line = random.choice(("\n", "\n\n\n", "|\n", "- 2 -\n", "第 3 页\n", "扫一扫在手机打开当前页\n"))
    lines.insert(random.randrange(len(lines) + 1), line)
    return "".join(lines)


def truncate(text: str, random: Random) -> str:
    """The page ends anywhere, but not inside a figure."""
    at = random.randrange(len(text))
    while 0 < at < len(text) and text[at].isdigit():
        at -= 1
    return text[:at]


def strew_nul(text: str, random: Random) -> str:
    for _ in range(random.choice((1, 5, 50))):
        at = random.randrange(len(text) + 1)
        text = text[:at] + "\x00" + text[at:]
    return text


MARKUP: tuple[Damage, ...] = (
    drop_cell, double_cell, insert_empty_cell, merge_cells, wrong_span, drop_span, drop_row, double_row, swap_rows,
    move_row, insert_row, empty_column, cut_table, join_rows, drop_tag, break_tag, drop_markup,
)  # fmt: skip
ANY: tuple[Damage, ...] = (swap_words, misprint, drop_words, truncate, strew_nul)
LINES: tuple[Damage, ...] = (drop_lines, double_lines, move_line, insert_line)


def _utf_8(text: str, random: Random) -> bytes:
    return text.encode()


def _gb18030(text: str, random: Random) -> bytes:
    return text.encode("gb18030")


def _misread(text: str, random: Random) -> bytes:
    """UTF-8 taken for GBK and saved again."""
    return text.encode().decode("gbk", errors="replace").encode()


def _broken(text: str, random: Random) -> bytes:
    """A few bytes of multi-byte characters lost or changed."""
    payload = bytearray(text.encode(random.choice(("utf-8", "gb18030"))))
    wide = [at for at, byte in enumerate(payload) if byte >= 0x80]
    for at in sorted(random.sample(wide, min(len(wide), random.choice((1, 3, 20)))), reverse=True):
        if random.random() < 0.5:
            del payload[at]
        else:
            payload[at] = random.randrange(0x80, 0x100)
    return bytes(payload)


def damaged(payload: bytes, random: Random) -> tuple[bytes, list[str]]:
    """The payload (UTF-8) damaged, and the names of what was done to it."""
    text = payload.decode()
    is_drawn = len(_ROW.findall(text)) > 10
    done: list[str] = []
    for _ in range(random.choice((1, 1, 1, 2))):
        kinds = [*(MARKUP * 2 if is_drawn else LINES), *ANY, *(LINES if text.count("\n") > 50 else ())]
        if is_drawn and not (len(_ROW.findall(text)) > 3 and len(_CELL.findall(text)) > 3):
            kinds = [*ANY]
        damage = random.choice(kinds)
        done.append(damage.__name__)
        text = damage(text, random) or " "
        if not _WORDS.search(text) or not _TAG.search(text) and is_drawn:
            break
    encode = random.choice((_utf_8, _utf_8, _utf_8, _utf_8, _gb18030, _broken, _misread))
    if encode is not _utf_8:
        done.append(encode.__name__.strip("_"))
    return encode(text, random), done
