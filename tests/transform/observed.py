"""Tables printed as copies of real pages print them: the layouts that observed reports were flattened into.

A layout is a function from drawn tables (rows of cells with their spans) and the lines of text around them to the
lines of the copy. ``data/observed.jsonl`` names one for each report in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import opencc

from demo import forms, grids
from demo.grids import Cell
from demo.reports import Report

Row = list[Cell]
Table = list[Row]
Part = str | Table
Layout = Callable[[Sequence[Part]], list[str]]
RowKey = tuple[str, str]  # table and row code; the one row of the review table is ("reviews", "")

_TRADITIONAL = opencc.OpenCC("s2t")
# Readings that copies in traditional characters print behind single ones.
_GLOSSES = {
    "規": "guī",
    "現": "xiàn",
    "業": "yè",
    "發": "fā",
    "會": "huì",
    "務": "wù",
    "機": "jī",
    "構": "gòu",
}


@dataclass(frozen=True)
class Printing:
    """How a report prints its tables.

    ``figures`` holds the texts of rows, ``filler`` stands in every cell of the others. ``labels``: label of the form
    -> as printed. ``extra_rows``: rows of the office's own as (row code they follow, label, texts). ``sub_rows``:
    row code -> rows of the office's own that it is divided into. ``trailing``: empty columns at the right.
    ``script``: traditional, or glossed (traditional with the readings of single characters).
    """

    form: str
    figures: Mapping[RowKey, Sequence[str]]
    filler: str = "0"
    labels: Mapping[str, str] = field(default_factory=dict)
    extra_rows: Sequence[tuple[str, str, Sequence[str]]] = ()
    sub_rows: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    trailing: int = 0
    script: str = ""


def parts_of(printing: Printing) -> list[Part]:
    """The report as printed before its markup was lost: its headings and its three tables."""
    blank = Report(
        division_code="990101",
        report_year=2022,
        scope="government",
        issuer_name="演示东川县人民政府",
        title="",
        published_at="",
        form_version=printing.form,
        layout="",
        digits="half",
        figures=dict.fromkeys(forms.cell_keys(printing.form), printing.filler),
    )
    article20 = _article20(printing, blank)
    applications = _with_figures(
        printing, "applications", grids.applications(blank), _application_codes(printing)
    )
    reviews = _with_figures(printing, "reviews", grids.reviews(blank), {})
    tables = [_as_printed(table, printing) for table in (article20, applications, reviews)]
    parts: list[Part] = [
        "演示东川县人民政府2022年政府信息公开工作年度报告",
        "一、总体情况",
        "全年主动公开政府信息1203条，其中规章0件、规范性文件3件，办理行政许可12件。",
        "二、主动公开政府信息情况",
        tables[0],
        "三、收到和处理政府信息公开申请情况",
        tables[1],
        "四、政府信息公开行政复议、行政诉讼情况",
        tables[2],
        "五、存在的主要问题及改进情况",
        "一是更新不够均衡，二是解读形式单一，下一步加强培训。",
    ]
    return [_in_script(part, printing.script) if isinstance(part, str) else part for part in parts]


def _application_codes(printing: Printing) -> dict[str, str]:
    codes = {row.label: row.code for row in forms.application_rows(printing.form)}
    return {
        label: code for label, code in codes.items() if label != "（六）其他处理" or printing.form == "2019"
    }


def _article20(printing: Printing, blank: Report) -> Table:
    codes = {row.label: row.code for block in forms.article20_blocks(printing.form) for row in block.rows}
    table = _with_figures(printing, "article20", grids.article20(blank), codes)
    by_code = {codes[row[0].text]: place for place, row in enumerate(table) if row[0].text in codes}
    for after, label, texts in printing.extra_rows:
        table.insert(by_code[after] + 1, [Cell(label, "label"), *(Cell(text, "figure") for text in texts)])
    for code, rows in printing.sub_rows.items():
        own = table[by_code[code]][0]
        divided = [
            [Cell(label, "label"), *(Cell(text, "figure") for text in texts)] for label, texts in rows.items()
        ]
        divided[0].insert(0, replace(own, rowspan=len(rows)))
        for row in table:
            row[0] = replace(row[0], colspan=row[0].colspan + 1)
        table[by_code[code] : by_code[code] + 1] = divided
    return table


def _with_figures(printing: Printing, table: str, grid: grids.Grid, codes: Mapping[str, str]) -> Table:
    rows: Table = []
    for cells in grid.rows:
        labels = [cell for cell in cells if cell.kind != "figure"]
        own = [cell for cell in cells if cell.kind == "figure"]
        code = next((codes[cell.text] for cell in reversed(labels) if cell.text in codes), "")
        texts = printing.figures.get((table, code))
        if own and texts is not None:
            spans = [cell.colspan for cell in own] if len(texts) == len(own) else [1] * len(texts)
            own = [Cell(text, "figure", span) for text, span in zip(texts, spans, strict=True)]
        rows.append([*labels, *own, *[Cell("", "figure")] * printing.trailing])
    return rows


def _as_printed(table: Table, printing: Printing) -> Table:
    return [
        [
            replace(cell, text=_in_script(printing.labels.get(cell.text, cell.text), printing.script))
            if cell.kind != "figure"
            else cell
            for cell in row
        ]
        for row in table
    ]


def _in_script(text: str, script: str) -> str:
    if not script:
        return text
    text = _TRADITIONAL.convert(text)
    return "".join(f"{c}({_GLOSSES[c]})" if script == "glossed" and c in _GLOSSES else c for c in text)


def _padded(row: Row) -> list[str]:
    """The cells of a row, an empty one for every further column a merged cell covers."""
    return [text for cell in row for text in (cell.text, *[""] * (cell.colspan - 1))]


def _bare(row: Row) -> list[str]:
    return [cell.text for cell in row]


def _covered(table: Table) -> Table:
    """The table with an empty cell in every place below a cell merged downwards."""
    rows: Table = []
    open_cells: dict[int, tuple[int, Cell]] = {}  # first column -> (rows left, cell)
    for row in table:
        cells: Row = []
        column, own = 0, list(row)
        while own or column in open_cells:
            if column in open_cells:
                left, cell = open_cells.pop(column)
                cells.append(Cell("", "label", cell.colspan))
                if left > 1:
                    open_cells[column] = (left - 1, cell)
            else:
                cell = own.pop(0)
                cells.append(cell)
                if cell.rowspan > 1:
                    open_cells[column] = (cell.rowspan - 1, cell)
            column += cell.colspan
        rows.append(cells)
    return rows


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _rows_in_pipes(parts: Sequence[Part], cells: Callable[[Row], list[str]], gap: str = " ") -> Iterator[str]:
    """A pipe behind every cell: ``行政许可 | 0 | ||``."""
    for part in parts:
        if isinstance(part, str):
            yield part
            continue
        for row in part:
            texts = [f"{_one_line(text)}{gap}| " if text else "|" for text in cells(row)]
            yield "".join(texts).rstrip()


def pipe_rows_padded(parts: Sequence[Part]) -> list[str]:
    """Rows between pipes, merged cells padded with empty ones."""
    return list(_rows_in_pipes(parts, _padded))


def pipe_rows_covered(parts: Sequence[Part]) -> list[str]:
    """Rows between pipes, padded below cells merged downwards too: all rows of one length."""
    return pipe_rows_padded([part if isinstance(part, str) else _covered(part) for part in parts])


def pipe_rows_bare(parts: Sequence[Part]) -> list[str]:
    """Rows between pipes, one pipe a printed cell: rows of different length."""
    return list(_rows_in_pipes(parts, _bare, gap="  "))


def pipe_rows_parted(parts: Sequence[Part]) -> list[str]:
    """Pipes between the cells only, none behind the last."""
    return [
        line
        for part in parts
        for line in (
            [part]
            if isinstance(part, str)
            else [" | ".join(map(_one_line, _padded(row))).strip() for row in part]
        )
    ]


def pipe_rows_broken(parts: Sequence[Part]) -> list[str]:
    """Rows whose last pipe stands on the next line, and rows with empty cells broken behind their label."""
    lines: list[str] = []
    for line in pipe_rows_padded(parts):
        label, pipe, rest = line.partition(" | ")
        if pipe and rest.startswith("||"):
            lines += [f"{label} |", "|", rest[1:]]
        elif line.endswith(" |"):
            lines += [line[:-2], "|"]
        else:
            lines.append(line)
    return lines


def pipe_rows_in_layout_table(parts: Sequence[Part]) -> list[str]:
    """An article in a layout table: hundreds of empty cells behind its title and its end."""
    title, *rest = pipe_rows_padded(parts)
    return [title + " |" + "|" * 400, *rest, "|" * 300]


def markdown(parts: Sequence[Part]) -> list[str]:
    """Rows of markdown, a rule below the first of each table."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for place, row in enumerate(part):
            lines.append("| " + " | ".join(map(_one_line, _padded(row))) + " |")
            if not place:
                lines.append("|" + " --- |" * len(_padded(row)))
    return lines


