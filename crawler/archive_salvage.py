"""Files killed runs left open are closed: whole records kept, the torn tail cut."""

import os
from pathlib import Path

from crawler.archive_index import OPEN_SUFFIX, index_warc, write_index
from crawler.archive_lock import hold_file
from crawler.archive_place import Raw, folder_of
from crawler.warc_format import PAYLOAD_RECORD_TYPES
from crawler.warc_scan import Damage, scan


def salvage(raw: Raw) -> list[str]:
    """Close the files killed runs left open; return what was done, one line a file. Needs an ArchiveLock.

    Everything up to the last whole response is kept and the torn tail cut; a file without one whole response is
    removed. Damage before that point stays in the file and is said. Files still written to are left alone.
    """
    folder = folder_of(raw)
    done: list[str] = []
    for path in sorted((folder / "warc").glob(f"*{OPEN_SUFFIX}")):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # closed by its writer since
        try:
            if hold_file(descriptor) and path.exists():
                done.append(_salvage_file(folder, path, descriptor))
        finally:
            os.close(descriptor)
    return done


def _salvage_file(folder: Path, path: Path, descriptor: int) -> str:
    closed = path.name.removesuffix(".open")
    keep = records = 0
    damages: list[Damage] = []
    with path.open("rb") as stream:
        for found in scan(stream, closed):
            if isinstance(found, Damage):
                damages.append(found)
            elif found[1].record_type in PAYLOAD_RECORD_TYPES:
                keep, records = found[0].offset + found[0].length, records + 1
    cut = os.fstat(descriptor).st_size - keep
    if records == 0:
        path.unlink()
        return f"{path.name}: removed, it holds no whole response ({cut} bytes)"
    os.ftruncate(descriptor, keep)
    os.fsync(descriptor)
    os.rename(path, path.with_name(closed))
    write_index(folder, closed, index_warc(path.with_name(closed))[0])
    inside = "".join(f"; {damage}" for damage in damages if damage.offset < keep)
    return f"{closed}: salvaged with {records} responses, {cut} bytes cut{inside}"
