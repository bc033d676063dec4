"""Sites that behave as county sites do on a bad day: a table of faults, each laid out on a loopback site of its own.

Beside its fault every site has one good report, `GOOD`, listed before it.
"""

import gzip
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.crawler.county_site import Answer, Site, list_page, report_page, title

GOOD = "/nb/2015.html"
BAD = "/nb/2014.html"

# The size of a video somebody put among the reports: ten times what the crawler takes by default.
HUGE = 300 * 1024 * 1024
PIECE = bytes(64 * 1024)


@dataclass
class Stage:
    """What faults need beside their own site: `forbidden` is a host no row names, `released` ends all waiting.

    `sent` counts the bytes of huge bodies that servers got rid of, by path.
    """

    forbidden: Site
    released: threading.Event
    sent: dict[str, int] = field(default_factory=dict)

    def huge(self, path: str, head: bytes) -> Iterable[bytes]:
        """A body of HUGE bytes, made as it is sent."""
        yield head
        for _ in range(HUGE // len(PIECE)):
            self.sent[path] = self.sent.get(path, 0) + len(PIECE)
            yield PIECE


@dataclass(frozen=True)
class Fault:
    """One kind of trouble.

    `outcomes` are what the run report must name, by path; `reason` stands in one of its messages. `archived`
    are the reports to be had all the same; `asked` bounds the requests the site may get.
    """

    name: str
    lay: Callable[[Site, Stage], None]
    outcomes: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    archived: frozenset[str] = frozenset({GOOD})
    asked: int = 8


def _listed(site: Site, *paths: str, extra: str = "") -> None:
    """The list, with the good report and these."""
    site.put("/nb/", list_page({path: title(2015 - n) for n, path in enumerate((GOOD, *paths))}, extra))
    site.put(GOOD, report_page(2015))


def _one(answer: Callable[[Stage], Answer]) -> Callable[[Site, Stage], None]:
    """A site whose second report is answered so."""

    def lay(site: Site, stage: Stage) -> None:
        _listed(site, BAD)
        site.answers[BAD] = answer(stage)

    return lay


def _raw(head: str, body: bytes = b"") -> Callable[[Site, Stage], None]:
    """A site whose second report is sent byte by byte as given; `head` without its last blank line."""
    lines = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n".encode()
    return _one(lambda stage: Answer(pieces=(lines, body)))


PAGE = report_page(2014).encode()
HTML = {"Content-Type": "text/html"}


def _slow(site: Site, stage: Stage) -> None:
    _listed(site, BAD)
    site.answers[BAD] = Answer(PAGE, headers=HTML, hold=stage.released.wait)


def _wrong_charset(site: Site, stage: Stage) -> None:
    """Written in GB 18030; the header says Latin-1 and the page UTF-8."""
    headers = {"Content-Type": "text/html; charset=iso-8859-1"}
    meta = '<meta charset="utf-8">'
    site.put("/nb/", (meta + list_page({GOOD: title(2015)})).encode("gb18030"), headers=headers)
    site.put(GOOD, (meta + report_page(2015)).encode("gb18030"), headers=headers)


def _busy(site: Site, stage: Stage) -> None:
    _listed(site, BAD)
    site.put(BAD, status=503, headers={"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"})


def _redirects(site: Site, stage: Stage) -> None:
    targets = {
        "/nb/away.html": f"{stage.forbidden.url}/nb/2014.html",
        "/nb/inward.html": "http://192.168.1.1/admin",
        "/nb/loop.html": "/nb/loop2.html",
        "/nb/loop2.html": "/nb/loop.html",
        "/nb/script.html": "javascript:alert(1)",
    }
    _listed(site, *(path for path in targets if path != "/nb/loop2.html"))
    for path, target in targets.items():
        site.put(path, status=302, headers={"Location": target})


def _repeating(site: Site, stage: Stage) -> None:
    """Every page is the first one again, with the next link one further."""
    _listed(site)
    rows = list_page({GOOD: title(2015)}, "{}")

    def respond(path: str) -> Answer | None:
        number = int(path.partition("page=")[2] or 1)
        next_link = f'<a href="/nb/list?page={number + 1}">下一页</a>'
        return Answer(rows.replace("{}", next_link).encode(), headers=HTML)

    del site.answers["/nb/"]
    site.respond = lambda path: respond(path) if path.startswith("/nb/") else None


def _endless(site: Site, stage: Stage) -> None:
    """Every page has another row and another next page."""
    site.put(GOOD, report_page(2015))

    def respond(path: str) -> Answer | None:
        number = int(path.partition("page=")[2] or 1)
        rows = {GOOD: title(2015)} if number == 1 else {f"/nb/{number}.html": "本县召开第几次会议"}
        next_link = f'<a href="/nb/?page={number + 1}">下一页</a>'
        return Answer(list_page(rows, next_link).encode(), headers=HTML)

    site.respond = lambda path: respond(path) if path.startswith("/nb/") else None


def _calendar(site: Site, stage: Stage) -> None:
    """Beside the list a month of days, and the way to the next month, for ever."""

    def respond(path: str) -> Answer | None:
        month = int(path.partition("month=")[2] or 1)
        days = "".join(f'<a href="/nb/?date=2016-{month:02}-{day:02}">{day}</a>' for day in range(1, 32))
        calendar = f'<div class="calendar"><a href="/nb/?month={month + 1}">下月</a><p>{days}</p></div>'
        return Answer(list_page({GOOD: title(2015)}, calendar).encode(), headers=HTML)

    site.put(GOOD, report_page(2015))
    site.respond = lambda path: respond(path) if path.startswith("/nb/") else None


def _session_ids(site: Site, stage: Stage) -> None:
    """Servlet containers and PHP write the reader's session into every link where no cookie comes back."""
    numbers = itertools.count(1)

    def respond(path: str) -> Answer | None:
        session = f"{next(numbers):032X}"
        if path.startswith("/nb/2"):
            return Answer(report_page(int(path[4:8])).encode(), headers=HTML)
        rows = {
            f"{GOOD};jsessionid={session}": title(2015),
            f"{BAD}?PHPSESSID={session}": title(2014),
        }
        return Answer(list_page(rows).encode(), headers=HTML)

    site.respond = lambda path: respond(path) if path.startswith("/nb/") else None


def _refusing(site: Site, stage: Stage) -> None:
    _listed(site)
    site.put("/robots.txt", "User-agent: *\nDisallow: /nb/\n", headers={"Content-Type": "text/plain"})


def _cookies(site: Site, stage: Stage) -> None:
    _listed(site, BAD)
    site.put(BAD, status=302, headers={"Location": BAD, "Set-Cookie": "seen=1"})


def _huge(site: Site, stage: Stage) -> None:
    """One says how long it is, one does not."""
    _listed(site, "/nb/said.html", "/nb/unsaid.html")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n"
    said = head + f"Content-Length: {HUGE}\r\n\r\n".encode()
    for path, lines in {"/nb/said.html": said, "/nb/unsaid.html": head + b"\r\n"}.items():
        site.answers[path] = Answer(pieces=stage.huge(path, lines))


CLIMBING = "/files/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2ftmp%2fnianbao-2015.pdf"
DOTTED = "../../../../../../../tmp/nianbao-2014.pdf"


def _file_names(site: Site, stage: Stage) -> None:
    """Names that would leave the folder, if a name of theirs ever became one of ours."""
    _listed(site, BAD)
    site.put(
        BAD,
        report_page(2014, f'<a href="{CLIMBING}">附件1.pdf</a><a href="{DOTTED}">附件2.pdf</a>', table=""),
    )
    disposition = 'attachment; filename="../../../../etc/cron.d/nianbao"'

    def respond(path: str) -> Answer | None:
        headers = {"Content-Type": "application/pdf", "Content-Disposition": disposition}
        return Answer(b"%PDF-1.7 climbing", headers=headers) if path.endswith(".pdf") else None

    site.respond = respond


def _scripts(site: Site, stage: Stage) -> None:
    """Reports, but every link to one is a script or the data themselves."""
    rows = {"javascript:open(15)": title(2015), "data:text/html,x": title(2014), "vbscript:x": title(2013)}
    site.put("/nb/", list_page(rows))


def _duplicates(site: Site, stage: Stage) -> None:
    """Posted in two columns: two addresses, one page."""
    site.put("/nb/", list_page({GOOD: title(2015), "/xxgk/2015.html": title(2015)}))
    site.put(GOOD, report_page(2015))
    site.put("/xxgk/2015.html", report_page(2015))


def _cut_titles(site: Site, stage: Stage) -> None:
    """No whole title in the list, only in the article; the last is of another kind."""
    cut = {
        GOOD: "演示东川县2015年政府信息…",
        BAD: "演示东川县人民政府2014年政…",
        "/nb/1401.html": "演示东川县2014年法治政府建设…",
    }
    rows = "".join(f'<li><a href="{path}">{text}</a></li>' for path, text in cut.items())
    site.put("/nb/", f"<html><body><ul>{rows}</ul></body></html>")
    site.put(GOOD, report_page(2015))
    site.put(BAD, report_page(2014))


GZIP = "Content-Encoding: gzip"
BOTH = frozenset({GOOD, BAD})

FAULTS = (
    Fault("slow", _slow, {BAD: "timeout"}),
    Fault("dropped", _raw(f"Content-Length: {len(PAGE)}", PAGE[:-40]), {BAD: "cut_off"}),
    Fault(
        "dropped chunks",
        _raw("Transfer-Encoding: chunked", b"%x\r\n%b\r\n" % (len(PAGE), PAGE)),
        {BAD: "cut_off"},
    ),
    Fault("length too large", _raw(f"Content-Length: {len(PAGE) + 1}", PAGE), {BAD: "cut_off"}),
    Fault("length too small", _raw(f"Content-Length: {len(PAGE) - 7}", PAGE), archived=BOTH),
    Fault("length no number", _raw("Content-Length: many", PAGE), {BAD: "connection"}),
    Fault(
        "torn gzip",
        _raw(f"{GZIP}\r\nContent-Length: {len(gzip.compress(PAGE)) - 9}", gzip.compress(PAGE)[:-9]),
        {BAD: "decode"},
    ),
    Fault("gzip that is none", _raw(f"{GZIP}\r\nContent-Length: {len(PAGE)}", PAGE), {BAD: "decode"}),
    Fault("wrong charset", _wrong_charset),
    Fault("busy", _busy, {BAD: "rate_limited"}, "503"),
    Fault(
        "redirects",
        _redirects,
        {
            "/nb/away.html": "off_host",
            "/nb/inward.html": "off_host",
            "/nb/loop.html": "redirect_loop",
            "/nb/script.html": "server_error",
        },
        "extra_hosts",
        asked=14,
    ),
    Fault("repeating list", _repeating),
    Fault("endless list", _endless, {"/nb/?page=101": "list_ceiling"}, "still goes on", asked=102),
    Fault("calendar", _calendar),
    Fault("session ids", _session_ids, archived=BOTH),
    Fault(
        "error page",
        _one(
            lambda stage: Answer(
                "<title>出错了</title>抱歉，您访问的页面不存在或已被删除".encode(), headers=HTML
            )
        ),
        {BAD: "soft_404"},
    ),
    Fault(
        "challenge",
        _one(lambda stage: Answer("<title>安全验证</title>请拖动滑块".encode(), headers=HTML)),
        {BAD: "challenge"},
    ),
    Fault("robots", _refusing, {"/nb/": "robots"}, archived=frozenset(), asked=1),
    Fault("cookies", _cookies, {BAD: "redirect_loop"}, asked=10),
    Fault("huge", _huge, {"/nb/said.html": "too_big", "/nb/unsaid.html": "too_big"}),
    Fault("file names", _file_names, archived=BOTH | {CLIMBING, "/tmp/nianbao-2014.pdf"}),
    Fault("scripts", _scripts, {"/nb/": "empty_list"}, "column_url", archived=frozenset()),
    Fault("duplicates", _duplicates, archived=frozenset({GOOD, "/xxgk/2015.html"})),
    Fault("cut titles", _cut_titles, archived=BOTH),
)


def lay_out(sites: Iterable[Site], stage: Stage) -> Iterator[tuple[Fault, Site]]:
    """Put every fault of the table on a site of its own."""
    for fault, site in zip(FAULTS, sites, strict=True):
        fault.lay(site, stage)
        yield fault, site