def markdown_spread(parts: Sequence[Part]) -> list[str]:
    """Rows of markdown whose cells are spread over indented lines."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for place, row in enumerate(part):
            lines.append("|")
            for text in _padded(row):
                lines += [f"      {_one_line(text)}", "      ", "   |"]
            if not place:
                lines.append("|" + "---|" * len(_padded(row)))
    return lines


def _spaced(parts: Sequence[Part], gap: int, *, blanks: bool) -> list[str]:
    lines: list[str] = []
    for part in parts:
        texts = [part] if isinstance(part, str) else [text for row in part for text in _bare(row)]
        for text in texts:
            for line in text.split("\n"):
                if line or blanks:
                    lines += [line, *[""] * gap]
    return lines


def lines_plain(parts: Sequence[Part]) -> list[str]:
    """One cell a line; empty cells leave nothing."""
    return _spaced(parts, 0, blanks=False)


def lines_spaced(parts: Sequence[Part]) -> list[str]:
    """One cell a line, a blank line between cells; empty cells leave nothing."""
    return _spaced(parts, 1, blanks=False)


def lines_with_blanks(parts: Sequence[Part]) -> list[str]:
    """One cell a line, a blank line between cells, an empty cell is one more (and its spacing)."""
    return _spaced(parts, 1, blanks=True)


def lines_with_ragged_blanks(parts: Sequence[Part]) -> list[str]:
    """As lines_with_blanks, long runs of blank lines one shorter than their cells make them."""
    lines = lines_with_blanks(parts)
    return [line for place, line in enumerate(lines) if line or any(lines[place - 4 : place])]


def lines_padded(parts: Sequence[Part]) -> list[str]:
    """One cell a line, each with a pipe; padding pipes on lines of their own."""
    return _cells_with_pipes(parts, _padded)


def lines_bare(parts: Sequence[Part]) -> list[str]:
    """One cell a line, each with a pipe, no padding."""
    return _cells_with_pipes(parts, _bare)


def lines_indented(parts: Sequence[Part]) -> list[str]:
    """As lines_padded, indented."""
    return ["        " + line for line in lines_padded(parts)]


def _cells_with_pipes(parts: Sequence[Part], cells: Callable[[Row], list[str]]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            pipes = ""
            for text in cells(row):
                if text:
                    lines += [pipes] if pipes else []
                    lines += f"{text} |".split("\n")
                    pipes = ""
                else:
                    pipes += "|"
            lines += [pipes] if pipes else []
    return lines


def lines_overpadded(parts: Sequence[Part]) -> list[str]:
    """As lines_bare, rows of headings filled up with 16 pipes and rows of figures with 10."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            lines += _cells_with_pipes([[row]], _bare)
            lines.append("|" * (10 if any(cell.kind == "figure" for cell in row) else 16))
    return lines


