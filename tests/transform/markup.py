"""The markup around a cell's text: what Word, WPS and site editors leave in a page, and how tags are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Protocol

# {text} stands for what the cell prints. None of it changes what a browser shows.
DRESS = {
    "plain": "{text}",
    "word": '<p class="MsoNormal" align="center"><span lang="EN-US">{text}<o:p></o:p></span></p>',
    "conditional": "<!--[if !supportEmptyParas]--><!--[endif]-->{text}",
    "downlevel": "<![if !vml]>{text}<![endif]>",
    "empties": "<b></b><a name='_Hlk1'></a>{text}<font></font>",
    "blanks": "&nbsp;{text}&nbsp;\u3000",
    "widthless": "&#8203;{text}&#65279;",
    "hidden": '<span style="display:none">9</span>{text}',
    "font": "<font face='宋体' size=2>{text}</font>",
    "lines": "\r\n\t\t<div>\n {text}\n</div>\n",
    "script": "<script>if (1<2) document.write('<td>9</td>')</script>{text}",
    "namespace": '<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" />{text}',
    "smart tag": "<st1:chsdate w:st='on'>{text}</st1:chsdate>",
    "struck": "<del>8</del>{text}<s>7</s>",
    "halves": "<span>{first}</span><!-- 1 --><span>{rest}</span>",
}
BLANKS = {
    "empty": "",
    "nbsp": "&nbsp;",
    "paragraph": "<p></p>",
    "nbsp paragraph": "<p>&nbsp;</p>",
    "break": "<br>",
    "wide": "\u3000",
    "span": "<span></span>",
    "widthless": "&#8203;",
}

# Characters that print nothing, for str.translate.
WIDTHLESS = dict.fromkeys(map(ord, "\u200b\ufeff"))


@dataclass(frozen=True, slots=True)
class Markup:
    """Which dresses and blanks are used, a cell at a time, and how the tags of tables are written."""

    dresses: tuple[str, ...] = ("plain",)
    blanks: tuple[str, ...] = ("empty",)
    upper: bool = False
    closed: bool = True  # end tags of rows and cells are written
    quoted: bool = True
    heading_cells: bool = False  # <th> in a table's first row


def dressed(text: str, markup: Markup, random: Random) -> str:
    """A text (HTML, without tags) as a cell's markup."""
    dress = DRESS[random.choice(markup.dresses)]
    if "{first}" not in dress:
        return dress.format(text=text)
    if "<" in text or "&" in text:
        return text
    return dress.format(first=text[:1], rest=text[1:])


def blank(markup: Markup, random: Random) -> str:
    """An empty cell's markup."""
    return BLANKS[random.choice(markup.blanks)]


class Drawn(Protocol):
    """A cell to write."""

    @property
    def html(self) -> str: ...
    @property
    def colspan(self) -> int: ...
    @property
    def rowspan(self) -> int: ...


def serialised(rows: Sequence[Sequence[Drawn]], markup: Markup) -> str:
    """A table's markup."""
    drawn = []
    for row_no, row in enumerate(rows):
        name = "th" if markup.heading_cells and row_no == 0 else "td"
        cells = "".join(_tag(name, markup, cell) + cell.html + _end(name, markup) for cell in row)
        drawn.append(_tag("tr", markup) + cells + _end("tr", markup))
    return f"{_tag('table', markup)}<tbody>{chr(10).join(drawn)}</tbody></table>"


def _tag(name: str, markup: Markup, cell: Drawn | None = None) -> str:
    quote = '"' if markup.quoted else ""
    spans = ""
    if cell is not None:
        for attribute, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
            if value != 1:
                spans += f" {attribute}={quote}{escape(str(value))}{quote}"
    tag = f"<{name}{spans}"
    return f"{tag.upper() if markup.upper else tag}>"


def _end(name: str, markup: Markup) -> str:
    if not markup.closed:
        return ""
    return f"</{name.upper() if markup.upper else name}>"
