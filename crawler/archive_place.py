"""Where an archive lies: a folder of this machine and, behind it, perhaps a folder of an object store.

An object store cannot append, rename or lock, so nothing unfinished ever goes there. Crawls and imports always
write to the folder, as they do without a store; `deliver` moves what is closed into the store. Readers look into
both. The store is any file system fsspec knows, named by its URL (`s3://bucket/folder`), its options set where
fsspec and the store's own library look for them (`FSSPEC_S3_…`, `AWS_…`, `~/.config/fsspec`).
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# default 64: objects of an index are fetched side by side, their bytes held until they are read.
_FETCHED_AT_ONCE = 64
# default 8 MiB: a WARC file is read through from end to end; fewer requests, little memory.
_READ_AHEAD = 8 * 1024 * 1024


class ArchiveError(Exception):
    """The archive cannot be read as asked; the message names file, place and what to do."""


class StoreFailed(OSError):
    """An object store does not answer, or refuses; says nothing about what it holds. The message says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """An archive behind `url`, an fsspec URL; `folder` holds what is written and not yet delivered."""

    folder: Path
    url: str

    def resolve(self) -> Self:
        """The same with an absolute folder."""
        return type(self)(self.folder.resolve(), self.url)

    def __str__(self) -> str:
        return self.url


# An archive on this machine alone is its folder.
Raw = Path | Place


def folder_of(raw: Raw) -> Path:
    """The folder of this machine."""
    return raw if isinstance(raw, Path) else raw.folder


def store_of(raw: Raw) -> "Store | None":
    """The object store of an archive, None for one on this machine. Raises ArchiveError for a URL of no use."""
    return None if isinstance(raw, Path) else Store(raw.url)


class Store:
    """A folder of an object store. Names are relative to it, such as `warc/x.warc.gz`.

    Every method raises StoreFailed, or FileNotFoundError where there is no such object.
    """

    def __init__(self, url: str) -> None:
        # Imported here: it takes longer than everything else of an archive that lies in a folder.
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]

        self.url = url.rstrip("/")
        try:
            # Listings must show what other machines have delivered meanwhile.
            self._fs, self._root = url_to_fs(self.url, use_listings_cache=False)
        except (ValueError, ImportError) as error:
            raise ArchiveError(
                f"NIANBAO_ARCHIVE={url}: expected a URL that fsspec knows, such as s3://bucket/folder ({error}); for "
                "s3:// install nianbao with its extra s3, for a folder of this machine use --data"
            ) from error
        # The bucket, or the outermost folder.
        self._top = re.match(r"/*[^/]*", self._root)[0]  # type: ignore[index]

    def where(self, name: str) -> str:
        """An object's address, for messages."""
        return f"{self.url}/{name}"

    def names(self, folder: str, suffix: str) -> list[str]:
        """Names (without the folder) of the objects in a folder that end so, sorted."""
        return list(self.sizes(folder, suffix))

    def sizes(self, folder: str, suffix: str) -> dict[str, int]:
        """Bytes by name (without the folder) of the objects in a folder that end so, sorted by name."""
        with _told(self.where(folder)):
            try:
                found = self._fs.ls(self._path(folder), detail=True)
            except FileNotFoundError:
                # A folder nobody has written to is empty; a bucket that is not there is a mistake.
                self._check_top()
                return {}
        sizes = {one["name"].rsplit("/", 1)[-1]: int(one["size"] or 0) for one in found}
        return {name: sizes[name] for name in sorted(sizes) if name.endswith(suffix)}

    def contents(self, names: Sequence[str]) -> Iterator[bytes]:
        """The objects' bytes, in the order of their names."""
        for start in range(0, len(names), _FETCHED_AT_ONCE):
            some = [self._path(name) for name in names[start : start + _FETCHED_AT_ONCE]]
            with _told(self.url):
                found = self._fs.cat(some)
            yield from (found[path] for path in some)

    def open(self, name: str, buffer: int = _READ_AHEAD) -> io.BufferedReader:
        """An object as a stream that asks for `buffer` bytes at a time."""
        return io.BufferedReader(_Ranges(self._fs, self._path(name)), buffer)

    def put(self, source: Path, name: str) -> None:
        """Store a finished file under a name, whole; StoreFailed when the store then says another size."""
        with _told(self.where(name)):
            try:
                self._fs.put_file(str(source), self._path(name))
            except FileNotFoundError:
                # File systems with real folders want them made; a bucket is made by a person.
                self._check_top()
                self._fs.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
                self._fs.put_file(str(source), self._path(name))
            stored = int(self._fs.info(self._path(name))["size"])
        if stored != source.stat().st_size:
            raise StoreFailed(f"{self.where(name)}: {stored} bytes stored of {source.stat().st_size}")

    def remove(self, name: str) -> None:
        """Remove an object."""
        with _told(self.where(name)):
            self._fs.rm_file(self._path(name))

    def _check_top(self) -> None:
        if not self._fs.exists(self._top):
            raise StoreFailed(f"there is no {self._top}; make it, or correct NIANBAO_ARCHIVE")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


class _Ranges(io.RawIOBase):
    """An object read by range requests; its size is asked for only where a range lies beyond its end."""

    def __init__(self, fs: Any, path: str) -> None:
        self._fs, self._path, self._at = fs, path, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("seek from the beginning only")
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        with _told(self._path):
            try:
                data: bytes = self._fs.cat_file(self._path, start=self._at, end=self._at + len(view))
            except FileNotFoundError:
                raise
            except OSError:
                if self._at < self._fs.info(self._path)["size"]:
                    raise
                data = b""
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


@contextmanager
def _told(where: str) -> Iterator[None]:
    """One kind of error for all stores: each library behind fsspec has its own."""
    try:
        yield
    except FileNotFoundError:
        raise
    except StoreFailed as error:
        raise StoreFailed(f"{where}: {error}") from error
    except Exception as error:  # noqa: BLE001 - botocore, paramiko … share no base class
        raise StoreFailed(f"{where}: {type(error).__name__}: {error}") from error
