"""The text of markup: what stands between its tags, as a reader of the page sees it.

Works on markup in which ``<`` and ``>`` stand for tags alone, and without inline elements.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transform.layouts.widthless import without_widthless

HTML_SPACES = " \t\r\n\f"
# Elements that do not end a block of text: digits split over inline spans join, figures in two paragraphs of one
# cell do not. sup and sub are left out on purpose: a footnote mark must not become the last digit of a figure.
_INLINE = re.compile(
    r"a|abbr|acronym|b|bd[io]|big|cite|code|dfn|em|font|i|ins|kbd|label|mark|nobr|q|ruby|samp|small|span|strong|time|"
    r"tt|u|var|wbr|\w{1,20}:\w{1,40}"
)
INNER_TABLE = "\0"  # stands for a table inside a cell; no text of the parser's has it
_HTML_SPACE = re.compile(rf"[{HTML_SPACES}]+")
_TAG = re.compile(rf"<[^>]*>[{HTML_SPACES}]*")
_DRAWN = re.compile(r"<(img|input|select|textarea|svg|object)\b")  # what may show a figure without being text


@lru_cache(maxsize=256)
def is_inline(tag: str) -> bool:
    """Whether an element of that name does not end a block of text."""
    return _INLINE.fullmatch(tag) is not None


def cell_text(content: str) -> str:
    """Text of a cell, its blocks on lines of their own.

    A cell that shows something else than text (a picture, a form field, a table of its own) has the name of
    that in brackets for its text: it is not empty, and no number either.
    """
    content = _printed(content)
    if content.startswith("<p") and content.endswith("</p>") and content.count("<") == 2:
        content = content[content.index(">") + 1 : -len("</p>")]  # one paragraph, as Word draws a cell
    if content.isalnum():
        return content
    if INNER_TABLE in content:
        return "[table]"
    parts = [part for tag in content.split("<") if (part := tag.rpartition(">")[2].strip(HTML_SPACES))]
    if len(parts) == 1 and parts[0].isalnum():
        return parts[0]
    if not "".join(parts).strip("\xa0 ") and (drawn := _DRAWN.search(content)) is not None:
        return f"[{drawn[1]}]"
    return "\n".join(map(_plain, parts))


def lines_of(markup: str) -> list[str]:
    """The text of markup, split where a tag stands."""
    texts = _TAG.split(_printed(markup))
    return [text if not text or text.isalnum() else _plain(text) for text in texts]


def one_line(text: str) -> str:
    """Text with its runs of spaces as one."""
    return _HTML_SPACE.sub(" ", text)


def _printed(markup: str) -> str:
    """Markup without characters that show nothing, hard spaces as characters."""
    return without_widthless(markup).replace("&nbsp;", "\xa0")


def _plain(text: str) -> str:
    """Text of the serialisation as shown: runs of spaces are one, the references it writes are characters."""
    text = one_line(text).strip(" ")
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text
