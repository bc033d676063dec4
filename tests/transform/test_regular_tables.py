"""Tables read off the source are read as the parser reads them, or are left to it."""

from __future__ import annotations

from random import Random

import pytest

from transform.layouts import html, regular_tables
from transform.layouts.document import Document
from transform.layouts.html import read_html
from transform.layouts.regular_tables import MOST_BYTES, take_out_regular

Laid = tuple[object, ...]

ROW = "<tr><th>依申请公开</th>" + "<td class='a'><p align=center><span>0</span></p></td>" * 7 + "</tr>"
TABLE = f"<table border=1><tbody>{ROW * 3}</tbody></table>"


@pytest.fixture(autouse=True)
def _no_table_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regular_tables, "LEAST_BYTES", 0)


def laid(document: Document, left_out: set[int]) -> Laid:
    return (
        [(grid.table_no, grid.rows, grid.is_cut) for grid in document.grids],
        document.lines_without(left_out),
        document.head,
        document.pictures,
        document.issues,
    )


def assert_read_as_parsed(page: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many tables of the page were read off its source."""
    off_source = read_html(page)
    with monkeypatch.context() as patched:
        patched.setattr(html, "take_out_regular", lambda page: (page, {}))
        parsed = read_html(page)
    numbers = [grid.table_no for grid in parsed.grids]
    for left_out in [set[int](), set(numbers), *({number} for number in numbers[:3])]:
        assert laid(off_source, left_out) == laid(parsed, left_out), page
    return len(take_out_regular(page.encode())[1])


@pytest.mark.parametrize(
    "table",
    [
        TABLE,
        TABLE.upper(),
        TABLE.replace("<td class", "\n <td width=43 style='border:none; mso-a:\"B&quot;' class"),
        TABLE.replace("<p", "<!--[if !supportLists]--><p").replace("</p>", "</p><![endif]>"),
        TABLE.replace("<tbody>", "<colgroup><col width=10><col/></colgroup><thead>"),
        TABLE.replace("<span>0", "<st1:chsdate w:st='on'>1<o:p></o:p></st1:chsdate><b>2&nbsp;</b><span>0"),
        TABLE.replace("<span>0</span>", "1<sup>①</sup><br>2<br/>&lt;3&#12345;&ensp;&copy; > 4"),
        TABLE.replace("<th>", "<th rowspan='2' ROWSPAN=3 colspan=\"x\">").replace("class='a'", "colspan=2"),
        TABLE.replace("</tr><tr>", "</tr></tbody><tbody>\n<tr></tr>\t<tr height=0>"),
        TABLE.replace("</tr></tbody>", "</tr><tr></tr></tbody>"),
        TABLE.replace("0", "一\u200b二\xad三\xa0"),
    ],
)  # fmt: skip
def test_what_is_regular(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assert_read_as_parsed(f"<body><p>一{table}二<div>{table}", monkeypatch) == 2


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ("</p>", ""),
        ("</span>", ""),
        ("<span>", "<span><p>"),
        ("<p align=center><span>0</span></p>", "<p><div>0</div></p>"),
        ("<span>0</span>", "<a>1<a>2</a></a>"),
        ("<span>0</span>", "<s>1</s>2"),
        ("<span>0</span>", "<span style='display:none'>1</span>2"),
        ("<span>0</span>", "<img src=a.png>"),
        ("<span>0</span>", "<input value=1>"),
        ("<span>0</span>", "<select><option>1</select>"),
        ("<span>0</span>", "<o:p/>1"),
        ("<span>0</span>", "1 & 2"),
        ("<span>0</span>", "&nbsp1"),
        ("<span>0</span>", "&#128;&#x33;"),
        ("<span>0</span>", "1 < 2"),
        ("<span>0</span>", "</br>1"),
        ("<span>0</span>", "<!-- <td>1</td> -->"),
        ("<span>0</span>", "<!-->1-->"),
        ("<span>0</span>", "<script>document.write('</td>')</script>"),
        ("class='a'", "title='>'"),
        ("class='a'", "title='a' title=\"<td>\""),
        ("class='a'", "title=it's"),
        ("class='a'", "rowspan='&#50;'"),
        ("class='a'", "colspan=\"２\""),
        ("</td>", "</td >"),
        ("</td>", "</td>1"),
        ("</td>", ""),
        ("</th>", "</td>"),
        ("</tr>", "</tr><caption>1</caption>"),
        ("</tr>", "</tr>&nbsp;"),
        ("<tbody>", "<tr><form>"),
        ("</table>", "<table></table></table>"),
        ("0", "字" * MOST_BYTES),
    ],
)  # fmt: skip
def test_what_is_left_to_the_parser(was: str, is_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert was in TABLE
    assert assert_read_as_parsed(TABLE.replace(was, is_), monkeypatch) == 0
    assert assert_read_as_parsed(TABLE.replace(was, is_, 1), monkeypatch) == 0


SURROUNDINGS = [
    "<script>document.write('{}')</script>",
    "<!-- {} -->",
    "<!-- {}",
    "<textarea>{}</textarea>",
    "<title>{}</title>",
    "<style>{}</style>",
    "<noscript>{}</noscript>",
    "<template>{}</template>",
    "<span style='display:none'>{}</span>",
    "<div style='display:none'>{}</div>",
    "<select><option>{}</select>",
    "<p>{}</p>",
    "<b><a href='{}'>{}",
    "<div title='{}",
    "<table><tr><td>{}<td>{}</table>",
    "<table><tr>{}</table>",
    "<table><caption>{}</table>",
    "<svg><foreignObject>{}</svg>",
    "<svg><g>{}",
    "<math><mi>{}",
    "<del>{}</del>",
    "<xmp>{}</xmp>",
    "<plaintext>{}",
    "<iframe>{}</iframe>",
    "<frameset>{}",
    "<button><form>{}</button>{}",
    "</body></html>{}",
]


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_wherever_a_table_stands(around: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = around.replace("{}", TABLE)
    assert assert_read_as_parsed(page, monkeypatch)
    assert assert_read_as_parsed(f"<p>{TABLE}{page}{TABLE}", monkeypatch)


TAGS = [
    *(
        "<p>",
        "</p>",
        "<p class=a>",
        "<span>",
        "</span>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<div>",
        "</div>",
    ),
    *(
        "<br>",
        "<o:p>",
        "</o:p>",
        "<sup>",
        "</sup>",
        "<font>",
        "</font>",
        "<!-- x -->",
        "<![endif]>",
        "<img src=a>",
    ),
    *(
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<td colspan=2>",
        "<td rowspan=2>",
        "<th>",
        "</th>",
        "<tbody>",
        "</tbody>",
    ),
    *(
        "<table>",
        "</table>",
        "<thead>",
        "</thead>",
        "<colgroup>",
        "<col>",
        "<caption>",
        "<form>",
        "<select>",
        "<s>",
    ),
    *(
        "1",
        "23",
        "&nbsp;",
        "&amp;",
        "&",
        ">",
        "<",
        "字",
        " ",
        "\n",
        "\u200b",
        "--",
        "'",
        '"',
        "/>",
        "</td><td>",
    ),
    *(
        "</td></tr><tr><td>",
        "<span style='display:none'>",
        "<nobr>",
        "</nobr>",
        "<wbr>",
        "<i>",
        "</i>",
        "&#160;",
    ),
]


@pytest.mark.parametrize("seed", range(300))
def test_tables_with_random_damage(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    page = TABLE
    if seed % 3:
        page = f"<p>一{TABLE}<div>{TABLE}二{random.choice(SURROUNDINGS).replace('{}', TABLE)}"
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        place = random.randrange(len(page))
        if random.random() < 0.5:
            place = max(page.rfind("<", 0, place), 0)
        cut = random.choice((0, 0, 0, 1, 6, 40))
        page = page[:place] + random.choice(TAGS) + page[place + cut :]
    assert_read_as_parsed(page, monkeypatch)
