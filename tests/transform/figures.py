"""Random figures for the forms and random layouts to draw them in, all from a seeded ``Random``.

A figure is written canonically: ``""`` blank, ``—`` or ``/`` a dash, ``12``, ``-3``, ``26.55``.
"""

from __future__ import annotations

from random import Random

from demo import forms
from demo.grids import SUM_NOTE
from demo.reports import CellKey
from tests.transform.drawn_layouts import Layout
from tests.transform.markup import BLANKS, DRESS, Markup

ENDS = ("new", "carried_in", "concluded", "carried_out")
# A lost tag would show the digits that these hide: the page then prints another figure.
SHOWN = tuple(name for name in DRESS if name not in ("hidden", "struck", "script"))


def any_figures(random: Random, form: str) -> dict[CellKey, str]:
    """Figures without any relation: blanks, dashes, zeros, small and large counts, amounts with decimals."""
    usual = random.choice(("0", "", "—"))
    figures: dict[CellKey, str] = {}
    for key in forms.cell_keys(form):
        counts = (usual, usual, "0", "", "/", "—", str(random.randint(1, 99)), str(random.randint(1, 99999)))
        text = random.choice(counts)
        if key[2].startswith("amount"):
            decimals = f"{random.randint(0, 9999)}.{random.randint(0, 9999):04d}"
            text = random.choice(("", text, decimals, decimals[:-2]))
        elif key[2] == "change":
            text = random.choice((text, "-3", "+15"))
        figures[key] = text
    return figures


def closing_figures(random: Random, form: str) -> dict[CellKey, str]:
    """Figures of which every sum of the forms closes; zeros are printed as 0 or left empty throughout."""
    zero = random.choice(("0", "0", ""))
    numbers: dict[CellKey, int] = {}
    for block in forms.article20_blocks(form):
        for row in block.rows:
            for column in block.columns:
                number = random.choice((0, random.randint(1, 900), random.randint(1, 9)))
                numbers["article20", row.code, column.code] = number
    parts = [applicant.code for applicant in forms.applicants()[:-1]]
    rows = [row.code for row in forms.application_rows(form)]
    for part in parts:
        results = {code: random.choice((0, 0, 0, random.randint(1, 30))) for code in rows if code not in ENDS}
        concluded, carried_out = sum(results.values()), random.choice((0, 0, 2))
        carried_in = min(random.choice((0, 0, 1)), concluded + carried_out)
        ends = (concluded + carried_out - carried_in, carried_in, concluded, carried_out)
        for code, number in {**results, **dict(zip(ENDS, ends, strict=True))}.items():
            numbers["applications", code, part] = number
    for code in rows:
        numbers["applications", code, "total"] = sum(numbers["applications", code, part] for part in parts)
    for channel, columns in forms.review_channels(form):
        outcomes = [random.choice((0, 0, random.randint(1, 9))) for _ in columns[:-1]]
        for column, number in zip(columns, [*outcomes, sum(outcomes)], strict=True):
            numbers["reviews", channel.code, column.code] = number
    return {key: str(numbers[key]) if numbers[key] else zero for key in forms.cell_keys(form)}


def any_layout(random: Random, form: str) -> Layout:
    """A layout that loses nothing: each cell stands below its headings and beside its label."""
    return Layout(
        seed=random.randrange(10**6),
        label_columns=random.randint(1, 3),
        groups=random.choice(("merged", "repeated", "once", "empty", "left out")),
        head_rows=random.randint(1, 3),
        corner=random.choice((SUM_NOTE, "", "申请人情况")),
        captions=random.choice(("form", "short", "none")),
        spread=random.choice(("last", "first", "none")),
        broken_heads=random.choice(("", "<br>", "p", " ", "&nbsp;", "<br/>\n")),
        trailing_columns=random.choice((0, 0, 1, 2)),
        trailing_row=random.random() < 0.3,
        extra_column=random.choice(("", "", "小计", "法人合计")),
        extra_rows=random.choice(((), (), ("其他主动公开文件",), ("小计",), ("合计",))),
        cut=random.choice(("", "", "page", "bare", "headed")),
        cut_after=random.randint(1, len(forms.application_rows(form)) - 1),
        arrangement=random.choice(("separate", "one", "nested", "wrapped")),
        digits=random.choice(("half", "full", "thousands", "spaced", "unit")),
        numbering=random.random() < 0.8,
        traditional=random.random() < 0.2,
        reviews_head=random.choice((2, 3)),
        markup=any_markup(random),
    )


def any_markup(random: Random, dresses: tuple[str, ...] = tuple(DRESS)) -> Markup:
    """Markup with some of these dresses."""
    return Markup(
        dresses=tuple(random.sample(dresses, random.randint(1, 4))),
        blanks=tuple(random.sample(sorted(BLANKS), random.randint(1, 3))),
        upper=random.random() < 0.2,
        closed=random.random() < 0.8,
        quoted=random.random() < 0.8,
        heading_cells=random.random() < 0.2,
    )
