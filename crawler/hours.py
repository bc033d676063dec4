"""The hours of the day in which sites may be asked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# China has one time zone and no summer time; the hours are those of the sites, wherever the crawler runs.
CHINA_TIME = timezone(timedelta(hours=8), "UTC+08:00")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` o'clock to `end` o'clock, over midnight where `end` is the smaller one."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """`22-6` as hours; ValueError says what was expected."""
        match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text.replace(" ", ""))
        start, end = (int(match.group(1)), int(match.group(2)) % 24) if match else (24, 24)
        if start > 23 or start == end or (match and int(match.group(2)) > 24):
            raise ValueError(f"hours: expected two different hours of the day, such as 22-6, found {text!r}")
        return cls(start, end)

    def contain(self, moment: datetime) -> bool:
        """Whether a moment (with time zone) falls into these hours, China time."""
        hour = moment.astimezone(CHINA_TIME).hour
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
