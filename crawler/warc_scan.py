"""Walking a whole WARC file: its records in order, and past damage to the next record that is certainly ours.

After damage the next record can only be searched for: by the two bytes every gzip member begins with. Pages are
hostile, and what a server sends may itself be a gzip member with a WARC record inside, which lies in the file
as it came where it could not be compressed further. So a record found by searching counts only if it names the
file it stands in, by an identity no server has seen (`warcinfo_id`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.warc_format import warcinfo_id
from crawler.warc_read import Member, StoredRecord, TornMember, iter_members, parse_record

_MEMBER_START = b"\x1f\x8b\x08"
_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes from `offset` up to `end` that hold no whole record; `found` says what the first of them are."""

    offset: int
    end: int
    found: str

    def __str__(self) -> str:
        return (
            f"damaged from offset {self.offset} to {self.end} ({self.end - self.offset} bytes): {self.found}"
        )


def scan(stream: BinaryIO, warc_file: str) -> Iterator[tuple[Member, StoredRecord] | Damage]:
    """Every whole record of an open WARC file, and every stretch of damage between or after them.

    `warc_file` is its name once closed. Raises OSError where the file cannot be read.
    """
    identity = warcinfo_id(warc_file)
    offset, more = 0, True
    while more:
        stream.seek(offset)
        try:
            for member in iter_members(stream):
                yield member, parse_record(member)
            return
        except TornMember as torn:
            offset, more = _next_record(stream, torn.offset + 1, identity)
            yield Damage(torn.offset, offset, torn.found)


def _next_record(stream: BinaryIO, start: int, identity: str) -> tuple[int, bool]:
    """Where the next record of this file begins, or where the file ends, and which of the two it is."""
    while True:
        stream.seek(start)
        data = stream.read(_STEP)
        at = data.find(_MEMBER_START)
        while at >= 0:
            if _is_record(stream, start + at, identity):
                return start + at, True
            at = data.find(_MEMBER_START, at + 1)
        if len(data) < _STEP:
            return start + len(data), False
        # The mark may stand across the two steps.
        start += len(data) - len(_MEMBER_START) + 1


def _is_record(stream: BinaryIO, offset: int, identity: str) -> bool:
    stream.seek(offset)
    try:
        member = next(iter_members(stream), None)
        return member is not None and parse_record(member).warcinfo_id == identity
    except TornMember:
        return False
