"""What is wrong, or looks wrong, in a sweep file, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops; a warning and a note are said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """One sentence about one place; `line` and `column` count from 1, 0 when the place is the whole file."""

    severity: Severity
    source: str
    line: int
    column: int
    path: str
    sentence: str
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether this one keeps the sweep from running."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}:{self.column}" if self.line else self.source
        where = f" {self.path}:" if self.path else ""
        return f"{place}:{where} {self.sentence}"
