"""What a list says about its further pages: every wording, and what only looks like one."""

import json

import pytest

from crawler.adapters import Ask, aspnet, choose, generic, json_lists
from crawler.adapters.page_addresses import MAX_GUESSES, advanced, further
from crawler.adapters.page_marks import Count, declared, next_step, numbered_step, option_step, unlinked
from crawler.page import Page

NB = "http://www.dongchuan.gov.cn/zwgk/nb/"


def step_of(markup: str, url: str = NB) -> str | int | None:
    """Where the mark 下一页 leads: an address below the column, a number, or nowhere."""
    step = next_step(Page(url, markup))
    if step is None:
        return None
    return step.number if step.url is None else step.url.removeprefix(NB)


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="index_2.html">下一页</a>',
        '<a href="index_2.html">下页</a>',
        '<a href="index_2.html">[ 下一頁 ]</a>',
        '<a href="index_2.html">后一页 &gt;&gt;</a>',
        '<a href="index_2.html">Next »</a>',
        '<a href="index_2.html" title="下一页">›</a>',
        '<a href="index_2.html"><img src="n.gif" alt="下一页"></a>',
        '<a href="index_2.html" rel="next">→</a>',
        '<link rel="next" href="index_2.html">',
        '<a href="index_2.html"><span>下一页</span></a>',
        '<a href="javascript:;" tagname="/zwgk/nb/index_2.html">下一页</a>',
        '<span data-url="index_2.html">下一页</span>',
        '<div><b>1</b> <a href="index_2.html">2</a> <a href="index_2.html">&gt;</a></div>',
    ],
)
def test_next_is_found_in_all_its_wordings(markup: str) -> None:
    assert step_of(markup) == "index_2.html"


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="javascript:goPage(3)">下一页</a>',
        '<a href="#" onclick="toPage(\'3\', 15)">下一页</a>',
        '<span onclick="list.go(3);">下页</span>',
        '<input type="button" value="下一页" onclick="page(3)">',
    ],
)
def test_a_script_names_the_next_page_by_its_number(markup: str) -> None:
    assert step_of(markup) == 3


@pytest.mark.parametrize(
    "markup",
    [
        "<span>下一页</span>",
        '<a href="#">下一页</a>',
        '<a href="javascript:void(0)">下一页</a>',
        '<a href="./">下一页</a>',
        '<a href="http://www.elsewhere.gov.cn/nb/index_2.html">下一页</a>',
        '<a href="/news/1.html">下一页精彩内容</a>',
        '<a href="/more/">&gt;&gt;</a>',
        '<div class="slides">春耕生产现场会在我县召开<a href="/news/2.html">&gt;</a></div>',
        '<a href="data:text/html,x">下一页</a>',
    ],
)
def test_dead_next_links_and_other_arrows_lead_nowhere(markup: str) -> None:
    assert step_of(markup) is None


@pytest.mark.parametrize(
    ("text", "total", "current"),
    [
        ("共5页", 5, None),
        ("共有 5 页", 5, None),
        ("共&nbsp;<b>5</b>&nbsp;页 当前第<b>2</b>页", 5, 2),
        ("页次：2/5", 5, 2),
        ("第2/5页", 5, 2),
        ("共80条记录 2/5页", 5, 2),
        ("总页数：5 当前页：2", 5, 2),
        ("<script>var countPage = 5; var currentPage = 0;</script>", 5, 1),
        ("<script>var maxPage = parseInt('5');</script>", 5, None),
        ('<script>init({"pageCount":"5","pageNo":"3"})</script>', 5, None),
        ('<div class="page" count="61" rows="15"></div>', 5, None),
        ("第 <select><option>1</option><option selected>2</option></select> 页 共2页", 2, None),
        ("2022/01/05 第1期", None, None),
        ("发布于2/5", None, None),
        ("本页共有附件", None, None),
    ],
)
def test_counts_are_read_and_dates_are_none(text: str, total: int | None, current: int | None) -> None:
    assert declared(Page(NB, f"<div>{text}</div>")) == Count(total, current)


def row(numbers: str) -> str:
    """A row of numbers, `[n]` being the one shown."""
    links = (
        f"<b>{word.strip('[]')}</b>" if "[" in word else f'<a href="index_{word}.html">{word}</a>'
        for word in numbers.split()
    )
    return f"<div>{' '.join(links)}</div>"


