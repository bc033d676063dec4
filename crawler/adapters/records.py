"""Rows handed over as `<record><![CDATA[…]]></record>`, in the page or in an answer: Hanweb, TrueCMS.

An HTML parser takes CDATA for a comment or for script text, so the rows are cut out of the text first and parsed
one by one.
"""

from collections.abc import Iterator

from parsel import Selector

from crawler.adapters.links import MAX_LINKS

_RECORD_START, _CDATA_START, _CDATA_END = "<record>", "<![CDATA[", "]]>"


def records(text: str) -> Iterator[str]:
    """The CDATA of every record; a scan from left to right, so that no page can make it slow."""
    position = 0
    for _ in range(MAX_LINKS):
        record = text.find(_RECORD_START, position)
        start = text.find(_CDATA_START, record) if record >= 0 else -1
        end = text.find(_CDATA_END, start) if start >= 0 else -1
        if end < 0:
            return
        yield text[start + len(_CDATA_START) : end]
        position = end


def record_selector(record: str) -> Selector:
    """A record parsed. It is a `li` or a `tr`; without its table a parser would drop the `tr`."""
    markup = f"<table>{record}</table>" if record.lstrip().lower().startswith("<tr") else record
    return Selector(text=markup, type="html")
