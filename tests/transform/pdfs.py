"""PDFs for the tests, written by hand: no font file is needed, since the Chinese font is named and not embedded.

STSong-Light with the encoding UniGB-UCS2-H is one of the fonts that every PDF reader knows by its character
collection (Adobe-GB1), so pdfium and pdfminer both find text and positions. Coordinates are points from the
upper left corner.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
ID = b"0123456789abcdef"


def width_of(text: str, size: float) -> float:
    """Width of a text: ASCII half an em, everything else one em, as the font object below declares."""
    return sum(0.5 if character.isascii() else 1.0 for character in text) * size


@dataclass(slots=True)
class Page:
    """One page under the pen. ``rotate``: what the viewer turns the page by, clockwise, in degrees."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    content: list[str] = field(default_factory=list)
    pictures: list[tuple[int, int, bytes]] = field(default_factory=list)  # width, height, 8-bit gray samples
    fields: list[tuple[float, float, str]] = field(
        default_factory=list
    )  # x, baseline, text of a filled form field

    def text(self, x: float, baseline: float, text: str, size: float = 10.5, *, hidden: bool = False) -> None:
        """Draw a text from ``x`` on; ``hidden`` as text recognition puts it behind a picture."""
        mode = "3 Tr " if hidden else "0 Tr "
        codes = text.encode("utf-16-be").hex()
        self.content.append(
            f"BT {mode}/F1 {size:g} Tf {x:.2f} {self.height - baseline:.2f} Td <{codes}> Tj ET"
        )

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Stroke a line."""
        self.content.append(
            f"{width:g} w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S"
        )

    def box(self, x0: float, y0: float, x1: float, y1: float, *, filled: bool = False) -> None:
        """Draw a rectangle, stroked or filled."""
        rectangle = f"{x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"
        self.content.append(f"{rectangle} f" if filled else f"0.5 w {rectangle} S")

    def picture(
        self, x0: float, y0: float, x1: float, y1: float, width: int, height: int, gray: bytes
    ) -> None:
        """Place a picture of gray samples."""
        self.pictures.append((width, height, gray))
        self.content.append(
            f"q {x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {self.height - y1:.2f} cm /I{len(self.pictures)} Do Q"
        )


def write(pages: Sequence[Page], *, user: str | None = None, owner: str = "owner") -> bytes:
    """The bytes of a PDF. ``user``: encrypt it (RC4, 40 bits) for this password, which may be empty."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    objects.append(
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
    )
    objects.append(
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry<41646F6265>/Ordering<474231>/Supplement 4>>/FontDescriptor 5 0 R/DW 1000/W[1 95 500]>>"
    )
    objects.append(
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    )
    kids: list[int] = []
    for page in pages:
        names: list[str] = []
        for number, (width, height, gray) in enumerate(page.pictures, start=1):
            objects.append(
                _stream(
                    f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray"
                    "/BitsPerComponent 8",
                    gray,
                )
            )
            names.append(f"/I{number} {len(objects)} 0 R")
        notes: list[str] = []
        for x, baseline, text in page.fields:
            objects.append(
                _stream(
                    "/Type/XObject/Subtype/Form/BBox[0 0 40 14]/Resources<</Font<</F1 3 0 R>>>>",
                    f"BT /F1 9 Tf 2 4 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode(),
                )
            )
            bottom = page.height - baseline - 4
            objects.append(
                f"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/F 4/Rect[{x:g} {bottom:g} {x + 40:g} {bottom + 14:g}]"
                f"/AP<</N {len(objects)} 0 R>>>>".encode()
            )
            notes.append(f"{len(objects)} 0 R")
        objects.append(_stream("", "\n".join(page.content).encode()))
        content = len(objects)
        kids.append(content + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width:g} {page.height:g}]/Rotate {page.rotate}"
            f"/Annots[{' '.join(notes)}]/Contents {content} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<<{''.join(names)}>>>>>>".encode()
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    trailer = b""
    if user is not None:
        objects, trailer = _encrypted(objects, user, owner)
    return _file(objects, trailer)


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def _file(objects: Iterable[bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _encrypted(objects: list[bytes], user: str, owner: str) -> tuple[list[bytes], bytes]:
    """Standard security handler, revision 2 (PDF 1.7, 7.6.3): streams and the two strings of the font."""

    def padded(password: str) -> bytes:
        return (password.encode() + PAD)[:32]

    owner_key = _rc4(hashlib.md5(padded(owner)).digest()[:5], padded(user))
    key = hashlib.md5(padded(user) + owner_key + (-4).to_bytes(4, "little", signed=True) + ID).digest()[:5]

    def encrypted(number: int, data: bytes) -> bytes:
        return _rc4(hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], data)

    done: list[bytes] = []
    for number, body in enumerate(objects, start=1):
        for plain in (b"Adobe", b"GB1"):
            body = body.replace(
                b"<%b>" % plain.hex().upper().encode(), b"<%b>" % encrypted(number, plain).hex().encode()
            )
        head, mark, rest = body.partition(b"stream\n")
        if mark:
            body = head + mark + encrypted(number, rest.removesuffix(b"\nendstream")) + b"\nendstream"
        done.append(body)
    entry = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>/ID[<%b><%b>]" % (
        owner_key.hex().encode(),
        _rc4(key, PAD).hex().encode(),
        ID.hex().encode(),
        ID.hex().encode(),
    )
    return done, entry
