"""`discover` on loopback sites of three families: the columns it finds, the decoys it does not fall for."""

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.discover import sites as discover_sites
from crawler.discover.__main__ import main
from crawler.discover.search import MAX_REQUESTS, Search, hosts_of
from crawler.outcomes import Outcome
from crawler.page import Page
from crawler.registry import COLUMNS, read_sources
from tests.crawler.county_site import PREPARED, Site, list_page, report_page, serve

ROOT = Path(__file__).parents[2]
DIVISIONS = ROOT / "dbt_project" / "seeds" / "divisions.csv"


def page(title: str, body: str, site_id: str = "") -> str:
    meta = f'<meta content="{site_id}" name="siteidcode">' if site_id else ""
    return f"<html><head>{meta}<title>{title}</title></head><body>{body}</body></html>"


def links(entries: dict[str, str]) -> str:
    return "".join(f'<li><a href="{url}">{label}</a></li>' for url, label in entries.items())


def reports(county: str, years: range, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}{year + 1}01/t{year + 1}0117_{year}.html": f"{county}{year}年政府信息公开工作年度报告"
        for year in years
    }


def fill_trs(site: Site, mirror: Site) -> None:
    """The column hangs on the third page; beside it a look-alike, and a mirror that claims to be the column."""
    menu = {"/zwgk/": "政务公开", mirror.url + "/zfxxgknb/": "政府信息公开年报", "/hd/": "互动交流"}
    site.put("/", page("演示东川县人民政府", links(menu), "9901010001"))
    site.put("/zwgk/", page("政务公开", links(menu | {"/zwgk/zfxxgk/": "政府信息公开"})))
    contents = {"/zwgk/fzzf/ndbg/": "法治政府建设年度报告", "/zwgk/zfxxgk/gknb/": "政府信息公开年报"}
    site.put("/zwgk/zfxxgk/", page("政府信息公开", links(contents)))
    look_alikes = {
        f"/zwgk/fzzf/ndbg/{year}.html": f"演示东川县{year}年法治政府建设年度报告" for year in range(9)
    }
    site.put("/zwgk/fzzf/ndbg/", page("法治政府建设年度报告", links(look_alikes)))
    found = reports("演示东川县", range(2019, 2024), "/zwgk/zfxxgk/gknb/")
    pager = '<script>createPageHTML(2, 0, "index", "html");</script>'
    site.put("/zwgk/zfxxgk/gknb/", list_page(found, pager))


def fill_hanweb(site: Site) -> None:
    """No menu leads to the column, the site map does; the site says that it is another county's."""
    site.put("/", page("演示白水县", links({"/news/": "要闻"}), "9902040002"))
    located = "".join(
        f"<url><loc>{site.url}{path}</loc></url>" for path in ("/news/", "/gk/xxgknb/index.html")
    )
    site.put("/sitemap.xml", f"<urlset>{located}</urlset>", headers={"Content-Type": "text/xml"})
    records = "".join(
        f'<record><![CDATA[<li><a href="/art/{year + 1}/1/29/art_12_{year}.html">'
        f"演示白水县{year}年政府信息公开工作年度报告</a></li>]]></record>"
        for year in range(2020, 2024)
    )
    island = f"<datastore><nextgroup></nextgroup><recordset>{records}</recordset></datastore>"
    site.put("/gk/xxgknb/", page("信息公开年报", f'<script type="text/xml">{island}</script>'))


def fill_plain(site: Site) -> None:
    """Neither menu nor site map; a path that many sites use, in GB18030; no division is given."""
    site.put("/", page("演示南溪县", links({"/news/": "要闻"}), "9901030003"))
    found = {f"/zwgk/xxgkndbg/{year}.html": f"{year}年政府信息公开工作年度报告" for year in range(2020, 2023)}
    site.put("/zwgk/xxgkndbg/", page("年报", links(found)).encode("gb18030"))


def fill_soft(site: Site) -> None:
    """Every address is answered with the front page, on which a report is among the news."""
    front = page("演示青石县", links({"/news/1.html": "演示青石县2022年政府信息公开工作年度报告"}), "990201")
    site.put("/", front)
    site.respond = lambda path: None if path == "/robots.txt" else site.answers["/"]


def fill_departments(site: Site) -> None:
    """The only column is that of a department."""
    site.put("/", page("演示云溪市", links({"/mzj/nb/": "政府信息公开年报"}), "9902040001"))
    site.put("/mzj/nb/", page("民政局", links(reports("演示云溪市民政局", range(2021, 2023), "/mzj/nb/"))))


