"""Requests a page's script would make, put together from what the page itself holds: copied, never invented."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import urlencode, urlsplit, urlunsplit

# default 2 million characters: a page with all its scripts.
_MAX_TEXT = 2_000_000


def named_values(text: str, names: Iterable[str]) -> dict[str, str]:
    """The values a page gives these names: in a hidden field, in an attribute, in an object or a variable.

    `<input id="jdid" value="3">`, `name='jdid' … value='3'`, `jdid: '3'`, `"jdid":3`, `var jdid = "3";` – the first
    place counts. A value made up by the script (`jdid: getId()`) is none.
    """
    found = {}
    for name in names:
        word = re.escape(name)
        field = re.search(
            rf"<input\b[^<>]{{0,300}}?\b(?:id|name)\s?=\s?[\"']{word}[\"'][^<>]{{0,300}}?\bvalue\s?=\s?[\"']([^\"'<>]{{0,300}})[\"']",
            text[:_MAX_TEXT],
            re.IGNORECASE,
        )
        script = re.search(
            rf"(?<![\w.]){word}[\"']?\s{{0,9}}[:=]\s{{0,9}}(?:[\"']([^\"'<>]{{0,300}})[\"']|(\d{{1,19}})(?=\s{{0,9}}[,;}}\n]))",
            text[:_MAX_TEXT],
        )
        if field:
            found[name] = unescape(field.group(1))
        elif script:
            found[name] = unescape(next(value for value in script.groups() if value is not None))
    return found


def with_fields(url: str, fields: Mapping[str, str]) -> str:
    """The address with these fields as its query, in their order."""
    return urlunsplit(urlsplit(url)._replace(query=urlencode(dict(fields))))
