"""DOC, WPS, RTF and their like -> DOCX or XLSX by LibreOffice, where it is installed; XLS is read without it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from transform.layouts.document import Document, unread

PROGRAM = "soffice"
CONVERTER_MISSING = "converter_missing"
TIMEOUT = 60.0  # seconds; a start takes 2 to 5, a report less than one more
_MAX_OUTPUT_BYTES = 64 << 20
_ADDRESS_SPACE = 4 << 30  # LibreOffice maps some 2 GB of it and keeps 250 MB in memory
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# A profile of its own a run: no lock of another, no extension, and macros of documents never run.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),  # never
    ("Office.Calc/Content/Update", "Link", "2"),  # never
)
_REGISTRY = "http://openoffice.org/2001/registry"


def is_installed() -> bool:
    """Whether documents that need LibreOffice can be read here."""
    return shutil.which(PROGRAM) is not None


def read_ole(payload: bytes) -> Document:
    """Lay out an OLE2 file by the streams in it: a Word document (WPS writes the same) or a workbook.

    A Word document may hold a workbook as an object, hardly ever the reverse: WordDocument is looked for first.
    """
    if _has_stream(payload, "EncryptedPackage"):
        return unread(
            "encrypted", "expected a document to read, found one locked with a password: ask for an open copy"
        )
    if _has_stream(payload, "WordDocument"):
        return read_converted(payload, "docx")
    if _has_stream(payload, "Workbook") or _has_stream(payload, "Book"):
        from transform.layouts.excel import read_xls

        return read_xls(payload)
    return unread(
        "carrier_not_read",
        "expected a Word document or a workbook (DOC, WPS, XLS, ET), found an OLE2 file with neither in its directory: "
        "it is cut, or of another program",
    )


def _has_stream(payload: bytes, name: str) -> bool:
    """Whether the directory of an OLE2 file has an entry of this name ([MS-CFB] §2.6.1: UTF-16, 64 bytes)."""
    entry = name.encode("utf-16-le").ljust(64, b"\x00")
    at = payload.find(entry)
    while at >= 0:
        if at % 128 == 0:  # entries of 128 bytes fill whole sectors
            return True
        at = payload.find(entry, at + 1)
    return False


def read_converted(payload: bytes, target: str) -> Document:
    """Lay out a document through LibreOffice; ``target`` is docx or xlsx. Its kind is doc or xls."""
    program = shutil.which(PROGRAM)
    if program is None:
        return unread(
            CONVERTER_MISSING,
            "expected LibreOffice to read this kind of document, found no soffice on the PATH: install the Debian "
            "packages libreoffice-writer and libreoffice-calc (or LibreOffice); the document stays archived and the "
            "next build reads it",
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as folder:
        try:
            converted = _convert(program, Path(folder), payload, target)
        except subprocess.TimeoutExpired:
            return unread(
                "time_limit", f"expected LibreOffice to convert it within {TIMEOUT:g} s, ended it then"
            )
    if converted is None:
        return unread(
            "carrier_not_read",
            f"expected LibreOffice to make a {target.upper()} of it, found none: it is damaged, locked with a password "
            "or no document",
        )
    if target == "xlsx":
        from transform.layouts.excel import read_xlsx

        document = read_xlsx(converted)
    else:
        from transform.layouts.word import read_docx

        document = read_docx(converted)
    return Document(
        "xls" if target == "xlsx" else "doc",
        document.grids,
        document.lines_without,
        document.head,
        document.issues,
    )


def _convert(program: str, folder: Path, payload: bytes, target: str) -> bytes | None:
    """The converted file, None where there is none. Raises TimeoutExpired with every process ended."""
    profile, source, output = folder / "profile", folder / "document", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    source.write_bytes(payload)
    output.mkdir()
    process = subprocess.Popen(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            _FILTERS[target],
            "--outdir",
            str(output),
            str(source),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        process_group=0,
        preexec_fn=_confine,
    )
    try:
        process.wait(TIMEOUT)
    finally:
        _end_group(process)
    found = output / f"document.{target}"
    if not found.is_file() or found.stat().st_size > _MAX_OUTPUT_BYTES:
        return None
    return found.read_bytes()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
        "</item>"
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="{_REGISTRY}">{items}</oor:items>'


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the program and all it started: soffice is a script that starts others."""
    with suppress(ProcessLookupError):  # all of them have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _confine() -> None:
    """Run in the new process: the limits of this one are not LibreOffice's."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (int(TIMEOUT), int(TIMEOUT)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_OUTPUT_BYTES, _MAX_OUTPUT_BYTES))
