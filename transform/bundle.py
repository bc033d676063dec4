"""ZIP of documents -> the report in it. A document is one report: several in one file are not mixed up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from transform.forms.recognise import Tables, read_tables
from transform.issues import Issue
from transform.layouts.document import Document, unread
from transform.layouts.zipped import Package, PackageError

MAX_MEMBERS = 50  # looked into; a report with its annexes has a handful
MAX_SECONDS = 4.0  # for looking into all of them
_SHORT = 8  # names in one message
_NESTED = b"PK\x03\x04"
# Left by the systems and programs that pack: no documents.
_LEFTOVERS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$")


def read_bundle(payload: bytes, lay_out: Callable[[bytes], Document]) -> Document:
    """Lay out the one report of a ZIP file with the reader of its own kind.

    It is the member that has tables of the form; where none has, the only document there is. The same figures in
    two carriers (DOC and PDF of one report) are one report, the first is read. Different ones are an error and none
    is read: which of them the page meant stands nowhere in the file.
    """
    return _Bundle(lay_out).read(payload)


class _Bundle:
    def __init__(self, lay_out: Callable[[bytes], Document]) -> None:
        self._lay_out = lay_out
        self._deadline = time.monotonic() + MAX_SECONDS
        self._issues: list[Issue] = []

    def read(self, payload: bytes) -> Document:
        try:
            members = list(self._members(payload, is_nested=False))
        except PackageError as error:
            return unread(error.code, str(error))
        if not members:
            found = unread(
                "carrier_not_read", "expected a ZIP file with a report in it, found no file to read in it"
            )
            found.issues.extend(self._issues)
            return found
        if len(members) == 1:
            return self._chosen(*members[0])
        looked = list(self._looked_into(members))
        with_tables = [(name, body, tables) for name, body, tables in looked if tables.found]
        if not with_tables:
            return self._without_tables(looked)
        name, body, tables = with_tables[0]
        others = [other for other, _, found in with_tables[1:] if _figures(found) != _figures(tables)]
        if others:
            return unread(
                "several_reports",
                f"expected one report in the ZIP file, found different tables in {_named([name, *others])}; none is "
                "read: unpack it and import each with `nianbao import`",
            )
        return self._chosen(name, body)

    def _members(self, payload: bytes, *, is_nested: bool) -> Iterator[tuple[str, bytes]]:
        """(name, bytes) of the members, those of a ZIP file among them in its place."""
        package = Package(payload)
        listed = [member for member in package.members if not _is_leftover(member.name)]
        if len(listed) > MAX_MEMBERS:
            self._note(
                "members_cut",
                f"expected a report with a few annexes, found {len(listed)} files in the ZIP file; those after the "
                f"first {MAX_MEMBERS} were not read",
            )
        for member in listed[:MAX_MEMBERS]:
            if time.monotonic() > self._deadline:
                self._note(
                    "time_cut",
                    f"expected to open all files of the ZIP file within {MAX_SECONDS:g} s, ended before {member.name}; "
                    "it and those after it were not read",
                )
                return
            try:
                body = package.read(member)
                if not body.startswith(_NESTED) or _is_office(body):
                    yield member.name, body
                elif is_nested:
                    self._note(
                        "member_not_read",
                        f"{member.name}: expected a document, found a ZIP file within a ZIP file within this one",
                    )
                else:
                    yield from self._members(body, is_nested=True)
            except PackageError as error:
                self._note("member_not_read", str(error))

    def _looked_into(self, members: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes, Tables]]:
        for number, (name, body) in enumerate(members):
            if time.monotonic() > self._deadline:
                self._note(
                    "time_cut",
                    f"expected to look into all files of the ZIP file within {MAX_SECONDS:g} s, ended before "
                    f"{_named([other for other, _ in members[number:]])}; they were not read",
                )
                return
            document = self._lay_out(body)
            if document.is_unread:
                self._issues.extend(
                    replace(issue, message=f"{name}: {issue.message}") for issue in document.issues
                )
            else:
                yield name, body, read_tables(document)

    def _without_tables(self, looked: list[tuple[str, bytes, Tables]]) -> Document:
        if len(looked) == 1:
            return self._chosen(*looked[0][:2])
        names = _named([name for name, _, _ in looked])
        found = unread(
            "carrier_not_read",
            f"expected one report in the ZIP file, found {len(looked)} files without its tables: {names}; none is "
            "read: look into it",
        )
        found.issues.extend(self._issues)
        return found

    def _chosen(self, name: str, body: bytes) -> Document:
        document = self._lay_out(body)
        issues = [replace(issue, message=f"{name}: {issue.message}") for issue in document.issues]
        read = Issue("info", "read_from_zip", f"read from the file {name} in the ZIP file", name)
        return replace(document, issues=[*issues, *self._issues, read])

    def _note(self, code: str, message: str) -> None:
        self._issues.append(Issue("error", code, message))


def _is_leftover(name: str) -> bool:
    return name.startswith(_LEFTOVERS[0]) or name.rpartition("/")[2].startswith(_LEFTOVERS[1:])


def _is_office(body: bytes) -> bool:
    """Whether a member that is a ZIP file is an Office document: those list their parts' types."""
    names = Package(body).names()
    return "[Content_Types].xml" in names or "mimetype" in names or "OFD.xml" in names


def _figures(tables: Tables) -> dict[tuple[str, str, str], str]:
    return {
        (cell.table_name, cell.row_code, cell.col_code): f"{cell.status} {cell.value}"
        for cell in tables.cells
    }


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _SHORT} more" if len(names) > _SHORT else ""
    return ", ".join(names[:_SHORT]) + more
