"""Pasted from a word processor: its namespaces, styles, empty paragraphs and helper rows come along.

What a reader must survive here, all of it the habit of such pages: a style sheet and conditional comments
inside the body, unquoted attributes, ``o:p`` elements, one number or label cut into several spans, labels
spread over two paragraphs or widened with blanks, empty cells that hold a non-breaking space, and a last row
of width cells that nobody who looks at the page ever sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from demo.grids import Cell, Grid
from demo.prose import Heading, Paragraph, Part

STYLE = """<!--[if gte mso 9]><xml>
 <w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument>
</xml><![endif]-->
<style>
<!--
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{mso-style-parent:"";margin:0cm;text-align:justify;font-size:10.5pt;mso-font-kerning:1.0pt;}
 table.MsoTableGrid
	{mso-style-name:网格型;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;}
 @page Section1
	{size:595.3pt 841.9pt;margin:72.0pt 90.0pt 72.0pt 90.0pt;}
-->
</style>"""
CJK_SPAN = "<span style='font-size:12.0pt;font-family:仿宋_GB2312;mso-ascii-font-family:仿宋_GB2312'>"
LATIN_SPAN = "<span lang=EN-US style='font-size:12.0pt;mso-hansi-font-family:仿宋_GB2312'>"
# Narrow columns break these labels; "|" is a new paragraph, "~" a non-breaking space.
BROKEN_LABELS = {
    "商业企业": "商业|企业",
    "科研机构": "科研|机构",
    "社会公益组织": "社会公|益组织",
    "法律服务机构": "法律服|务机构",
    "自然人": "自然人|",
    "总计": "总~计",
    "规章": "规~~章",
    "结果维持": "结果|维持",
    "结果纠正": "结果|纠正",
    "本年制发件数": "本年|制发件数",
    "本年废止件数": "本年|废止件数",
    "本年新制作数量": "本年新|制作数量",
    "本年新公开数量": "本年新|公开数量",
    "信息内容": "信息~内容",
}
ROW_STYLE = "style='mso-yfti-irow:{number};height:18.75pt'"


def _runs(text: str) -> str:
    """Text as runs: the word processor opens a new span wherever the script changes."""
    runs = re.findall(r"[0-9A-Za-z.+/-]+|[^0-9A-Za-z.+/-]+", text)
    return "".join(
        f"{LATIN_SPAN if re.match(r'[0-9A-Za-z.+/-]', run) else CJK_SPAN}{escape(run)}</span>" for run in runs
    )


def _figure(text: str) -> str:
    """A figure, cut in two after its first character as an edited number is; empty cells hold a blank."""
    if not text:
        return f"{LATIN_SPAN}<o:p>&nbsp;</o:p></span>"
    pieces = (text[:1], text[1:]) if len(text) > 1 else (text,)
    return "".join(f"{LATIN_SPAN}<span>{escape(piece)}</span></span>" for piece in pieces) + "<o:p></o:p>"


def _paragraph(inner: str) -> str:
    return (
        f"<p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'>{inner}</p>"
    )


def _label(text: str) -> str:
    lines = BROKEN_LABELS.get(text, text).split("|")
    return "".join(_paragraph(_runs(line).replace("~", "&nbsp;") + "<o:p></o:p>") for line in lines)


def _cell(cell: Cell) -> str:
    spans = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    attributes = "".join(f" {name}={value}" for name, value in spans if value > 1)
    inner = _paragraph(_figure(cell.text)) if cell.kind == "figure" else _label(cell.text)
    return (
        f"<td width={64 * cell.colspan}{attributes} valign=center "
        f"style='border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'>{inner}</td>"
    )


def _table(grid: Grid) -> str:
    rows = "\n".join(
        f" <tr {ROW_STYLE.format(number=number)}>\n  {''.join(_cell(cell) for cell in row)}\n </tr>"
        for number, row in enumerate(grid.rows)
    )
    widths = "".join("<td width=64 style='border:none'></td>" for _ in range(grid.width))
    return (
        "<div align=center>\n<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 "
        "style='border-collapse:collapse;mso-yfti-tbllook:1184'>\n"
        f"{rows}\n <![if !supportMisalignedColumns]>\n <tr height=0>{widths}</tr>\n <![endif]>\n"
        "</table>\n</div>"
    )


def _part(part: Part) -> str:
    match part:
        case Heading(text):
            return f"<p class=MsoNormal style='text-indent:32.0pt'><b>{_runs(text)}</b><o:p></o:p></p>"
        case Paragraph(text):
            return f"<p class=MsoNormal style='text-indent:32.0pt'>{_runs(text)}<o:p></o:p></p>"
        case Grid():
            return _table(part)


def render(parts: Sequence[Part]) -> str:
    """The report as a word processor would paste it, style sheet first."""
    return "\n".join((STYLE, "<div class=Section1>", *(_part(part) for part in parts), "</div>"))
