"""What a run has asked of each host, and whether it may ask on."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.outcomes import Outcome

# default 5: public crawlers of these sites stop at the third refusal; two more forgive a momentary fault.
MAX_FAILURES = 5
# default 900 s: a longer wait is the site's way of saying "not tonight".
MAX_PAUSE_S = 900.0
# default 60 s: a server that asks to slow down and names no time gets a minute.
PAUSE_S = 60.0


@dataclass(slots=True)
class Host:
    """One host: requests made, failures running, and what was last wrong; `resume_at` ends a pause."""

    asked: int = 0
    failures: int = 0
    cause: Outcome | None = None
    message: str = ""
    resume_at: float = 0.0
    refused: dict[Outcome, int] = field(default_factory=dict)


class Hosts:
    """All hosts of a run by name, without port: behind two ports there is one machine."""

    def __init__(self, budget: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget
        self._clock = clock
        self._hosts: dict[str, Host] = {}

    def of(self, name: str) -> Host:
        """The state of a host."""
        return self._hosts.setdefault(name, Host())

    def is_paused(self, name: str) -> bool:
        """Whether the host has asked for a pause that is not over."""
        host = self._hosts.get(name)
        return host is not None and host.resume_at > self._clock()

    def refusal(self, name: str) -> tuple[Outcome, str] | None:
        """Why the host may not be asked now, None where it may; refusals are counted."""
        host = self.of(name)
        refusal = None
        if host.failures >= MAX_FAILURES:
            why = f"{host.failures} failures running, the last: {host.cause} {host.message}"
            refusal = Outcome.LEFT_ALONE, f"{name} is left alone for this run after {why}"
        elif host.asked >= self._budget:
            refusal = Outcome.OVER_BUDGET, f"{name} was asked {host.asked} times in this run"
        if refusal:
            host.refused[refusal[0]] = host.refused.get(refusal[0], 0) + 1
        return refusal

    def asked(self, name: str) -> None:
        """Count a request."""
        self.of(name).asked += 1

    def answered(self, name: str) -> None:
        """The host gave an answer that is none of the failures counted here."""
        self.of(name).failures = 0

    def failed(self, name: str, cause: Outcome, message: str) -> None:
        """The host refused, or could not be reached."""
        host = self.of(name)
        host.failures += 1
        host.cause, host.message = cause, message

    def pause(self, name: str, seconds: float) -> None:
        """Ask nothing for that long; a pause over MAX_PAUSE_S leaves the host alone for the run."""
        host = self.of(name)
        if seconds > MAX_PAUSE_S:
            host.failures = max(host.failures, MAX_FAILURES)
        else:
            host.resume_at = max(host.resume_at, self._clock() + seconds)

    def problems(self) -> list[str]:
        """Hosts left alone, one line each."""
        return [
            f"host {name}: left alone after {host.failures} failures running ({host.cause} {host.message}), "
            f"{host.refused.get(Outcome.LEFT_ALONE, 0)} further requests not made; the next run tries again"
            for name, host in self._hosts.items()
            if host.failures >= MAX_FAILURES
        ]

    def notes(self) -> list[str]:
        """Hosts whose budget is used up, one line each."""
        return [
            f"host {name}: budget of {self._budget} requests used up, "
            f"{host.refused[Outcome.OVER_BUDGET]} requests are left to the next run"
            for name, host in self._hosts.items()
            if Outcome.OVER_BUDGET in host.refused
        ]
