"""What a stopper says about a running trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Decision:
    """Whether to stop the trial, and the comparison that says so in words, and in numbers by their names."""

    stop: bool
    why: str
    figures: Mapping[str, float] = field(default_factory=dict, compare=False)
