"""sources.csv, read strictly: every wrong cell is named by line and column, the good rows are kept."""

from pathlib import Path

import pytest

from crawler.registry import COLUMNS, RegistryFileError, read_sources
from tests.crawler.county_site import write_registry

ROOT = Path(__file__).parents[2]
GOOD = {"column_url": "http://127.0.0.1:8001/nb/"}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("division_code", "99010", "six digits"),
        ("division_code", "123456", "divisions seed"),
        ("name", "", "name"),
        ("scope", "county", "government, office"),
        ("column_url", "www.x.gov.cn/nb/", "http or https"),
        ("column_url", "file:///etc/passwd", "http or https"),
        ("column_url", "http://user:secret@127.0.0.1/", "http or https"),
        ("column_url", "http://127.0.0.1:99999/", "http or https"),
        ("cms", "wordpress", "trs_wcm"),
        ("extra_hosts", "http://files.x.gov.cn/", "host names"),
        ("enabled", "maybe", "true or false"),
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


def test_a_row_of_another_length_is_an_error(tmp_path: Path) -> None:
    sources_path, divisions_path = write_registry(tmp_path, [GOOD])
    with sources_path.open("a", encoding="utf-8") as stream:
        stream.write("990101,演示东川县\n\n990102,演示2县,,http://127.0.0.2/,,,true,made up\n")
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
        "enabled": "no",
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


def test_the_registry_of_this_project_is_right(tmp_path: Path) -> None:
    """Against the codes it uses itself: whether the seed has them is the warehouse's test."""
    text = (ROOT / "crawler" / "sources.csv").read_text("utf-8")
    codes = sorted({line.partition(",")[0] for line in text.splitlines()[1:]})
    (tmp_path / "divisions.csv").write_text("\n".join(["division_code", *codes, ""]), encoding="utf-8")
    sources, errors = read_sources(ROOT / "crawler" / "sources.csv", tmp_path / "divisions.csv")
    assert not errors
    assert sources
    assert all(source.evidence for source in sources)
