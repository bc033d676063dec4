"""Merged cells: every place of a drawn table belongs to the cell a browser shows there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transform.grid import MAX_COLUMNS, MAX_ROWS, Grid
from transform.layouts.html import read_html


def places(grid: Grid) -> list[dict[int, str]]:
    """Row by row: column -> text shown there."""
    return [
        {col: cell.text for cell in row for col in range(cell.col, cell.last_col + 1)} for row in grid.rows
    ]


def draw(*rows: list[tuple[str, int, int]]) -> Grid:
    """Rows of (text, rowspan, colspan); a cell of one place states no span."""
    drawn = [
        [(text, None if spans == [1, 1] else (spans[0], spans[1])) for text, *spans in row] for row in rows
    ]
    return Grid.of_drawn(1, drawn)


def test_spans_cover_their_places() -> None:
    grid = draw([("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)])
    assert places(grid) == [{1: "a", 2: "b", 3: "b"}, {1: "a", 2: "c", 3: "d"}]


def test_rowspan_zero_reaches_to_the_end_and_too_long_ones_are_cut() -> None:
    grid = draw([("a", 0, 1), ("b", 9, 1), ("c", 1, 1)], [("d", 1, 1)], [("e", 1, 1)])
    assert places(grid)[2] == {1: "a", 2: "b", 3: "e"}
    assert len(grid.rows) == 3


def test_an_overlapping_span_gives_way_to_the_cell_above() -> None:
    grid = draw([("a", 1, 1), ("b", 2, 1)], [("c", 1, 3)])
    assert places(grid)[1] == {1: "c", 2: "b"}


def test_bounds_hold_and_are_told() -> None:
    assert draw([("a", 1, 100_000), ("b", 1, 1)]).is_cut
    assert max(cell.last_col for cell in draw([("a", 1, 100_000)]).rows[0]) == MAX_COLUMNS
    assert draw([("a", 1, 1)] * (MAX_COLUMNS + 1)).is_cut
    assert not draw([("a", 1, 1)] * MAX_COLUMNS).is_cut
    tall = draw(*[[("a", 1, 1)]] * (MAX_ROWS + 10))
    assert len(tall.rows) == MAX_ROWS
    assert tall.is_cut


spans = st.tuples(st.text("ab", max_size=2), st.integers(0, 4), st.integers(0, 4))


@given(st.lists(st.lists(spans, max_size=5), max_size=6))
def test_no_place_belongs_to_two_cells(rows: list[list[tuple[str, int, int]]]) -> None:
    for row in draw(*rows).rows:
        covered = [col for cell in row for col in range(cell.col, cell.last_col + 1)]
        assert len(covered) == len(set(covered))
        assert covered == sorted(covered)


def texts(html: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows] for grid in read_html(html).grids]


def test_digits_split_over_inline_markup_join_and_blocks_do_not() -> None:
    assert texts(
        "<table><tr><td><p><span>1</span><span>2<o:p></o:p></span></p><td><p>1</p><p>2</p></table>"
    ) == [[["12", "1\n2"]]]


def test_script_and_style_inside_cells_are_not_text() -> None:
    assert texts("<table><tr><td><style>td{}</style>3<script>4</script></td></tr></table>") == [[["3"]]]


def test_odd_span_values() -> None:
    html = '<table><tr><td rowspan="2px">a</td><td colspan="x">b</td></tr><tr><td>c</td></tr></table>'
    assert texts(html) == [[["a", "b"], ["a", "c"]]]


def test_nested_tables_are_tables_of_their_own_and_layout_cells_have_no_text() -> None:
    html = "<table><tr><td>menu</td><td><table><tr><td>7</td></tr></table></td></tr></table>"
    assert texts(html) == [[["menu", "[table]"]], [["7"]]]


def test_a_comment_between_digits_does_not_part_them() -> None:
    assert texts("<table><tr><td>1<!-- x -->2</td><td><p>3</p><!-- y --><p>4</p></td></tr></table>") == [
        [["12", "3\n4"]]
    ]
    assert texts("<!-- <table><tr><td>1</td></tr></table> --><p>2</p>") == []


def test_lines_hold_the_tables_that_are_not_left_out_in_their_places() -> None:
    html = (
        "<p>a</p><table><tr><td>b<table><tr><td>c</td></tr></table>d</td></tr></table>e<table><tr><td>f</table>"
        "<p>g</p>"
    )
    for left_out, expected in (
        ({1}, "abcdefg"),  # it holds a table, so it is layout
        ({2}, "abdefg"),
        ({1, 2, 3}, "abdeg"),
        (set(), "abcdefg"),
    ):
        assert [line for line in read_html(html).lines_without(left_out) if line] == list(expected)


def test_tables_and_pictures_that_a_browser_does_not_show_are_not_read() -> None:
    html = (
        "<body><noscript><table><tr><td>1<img src=a.jpg></td></tr></table></noscript>"
        "<p><img src=b.jpg>x<del>y</del></p></body>"
    )
    document = read_html(html)
    assert (document.grids, document.pictures) == ([], ["b.jpg"])
    assert "".join(document.lines_without(())) == "x"


def test_cells_directly_below_table_are_rows() -> None:
    assert texts("<table><td>a</td><td>b</td></table>") == [[["a", "b"]]]
