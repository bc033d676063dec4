"""sources.csv, read strictly: every wrong cell is named by line and column, the good rows are kept."""

from pathlib import Path

import pytest

from crawler.registry import COLUMNS, RegistryFileError, read_sources
from tests.crawler.county_site import write_registry

ROOT = Path(__file__).parents[2]
DIVISIONS = ROOT / "dbt_project" / "seeds" / "divisions.csv"
GOOD = {"column_url": "http://127.0.0.1:8001/nb/"}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("division_code", "99010", "six digits"),
        ("division_code", "123456", "divisions seed"),
        ("name", "", "演示东川县"),
        ("name", "演示西坪县", "演示东川县"),
        ("scope", "county", "government, office"),
        ("column_url", "www.x.gov.cn/nb/", "http or https"),
        ("column_url", "file:///etc/passwd", "http or https"),
        ("column_url", "http://user:secret@127.0.0.1/", "without user name"),
        ("column_url", "http://127.0.0.1:99999/", "port below 65536"),
        ("column_url", "", "http or https"),
        ("cms", "wordpress", "trs_wcm"),
        ("extra_hosts", "http://files.x.gov.cn/", "host names"),
        ("extra_hosts", "files.x.gov.cn:99999", "host names"),
        ("enabled", "maybe", "true or false"),
        ("enabled", "1", "true or false"),
        ("evidence", "", "where the address was seen"),
    ],
)
def test_a_wrong_cell_is_named_and_the_other_rows_are_used(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    paths = write_registry(tmp_path, [GOOD, GOOD | {column: value}, {"column_url": "http://127.0.0.2/"}])
    sources, errors = read_sources(*paths)
    assert [source.line for source in sources] == [2, 4]
    assert [(error.line, error.column, error.found) for error in errors] == [(3, column, value)]
    assert expected in errors[0].expected
    assert f"line 3, column {column}" in str(errors[0])
    assert "sources.csv" in str(errors[0])
    assert errors[0].action in str(errors[0])


@pytest.mark.parametrize(
    ("column_url", "extra_hosts", "column"),
    [
        ("http://www.xian-gov.cn/nb/", "", "column_url"),
        ("http://xgov.cn/nb/", "", "column_url"),
        ("http://www.x.gov.cn.example.com/nb/", "", "column_url"),
        ("http://1.25.240.11/nb/", "", "column_url"),
        ("http://10.0.0.8/nb/", "", "column_url"),
        ("http://admin.x.gov.cn:8888/nb/", "", "column_url"),
        ("http://www.x.gov.cn/nb/", "files.x.gov.cn oss.example.com", "extra_hosts"),
    ],
)
def test_hosts_outside_gov_cn_and_ports_need_a_reason(
    tmp_path: Path, column_url: str, extra_hosts: str, column: str
) -> None:
    row = {"column_url": column_url, "extra_hosts": extra_hosts, "evidence": "seen in public crawls"}
    sources, errors = read_sources(*write_registry(tmp_path, [row]))
    assert not sources
    assert [error.column for error in errors] == [column]
    assert ".gov.cn" in errors[0].expected
    assert "unusual host:" in errors[0].action
    bare_mark = row | {"evidence": "unusual host:"}
    assert not read_sources(*write_registry(tmp_path, [bare_mark]))[0]
    marked = row | {"evidence": "unusual host: the county has no other; seen in public crawls"}
    sources, errors = read_sources(*write_registry(tmp_path, [marked]))
    assert (len(sources), errors) == (1, [])


def test_an_open_quote_spoils_its_own_row_only(tmp_path: Path) -> None:
    sources_path, divisions_path = write_registry(tmp_path, [GOOD])
    with sources_path.open("a", encoding="utf-8") as stream:
        stream.write('990101,演示东川县,,http://127.0.0.2/,,,true,"made up\n')
        stream.write("990101,演示东川县,,http://127.0.0.3/,,,true,made up\n")
    sources, errors = read_sources(sources_path, divisions_path)
    assert [source.line for source in sources] == [2, 4]
    assert [(error.line, "close quotes" in error.action) for error in errors] == [(3, True)]


def test_a_row_of_another_length_is_an_error(tmp_path: Path) -> None:
    sources_path, divisions_path = write_registry(tmp_path, [GOOD])
    with sources_path.open("a", encoding="utf-8") as stream:
        stream.write("990101,演示东川县\n\n990102,演示东川县,,http://127.0.0.2/,,,true,made up\n")
    sources, errors = read_sources(sources_path, divisions_path)
    assert [source.line for source in sources] == [2, 5]
    assert [(error.line, error.column) for error in errors] == [(3, "scope")]


def test_the_same_column_twice_is_an_error(tmp_path: Path) -> None:
    _, errors = read_sources(*write_registry(tmp_path, [GOOD, GOOD]))
    assert [(error.line, error.column) for error in errors] == [(3, "column_url")]
    assert "line 2" in errors[0].expected


def test_cells_are_read_as_meant(tmp_path: Path) -> None:
    row = {
        "column_url": "http://WWW.X.gov.cn:80/nb/#top",
        "extra_hosts": "Files.x.gov.cn 127.0.0.1:8080",
        "enabled": "False",
    }
    sources, errors = read_sources(*write_registry(tmp_path, [row]))
    assert not errors
    assert sources[0].column_url == "http://www.x.gov.cn/nb/"
    assert sources[0].hosts == {"www.x.gov.cn", "files.x.gov.cn", "127.0.0.1:8080"}
    assert sources[0].enabled is False


def test_a_file_that_cannot_be_read_as_a_registry_is_refused_whole(tmp_path: Path) -> None:
    sources_path, divisions_path = write_registry(tmp_path, [GOOD])
    with pytest.raises(RegistryFileError, match="nowhere.csv"):
        read_sources(tmp_path / "nowhere.csv", divisions_path)
    sources_path.write_text("code,url\n990101,http://127.0.0.1/\n", encoding="utf-8")
    with pytest.raises(RegistryFileError, match="line 1: expected the header division_code"):
        read_sources(sources_path, divisions_path)
    sources_path.write_bytes(",".join(COLUMNS).encode() + b"\n" + "990101,演示".encode("gbk") + b"\n")
    with pytest.raises(RegistryFileError, match="not UTF-8"):
        read_sources(sources_path, divisions_path)


def test_the_registry_of_this_project_is_right() -> None:
    sources, errors = read_sources(ROOT / "crawler" / "sources.csv", DIVISIONS)
    assert not errors
    assert len({source.division_code for source in sources}) > 250
    places = [(source.division_code, source.column_url) for source in sources]
    assert places == sorted(places, key=lambda place: place[0])
    for source in sources:
        unusual = source.evidence.startswith("unusual host:")
        # A bare address may belong to somebody else by now: nothing is asked of it before a person looked.
        assert not (unusual and source.enabled), source
        assert not source.division_code.startswith("99"), source
