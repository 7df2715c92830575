"""Which direction is better. Apart from the spec: the command line names it before anything else is loaded."""

from __future__ import annotations

from enum import StrEnum


class Goal(StrEnum):
    """Which direction of the objective is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"

    @property
    def sign(self) -> float:
        """By which a value is multiplied so that less is better."""
        return 1.0 if self is Goal.MINIMIZE else -1.0

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`."""
        return a < b if self is Goal.MINIMIZE else a > b
