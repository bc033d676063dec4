"""Pages that stand where another was expected, told by the marks public notes give of them."""

import pytest

from crawler.gates import gate
from crawler.outcomes import Outcome
from crawler.page import Page
from tests.crawler.county_site import list_page, report_page, title

ASKED = "http://www.x.gov.cn/nb/1.html"


def judged(
    body: str, *, status: int = 200, cookie: str = "", url: str = ASKED, asked: str = ASKED
) -> Outcome | None:
    """What a page is taken for."""
    headers = [("Content-Type", "text/html"), ("Set-Cookie", cookie)]
    found = gate(Page(url, body), status, headers, asked)
    return found[0] if found else None


SCRIPT = "<html><head><script>{}</script></head><body></body></html>"


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("<title>安全验证</title><div>请拖动滑块</div>", {}),
        ("<title>Just a moment...</title>", {}),
        (SCRIPT.format("document.cookie=('_')+('_jsl_clearance=');location.href=location.pathname"), {}),
        (SCRIPT.format("var arg1='0123456789ABCDEF0123456789ABCDEF01234567';"), {}),
        (SCRIPT.format("$_ts=window['$_ts'];"), {"status": 202}),
        (SCRIPT.format("f(1)"), {"status": 202}),
        (SCRIPT.format("go()"), {"cookie": "__jsluid_h=1a2b; max-age=31536000; path=/"}),
        (SCRIPT.format("go()"), {"cookie": "wzws_sessionid=abc; path=/"}),
        ('<script src="/_bot_sbu/sbu_fpcm.js"></script>', {}),
    ],
)
def test_checks_for_humans(body: str, options: dict[str, object]) -> None:
    assert judged(body, **options) is Outcome.CHALLENGE  # type: ignore[arg-type]


def test_logins() -> None:
    form = '<form><input name="u"><input type="password" name="p"></form>'
    assert judged(f"<title>统一身份认证平台</title>{form}") is Outcome.LOGIN
    assert judged(f"<title>县政府信息公开年报</title>{form}") is None
    assert judged("<title>网上登录须知</title><p>请到大厅办理</p>") is None


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 Not Found</title>",
        "<title>演示县人民政府</title><p>抱歉，您访问的页面不存在或已被删除！</p>",
        "<html><body><script>alert('参数错误')</script>参数错误</body></html>",
        "<div>该栏目不存在，<a href='/'>返回首页</a></div>",
    ],
)
def test_pages_that_say_there_is_none(body: str) -> None:
    assert judged(body) is Outcome.SOFT_404


def test_a_page_sent_on_to_the_front_page_is_none() -> None:
    front = "http://www.x.gov.cn/"
    assert judged("<title>演示县</title>", url=front) is Outcome.SOFT_404
    assert judged("<title>演示县</title>", url=front + "index.html") is Outcome.SOFT_404
    assert judged("<title>演示县</title>", url=front, asked="https://www.x.gov.cn/") is None
    assert judged("<title>演示县</title>", url="http://www.x.gov.cn/nb/") is None
    assert judged(list_page({"/1.html": title(2021)}), url=front + "?col=12") is None


@pytest.mark.parametrize(
    "body",
    [
        report_page(2021),
        report_page(2021).replace("<head>", "<head><script>document.cookie='a=b'</script>"),
        report_page(2021).replace("演示东川县2021年政府信息公开工作年度报告</title>", "404</title>"),
        list_page({"/1.html": title(2021)}),
        "<html><script>location.replace('./zfxxgknb/')</script></html>",
        "<p>" + "本机关收到申请，其中所申请的信息不存在的答复两件。" * 20 + "</p>",
        "<datastore><record>1</record></datastore>",
    ],
)
def test_pages_that_are_what_was_asked_for(body: str) -> None:
    assert judged(body) is None
    assert judged(body, cookie="acw_tc=1; HWWAFSESID=2; BIGipServerpool=3") is None
