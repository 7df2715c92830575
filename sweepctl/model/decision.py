"""What a stopper says about a running trial."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """Whether to stop the trial, and the comparison that says so in words."""

    stop: bool
    why: str