@dataclass
class Found:
    """What one search of all sites found, and the sites it asked."""

    sites: dict[str, Site]
    rows: dict[str, dict[str, str]]
    problems: list[str]
    exit_code: int | None
    folder: Path


def discover(folder: Path, *arguments: str) -> tuple[dict[str, Any], int | None]:
    report = folder / "findings.json"
    options = ["--divisions", str(DIVISIONS), "--report", str(report), "--timeout", "5", "--retries", "0"]
    child = PREPARED.Process(target=run_main, args=([*options, *arguments],))
    child.start()
    child.join()
    return json.loads(report.read_text("utf-8")), child.exitcode


def run_main(arguments: list[str]) -> None:
    raise SystemExit(main(arguments))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """One run over six sites at once, the mirror not among them."""
    folder = tmp_path_factory.mktemp("discover")
    with ExitStack() as stack:
        names = ("trs", "hanweb", "plain", "soft", "departments", "forbidding", "mirror")
        sites = {
            name: stack.enter_context(serve(f"127.0.0.{number}"))
            for number, name in enumerate(names, start=21)
        }
        fill_trs(sites["trs"], sites["mirror"])
        fill_hanweb(sites["hanweb"])
        fill_plain(sites["plain"])
        fill_soft(sites["soft"])
        fill_departments(sites["departments"])
        sites["forbidding"].put("/robots.txt", "User-agent: *\nDisallow: /\n")
        listed = folder / "sites.txt"
        listed.write_text(
            f"# pasted\n{sites['trs'].url} 990101\n演示白水县，{sites['hanweb'].url}/\n{sites['plain'].url}\n"
            f"{sites['soft'].url}\t990201\n990204 {sites['departments'].url}\n{sites['forbidding'].url} 990105\n"
            "www.xian-gov.cn 990104\nhttp://127.0.0.1/ 朝阳区\n\n",
            encoding="utf-8",
        )
        findings, exit_code = discover(folder, str(listed))
        rows = findings["rows"]
        by_site = {
            name: row
            for name, site in sites.items()
            for row in rows
            if row["column_url"].startswith(site.url)
        }
        assert len(by_site) == len(rows)
        yield Found(sites, by_site, findings["problems"], exit_code, folder)


def test_the_column_behind_the_menu_is_found_and_not_its_look_alike(found: Found) -> None:
    row = found.rows["trs"]
    assert row["column_url"] == found.sites["trs"].url + "/zwgk/zfxxgk/gknb/"
    assert (row["division_code"], row["name"], row["cms"]) == ("990101", "演示东川县", "trs_wcm")
    assert row["enabled"] == "true"
    for words in (
        "linked as 政府信息公开年报",
        "5 reports of 2019-2023",
        "createPageHTML",
        "SiteIDCode 9901010001",
    ):
        assert words in row["evidence"]
    assert not any(f"{found.sites['trs'].url}" in problem for problem in found.problems)


def test_a_mirror_the_site_links_to_is_not_asked(found: Found) -> None:
    assert found.sites["mirror"].asked == []


def test_a_column_known_to_the_site_map_alone_is_found_and_doubted(found: Found) -> None:
    row = found.rows["hanweb"]
    assert row["column_url"] == found.sites["hanweb"].url + "/gk/xxgknb/"
    assert (row["division_code"], row["cms"], row["enabled"]) == ("990202", "hanweb_jcms", "false")
    assert "sitemap.xml" in row["evidence"]
    doubt = next(problem for problem in found.problems if found.sites["hanweb"].url in problem)
    assert "990204 (演示省演示二市演示云溪市) and not 990202 演示白水县" in doubt
    assert "line 3" in doubt


def test_a_column_at_a_usual_path_is_found_and_its_county_read_off_the_site(found: Found) -> None:
    row = found.rows["plain"]
    assert row["column_url"] == found.sites["plain"].url + "/zwgk/xxgkndbg/"
    assert (row["division_code"], row["name"], row["cms"]) == ("990103", "演示南溪县", "")
    assert "3 reports of 2020-2022" in row["evidence"]


def test_a_site_that_answers_everything_with_its_front_page_has_no_column(found: Found) -> None:
    assert "soft" not in found.rows
    assert any(
        "no column of annual reports found" in p and found.sites["soft"].url in p for p in found.problems
    )


