"""Which report years matter on a given day."""

from datetime import date, datetime

from crawler.hours import CHINA_TIME


def recent_report_years(now: datetime) -> tuple[int, int]:
    """The latest two report years: a report of a year is written in the year after it."""
    year = now.astimezone(CHINA_TIME).year
    return year - 1, year - 2


def last_due_year(now: datetime) -> int:
    """The last report year whose reports must be out.

    A county government publishes by 31 March (disclosure regulations of 2019, article 50).
    """
    today = now.astimezone(CHINA_TIME).date()
    return today.year - 1 if today > date(today.year, 3, 31) else today.year - 2
