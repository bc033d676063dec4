"""`python -m crawler`: one crawl, with the report as a JSON file. The pipeline calls it as a child."""

import argparse
import logging
import sys
from datetime import datetime
from pathlib import Path

from crawler.archive import ArchiveError, LockHeld, Place
from crawler.hours import Hours
from crawler.registry import RegistryFileError, read_sources
from crawler.run import EXIT_LOCKED, EXIT_USAGE, crawl
from crawler.selection import parse_years
from crawler.settings import Limits, environment
from crawler.shards import Shard


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 all done, 1 something needs a person, 2 wrong usage, 75 another run holds the lock."""
    defaults = Limits()
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="the registry, a CSV file")
    parser.add_argument("--divisions", type=Path, required=True, help="the divisions seed, a CSV file")
    parser.add_argument("--raw", type=Path, required=True, help="the raw archive's folder")
    parser.add_argument("--archive", help="fsspec URL of the object store behind that folder")
    parser.add_argument("--report", type=Path, required=True, help="where the report is written, JSON")
    parser.add_argument("--log", type=Path, help="a file that the log goes to the end of, too")
    parser.add_argument("--years", type=parse_years, help="report years, e.g. 2019-2023")
    parser.add_argument("--counties", help="division codes separated by commas")
    parser.add_argument("--shard", default="1/1", help="the part of the registry to crawl, such as 3/16")
    parser.add_argument(
        "--hours", type=Hours.parse, help="hours in which sites are asked, China time, e.g. 22-6"
    )
    parser.add_argument(
        "--begin",
        type=datetime.fromisoformat,
        help="take this for the present moment, e.g. 2024-06-01T00:00+00:00",
    )
    parser.add_argument(
        "--timeout", type=float, default=defaults.timeout_s, help="seconds a download may take"
    )
    parser.add_argument("--max-bytes", type=int, default=defaults.max_bytes, help="largest body, bytes")
    parser.add_argument("--retries", type=int, default=defaults.retries, help="further tries after a failure")
    options = parser.parse_args(arguments)
    counties = frozenset(options.counties.replace(" ", "").split(",")) if options.counties else None
    try:
        if options.log:
            _log_to(options.log)
        sources, errors = read_sources(options.sources, options.divisions)
        report = crawl(
            sources,
            Place(options.raw, options.archive) if options.archive else options.raw,
            years=options.years,
            counties=counties,
            hours=options.hours,
            begin=options.begin,
            limits=Limits(options.timeout, options.max_bytes, options.retries),
            registry_errors=errors,
            shard=Shard.parse(options.shard),
        )
    except LockHeld as error:
        print(error, file=sys.stderr)
        return EXIT_LOCKED
    except (RegistryFileError, ValueError) as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except (ArchiveError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    options.report.write_text(report.to_json(), encoding="utf-8")
    return report.exit_code


def _log_to(path: Path) -> None:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.setLevel(environment().log_level)
    logging.getLogger().addHandler(handler)


if __name__ == "__main__":
    sys.exit(main())
