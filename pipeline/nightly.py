"""What cron calls: crawl, then build, one at a time, with a dated log and a run report."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

from crawler.run import CrawlFailed
from pipeline import build as build_module
from pipeline import crawl as crawl_module
from pipeline import exits, settings
from pipeline.console import say, start_logging, warn
from pipeline.inputs import BadInput
from pipeline.locks import exclusive
from pipeline.paths import DataFolder
from pipeline.warehouse import BuildFailed
from transform.batches import ReadingStopped

log = logging.getLogger(__name__)


def nightly(
    data: DataFolder,
    sources: Path,
    *,
    years: str | None,
    counties: str | None,
    jobs: int,
    scheduler: str | None = None,
    hours: str | None = None,
) -> int:
    """Run the night; returns the exit code. Raises LockHeld when another night still runs.

    A crawl that fails does not keep what is archived from being built. Writes ``logs/nightly-<time>.log``
    and ``logs/nightly-<time>.json`` (the run report: problems, worst first).
    """
    with exclusive(data.root / ".nightly.lock", "nightly run"):
        name = f"nightly-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        data.logs.mkdir(parents=True, exist_ok=True)
        log_path = data.logs / f"{name}.log"
        start_logging(settings.load().log_level, to=logging.FileHandler(log_path, encoding="utf-8"))
        problems: list[str] = []
        figures: dict[str, object] = {"run": name}
        try:
            crawled = crawl_module.crawl(
                data, sources, years=years, counties=counties, hours=hours, log_path=log_path
            )
            problems += crawl_module.problems(crawled) + crawl_module.findings(crawled)
            crawl_module.print_report(crawled, problems)
            figures["crawl"] = {"run_id": crawled.run_id, "archived": crawled.archived}
        except CrawlFailed as error:
            if error.exit_code in (exits.USAGE, exits.LOCKED):
                raise
            problems.append(f"crawl: {error}")
        try:
            built = build_module.build(data, sources, years=years, jobs=jobs, scheduler=scheduler)
            build_module.print_report(built)
            problems += built.problems
            figures["build"] = {
                "documents": built.summary.documents,
                "read_now": built.summary.read_now,
                "made_anew": str(built.result.increment),
            }
        except (BadInput, BuildFailed, ReadingStopped) as error:
            problems.insert(0, f"build: {error}")
        for problem in problems:
            log.warning("event=needs_a_person message=%s", json.dumps(problem, ensure_ascii=False))
        report = {**figures, "problems": problems}
        path = data.logs / f"{name}.json"
        path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        say(f"日志 log: {log_path}")
        if problems:
            warn(f"需人工处理 needs a person: {len(problems)}, listed in {path}")
        return exits.NEEDS_A_PERSON if problems else exits.OK
