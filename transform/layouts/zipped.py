"""ZIP packages (ZIP, DOCX, XLSX) opened within bounds: every size is counted while unfolding, none is believed."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

# Bounds of one package. A report with its annexes has a few dozen parts and unfolds to some megabytes.
MAX_DIRECTORY_BYTES = 1 << 20  # of the list of members: some ten thousand names
MAX_PART_BYTES = 32 << 20  # of one member, unfolded
MAX_PACKAGE_BYTES = 64 << 20  # of all members read, unfolded
# A bomb unfolds to a thousand times its size; the flattest XML of a spreadsheet to some two hundred.
MAX_RATIO = 300
_RATIO_FROM = 4 << 20  # bytes unfolded; below, no ratio does harm

_END = b"PK\x05\x06"  # opens the record that ends a ZIP file
_END_BYTES = 22
_MAX_COMMENT = 65535
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
)  # what ZIP tools write; others unfold unboundedly
_ENCRYPTED = 0x1
_UTF_8 = 0x800


class PackageError(Exception):
    """The package or a member cannot be read. ``code`` is the issue's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the package. ``name`` is for people: it is never used as a path."""

    name: str
    info: zipfile.ZipInfo


class Package:
    """A ZIP file whose members are read within the bounds of the whole. Raises PackageError."""

    def __init__(self, payload: bytes) -> None:
        _check_directory(payload)
        try:
            self._zip = zipfile.ZipFile(BytesIO(payload))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise PackageError(
                "carrier_not_read", f"expected a whole ZIP file, found one that cannot be opened: {error}"
            ) from error
        self._left = MAX_PACKAGE_BYTES
        self.members = [Member(shown_name(info), info) for info in self._zip.infolist() if not info.is_dir()]

    def names(self) -> set[str]:
        """Names of the parts as Office writes them."""
        return {member.info.filename for member in self.members}

    def part(self, name: str) -> bytes | None:
        """A part by its exact name, None where there is none."""
        found = next((member for member in self.members if member.info.filename == name), None)
        return None if found is None else self.read(found)

    def read(self, member: Member) -> bytes:
        """A member unfolded."""
        info = member.info
        if info.flag_bits & _ENCRYPTED:
            raise PackageError(
                "encrypted", f"{member.name}: expected a file to read, found one locked with a password"
            )
        if info.compress_type not in _METHODS:
            raise PackageError(
                "carrier_not_read",
                f"{member.name}: expected it stored or deflated, found compression method {info.compress_type}: "
                "pack it anew",
            )
        bound = min(MAX_PART_BYTES, max(self._left, 0), max(_RATIO_FROM, MAX_RATIO * info.compress_size))
        try:
            with self._zip.open(info) as file:
                body = file.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise PackageError(
                "carrier_not_read", f"{member.name}: expected a whole file, found a damaged one: {error}"
            ) from error
        self._left -= len(body)
        if len(body) > bound:
            raise PackageError(
                "unfolds_too_far",
                f"{member.name}: expected at most {MAX_PART_BYTES} bytes unfolded, {MAX_PACKAGE_BYTES} with all "
                f"others and {MAX_RATIO} times its packed size, found more (packed: {info.compress_size} bytes); "
                "not read",
            )
        return body


def shown_name(info: zipfile.ZipInfo) -> str:
    """The name as its writer saw it: without the UTF-8 mark it is in the code page of the writer's system, on
    Chinese Windows GBK; some tools write UTF-8 without saying so."""
    if info.flag_bits & _UTF_8:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _check_directory(payload: bytes) -> None:
    """Refuse a list of members that would itself fill the memory."""
    end = payload.rfind(_END, max(0, len(payload) - _END_BYTES - _MAX_COMMENT))
    record = payload[end : end + _END_BYTES]
    if end < 0 or len(record) < _END_BYTES:
        raise PackageError(
            "carrier_not_read", "expected a whole ZIP file, found one without its end: it was cut on the way"
        )
    size = int.from_bytes(record[12:16], "little")
    if size > MAX_DIRECTORY_BYTES:
        raise PackageError(
            "unfolds_too_far",
            f"expected a ZIP file of a report, found one whose list of members has {size} bytes; not read",
        )
