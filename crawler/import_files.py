"""Local files into the archive, as if crawled: reports got by other ways, and archives made by others."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from crawler.archive_delivery import deliver
from crawler.archive_index import ensure_indexed
from crawler.archive_lock import ArchiveLock
from crawler.archive_place import Raw, folder_of
from crawler.archive_read import read_index
from crawler.archive_salvage import salvage
from crawler.archive_writer import ArchiveWriter
from crawler.frontier import Frontier
from crawler.payload import MAX_PAYLOAD_BYTES, PayloadError, decode_content, payload_sha256
from crawler.warc_format import Exchange, Link, Resource
from crawler.warc_import import WarcFileError, is_warc, warc_documents

_OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".wps": "application/vnd.ms-works",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_TYPES = {".doc", ".xls", ".wps"}
_PACKAGES = {"word/": CONTENT_TYPES[".docx"], "xl/": CONTENT_TYPES[".xlsx"]}


class ImportOutcome(StrEnum):
    """The end of one file or record; only `error` needs a person."""

    ARCHIVED = "archived"
    UNCHANGED = "unchanged"  # the same content is archived under the same address
    SKIPPED = "skipped"  # inside a folder, of a kind that holds no report
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One file, or one record of a WARC file; `url` is the address it is archived under."""

    path: str
    outcome: ImportOutcome
    url: str = ""
    message: str = ""


def import_paths(paths: Sequence[Path], raw: Raw) -> list[ImportResult]:
    """Archive files, folders (all files below) and the records of WARC and WET files.

    What cannot be imported is an error result; the others go on. Raises LockHeld, ArchiveError and StoreFailed.
    """
    with ArchiveLock(folder_of(raw)):
        salvage(raw)
        problems = ensure_indexed(raw)
        frontier = Frontier(raw, read_index(raw))
        with ArchiveWriter(folder_of(raw)) as writer:
            done = [
                result
                for path in paths
                for file, named in _files(path)
                for result in _import_file(file, named, writer, frontier)
            ]
        problems += deliver(raw)
    return [ImportResult(str(raw), ImportOutcome.ERROR, "", text) for text in problems] + done


def content_type_of(name: str, body: bytes) -> str:
    """The content type by the bytes where they tell, else by the extension; empty for no kind of report."""
    extension = Path(name).suffix.lower()
    if body.startswith(b"%PDF"):
        return CONTENT_TYPES[".pdf"]
    if body.startswith(_OLE):
        return CONTENT_TYPES[extension if extension in _OLE_TYPES else ".doc"]
    if body.startswith(b"PK\x03\x04"):
        return _package_type(body)
    by_name = CONTENT_TYPES.get(extension, "")
    if by_name.startswith("text/") or not by_name:
        start = body[:1024]
        if by_name or b"\x00" in start:
            return by_name
        return CONTENT_TYPES[".html"] if start.lstrip().startswith(b"<") else ""
    return by_name


def _package_type(body: bytes) -> str:
    """A DOCX or XLSX by what lies in it, else a plain ZIP."""
    try:
        names = zipfile.ZipFile(BytesIO(body)).namelist()
    except zipfile.BadZipFile:
        # Damaged, but still what it says it is: archived as received, reading it will tell.
        return CONTENT_TYPES[".zip"]
    return next(
        (kind for start, kind in _PACKAGES.items() if any(name.startswith(start) for name in names)),
        CONTENT_TYPES[".zip"],
    )


def _files(path: Path) -> Iterator[tuple[Path, bool]]:
    """(file, whether it was named itself) for a path; hidden files of folders are left out."""
    if not path.is_dir():
        yield path, True
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not hidden:
            yield file, False


def _import_file(
    path: Path, named: bool, writer: ArchiveWriter, frontier: Frontier
) -> Iterator[ImportResult]:
    try:
        if is_warc(path):
            for document in warc_documents(path):
                yield _archive(str(path), document, writer, frontier)
            return
        size = path.stat().st_size
        if size > MAX_PAYLOAD_BYTES:
            message = f"{path}: {size} bytes, the limit is {MAX_PAYLOAD_BYTES}; split it or leave it out"
            yield ImportResult(str(path), ImportOutcome.ERROR, "", message)
            return
        body = path.read_bytes()
        kind = content_type_of(path.name, body)
        if not kind or not body:
            found = "an empty file" if not body else "a file of another kind"
            message = f"{path}: expected one of {', '.join(CONTENT_TYPES)} or a WARC file, found {found}"
            yield ImportResult(
                str(path), ImportOutcome.ERROR if named else ImportOutcome.SKIPPED, "", message
            )
            return
        resource = Resource(path.absolute().as_uri(), Link(), datetime.now(UTC), kind, body)
        yield _archive(str(path), resource, writer, frontier)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check the name and its rights"
        yield ImportResult(str(path), ImportOutcome.ERROR, "", message)
    except WarcFileError as error:
        yield ImportResult(str(path), ImportOutcome.ERROR, "", str(error))


def _archive(
    path: str, document: Exchange | Resource, writer: ArchiveWriter, frontier: Frontier
) -> ImportResult:
    headers = document.headers if isinstance(document, Exchange) else []
    try:
        sha256 = payload_sha256(decode_content(document.body, headers))
        if frontier.is_unchanged(document.url, 200, sha256):
            return ImportResult(path, ImportOutcome.UNCHANGED, document.url)
        if isinstance(document, Exchange):
            frontier.add(writer.write(document))
        else:
            frontier.add(writer.write_resource(document))
    except PayloadError as error:
        message = f"{path}: {document.url}: {error}; left out"
        return ImportResult(path, ImportOutcome.ERROR, document.url, message)
    return ImportResult(path, ImportOutcome.ARCHIVED, document.url)
