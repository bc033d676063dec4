"""What of the warehouse has to be made anew: the divisions of which a document is new, changed or gone.

Every fact of a report follows from the documents of its division, and of those that the division took over from or
went into; so a night makes these divisions' rows anew and keeps all others. What sets counties against each other
(rankings, aggregates, coverage) is made anew as a whole from the facts. Where anything else is not as it was when the
warehouse was made (a model, a seed, the population, a version of DuckDB), all of it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipeline import working_memory
from pipeline.paths import DBT_PROJECT, DIVISIONS, DataFolder
from transform.schemas import TABLES

# default 0.3: the share of documents from which on a whole build takes no longer than laying out and replacing them.
MOST_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Increment:
    """A build's share: ``changed`` documents, and the ``documents`` of the ``divisions`` made anew for their sake.

    ``why_whole`` says why everything is made anew, and the counts are 0; it is empty where only those divisions are.
    """

    why_whole: str
    total: int
    changed: int = 0
    divisions: int = 0
    documents: int = 0

    def __str__(self) -> str:
        if self.why_whole:
            return f"all {self.total}: {self.why_whole}"
        return f"{self.documents} of {self.total}: {self.changed} changed, in {self.divisions} divisions"


def plan(data: DataFolder, *, whole: bool = False) -> Increment:
    """Find what changed since the published warehouse was made, and lay out what dbt reads below ``data.build/night``.

    ``whole`` asks for everything to be made anew.
    """
    shutil.rmtree(data.build / "night", ignore_errors=True)
    with working_memory.connect(data) as connection:
        _sign_documents(connection, data)
        total = connection.table("now_signed").count("*").fetchall()[0][0]
        if why_whole := "asked for" if whole else _why_whole(data):
            return Increment(why_whole, total)
        _find_affected(connection, data)
        changed, divisions, documents = (
            connection.table(name).count("*").fetchall()[0][0]
            for name in ("changed", "affected_divisions", "affected_documents")
        )
        if documents > MOST_SHARE * total:
            return Increment(f"{documents} of {total} documents are concerned", total)
        _lay_out(connection, data)
    return Increment("", total, changed, divisions, documents)


def remember(data: DataFolder) -> None:
    """Note that the published warehouse holds what the last ``plan`` found. Without the note all is made anew."""
    os.replace(_signatures(data, "planned"), _signatures(data, "built"))
    note = data.build / "built.json"
    temporary = note.with_suffix(".json.tmp")
    temporary.write_text(json.dumps(_note(data)), encoding="utf-8")
    os.replace(temporary, note)


def _why_whole(data: DataFolder) -> str:
    if not data.warehouse.exists():
        return "there is no warehouse yet"
    try:
        noted = json.loads((data.build / "built.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return "nothing says what the warehouse was made of"
    now = _note(data)
    if noted.get("warehouse") != now["warehouse"] or not _signatures(data, "built").exists():
        return "nothing says what the warehouse was made of"
    return "" if noted == now else "the project, the population or a library changed"


def _note(data: DataFolder) -> dict[str, object]:
    status = data.warehouse.stat()
    project = hashlib.sha256()
    for path in sorted(path for path in DBT_PROJECT.rglob("*") if path.is_file()):
        project.update(f"{path.relative_to(DBT_PROJECT)}\n{path.stat().st_size}\n".encode())
        project.update(path.read_bytes())
    return {
        "warehouse": [status.st_size, status.st_mtime_ns, status.st_ino],
        "project": project.hexdigest(),
        "population": hashlib.sha256(data.population.read_bytes()).hexdigest()
        if data.population.exists()
        else "",
        "libraries": [version(name) for name in ("duckdb", "dbt-core", "dbt-duckdb")],
    }


def _signatures(data: DataFolder, state: str) -> Path:
    return data.build / f"{state}_documents.parquet"


def _sign_documents(connection: duckdb.DuckDBPyConnection, data: DataFolder) -> None:
    """Every document with a signature: all rows read from it, and what its addresses gave since.

    The bytes and the reader's version alone would not do: a library below the reader may read the same bytes
    otherwise once they are read again. When a document was last fetched decides nothing unless another one
    competes with it for a report.
    """
    connection.execute("create table contents (document_id varchar, table_name varchar, rows_hash hugeint)")
    for name in TABLES:
        _view(connection, f"all_{name}", data.parquet / name / "**" / "*.parquet")
        connection.execute(
            f"""
            insert into contents
            select document_id, '{name}', sum(hash(rows)) from all_{name} as rows group by document_id
            """  # noqa: S608 (names of our own)
        )
    _view(connection, "outcomes", data.raw / "outcomes" / "*.parquet")
    if any((data.raw / "index").glob("*.parquet")):
        _view(connection, "responses", data.raw / "index" / "*.parquet")
    else:
        connection.execute(
            """
            create table responses (
                payload_sha256 varchar, url varchar, role varchar, http_status integer, fetched_at timestamptz
            )
            """
        )
    connection.execute(
        """
        create table now_signed as
        with documents as (
            select document_id, division_code, cast(report_year as smallint) as report_year, scope, issuer_name
            from all_documents
        ),
        read as (
            select document_id, hash(list_sort(list({table_name: table_name, rows_hash: rows_hash}))) as read_hash
            from contents
            group by document_id
        ),
        latest_outcomes as (
            select
                url,
                max_by(outcome, requested_at) = 'withdrawn' as is_withdrawn,
                max(requested_at) filter (where outcome = 'withdrawn') as withdrawn_at
            from outcomes
            where role <> 'list'
            group by url
        ),
        addresses as (
            select
                left(payload_sha256, 16) as document_id,
                url,
                max(fetched_at) as last_fetched_at
            from responses
            where role in ('report', 'attachment') and http_status = 200
            group by all
        ),
        answers as (
            select
                document_id,
                max(last_fetched_at) as last_fetched_at,
                hash(list_sort(list(
                    {url: url, withdrawn_at: case when is_withdrawn then withdrawn_at end}
                ))) as addresses_hash
            from addresses
            left join latest_outcomes using (url)
            group by document_id
        )
        select
            documents.document_id,
            documents.division_code,
            documents.report_year,
            hash(read.read_hash, answers.addresses_hash, case
                when count(*) over (
                    partition by
                        documents.division_code, documents.report_year, documents.scope,
                        case
                            when documents.scope not in ('government', 'office') then trim(documents.issuer_name)
                        end
                ) > 1 then answers.last_fetched_at
            end) as signature
        from documents
        inner join read using (document_id)
        left join answers using (document_id)
        """
    )
    connection.table("now_signed").write_parquet(str(_signatures(data, "planned")))


def _find_affected(connection: duckdb.DuckDBPyConnection, data: DataFolder) -> None:
    """Tables ``changed``, ``affected_divisions``, ``affected_documents`` (those there are, and those there were), and
    ``affected_years``: a year's indicators follow from its report and the one before."""
    _view(connection, "was_signed", _signatures(data, "built"))
    connection.read_csv(DIVISIONS, header=True, all_varchar=True).create_view("seed")
    connection.execute(
        """
        create table changed as
        select
            coalesce(now_signed.document_id, was_signed.document_id) as document_id,
            was_signed.division_code as old_division_code,
            now_signed.division_code as new_division_code,
            was_signed.report_year as old_year,
            now_signed.report_year as new_year
        from now_signed
        full join was_signed using (document_id)
        where now_signed.signature is distinct from was_signed.signature;

        -- Divisions that one took over from the other; a series may run through any of them.
        create table linked as
        with successions as (
            select division_code, unnest(string_split(successor_code, ' ')) as successor_code
            from seed
            where successor_code <> ''
        )
        select division_code, successor_code as other_code from successions
        union
        select successor_code, division_code from successions;

        create table affected_divisions as
        with recursive reached as (
            select unnest([old_division_code, new_division_code]) as division_code from changed
            union
            select linked.other_code from reached inner join linked using (division_code)
        )
        select division_code from reached where division_code is not null;

        create table affected_documents as
        select document_id from changed
        union
        select document_id from now_signed where division_code in (from affected_divisions)
        union
        select document_id from was_signed where division_code in (from affected_divisions);

        create table affected_years as
        select distinct year + later as report_year
        from (select unnest([old_year, new_year]) as year from changed) as years, (values (0), (1)) as offsets (later)
        where year is not null;
        """
    )


def _lay_out(connection: duckdb.DuckDBPyConnection, data: DataFolder) -> None:
    """Write the rows of the affected documents as tables of their own, beside the lists of what they replace."""
    night = data.build / "night"
    for name in TABLES:
        (night / name).mkdir(parents=True)
        connection.table(f"all_{name}").filter("document_id in (from affected_documents)").write_parquet(
            str(night / name / "part.parquet")
        )
    for name in ("divisions", "documents", "years"):
        connection.table(f"affected_{name}").write_parquet(str(night / f"{name}.parquet"))


def _view(connection: duckdb.DuckDBPyConnection, name: str, files: Path) -> None:
    connection.read_parquet(str(files), union_by_name=True, hive_partitioning=True).create_view(name)
