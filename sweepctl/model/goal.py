"""Which direction is better. Apart from the spec: the command line names it before anything else is loaded."""

from __future__ import annotations

from enum import StrEnum


class Goal(StrEnum):
    """Which direction of the objective is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`."""
        return a < b if self is Goal.MINIMIZE else a > b
