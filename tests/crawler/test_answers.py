"""What an answer leaves behind: nothing, once it has been read."""

from typing import Any, cast

from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.answers import PAGE, response_page
from crawler.page import Page


def test_a_page_is_handed_on_once_and_not_kept_with_its_request() -> None:
    """Thousands of hosts have a last request each; with its page it would hold some 200 KB."""
    page = Page("http://127.0.0.1/nb/", "<title>年报</title>")
    request = Request(page.url, meta={PAGE: page})
    response = HtmlResponse(page.url, request=request, body=page.text.encode(), encoding="utf-8")
    assert response_page(cast(Any, None), response) is page
    assert PAGE not in request.meta