def lines_lone_pipe(parts: Sequence[Part]) -> list[str]:
    """One cell a line, a line with a single pipe after every cell."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            for text in _padded(row):
                lines += [*(text.split("\n") if text else []), "|"]
    return lines


def lines_opened(parts: Sequence[Part]) -> list[str]:
    """One cell a line, each with a pipe; a line with a single pipe opens every row."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            lines += ["|", *_cells_with_pipes([[row]], _padded)]
    return lines


def lines_closed(parts: Sequence[Part]) -> list[str]:
    """One cell a line, only the last of a row carries pipes, its padding included."""
    return _closed(parts, opening=[])


def lines_opened_and_closed(parts: Sequence[Part]) -> list[str]:
    """As lines_closed, a line with a single pipe opens every row."""
    return _closed(parts, opening=["|"])


def _closed(parts: Sequence[Part], opening: list[str]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            texts = _padded(row)
            printed = [text for text in texts if text]
            trailing = len(texts) - 1 - max((place for place, text in enumerate(texts) if text), default=0)
            lines += [*opening, *"\n".join(printed).split("\n")]
            lines[-1] += " " + "|" * (1 + trailing)
    return lines


def captions_in_pipes(parts: Sequence[Part]) -> list[str]:
    """Captions as rows between pipes, everything else one cell a line with a pipe."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            is_caption = all(cell.kind == "caption" or not cell.text for cell in row)
            lines += pipe_rows_padded([[row]]) if is_caption else _cells_with_pipes([[row]], _padded)
    return lines


def pdf_words(parts: Sequence[Part]) -> list[str]:
    """Text of a PDF page: a row a line, cells parted by blanks, what is broken inside a cell on the next line."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        for row in part:
            halves = [cell.text.partition("\n") for cell in row]
            lines += [" ".join(first for first, _, _ in halves if first)]
            below = " ".join(second for _, _, second in halves if second)
            lines += [below] if below else []
    return lines


def glued(parts: Sequence[Part]) -> list[str]:
    """The cells of a row with nothing between them."""
    return [
        line
        for part in parts
        for line in (
            [part] if isinstance(part, str) else ["".join(map(_one_line, _bare(row))) for row in part]
        )
    ]


def one_paragraph(parts: Sequence[Part]) -> list[str]:
    """The whole report as one paragraph, its lines and cells parted by blanks."""
    return [" ".join(line for line in lines_plain(parts) if line)]


def deduplicated(parts: Sequence[Part]) -> list[str]:
    """One cell a line, every line that stood before left out; a menu that names the rows stands first."""
    menu = ["地方性法规", "规章", "行政规范性文件", "其他文件"]
    return list(dict.fromkeys([*menu, *lines_plain(parts)]))


def drawn(parts: Sequence[Part]) -> str:
    """The report as a page whose tables kept their markup."""
    body: list[str] = []
    for part in parts:
        if isinstance(part, str):
            body.append(f"<p>{part}</p>")
            continue
        rows = "".join(
            "<tr>"
            + "".join(
                f'<td colspan="{cell.colspan}" rowspan="{cell.rowspan}">{cell.text.replace(chr(10), "<br />")}</td>'
                for cell in row
            )
            + "</tr>"
            for row in part
        )
        body.append(f"<table>{rows}</table>")
    return "<html><body>" + "".join(body) + "</body></html>"


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        pipe_rows_padded,
        pipe_rows_covered,
        pipe_rows_bare,
        pipe_rows_parted,
        pipe_rows_broken,
        pipe_rows_in_layout_table,
        markdown,
        markdown_spread,
        lines_plain,
        lines_spaced,
        lines_with_blanks,
        lines_with_ragged_blanks,
        lines_padded,
        lines_bare,
        lines_indented,
        lines_overpadded,
        lines_lone_pipe,
        lines_opened,
        lines_closed,
        lines_opened_and_closed,
        captions_in_pipes,
        pdf_words,
        glued,
        one_paragraph,
        deduplicated,
    )
}
