"""The only reader of environment variables in pipeline/. Each has a default and a reason; the README lists them."""

from __future__ import annotations

import os
from dataclasses import dataclass


class BadSetting(Exception):
    """Raised at start for an environment variable that cannot be used; says which and what to set."""


_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that are not given per call."""

    # default INFO: one line a step; DEBUG adds one a document
    log_level: str
    # default 4GB: a laptop keeps half of its memory; DuckDB spills to disk beyond it
    memory_limit: str
    # default none: the raw archive lies in the data folder; else an fsspec URL such as s3://bucket/raw
    archive: str


def load() -> Settings:
    """Read and check the environment; raises BadSetting."""
    level = os.environ.get("NIANBAO_LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        raise BadSetting(f"NIANBAO_LOG_LEVEL is {level!r}: set it to one of {', '.join(_LEVELS)}")
    return Settings(
        log_level=level,
        memory_limit=os.environ.get("NIANBAO_MEMORY_LIMIT", "4GB"),
        archive=os.environ.get("NIANBAO_ARCHIVE", "").strip(),
    )


def child_environment(**variables: str) -> dict[str, str]:
    """The environment of a child process: this one's and ``variables``."""
    return {**os.environ, **variables}