@pytest.mark.parametrize(
    ("numbers", "url", "expected"),
    [
        ("[1] 2 3", NB, "index_2.html"),
        ("1 [2] 3", NB, "index_3.html"),
        ("1 2 [3]", NB, None),
        ("1 3 [4] 5 20", NB, "index_5.html"),
        ("[11] 12 13", NB, "index_12.html"),
        ("4 5 6", NB + "index_5.html", "index_6.html"),
        ("1 2 3", NB + "index_3.html", None),
        ("", NB, None),
    ],
)
def test_the_number_behind_the_one_shown_is_next(numbers: str, url: str, expected: str | None) -> None:
    step = numbered_step(Page(url, row(numbers)), None)
    assert (step.url if step else None) == (NB + expected if expected else None)


def test_serial_numbers_and_calendars_are_no_pager() -> None:
    serial = "".join(f'<a href="/art/{chr(97 + n)}.html">{n}</a>' for n in range(2, 9))
    days = "".join(f'<a href="/rili/?day={day}">{day}</a>' for day in range(2, 29))
    assert numbered_step(Page(NB, serial), None) is None
    assert numbered_step(Page(NB, days), None) is None


def test_the_number_without_a_link_is_the_page_shown() -> None:
    rows: tuple[set[int], ...] = ({2, 3}, {1, 2, 3, 5}, {1, 3, 5, 20}, {1, 2, 3}, {12, 13}, set(), {1, 4, 5})
    assert [unlinked(numbers) for numbers in rows] == [1, 4, 4, 4, 11, 1, None]


def test_select_boxes_of_pages_are_told_from_other_boxes() -> None:
    friends = (
        '<select><option>友情链接</option><option value="http://www.gov.cn/">中国政府网</option></select>'
    )
    pages = (
        '<select><option value="./">1</option><option value="index_1.html" selected>2</option>'
        '<option value="index_2.html">3</option></select>'
    )
    step = option_step(Page(NB + "index_1.html", friends + pages))
    assert step is not None
    assert step.url == NB + "index_2.html"
    assert option_step(Page(NB + "list.do", friends + pages)) == step
    assert option_step(Page(NB + "index_2.html", friends + pages)) is None
    assert option_step(Page(NB, friends)) is None


@pytest.mark.parametrize(
    ("path", "count", "expected"),
    [
        ("", Count(3, None), ["index_1.html", "index_2.html", "2.html", "?page=2"]),
        ("index_1.html", Count(3, 2), ["index_2.html"]),
        ("index_2.html", Count(3, 2), ["index_3.html"]),
        ("index_3.html", Count(3, None), []),
        ("2.html", Count(3, None), ["3.html"]),
        ("list.jsp?id=7&PAGENUM=1", Count(3, None), ["list.jsp?id=7&PAGENUM=2"]),
        ("list.jsp?name=%C4%EA%B1%A8&page=2", Count(3, None), ["list.jsp?name=%C4%EA%B1%A8&page=3"]),
        ("list.jsp?id=7&page=3", Count(3, None), []),
        ("list?offset=20&limit=10", Count(None, None), ["list?offset=30&limit=10"]),
    ],
)
def test_addresses_go_on_as_the_list_is_numbered(path: str, count: Count, expected: list[str]) -> None:
    assert [url.removeprefix(NB) for url in further(Page(NB + path, ""), count)] == expected


def test_the_number_of_a_column_is_not_taken_for_a_page() -> None:
    found = [url.removeprefix(NB) for url in further(Page(NB + "list_35.html", ""), Count(3, None))]
    assert found[:2] == ["list_35_1.html", "list_35_2.html"]
    assert "list_36.html" not in found
    assert len(found) <= MAX_GUESSES


def test_offsets_move_by_the_page_size_or_by_the_rows_shown() -> None:
    turn = advanced([("start", "0"), ("size", "15")])
    assert turn is not None
    assert turn.fields == [("start", "15"), ("size", "15")]
    shown = advanced([("start", "30")], shown=10)
    assert shown is not None
    assert shown.fields == [("start", "40")]
    assert advanced([("start", "0"), ("id", "7")]) is None


def asks(markup: str, url: str = NB, ask: Ask | None = None) -> list[tuple[str, str, bytes | None]]:
    """(method, address, body) of what the generic adapter would ask next."""
    following = generic.next_page(Page(url, markup, ask))
    return [(each.method, each.url, each.body) for each in following.candidates] if following else []


