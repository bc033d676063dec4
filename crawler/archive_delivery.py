"""Between the local folder and the object store behind it: closed files go there, tables come from there too.

The folder keeps a copy of every table, the index included: SQL reads them by a glob, and a table is a hundredth
of what it is about.
"""

import os
import secrets
from pathlib import Path

from crawler.archive_index import closed_warcs, index_name, index_warc, write_index
from crawler.archive_lock import hold_file
from crawler.archive_place import Place, Raw, Store, StoreFailed
from crawler.tables import SCHEMA_FILE, TABLES

_INDEX = "index"


def fetch_tables(raw: Raw) -> None:
    """Copy what other machines delivered, index and tables of runs, into the folder. Raises StoreFailed.

    A copy of another size is fetched anew: an index may have been rebuilt after damage.
    """
    if not isinstance(raw, Place):
        return
    store = Store(raw.url)
    for table in (_INDEX, *(table.name for table in TABLES)):
        folder = raw.folder / table
        own = {path.name: path.stat().st_size for path in folder.glob("*.parquet")}
        names = [name for name, size in store.sizes(table, ".parquet").items() if own.get(name) != size]
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in zip(names, store.contents([f"{table}/{name}" for name in names]), strict=True):
            temporary = folder / f"{name}.{secrets.token_hex(4)}.tmp"
            temporary.write_bytes(data)
            os.replace(temporary, folder / name)


def deliver(raw: Raw) -> list[str]:
    """Move closed WARC files and copy their indexes and the runs' tables into the store; return problems.

    What cannot be delivered stays in the folder, where readers on this machine find it, until the next run.
    """
    if not isinstance(raw, Place):
        return []
    try:
        store = Store(raw.url)
        for name in closed_warcs(raw.folder):
            _deliver_warc(raw.folder, store, name)
        for table in TABLES:
            there = store.sizes(table.name, ".parquet")
            for path in sorted((raw.folder / table.name).glob("*.parquet")):
                if path.name != SCHEMA_FILE and path.name not in there:
                    store.put(path, f"{table.name}/{path.name}")
    except StoreFailed as error:
        return [f"not all could be delivered: {error}; it stays in {raw.folder} and goes with the next run"]
    return []


def _deliver_warc(folder: Path, store: Store, name: str) -> None:
    path = folder / "warc" / name
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # delivered by a run of another shard since
    try:
        if not hold_file(descriptor) or not path.exists():
            return
        if not (folder / index_name(name)).exists():
            write_index(folder, name, index_warc(path)[0])
        store.put(path, f"warc/{name}")
        store.put(folder / index_name(name), index_name(name))
        path.unlink()
    finally:
        os.close(descriptor)
