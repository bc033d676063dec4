"""MHTML ("web page, single file", often named .doc) -> the bytes of its HTML part (RFC 2557)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

_TYPE = re.compile(rb"^content-type:\s*text/html", re.IGNORECASE | re.MULTILINE)
_ENCODING = re.compile(rb"^content-transfer-encoding:\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\"\r\n;]{1,70})", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MAX_HEADERS = 8192  # bytes of one part's headers
_MAX_BOUNDARIES = 8  # parts within parts; programs that save pages write one or two


def html_part(payload: bytes) -> bytes | None:
    """The first HTML part, its transfer encoding undone; None where there is none or it cannot be undone.

    The part is found by its headers, without building the tree of parts: its depth is the sender's choice.
    """
    found = _TYPE.search(payload)
    if found is None:
        return None
    blank = _BLANK_LINE.search(payload, found.end(), found.end() + _MAX_HEADERS)
    if blank is None:
        return None
    before = payload[max(0, found.start() - _MAX_HEADERS) : found.start()]
    headers = _BLANK_LINE.split(before)[-1] + payload[found.start() : blank.start()]
    boundaries = set(_BOUNDARY.findall(payload, 0, found.start())[:_MAX_BOUNDARIES])
    ends = (payload.find(b"\n--" + boundary, blank.end()) for boundary in boundaries)
    body = payload[blank.end() : min((end for end in ends if end >= 0), default=len(payload))]
    named = _ENCODING.search(headers)
    encoding = named[1].lower() if named else b"7bit"
    if encoding == b"quoted-printable":
        return quopri.decodestring(body)
    if encoding == b"base64":
        try:
            return base64.b64decode(body)
        except binascii.Error:
            return None
    return body
