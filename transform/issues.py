"""What went wrong or is doubtful in a document: one row of the ``issues`` table each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong or doubtful. ``message`` says where, what was expected and found, and what to do."""

    severity: str  # error, warning, info
    code: str
    message: str
    context: str = ""
