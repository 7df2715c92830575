"""What `doctor` finds: each finding with its verdict, what was done about it, and what the user can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Verdict(StrEnum):
    """How a finding stands: MENDABLE would be mended if we did more than look, WRONG needs the user."""

    FINE = "fine"
    NOTE = "note"
    MENDED = "mended"
    MENDABLE = "mendable"
    WRONG = "wrong"


class Area(StrEnum):
    """Where a finding belongs."""

    STORE = "store"
    AGENTS = "agents"
    FOLDERS = "folders"
    SURROUNDINGS = "surroundings"


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and a hint where the user can do something."""

    area: Area
    verdict: Verdict
    sentence: str
    hint: str | None = None


@dataclass(frozen=True)
class Checkup:
    """All findings; `store` is the folder that was looked at, None without one."""

    store: Path | None
    findings: Sequence[Finding]

    @property
    def is_well(self) -> bool:
        """Whether nothing is left to do."""
        return not any(one.verdict in {Verdict.MENDABLE, Verdict.WRONG} for one in self.findings)