def test_a_form_counts_on_from_what_was_sent_where_the_server_does_not_echo_it() -> None:
    form = '共3页<form method="POST"><input type="hidden" name="curPage" value="1"><input name="k" value=""></form>'
    first = asks(form)[0]
    assert first == ("POST", NB, b"curPage=2&k=")
    second = asks(form, ask=Ask.form(NB, [("curPage", "2"), ("k", "")]))[0]
    assert second == ("POST", NB, b"curPage=3&k=")
    assert ("POST", NB, b"curPage=4&k=") not in asks(form, ask=Ask.form(NB, [("curPage", "3"), ("k", "")]))


def test_a_search_box_is_not_the_pager() -> None:
    box = '<form action="/search/"><input name="page" value="1"><input name="q"></form>'
    assert asks(box + '<a href="javascript:go(2)">下一页</a>')[0] == ("GET", NB + "index_1.html", None)
    assert asks(box) == []


def test_web_forms_send_back_the_state_and_what_was_pressed() -> None:
    state = '<input type="hidden" name="__VIEWSTATE" value="a+/="><input type="hidden" name="__EVENTTARGET" value="">'
    button = (
        '<input type="submit" name="btnNext" value="下一页"><input type="submit" name="btnLast" value="尾页">'
    )
    following = aspnet.next_page(Page(NB, f'<form method="post">{state}{button}</form>'))
    assert following is not None
    sent = following.candidates[0].body or b""
    assert sent == b"btnNext=%E4%B8%8B%E4%B8%80%E9%A1%B5&__VIEWSTATE=a%2B%2F%3D&__EVENTTARGET="
    last = button.replace('value="下一页"', 'value="下一页" disabled="disabled"')
    assert aspnet.next_page(Page(NB, f'<form method="post">{state}{last}</form>')) is None


def test_rows_of_data_are_the_longest_array_with_titles_and_addresses() -> None:
    value = {
        "menu": [{"name": "首页", "url": "/"}],
        "data": {
            "list": [
                {"TITLE": f"<b>{n}</b>", "URL_COMMP": f"/nb/{n}.html", "date": "2024-01-02 03:04"}
                for n in "ab"
            ]
        },
        "hot": [{"title": "x"}, {"title": "y"}, {"title": "z"}],
    }
    found = json_lists.entries_of(value, NB)
    assert [(entry.url, entry.title, entry.date) for entry in found] == [
        ("http://www.dongchuan.gov.cn/nb/a.html", "a", "2024-01-02"),
        ("http://www.dongchuan.gov.cn/nb/b.html", "b", "2024-01-02"),
    ]


def test_markup_inside_data_is_read_where_there_are_no_rows() -> None:
    page = Page(NB, json.dumps({"data": {"html": '<li><a href="/nb/1.html">年报</a></li>'}}))
    assert [entry.url for entry in generic.entries(page)] == ["http://www.dongchuan.gov.cn/nb/1.html"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 20_000,
        '[{"title":"a","url":"javascript:x"}' * 20_000,
        "callback(" * 20_000,
        '<a href="x_1.html">1</a>' * 20_000,
        "<select>" + "<option value=1>1</option>" * 20_000,
        "<form>" * 2_000 + "<input name=page value=1>" * 20_000,
        "第1/" * 100_000,
        "<ul>" * 500 + '<li onclick="go(2)">下一页</li>' * 20_000,
        "fetch('/list'" * 20_000,
        '<div count="1" ' * 20_000,
    ],
)
def test_hostile_pages_are_bounded(text: str) -> None:
    page = Page(NB, text)
    generic.entries(page)
    following = generic.next_page(page)
    assert following is None or len(following.candidates) <= MAX_GUESSES + 20


@pytest.mark.parametrize(
    ("url", "text", "expected"),
    [
        (
            "http://www.x.gov.cn/site/label/8888?labelName=publicInfoList&organId=7",
            '<li><a href="/public/7/1.html">年报</a></li>',
            "http://www.x.gov.cn/site/label/8888?labelName=publicInfoList&organId=7&pageIndex=2",
        ),
        (
            "http://www.x.gov.cn/truecms/messageController/getMessage.do?columnId=7&perpage=20",
            json.dumps({"result": "<record><![CDATA[<li><a href='/c/1.html'>年报</a></li>]]></record>"}),
            "http://www.x.gov.cn/truecms/messageController/getMessage.do"
            "?columnId=7&perpage=20&startrecord=2&endrecord=21",
        ),
    ],
)
def test_an_endpoint_may_be_the_column_itself(url: str, text: str, expected: str) -> None:
    page = Page(url, text)
    adapter, _ = choose(page, "lonsun" if "label" in url else "truecms")
    assert len(adapter.entries(page)) == 1
    following = adapter.next_page(page)
    assert following is not None
    assert [ask.url for ask in following.candidates] == [expected]
