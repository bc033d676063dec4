"""Shards: a registry divided among runs that share nothing but the archive, by a hash of each column's host."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from crawler.urls import host_of, hostname

# default 1000: more runs than there are counties for each of them help nobody.
MAX_SHARDS = 1000

_SHARD = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th of `count` parts, counted from 1.

    The host of `column_url` decides, without its port: all columns of a server are in one shard, and a row's
    extra_hosts go with it. The hash (BLAKE2b, 8 bytes, big-endian, modulo `count`) is the same on every machine
    and in every version, so that two nights ask the same sites from the same place.
    """

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """`3/16` as on the command line; ValueError otherwise."""
        match = _SHARD.fullmatch(text.strip())
        number, count = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= count <= MAX_SHARDS:
            raise ValueError(
                f"shard: expected K/N with K from 1 to N and N up to {MAX_SHARDS}, such as 3/16, found {text!r}"
            )
        return cls(number, count)

    def holds(self, column_url: str) -> bool:
        """Whether the registry row of a column belongs to this shard."""
        name = hostname(host_of(column_url)).lower()
        return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) % self.count == self.number - 1

    @property
    def is_whole(self) -> bool:
        """Whether there is but one shard."""
        return self.count == 1

    def overlaps(self, other: Self) -> bool:
        """Whether a host can belong to both; shards of different counts are taken to overlap."""
        return self.count != other.count or self.number == other.number

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"