def test_a_column_of_a_department_is_proposed_with_a_doubt(found: Found) -> None:
    assert found.rows["departments"]["column_url"] == found.sites["departments"].url + "/mzj/nb/"
    doubt = next(problem for problem in found.problems if found.sites["departments"].url in problem)
    assert "no report of the county itself" in doubt


def test_robots_are_obeyed_and_told(found: Found) -> None:
    assert found.sites["forbidding"].asked == ["/robots.txt"]
    assert any("robots" in p and found.sites["forbidding"].url in p for p in found.problems)


def test_lines_that_cannot_be_used_are_named_and_the_others_searched(found: Found) -> None:
    assert found.exit_code == 1
    borrowed = next(problem for problem in found.problems if "www.xian-gov.cn" in problem)
    assert "line 8" in borrowed
    assert "borrowed domains" in borrowed
    ambiguous = next(problem for problem in found.problems if "朝阳区" in problem)
    assert "110105 北京市" in ambiguous
    assert "give its code" in ambiguous


def test_requests_a_site_are_bounded_and_none_is_made_twice(found: Found) -> None:
    for site in found.sites.values():
        assert len(site.asked) <= MAX_REQUESTS + 1
        assert len(set(site.asked)) == len(site.asked)


def test_the_proposed_rows_are_valid_registry_rows(found: Found) -> None:
    path = found.folder / "sources.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(found.rows.values())
    sources, errors = read_sources(path, DIVISIONS)
    assert errors == []
    assert len(sources) == 4


def test_a_dead_site_costs_one_request_and_says_why(tmp_path: Path) -> None:
    with serve("127.0.0.30") as site:
        dead = site.url
    findings, exit_code = discover(tmp_path, f"{dead} 990101")
    assert (findings["rows"], exit_code) == ([], 1)
    (problem,) = findings["problems"]
    assert "connection" in problem
    assert "1 of at most" in problem


def test_rows_drawn_by_script_are_asked_for_where_the_family_keeps_them() -> None:
    """The proposed column is the page a reader sees, not the endpoint."""
    front = "http://www.dongchuan.gov.cn/"
    search = Search(discover_sites.Site(front, None, "line 1"))
    unit = (
        "<script parsetype='bulidstatic' url='/api-gateway/jpaas-publish-server/front/page/build/unit' "
        "queryData=\"{'webId':'w','tplSetId':'t','pageType':'column','tagId':'列表','pageId':'p'}\"></script>"
    )
    rows = links(
        {f"/gk/nb/art/2023/art_{year:032x}.html": f"{year}年政府信息公开年报" for year in (2021, 2022)}
    )
    answers = {
        front: page("演示东川县", links({"/gk/nb/index.html": "政府信息公开年报"})),
        front + "gk/nb/index.html": page("年报", links({"/": "首页"}) + unit),
    }
    asked = []
    while (step := search.next()) is not None:
        asked.append(step.ask.url)
        answer = answers.get(step.ask.url)
        if "/build/unit" in step.ask.url:
            answer = json.dumps({"data": {"html": f"<ul count='2' rows='15'>{rows}</ul>"}})
        if answer is None:
            search.missed(step, Outcome.NOT_FOUND, "status 404")
        else:
            search.take(step, Page(step.ask.url, answer, step.ask))
    (column,) = search.columns
    assert column.url == front + "gk/nb/index.html"
    assert (column.cms, sorted(column.years), column.own) == ("hanweb_jpaas", [2021, 2022], 2)
    assert "jpaas-publish-server" in column.reason
    assert len(asked) == 3


def test_a_report_leads_to_the_column_above_it() -> None:
    front = "http://www.dongchuan.gov.cn/zwgk/gknb/202301/t20230117_9.html"
    search = Search(discover_sites.Site(front, None, "line 1"))
    step = search.next()
    assert step is not None
    search.take(step, Page(front, report_page(2022)))
    above = search.next()
    assert above is not None
    assert above.ask.url == "http://www.dongchuan.gov.cn/zwgk/gknb/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://dongchuan.gov.cn/", {"dongchuan.gov.cn", "www.dongchuan.gov.cn", "zwgk.dongchuan.gov.cn"}),
        ("http://lq.km.gov.cn/", {"lq.km.gov.cn"}),
        ("http://127.0.0.1:8080/", {"127.0.0.1:8080"}),
    ],
)
def test_the_hosts_of_a_government_are_its_own(url: str, expected: set[str]) -> None:
    assert expected <= hosts_of(url)
    assert all(host.endswith(url.split("/")[2].removeprefix("www.")) for host in hosts_of(url))
