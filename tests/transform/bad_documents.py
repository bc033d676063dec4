"""Documents that want to harm, or are harmed: what each is, and the issue that must stand beside it.

Run as a program it reads them one after the other and prints what each took, a line of JSON each.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable

from demo.render import render_body
from tests.transform.office_files import (
    TITLE,
    docx_of,
    report_of,
    sheet_package,
    word_package,
    xlsx_of,
    zip_of,
)
from transform import bounded
from transform.read_report import read_report

HEAD = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
)
MEGABYTE = 1 << 20
_FEW = bounded.Limits(cpu_seconds=5, wall_seconds=60, memory_bytes=100 * MEGABYTE)


def page() -> str:
    """A sound report as a page."""
    return f"{HEAD}{render_body(report_of())}</body></html>"


def _bombs() -> bytes:
    bomb = zip_of({"a.html": bytes(40 * MEGABYTE)})
    return zip_of({f"{number}.zip": bomb for number in range(20)})


def _pdf(pages: int, *, trailer: str = "", text: str = "x") -> bytes:
    """A PDF of equal pages."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
    kids = " ".join(f"{number} 0 R" for number in range(5, 5 + pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        *[
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode() + end.encode()


def _locked_pdf() -> bytes:
    secret = "00" * 32
    return _pdf(
        1,
        trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{secret}> /U <{secret}> /P -4 >> /ID [<00><00>]",
    )


def _many_rows() -> bytes:
    row = f"<tr>{'<td>本年新收1</td>' * 8}</tr>"
    return f"{HEAD}<table>{row * (50 * MEGABYTE // len(row.encode()))}</table>".encode()


def _wide_span() -> str:
    return page().replace('colspan="3"', 'colspan="100000"', 1)


def _late(text: str) -> bytes:
    return f"{HEAD}{text}".encode()


# name -> how to make it, and the code of the issue it must get (or the state that says enough); None: it reads like
# any other.
BAD: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "empty file": (lambda: b"", "empty_payload"),
    "blank file": (lambda: b" \r\n\x00" * 10, "not_a_report"),
    "50 MB page": (_many_rows, "page_cut or time_limit"),
    "50 MB of pictures in a page": (
        lambda: (
            page().replace("</h1>", f"</h1><img src='data:image/png;base64,{'iVBO' * 13_000_000}'>").encode()
        ),
        None,
    ),
    "span of 100,000 columns": (lambda: _wide_span().encode(), None),
    "20,000 spans of 100,000 columns": (
        lambda: _late("<table>" + ("<tr>" + "<td colspan=100000 rowspan=65000>1</td>" * 20) * 1000),
        "no_tables",
    ),
    "5,000 nested tables": (lambda: _late("<table><tr><td>1" * 5000), "no_tables"),
    "300,000 nested elements": (lambda: _late("<div>" * 300_000), "time_limit"),
    "billion laughs in a DOCX": (
        lambda: word_package("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", prologue=LAUGHS),
        "carrier_not_read",
    ),
    "billion laughs in attributes of a DOCX": (
        lambda: word_package("<w:p><w:r w:a='&j;'/></w:p>", prologue=LAUGHS),
        "carrier_not_read",
    ),
    "billion laughs in an XLSX": (
        lambda: sheet_package("<sheetData/>", prologue=LAUGHS, strings="<si><t>&j;</t></si>"),
        "carrier_not_read",
    ),
    "zip bomb": (lambda: zip_of({"年报.html": bytes(40 * MEGABYTE)}), "member_not_read"),
    "zip bomb as a DOCX": (lambda: zip_of({"word/document.xml": bytes(40 * MEGABYTE)}), "unfolds_too_far"),
    "zip bombs in a zip": (
        lambda: _bombs(),
        "member_not_read",
    ),
    "24,000 names in a zip": (lambda: zip_of({f"{n}.html": b"" for n in range(24_000)}), "unfolds_too_far"),
    "cell in the farthest corner of a sheet": (
        lambda: xlsx_of(report_of(), change=lambda _, sheet: sheet.write_number(1_048_575, 16_383, 1)),
        "table_cut",
    ),
    "sheet of a million cells": (
        lambda: sheet_package(
            f"<sheetData>{('<row>' + '<c><v>1</v></c>' * 1000 + '</row>') * 1000}</sheetData>"
        ),
        "unfolds_too_far",
    ),
    "DOCX of five million paragraphs": (lambda: word_package("<w:p/>" * 5_000_000), "unfolds_too_far"),
    "DOCX of a million different paragraphs": (
        lambda: word_package("".join(f"<w:p w:a='{number}'/>" for number in range(1_300_000))),
        "memory_limit",
    ),
    "cut DOCX": (lambda: docx_of(report_of())[:30_000], "carrier_not_read"),
    "cut XLSX": (lambda: xlsx_of(report_of())[:6_000], "carrier_not_read"),
    "encrypted PDF": (_locked_pdf, "pdf_encrypted"),
    "PDF of 3,000 pages": (lambda: _pdf(3000), "pages_cut"),
    "cut PDF": (lambda: _pdf(20)[:900], "pdf_unreadable"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), "carrier_not_read"),
    "bytes of nothing known": (lambda: bytes(range(256)) * 4000, "carrier_not_read"),
    "GBK declared UTF-8": (lambda: page().encode("gb18030"), None),
    "UTF-8 declared GBK": (lambda: page().replace("utf-8", "gbk").encode(), None),
    "UTF-16 without a mark": (lambda: page().encode("utf-16-le"), None),
    "NUL bytes": (lambda: page().encode().replace(b"<td", b"\x00<td\x00"), None),
}


def measure() -> None:
    """Read each document as a build would, and say what it took: seconds of both processes, and megabytes."""
    for name, (make, _) in BAD.items():
        payload = make()
        before, _ = _taken()
        report = read_report(payload)
        after, megabytes = _taken()
        line = {
            "name": name,
            "seconds": after - before,
            "codes": [report.parse_status, *(issue.code for issue in report.issues)],
            "reported": sum(cell.status == "reported" for cell in report.cells),
            "megabytes": megabytes,
        }
        print(json.dumps(line), flush=True)  # noqa: T201


def _taken() -> tuple[float, list[float]]:
    """Seconds of this process and of the children it had and has, and their peak memory in megabytes.

    A child that is not there is started by the question, and its start counts.
    """
    living = bounded.run(_FEW, resource.getrusage, resource.RUSAGE_SELF)
    usages = [resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN), living]
    unit = MEGABYTE if sys.platform == "darwin" else 1024
    return sum(usage.ru_utime + usage.ru_stime for usage in usages), [
        usage.ru_maxrss / unit for usage in usages
    ]


if __name__ == "__main__":
    measure()
