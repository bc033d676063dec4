"""One line of the benchmark: a figure, the baseline it is measured against in the same run, and its target."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """``ratios``: of every round; what they are of, ``sense`` says.

    ``times_as_fast``: time of the baseline against ours, ``target`` and ``goal`` are the least wanted.
    ``times_the_cost``: ours (time or memory) against the baseline, ``target`` and ``goal`` are the most allowed.
    ``share``: the part of the baseline that ours reaches, ``target`` is the least wanted.
    """

    what: str
    baseline: str
    sense: Literal["times_as_fast", "times_the_cost", "share"]
    ratios: Sequence[float]
    documents_per_second: float | None = None
    target: float | None = None
    goal: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Median of the rounds: machines are noisy."""
        return statistics.median(self.ratios)

    def reaches(self, limit: float | None) -> bool | None:
        """Whether the ratio is as good as ``limit``; None without one."""
        if limit is None:
            return None
        return self.ratio <= limit if self.sense == "times_the_cost" else self.ratio >= limit

    @property
    def verdict(self) -> str:
        """In words for the table."""
        if self.target is None:
            return ""
        if self.goal is not None and self.reaches(self.goal):
            return "goal met"
        return "met" if self.reaches(self.target) else "NOT MET"

    def as_json(self) -> dict[str, object]:
        """For ``--json``; ``met`` and ``goal_met`` are null where there is no such limit."""
        return {
            "what": self.what,
            "baseline": self.baseline,
            "sense": self.sense,
            "ratio": round(self.ratio, 3),
            "ratio_min": round(min(self.ratios), 3),
            "ratio_max": round(max(self.ratios), 3),
            "documents_per_second": self.documents_per_second and round(self.documents_per_second, 1),
            "target": self.target,
            "met": self.reaches(self.target),
            "goal": self.goal,
            "goal_met": self.reaches(self.goal),
            "note": self.note,
        }


def take_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every side in every round, the sides one after the other in each, after a round to warm up."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, run in sides.items():
            started = time.perf_counter()
            run()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """The quotient of every round."""
    return [one / other for one, other in zip(over, under, strict=True)]
