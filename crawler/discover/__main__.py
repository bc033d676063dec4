"""`python -m crawler.discover`: search sites for their columns; rows and doubts as a JSON file."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from crawler.context import HostContext
from crawler.discover.proposals import proposals
from crawler.discover.search import Search
from crawler.discover.sites import Divisions, read_sites
from crawler.discover.spider import DiscoverSpider
from crawler.hosts import Hosts
from crawler.registry import RegistryFileError
from crawler.run import EXIT_USAGE, run_spider
from crawler.settings import Limits, environment, search_settings


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 a row for every site, 1 something needs a person, 2 wrong usage."""
    defaults = Limits()
    parser = argparse.ArgumentParser(prog="python -m crawler.discover", description=__doc__)
    parser.add_argument("sites", nargs="+", help="files with an address a line, or addresses")
    parser.add_argument("--divisions", type=Path, required=True, help="the divisions seed, a CSV file")
    parser.add_argument("--report", type=Path, required=True, help="where the findings are written, JSON")
    parser.add_argument(
        "--timeout", type=float, default=defaults.timeout_s, help="seconds a download may take"
    )
    parser.add_argument("--retries", type=int, default=defaults.retries, help="further tries after a failure")
    options = parser.parse_args(arguments)
    try:
        env = environment()
        divisions = Divisions(options.divisions)
        sites, problems = read_sites(_lines(options.sites), divisions)
    except (RegistryFileError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    searches = [Search(site) for site in sites]
    context = HostContext(
        sources=tuple(search.source for search in searches),
        has_contact=bool(env.contact),
        hosts=Hosts(env.host_budget),
        hours=env.hours,
        now=lambda: datetime.now(UTC),
    )
    if searches:
        limits = Limits(options.timeout, defaults.max_bytes, options.retries)
        settings = search_settings(context.sources, env, limits)
        problems += run_spider(DiscoverSpider, settings, context=context, searches=searches)
    today = context.now().date()
    rows = []
    for search in searches:
        found, doubts = proposals(search, divisions, today)
        rows += [asdict(row) for row in found]
        problems += doubts
    findings = {"sites": len(sites), "rows": rows, "problems": problems}
    options.report.write_text(json.dumps(findings, ensure_ascii=False), encoding="utf-8")
    return 1 if problems else 0


def _lines(named: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(place, line) of every line of the files, and of what is no file itself."""
    for name in named:
        if not Path(name).is_file():
            yield "arguments", name
            continue
        try:
            text = Path(name).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"{name}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
        yield from ((f"{name} line {number}", line) for number, line in enumerate(text.splitlines(), 1))


if __name__ == "__main__":
    sys.exit(main())
