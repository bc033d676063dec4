"""Pages that show their tables as pictures: said so, with the pictures' addresses, and nothing read."""

from __future__ import annotations

from transform.read_report import Report, read_report

HEADINGS = "".join(
    f"<p>{heading}</p>"
    for heading in (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
)
ORNAMENTS = (
    '<img src="/images/logo.png" width="300"><img src="/images/a.png" width=16 height=16>'
    '<img src="/images/p.png" style="width: 20px; height: 20px"><img src="/statics/ewm_1.jpg">'
)


def read(body: str) -> Report:
    title = "演示东川县2022年政府信息公开工作年度报告"
    return read_report(
        f"<html><head><title>{title}</title></head><body>{ORNAMENTS}{body}</body></html>".encode()
    )


def test_tables_drawn_as_pictures_are_told_of() -> None:
    pictures = "".join(f'<p><img src="./W0202301{number}.png" width="640"></p>' for number in (2, 3, 4))
    report = read(HEADINGS.replace("<p>五", f"{pictures}<p>五"))
    assert (report.parse_status, report.cells) == ("no_tables", [])
    (issue,) = [issue for issue in report.issues if issue.code == "image_only"]
    assert issue.context == "./W02023012.png | ./W02023013.png | ./W02023014.png"
    assert "3 pictures" in (report.parse_message or "")


def test_ornaments_are_no_pictures_of_tables() -> None:
    report = read(HEADINGS)
    assert report.parse_status == "no_tables"
    assert "image_only" not in {issue.code for issue in report.issues}
